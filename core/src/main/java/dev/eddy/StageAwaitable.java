package dev.eddy;

import dev.eddy.context.Context;
import dev.eddy.internal.Sneaky;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * A {@link CompletionStage} as an awaitable, and a {@link Future} as a stage.
 *
 * @param cancels whether cancelling the wait cancels the stage
 */
record StageAwaitable<T extends @Nullable Object>(CompletionStage<? extends T> stage, boolean cancels)
        implements Awaitable<T> {

    @Override
    public T await() {
        if (stage instanceof CompletableFuture<? extends T> future && isKnownToBeDone(future)) {
            return outcomeOf(future);
        }
        Task.requireCurrent();
        return asFuture().await();
    }

    private static boolean isKnownToBeDone(CompletableFuture<?> future) {
        try {
            return future.isDone();
        } catch (UnsupportedOperationException e) { // a minimal stage: it tells only whom it completes
            return false;
        }
    }

    @Override
    public Future<T> asFuture() {
        StageFuture<T> future = new StageFuture<>(Asyncio.getRunningLoop(), cancels ? stage : null);
        stage.whenComplete((result, failure) -> future.completeFrom(result, failure));
        return future;
    }

    private static <T extends @Nullable Object> T outcomeOf(CompletableFuture<? extends T> done) {
        try {
            return done.join();
        } catch (CancellationException e) {
            throw new CancelledError(e.getMessage());
        } catch (CompletionException e) {
            throw Sneaky.<RuntimeException>raise(unwrap(e));
        }
    }

    private static Throwable unwrap(Throwable failure) {
        Throwable cause = failure.getCause();
        return failure instanceof CompletionException && cause != null ? cause : failure;
    }

    static <T extends @Nullable Object> CompletableFuture<T> completableFutureOf(Future<T> future) {
        FutureStage<T> stage = new FutureStage<>(future);
        if (future.done()) {
            stage.completeFrom(future);
        } else {
            future.addDoneCallback(stage::completeFrom, new Context());
        }
        return stage;
    }

    /** What a coroutine waits on while a stage is under way. */
    private static final class StageFuture<T extends @Nullable Object> extends Future<T> {
        private final @Nullable CompletionStage<? extends T> toCancel;

        StageFuture(EventLoop loop, @Nullable CompletionStage<? extends T> toCancel) {
            super(loop);
            this.toCancel = toCancel;
        }

        void completeFrom(T result, @Nullable Throwable failure) {
            Runnable completion = () -> {
                if (failure == null) {
                    finishNow(result);
                } else if (failure instanceof CancellationException) {
                    cancelNow(failure.getMessage());
                } else {
                    failNow(unwrap(failure));
                }
            };
            if (getLoop().isLocal()) {
                completion.run();
            } else {
                getLoop().post(completion);
            }
        }

        @Override
        boolean requestCancel(@Nullable String message) {
            if (!super.requestCancel(message)) {
                return false;
            }
            if (toCancel != null) {
                try {
                    toCancel.toCompletableFuture().cancel(true);
                } catch (UnsupportedOperationException e) {
                    // The interface allows a stage to have no such thing: then it cannot be cancelled.
                    return true;
                }
            }
            return true;
        }
    }

    /** A future as a stage; cancelling it is the one call that goes through to the future. */
    private static final class FutureStage<T extends @Nullable Object> extends CompletableFuture<T> {
        private final Future<T> future;

        FutureStage(Future<T> future) {
            this.future = future;
        }

        void completeFrom(Future<T> done) {
            if (done.cancelled()) {
                super.cancel(false);
                return;
            }
            Throwable failure = done.exception();
            if (failure != null) {
                completeExceptionally(failure);
            } else {
                complete(done.value());
            }
        }

        @Override
        public boolean cancel(boolean mayInterruptIfRunning) {
            boolean cancelled = super.cancel(mayInterruptIfRunning);
            if (cancelled) {
                future.cancel();
            }
            return cancelled;
        }

        @Override
        public <U> CompletableFuture<U> newIncompleteFuture() {
            return new CompletableFuture<>();
        }
    }
}
