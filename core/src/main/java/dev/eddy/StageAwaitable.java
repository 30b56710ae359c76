package dev.eddy;

import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * A {@link CompletionStage} as an awaitable.
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
        return ForeignFuture.of(stage, cancels);
    }

    private static <T extends @Nullable Object> T outcomeOf(CompletableFuture<? extends T> done) {
        try {
            return done.join();
        } catch (CancellationException e) {
            throw new CancelledError(e.getMessage());
        } catch (CompletionException e) {
            Throwable cause = ForeignFuture.unwrap(e);
            throw Task.raiseAwaited(
                    cause instanceof CancellationException ? new CancelledError(cause.getMessage()) : cause);
        }
    }
}
