package dev.eddy;

import java.io.InterruptedIOException;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.nio.channels.ClosedByInterruptException;
import java.util.concurrent.Callable;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * A call that blocks, as what its task waits for: cancelling it interrupts the call, and it is done when that has ended; one that has
 * not begun never does.
 */
final class BlockingCall<T extends @Nullable Object> extends Future<T> {

    private enum Phase {
        WAITING,
        RUNNING,
        ENDED
    }

    private final Callable<? extends T> body;

    // Guarded by this.
    private Phase phase = Phase.WAITING;
    private @Nullable Thread thread; // while it runs
    private boolean cancelRequested;
    private @Nullable String message; // of the first request

    BlockingCall(EventLoop loop, Callable<? extends T> body) {
        super(loop);
        this.body = body;
    }

    @Override
    boolean requestCancel(@Nullable String reason) {
        Phase reached = interrupt(reason);
        if (reached == Phase.WAITING) {
            over(() -> cancelNow(reason));
        }
        // Has it ended, the task has its result, if the loop has heard of that or not, and is cancelled where it goes on.
        return reached != Phase.ENDED;
    }

    /** Interrupts the call, or has it never begin; gives how far it had come. */
    private synchronized Phase interrupt(@Nullable String reason) {
        Phase reached = phase;
        if (reached == Phase.WAITING) {
            phase = Phase.ENDED;
        } else if (thread != null) {
            if (!cancelRequested) {
                cancelRequested = true;
                message = reason;
            }
            thread.interrupt();
        }
        return reached;
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
        if (phase == Phase.ENDED) {
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
        if (cancelRequested) {
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
