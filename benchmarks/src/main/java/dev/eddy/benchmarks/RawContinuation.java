package dev.eddy.benchmarks;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;

/** The JDK's continuations without anything around them. */
final class RawContinuation {

    private static final MethodHandle NEW;
    private static final MethodHandle RUN;
    private static final MethodHandle YIELD;

    static {
        try {
            MethodHandles.Lookup lookup = MethodHandles.lookup();
            Class<?> continuation = Class.forName("jdk.internal.vm.Continuation");
            Class<?> scopeType = Class.forName("jdk.internal.vm.ContinuationScope");
            Object scope = lookup.findConstructor(scopeType, MethodType.methodType(void.class, String.class))
                    .invoke("raw");
            NEW = lookup.findConstructor(
                    continuation, MethodType.methodType(void.class, scopeType, Runnable.class))
                    .bindTo(scope)
                    .asType(MethodType.methodType(Object.class, Runnable.class));
            RUN = lookup.findVirtual(continuation, "run", MethodType.methodType(void.class))
                    .asType(MethodType.methodType(void.class, Object.class));
            YIELD = lookup.findStatic(continuation, "yield", MethodType.methodType(boolean.class, scopeType))
                    .bindTo(scope);
        } catch (Throwable e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private RawContinuation() {}

    /** Runs two continuations in turn, each of which yields as often as it is run. */
    static void alternate(int switches) {
        Runnable yields = () -> yieldTimes(switches / 2);
        Object one = create(yields);
        Object other = create(yields);
        for (int i = 0; i <= switches / 2; i++) {
            resume(one);
            resume(other);
        }
    }

    /** A continuation that yields as often as it makes another one, which ends at once. */
    static void beginAndEnd(int times) {
        Object parent = create(() -> yieldTimes(times));
        for (int i = 0; i < times; i++) {
            resume(parent);
            resume(create(() -> {}));
        }
        resume(parent);
    }

    /** A continuation that was run and has yielded. */
    static Object suspended() {
        Object continuation = create(() -> yieldTimes(1));
        resume(continuation);
        return continuation;
    }

    static Object create(Runnable body) {
        try {
            return (Object) NEW.invokeExact(body);
        } catch (Throwable e) {
            throw new AssertionError(e);
        }
    }

    /** Begins, or goes on where it was suspended. */
    static void resume(Object continuation) {
        try {
            RUN.invokeExact(continuation);
        } catch (Throwable e) {
            throw new AssertionError(e);
        }
    }

    private static void yieldTimes(int times) {
        for (int i = 0; i < times; i++) {
            yieldNow();
        }
    }

    static void yieldNow() {
        try {
            boolean ignored = (boolean) YIELD.invokeExact();
        } catch (Throwable e) {
            throw new AssertionError(e);
        }
    }
}
