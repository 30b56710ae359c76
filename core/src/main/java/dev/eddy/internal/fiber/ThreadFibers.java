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

    private final class ThreadFiber extends Fiber implements Runnable {
        @Nullable Thread thread;
        private volatile boolean baton;

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
            }
        }

        void awaitBaton() {
            boolean interrupted = false;
            while (!baton) {
                LockSupport.park(ThreadFibers.this);
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
        handOver((ThreadFiber) target);
        from.awaitBaton();
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
