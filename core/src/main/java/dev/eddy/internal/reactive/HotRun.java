package dev.eddy.internal.reactive;

import dev.eddy.Future;
import dev.eddy.context.Context;
import dev.eddy.internal.CoreAccess;
import java.util.Objects;
import java.util.concurrent.CancellationException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A subscriber's view of a future that runs anyway: its end is the terminal signal, and {@link #stop} only stops watching. So is the
 * end of its loop, if that comes first. One of the abstract methods is called, once, on the loop's thread, or in {@link #start} if it
 * has ended by then.
 *
 * @param <R> the type of the result
 */
public abstract class HotRun<R extends @Nullable Object> {

    private final Future<? extends R> future;
    private final Consumer<Future<?>> whenDone = this::deliver;
    private final Context outside = Context.copyCurrent();
    private volatile boolean stopped;
    private Runnable forget = () -> {};

    protected HotRun(Future<? extends R> future) {
        this.future = Objects.requireNonNull(future, "future");
    }

    /** The future has a result. */
    protected abstract void succeeded(R result);

    /** The future has failed, or was cancelled, which is a {@link CancellationException}. */
    protected abstract void failed(Throwable error);

    /** Begins to watch, from any thread; the subscriber has its subscription already. */
    public final void start() {
        if (stopped) {
            return;
        }
        if (future.done() || !Wakeup.runOn(future.getLoop(), this::watch)) {
            end();
        }
    }

    /** Stops watching, from any thread; an end that is on its way may still be told. */
    public final void stop() {
        stopped = true;
        if (!future.done()) {
            Wakeup.runOn(future.getLoop(), this::unwatch);
        }
    }

    /** Whether {@link #stop} was called. */
    protected final boolean isStopped() {
        return stopped;
    }

    private void watch() {
        if (!stopped) {
            future.addDoneCallback(whenDone, outside);
            forget = CoreAccess.get().onClosed(future.getLoop(), this::loopClosed);
        }
    }

    private void unwatch() {
        future.removeDoneCallback(whenDone);
        forget.run();
    }

    private void loopClosed() {
        if (!stopped && !future.done()) { // else its callback was called
            end();
        }
    }

    private void end() {
        if (future.done()) {
            deliver(future);
        } else {
            failed(new IllegalStateException("the event loop was closed before " + future + " was done"));
        }
    }

    private void deliver(Future<?> done) {
        forget.run();
        if (done.cancelled()) {
            failed(new CancellationException(future + " was cancelled"));
            return;
        }
        Throwable error = future.exception();
        if (error != null) {
            failed(error);
        } else {
            succeeded(future.result());
        }
    }
}
