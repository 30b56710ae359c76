package dev.eddy;

import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
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
        if (!done.isCompletedExceptionally()) {
            return done.join();
        }
        // As who waits for it is told; join() and get() pack it.
        Throwable cause = ForeignFuture.unwrap(done.<Throwable>handle((result, failure) -> failure).join());
        throw Task.raiseAwaited(
                cause instanceof CancellationException ? new CancelledError(cause.getMessage()) : cause);
    }
}
