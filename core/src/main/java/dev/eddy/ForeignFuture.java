package dev.eddy;

import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import org.jspecify.annotations.Nullable;

/** A future that follows one of the JDK's: {@code asyncio.wrap_future()}. Cancelling it may cancel that one. */
final class ForeignFuture<T extends @Nullable Object> extends Future<T> {

    private final @Nullable Runnable cancelSource;

    private ForeignFuture(EventLoop loop, @Nullable Runnable cancelSource) {
        super(loop);
        this.cancelSource = cancelSource;
    }

    static <T extends @Nullable Object> Future<T> of(CompletionStage<? extends T> stage, boolean cancels) {
        ForeignFuture<T> future =
                new ForeignFuture<>(Asyncio.getRunningLoop(), cancels ? () -> cancelStage(stage) : null);
        stage.whenComplete(future::follow);
        return future;
    }

    /** Nobody tells when such a future is done: a virtual thread waits for it. */
    static <T extends @Nullable Object> Future<T> of(java.util.concurrent.Future<? extends T> source) {
        if (source instanceof CompletionStage<?>) {
            @SuppressWarnings("unchecked") // it completes with what get() gives
            CompletionStage<? extends T> stage = (CompletionStage<? extends T>) source;
            return of(stage, true);
        }
        ForeignFuture<T> future = new ForeignFuture<>(Asyncio.getRunningLoop(), () -> source.cancel(true));
        if (source.isDone()) {
            future.waitFor(source);
        } else {
            Thread.ofVirtual().name("eddy-wrapped-future").start(() -> future.waitFor(source));
        }
        return future;
    }

    private static void cancelStage(CompletionStage<?> stage) {
        try {
            stage.toCompletableFuture().cancel(true);
        } catch (UnsupportedOperationException e) {
            // The interface allows a stage to have no such thing: then it cannot be cancelled.
        }
    }

    /** The exception behind the JDK's wrapping ones. */
    static Throwable unwrap(Throwable failure) {
        Throwable cause = failure.getCause();
        boolean wraps = failure instanceof CompletionException || failure instanceof ExecutionException;
        return wraps && cause != null ? cause : failure;
    }

    @SuppressWarnings("NullAway") // where there is a failure, nobody reads the result
    private void waitFor(java.util.concurrent.Future<? extends T> source) {
        T result;
        try {
            result = source.get();
        } catch (Throwable e) {
            follow(null, e);
            return;
        }
        follow(result, null);
    }

    private void follow(T result, @Nullable Throwable failure) {
        Runnable completion = () -> {
            Throwable cause = failure == null ? null : unwrap(failure);
            if (cause == null) {
                finishNow(result);
            } else if (cause instanceof CancellationException) { // of the source, or of what it depends on
                cancelNow(cause.getMessage());
            } else {
                failNow(cause);
            }
        };
        if (getLoop().inEventLoop()) {
            completion.run();
        } else {
            getLoop().post(completion);
        }
    }

    @Override
    boolean requestCancel(@Nullable String message) {
        boolean cancelled = super.requestCancel(message);
        if (cancelled && cancelSource != null) {
            try {
                cancelSource.run();
            } catch (RuntimeException e) {
                getLoop().callExceptionHandler(
                        new ExceptionContext("what a coroutine waited for could not be cancelled", e, this));
            }
        }
        return cancelled;
    }
}
