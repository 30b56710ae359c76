package dev.eddy.internal.fiber;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Fibers as the JDK's one-shot delimited continuations, all run on the root's thread.
 *
 * <p>A continuation yields only to whoever ran it. So the root is a trampoline: a fiber that switches leaves the name of
 * the next one in {@link #next} and yields, and the root runs that.
 */
public final class ContinuationFibers extends FiberGroup {

    // Static final handles, so that the compiler folds them to direct calls.
    private static final MethodHandle NEW;
    private static final MethodHandle RUN;
    private static final MethodHandle YIELD;
    private static final MethodHandle GET_STACK_TRACE;
    private static final @Nullable String UNAVAILABLE;
    private static final boolean MONITORS_MOVE = Runtime.version().feature() >= 24;

    static {
        MethodHandle create = MethodHandles.empty(MethodType.methodType(Object.class, Runnable.class));
        MethodHandle run = MethodHandles.empty(MethodType.methodType(void.class, Object.class));
        MethodHandle yield = MethodHandles.empty(MethodType.methodType(boolean.class));
        MethodHandle getStackTrace =
                MethodHandles.empty(MethodType.methodType(StackTraceElement[].class, Object.class));
        String unavailable = null;
        try {
            MethodHandles.Lookup lookup = MethodHandles.lookup();
            Class<?> continuation = Class.forName("jdk.internal.vm.Continuation");
            Class<?> scopeType = Class.forName("jdk.internal.vm.ContinuationScope");
            Object scope = lookup.findConstructor(scopeType, MethodType.methodType(void.class, String.class))
                    .invoke("eddy");
            create = lookup.findConstructor(
                    continuation, MethodType.methodType(void.class, scopeType, Runnable.class))
                    .bindTo(scope)
                    .asType(create.type());
            run = lookup.findVirtual(continuation, "run", MethodType.methodType(void.class))
                    .asType(run.type());
            yield = lookup.findStatic(continuation, "yield", MethodType.methodType(boolean.class, scopeType))
                    .bindTo(scope);
            getStackTrace = lookup.findVirtual(
                    continuation, "getStackTrace", MethodType.methodType(StackTraceElement[].class))
                    .asType(getStackTrace.type());
        } catch (IllegalAccessException e) {
            Module module = ContinuationFibers.class.getModule();
            unavailable = "the JVM flag --add-exports java.base/jdk.internal.vm="
                    + (module.isNamed() ? module.getName() : "ALL-UNNAMED")
                    + " is missing";
        } catch (Throwable e) {
            unavailable = "this JDK has no usable jdk.internal.vm.Continuation (" + e + ")";
        }
        NEW = create;
        RUN = run;
        YIELD = yield;
        GET_STACK_TRACE = getStackTrace;
        UNAVAILABLE = unavailable;
    }

    private static final class ContinuationFiber extends Fiber implements Runnable {
        final @Nullable Object continuation;
        @Nullable Fiber successor;

        ContinuationFiber(FiberBody body, boolean root) {
            super(body);
            this.continuation = root ? null : newContinuation(this);
        }

        @Override
        public void run() {
            successor = body.get();
        }

        @Override
        StackTraceElement[] allFrames() {
            return continuation == null ? new StackTraceElement[0] : stackTraceOf(continuation);
        }
    }

    private final Fiber root = new ContinuationFiber(this::root, true);
    private Fiber running = root;
    private @Nullable Fiber next;
    /** See {@link #setMonitorsAside}. */
    private @Nullable Object keeper;
    private Thread thread = Thread.currentThread(); // the root's; other threads only compare it with themselves

    public ContinuationFibers(Object owner) {
        super(owner);
    }

    /** Why this kind of fibers cannot be had in this JVM, or null if it can. */
    public static @Nullable String unavailable() {
        return UNAVAILABLE;
    }

    /** The JIT compiler takes it that a method sees one current thread from its beginning to its end. */
    @Override
    public boolean adopt(boolean suspended) {
        boolean usable = runsHere();
        if (suspended && !usable) {
            throw new IllegalStateException("coroutines of this loop are suspended, and with the engine 'continuation'"
                    + " they must go on in the thread where they began, " + thread);
        }
        thread = Thread.currentThread();
        return usable;
    }

    @Override
    public Fiber create(FiberBody body) {
        return new ContinuationFiber(body, false);
    }

    @Override
    public boolean fibersBelongToThreads() {
        return true;
    }

    @Override
    public boolean beginCheaply() {
        return true;
    }

    @Override
    public boolean stacksMayBeShared() {
        return MONITORS_MOVE;
    }

    @Override
    public Fiber root() {
        return root;
    }

    @Override
    public Fiber running() {
        return running;
    }

    @Override
    public boolean runsHere() {
        return thread == Thread.currentThread();
    }

    @Override
    public Thread runningThread() {
        return thread;
    }

    @Override
    public void switchTo(Fiber target) {
        if (running == root) {
            trampoline(target);
        } else {
            next = target;
            try {
                yieldToTrampoline();
            } catch (IllegalStateException e) {
                next = null;
                throw new PinnedException(String.valueOf(e.getMessage()).replace("Pinned: ", ""), e);
            }
        }
    }

    private void trampoline(Fiber first) {
        Fiber fiber = first;
        while (fiber != root) {
            ContinuationFiber current = (ContinuationFiber) fiber;
            running = current;
            next = null;
            runContinuation(Objects.requireNonNull(current.continuation));
            Fiber following = current.successor != null ? current.successor : next;
            fiber = Objects.requireNonNull(following);
        }
        running = root;
    }

    /**
     * From JDK 24 on a continuation that yields takes along whatever monitors its thread holds, those of the code that ran it
     * included, and brings them back when it goes on. So one that does nothing else takes them first, and is the first to bring them back.
     */
    @Override
    void setMonitorsAside() {
        if (MONITORS_MOVE) {
            keeper = newContinuation(ContinuationFibers::yieldToTrampoline);
            runContinuation(keeper);
        }
    }

    @Override
    void takeMonitorsBack() {
        if (keeper != null) {
            runContinuation(keeper);
            keeper = null;
        }
    }

    private static Object newContinuation(Runnable body) {
        try {
            return (Object) NEW.invokeExact(body);
        } catch (Throwable e) {
            throw new AssertionError(e);
        }
    }

    private static void runContinuation(Object continuation) {
        try {
            RUN.invokeExact(continuation);
        } catch (RuntimeException | Error e) {
            throw e;
        } catch (Throwable e) {
            throw new AssertionError(e);
        }
    }

    private static StackTraceElement[] stackTraceOf(Object continuation) {
        try {
            return (StackTraceElement[]) GET_STACK_TRACE.invokeExact(continuation);
        } catch (RuntimeException | Error e) {
            throw e;
        } catch (Throwable e) {
            throw new AssertionError(e);
        }
    }

    private static void yieldToTrampoline() {
        try {
            boolean ignored = (boolean) YIELD.invokeExact();
        } catch (RuntimeException | Error e) {
            throw e;
        } catch (Throwable e) {
            throw new AssertionError(e);
        }
    }
}
