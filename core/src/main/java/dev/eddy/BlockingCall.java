package dev.eddy;

import java.io.InterruptedIOException;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.nio.channels.ClosedByInterruptException;
import java.util.concurrent.Callable;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/** A call that blocks, as what its task waits for: cancelling it interrupts the call, and it is done when that has ended; one that has not begun never does. */
final class BlockingCall<T extends @Nullable Object> extends Future<T> {

    private enum Phase {
        WAITING,
        RUNNING,
        ENDED
    }

    private final Callable<? extends T> body;
    private @Nullable String message;
    private boolean cancelRequested; // by the loop's thread

    // Guarded by this.
    private Phase phase = Phase.WAITING;
    private @Nullable Thread thread; // while it runs
    private boolean interrupted; // if before it runs, it never does

    BlockingCall(EventLoop loop, Callable<? extends T> body) {
        super(loop);
        this.body = body;
    }

    @Override
    boolean requestCancel(@Nullable String reason) {
        Phase reached = done() ? Phase.ENDED : interrupt();
        if (reached == Phase.ENDED) {
            return false; // the task has its result, if the loop has heard of that or not, and is cancelled where it goes on
        }
        if (!cancelRequested) {
            cancelRequested = true;
            message = reason;
        }
        if (reached == Phase.WAITING) {
            over(() -> cancelNow(message));
        }
        return true;
    }

    private synchronized Phase interrupt() {
        interrupted = phase != Phase.ENDED;
        if (thread != null) {
            thread.interrupt();
        }
        return phase;
    }

    /** Runs it in the calling thread, the loop's. */
    T runHere() throws Exception {
        begin();
        try {
            return body.call();
        } catch (Throwable e) {
            if (isCancelledBy(e)) {
                throw cancelled(e);
            }
            throw e;
        } finally {
            end();
            Thread.interrupted(); // the body's own, which is not for the other tasks
        }
    }

    /** Runs it on an executor; a virtual clock stands still meanwhile. */
    BlockingCall<T> start(Executor executor) {
        EventLoop loop = getLoop();
        executor.execute(() -> {
            if (!begin()) {
                return;
            }
            try {
                T result = body.call();
                end();
                loop.post(() -> over(() -> finishNow(result)));
            } catch (Throwable e) {
                end();
                loop.post(() -> over(() -> fail(e)));
            }
        });
        loop.hold();
        return this;
    }

    private void over(Runnable outcome) {
        getLoop().release();
        outcome.run();
    }

    private void fail(Throwable failure) {
        if (isCancelledBy(failure)) {
            cancelNow(message);
        } else {
            failNow(failure);
        }
    }

    private synchronized boolean begin() {
        if (interrupted) {
            return false;
        }
        phase = Phase.RUNNING;
        thread = Thread.currentThread();
        return true;
    }

    /** From now on nobody interrupts the thread, which goes on with something else. */
    private synchronized void end() {
        phase = Phase.ENDED;
        thread = null;
        if (interrupted) {
            Thread.interrupted();
        }
    }

    private CancelledError cancelled(Throwable interruption) {
        CancelledError error = new CancelledError(message);
        error.addSuppressed(interruption);
        return error;
    }

    private boolean isCancelledBy(Throwable failure) {
        return cancelRequested
                && (failure instanceof InterruptedException
                        || failure instanceof ClosedByInterruptException
                        || (failure instanceof InterruptedIOException && !(failure instanceof SocketTimeoutException))
                        || (failure instanceof SocketException && "Closed by interrupt".equals(failure.getMessage())));
    }
}
