package dev.eddy.internal.fiber;

import dev.eddy.internal.Sneaky;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.Objects;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.FutureTask;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Fibers as virtual threads that the JDK schedules on one platform thread, the <em>carrier</em>, so that exactly one runs.
 *
 * <p>A virtual thread yields only to its scheduler. So the root is a trampoline, on the carrier: a fiber that switches leaves the
 * name of the next one in {@link #next} and yields, and the root runs that. If it comes back without a name, it blocks in the
 * JDK, and the root goes on until the JDK hands the fiber in again.
 *
 * <p>The carrier is not the thread that calls: to carry a virtual thread costs a thread its interrupts, and a virtual thread
 * cannot do it at all. The calling thread waits meanwhile.
 */
public final class GreenFibers extends FiberGroup {

    private static final Executor CARRIERS = new ThreadPoolExecutor(
            0, Integer.MAX_VALUE, 10, TimeUnit.SECONDS, new SynchronousQueue<>(),
            Thread.ofPlatform().name("eddy-carrier-", 0).daemon().factory());

    private static final VarHandle PRESENCE;

    static {
        try {
            PRESENCE = MethodHandles.lookup().findVarHandle(GreenFiber.class, "presence", Presence.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    // HERE -> AWAY, by the root, when the fiber blocks; HERE | AWAY -> BACK, by any thread, when the JDK hands it in; -> HERE,
    // by the root, when it is run. Who sees the other's step, the root BACK or the JDK's thread AWAY, tells that the absence is
    // over. The JDK may hand a fiber in once too often, for a stack trace; then it does not run, and is away again.
    private enum Presence {
        HERE,
        AWAY,
        BACK
    }

    private final class GreenFiber extends Fiber implements Runnable {
        @Nullable Thread thread;
        private @Nullable GreenScheduler scheduler;
        /** It has switched to another one, rather than block. */
        boolean suspended;
        private volatile Presence presence = Presence.HERE;
        private volatile @Nullable Absence absence;

        GreenFiber(FiberBody body) {
            super(body);
        }

        @Override
        public void run() {
            bind();
            next = (GreenFiber) body.get();
            Objects.requireNonNull(scheduler).fiberEnds();
        }

        /** Runs it up to where it switches, blocks or ends; on the carrier. */
        void carry() {
            if (thread == null) {
                scheduler = new GreenScheduler(this::handedIn);
                thread = newThread(scheduler, this);
                thread.start();
            }
            Absence past = absence;
            if (past != null) {
                absence = null;
                presence = Presence.HERE;
                past.ends();
            }
            GreenScheduler itsScheduler = Objects.requireNonNull(scheduler);
            itsScheduler.runFiber();
            while (suspended && next == null) { // it did not run, since some thread is taking its stack trace
                Thread.onSpinWait();
                itsScheduler.runFiber();
            }
        }

        /** It can be run, says the JDK, in any thread. */
        private void handedIn() {
            if (!suspended && PRESENCE.getAndSet(this, Presence.BACK) == Presence.AWAY) {
                Absence ended = absence;
                if (ended != null) { // else the root has seen it itself
                    ended.over();
                }
            }
        }

        void leave(Absence until) {
            absence = until;
            if (!PRESENCE.compareAndSet(this, Presence.HERE, Presence.AWAY)) {
                until.over();
            }
        }

        boolean isAway() {
            return absence != null && presence == Presence.AWAY;
        }

        /** Waits, on the carrier, until it can go on; nothing of this group runs meanwhile. */
        void awaitBack() {
            Thread carrier = Thread.currentThread();
            Absence before = absence;
            Absence waiting = new Absence() {
                @Override
                public void over() {
                    LockSupport.unpark(carrier);
                }

                @Override
                public void ends() {
                    if (before != null) {
                        before.ends();
                    }
                }
            };
            if (before == null) {
                leave(waiting);
            } else {
                absence = waiting;
            }
            while (presence != Presence.BACK) {
                LockSupport.park(GreenFibers.this);
            }
        }

        @Override
        public void interrupt() {
            if (thread != null) {
                thread.interrupt();
            }
        }

        @Override
        StackTraceElement[] allFrames() {
            return this == root || thread == null ? new StackTraceElement[0] : thread.getStackTrace();
        }
    }

    private final GreenFiber root = new GreenFiber(this::root);
    private GreenFiber running = root; // other threads only compare its thread with themselves
    private @Nullable GreenFiber next;
    /** What the fiber that has yielded wants done on the carrier, before it goes on. */
    private @Nullable Runnable errand;
    /** The root is on the carrier. */
    private boolean carried;
    private Function<? super Fiber, ? extends @Nullable Absence> onAbsence = fiber -> null;

    public GreenFibers(Object owner) {
        super(owner);
        root.thread = Thread.currentThread();
    }

    /** Why this kind of fibers cannot be had in this JVM, or null if it can. */
    public static @Nullable String unavailable() {
        return GreenScheduler.UNAVAILABLE;
    }

    @Override
    public boolean adopt(boolean suspended) {
        root.thread = Thread.currentThread();
        return true;
    }

    @Override
    public Fiber create(FiberBody body) {
        return new GreenFiber(body);
    }

    @Override
    public boolean fibersBelongToThreads() {
        return false;
    }

    @Override
    public boolean fibersMayBlock() {
        return true;
    }

    @Override
    public void onAbsence(Function<? super Fiber, ? extends @Nullable Absence> action) {
        onAbsence = action;
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
        return running.thread == Thread.currentThread();
    }

    @Override
    public @Nullable Thread runningThread() {
        return running.thread;
    }

    // ---- the root ---------------------------------------------------------------------------------------------------

    @Override
    public void drive(Runnable action) {
        if (carried) {
            action.run();
            return;
        }
        Thread caller = Thread.currentThread();
        ClassLoader loader = caller.getContextClassLoader();
        FutureTask<?> turn = new FutureTask<>(() -> carry(action, caller, loader), null);
        if (Thread.interrupted()) {
            interrupted();
        }
        CARRIERS.execute(turn);
        while (true) {
            try {
                turn.get();
                return;
            } catch (InterruptedException e) {
                interrupted();
            } catch (ExecutionException e) {
                throw Sneaky.<RuntimeException>raise(Objects.requireNonNull(e.getCause()));
            }
        }
    }

    private void carry(Runnable action, Thread caller, @Nullable ClassLoader loader) {
        Thread carrier = Thread.currentThread();
        carrier.setContextClassLoader(loader);
        root.thread = carrier;
        carried = true;
        bind();
        try {
            action.run();
        } finally {
            setContext(null);
            unbind();
            carried = false;
            root.thread = caller;
        }
    }

    private void trampoline(GreenFiber first) {
        GreenFiber fiber = first;
        while (fiber != root) {
            running = fiber;
            fiber.carry();
            fiber = following(fiber);
        }
        running = root;
    }

    /** What runs after this fiber, which has come back to the carrier. */
    private GreenFiber following(GreenFiber fiber) {
        GreenFiber named = next;
        next = null;
        Runnable wanted = errand;
        if (wanted != null) {
            errand = null;
            wanted.run();
        }
        if (named != null) {
            return named;
        }
        Absence absence = onAbsence.apply(fiber);
        if (absence == null) { // nobody would go on meanwhile
            fiber.awaitBack();
            return fiber;
        }
        fiber.leave(absence);
        return root;
    }

    // ---- switching --------------------------------------------------------------------------------------------------

    @Override
    public void switchTo(Fiber target) {
        GreenFiber to = (GreenFiber) target;
        if (running != root) {
            if (to.isAway()) {
                throw new IllegalStateException("cannot switch to a fiber that is inside of a blocking call");
            }
            yieldTo(to, null);
        } else if (carried) {
            if (to.isAway()) {
                to.awaitBack();
            }
            trampoline(to);
        } else {
            drive(() -> switchTo(to));
        }
    }

    @Override
    public void block(Runnable action) {
        GreenFiber self = running;
        if (self == root) {
            action.run();
            return;
        }
        Object itsContext = context();
        Throwable[] thrown = {null};
        setContext(null);
        try {
            yieldTo(self, () -> {
                setContext(itsContext);
                try {
                    action.run();
                } catch (Throwable e) {
                    thrown[0] = e;
                } finally {
                    setContext(null);
                }
            });
            setContext(itsContext);
        } catch (PinnedException e) {
            setContext(itsContext);
            action.run(); // it blocks the carrier anyway
        }
        if (thrown[0] != null) {
            throw Sneaky.<RuntimeException>raise(thrown[0]);
        }
    }

    @SuppressWarnings("ThreadPriorityCheck") // the scheduler on which it relies is this group
    private void yieldTo(GreenFiber to, @Nullable Runnable wanted) {
        GreenFiber self = running;
        next = to;
        errand = wanted;
        self.suspended = true;
        Thread.yield();
        self.suspended = false;
        if (next != null) { // nobody has taken it: the thread did not yield
            next = null;
            errand = null;
            throw PinnedException.withoutReason();
        }
    }

    private static Thread newThread(GreenScheduler scheduler, Runnable body) {
        Thread thread = scheduler.newThreadBuilder()
                .name("eddy-fiber")
                .inheritInheritableThreadLocals(false)
                .unstarted(body);
        thread.setContextClassLoader(Thread.currentThread().getContextClassLoader());
        return thread;
    }
}
