package dev.eddy;

import dev.eddy.context.Context;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** A future for other threads and libraries. Cancelling it is the one call that goes through to the future. */
final class FutureStage<T extends @Nullable Object> extends CompletableFuture<T> {

    private volatile @Nullable Future<T> source;

    FutureStage() {}

    static <T extends @Nullable Object> CompletableFuture<T> of(Future<T> future) {
        FutureStage<T> stage = new FutureStage<>();
        stage.follow(future);
        return stage;
    }

    /** The outcome of a task that the loop starts when it gets to it: {@code asyncio.run_coroutine_threadsafe()}. */
    static <T extends @Nullable Object> CompletableFuture<T> ofTask(EventLoop loop, Callable<? extends T> body) {
        Objects.requireNonNull(body, "body");
        FutureStage<T> stage = new FutureStage<>();
        loop.callSoonThreadsafe(() -> {
            if (stage.isDone()) {
                return; // cancelled before it began
            }
            try {
                stage.follow(loop.createTask(body));
            } catch (Throwable e) { // the loop was closed, or a task factory fails
                stage.completeExceptionally(e);
            }
        });
        return stage;
    }

    private void follow(Future<T> future) {
        cancelling(future);
        EventLoop loop = future.getLoop();
        if (future.done()) {
            completeFrom(future);
        } else if (loop.inEventLoop()) {
            watch(future);
        } else {
            loop.callSoonThreadsafe(() -> watch(future));
        }
    }

    private void watch(Future<T> future) {
        Runnable forget = future.getLoop().onClosed(() -> {
            if (!future.done()) { // else its callback was called
                completeExceptionally(
                        new IllegalStateException("the event loop was closed before " + future + " was done"));
            }
        });
        Consumer<Future<T>> whenDone = done -> {
            forget.run();
            completeFrom(done);
        };
        future.addDoneCallback(whenDone, new Context());
    }

    /** From now on cancelling this cancels the future; so does it if that has happened before. */
    void cancelling(Future<T> future) {
        source = future; // before a cancellation is looked for, which is set before the source is
        if (isCancelled()) {
            future.cancel();
        }
    }

    void completeFrom(Future<T> done) {
        if (done.cancelled()) {
            super.cancel(false);
            return;
        }
        Throwable failure = done.storedException();
        if (failure != null) {
            if (completeExceptionally(failure)) { // else this was cancelled, and nobody has the failure
                done.markRetrieved();
            }
        } else {
            complete(done.value());
        }
    }

    @Override
    public boolean cancel(boolean mayInterruptIfRunning) {
        boolean cancelled = super.cancel(mayInterruptIfRunning);
        Future<T> future = source;
        if (cancelled && future != null) {
            future.cancel();
        }
        return cancelled;
    }

    @Override
    public <U> CompletableFuture<U> newIncompleteFuture() {
        return new CompletableFuture<>();
    }
}
