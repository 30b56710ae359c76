package dev.eddy.internal.fiber;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.reflect.Constructor;
import java.lang.reflect.Field;
import java.lang.reflect.InaccessibleObjectException;
import java.util.Objects;
import java.util.concurrent.Executor;
import java.util.concurrent.ForkJoinPool;
import org.jspecify.annotations.Nullable;

/**
 * What the JDK takes for the scheduler of one virtual thread: keeps the task by which that thread is carried on, for the fiber
 * group, and tells when the JDK hands it in.
 *
 * <p>The virtual threads that are started by one inherit its scheduler, and keep it for life. They are none of the group's, and
 * go on to the JDK's own scheduler.
 */
final class GreenScheduler implements Executor {

    private static final MethodHandle NEW_BUILDER;
    private static final Executor JDKS_OWN;
    static final @Nullable String UNAVAILABLE;

    static {
        MethodHandle newBuilder =
                MethodHandles.empty(MethodType.methodType(Thread.Builder.OfVirtual.class, Executor.class));
        Executor jdksOwn = ForkJoinPool.commonPool();
        String unavailable = null;
        try {
            Constructor<?> constructor =
                    Class.forName("java.lang.ThreadBuilders$VirtualThreadBuilder")
                            .getDeclaredConstructor(Executor.class);
            constructor.setAccessible(true);
            newBuilder = MethodHandles.lookup().unreflectConstructor(constructor).asType(newBuilder.type());
            Object ignored = (Thread.Builder.OfVirtual) newBuilder.invokeExact(jdksOwn);
            Field scheduler = Class.forName("java.lang.VirtualThread").getDeclaredField("DEFAULT_SCHEDULER");
            scheduler.setAccessible(true);
            jdksOwn = (Executor) Objects.requireNonNull(scheduler.get(null));
        } catch (InaccessibleObjectException e) {
            Module module = GreenScheduler.class.getModule();
            unavailable = "the JVM flag --add-opens java.base/java.lang="
                    + (module.isNamed() ? module.getName() : "ALL-UNNAMED")
                    + " is missing";
        } catch (Throwable e) {
            unavailable = "this JDK has no virtual threads with a scheduler of their own (" + e + ")";
        }
        NEW_BUILDER = newBuilder;
        JDKS_OWN = jdksOwn;
        UNAVAILABLE = unavailable;
    }

    private @Nullable Runnable onHandedIn; // null when the fiber has ended
    private @Nullable Runnable task;

    GreenScheduler(Runnable onHandedIn) {
        this.onHandedIn = onHandedIn;
    }

    /** For the fiber's thread, which is to be the first that is started with it. */
    Thread.Builder.OfVirtual newThreadBuilder() {
        try {
            return (Thread.Builder.OfVirtual) NEW_BUILDER.invokeExact((Executor) this);
        } catch (RuntimeException | Error e) {
            throw e;
        } catch (Throwable e) {
            throw new AssertionError(e);
        }
    }

    /** Called by the JDK, in any thread: the task is to be run. */
    @Override
    public void execute(Runnable given) {
        if (task == null) {
            task = given; // the fiber's thread is started
        } else if (given != task) {
            JDKS_OWN.execute(given);
        } else if (onHandedIn != null) {
            onHandedIn.run();
        }
    }

    /** Carries the fiber in the calling thread up to where it switches, blocks or ends; does nothing if it cannot go on. */
    void runFiber() {
        Objects.requireNonNull(task).run();
    }

    /** What lives longer than the fiber does not keep it. */
    void fiberEnds() {
        onHandedIn = null;
    }
}
