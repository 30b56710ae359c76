package dev.eddy.internal.fiber;

import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * Fibers as virtual threads, of which exactly one, the holder of the baton, runs; the others are parked.
 *
 * <p>The baton is the flag {@link ThreadFiber#baton} of the fiber that holds it. Handing it over is a volatile write that
 * the receiver reads, so all that the giver did happens before all that the receiver does: the fields of a loop need no
 * further synchronisation.
 */
public final class ThreadFibers extends FiberGroup {

    /**
     * As many calls of a small method as take about the room that the JDK needs to wake a thread: should the stack overflow in the middle
     * of that, the thread would never wake.
     */
    private static final int CALLS_RESERVED = 64;

    private final class ThreadFiber extends Fiber implements Runnable {
        @Nullable Thread thread;
        private volatile boolean baton;
        private volatile boolean parkedInPlace;

        ThreadFiber(FiberBody body) {
            super(body);
        }

        @Override
        public void run() {
            bind();
            awaitBaton();
            handOver((ThreadFiber) body.get());
        }

        @Override
        StackTraceElement[] allFrames() {
            if (this == root || thread == null) {
                return new StackTraceElement[0];
            }
            while (thread.getState() == Thread.State.RUNNABLE) {
                Thread.onSpinWait(); // it has handed the baton over and is about to park; until then the JDK shows 1,024 frames
            }
            return thread.getStackTrace();
        }

        void takeBaton() {
            baton = true;
            if (thread == null) {
                thread = newThread(this);
                thread.start();
            } else {
                LockSupport.unpark(thread);
                if (parkedInPlace) {
                    notifyInPlace();
                }
            }
        }

        private void park() {
            try {
                LockSupport.park(ThreadFibers.this);
            } catch (StackOverflowError e) { // the stack is too deep for the JDK to set it aside
                parkInPlace();
            }
        }

        /** As a pinned thread does, at the expense of its carrier. */
        private synchronized void parkInPlace() {
            parkedInPlace = true; // before the baton is looked at, which who hands it over sets before looking at this
            try {
                while (!baton) {
                    wait();
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            } finally {
                parkedInPlace = false;
            }
        }

        private synchronized void notifyInPlace() {
            notifyAll();
        }

        void awaitBaton() {
            boolean interrupted = false;
            while (!baton) {
                park();
                // An interrupted thread does not park: note it and clear it. The root hands it to whoever asked.
                if (!baton && Thread.interrupted()) {
                    if (this == root) {
                        interrupted();
                    } else {
                        interrupted = true;
                    }
                }
            }
            baton = false;
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private final ThreadFiber root = new ThreadFiber(this::root);
    private ThreadFiber running = root; // guarded by the baton; other threads only compare its thread with themselves

    public ThreadFibers(Object owner) {
        super(owner);
        root.thread = Thread.currentThread();
    }

    @Override
    public boolean adopt(boolean suspended) {
        root.thread = Thread.currentThread();
        return true;
    }

    @Override
    public Fiber create(FiberBody body) {
        return new ThreadFiber(body);
    }

    @Override
    public boolean fibersBelongToThreads() {
        return false;
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
        return running.thread; // null while what takes over is being started
    }

    @Override
    public void switchTo(Fiber target) {
        ThreadFiber from = running;
        reserveStack(CALLS_RESERVED);
        handOver((ThreadFiber) target);
        from.awaitBaton();
    }

    /** Overflows the stack now if it has no room for as many calls. */
    private static int reserveStack(int calls) {
        return calls == 0 ? 0 : reserveStack(calls - 1) + 1;
    }

    private void handOver(ThreadFiber to) {
        running = to; // before the baton goes: afterwards this field is the receiver's
        to.takeBaton();
    }

    private static Thread newThread(Runnable body) {
        Thread thread = Thread.ofVirtual()
                .name("eddy-fiber")
                .inheritInheritableThreadLocals(false)
                .unstarted(body);
        thread.setContextClassLoader(Thread.currentThread().getContextClassLoader());
        return thread;
    }
}
