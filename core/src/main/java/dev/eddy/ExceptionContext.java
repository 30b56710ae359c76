package dev.eddy;

import org.jspecify.annotations.Nullable;

/**
 * What a loop's exception handler is told: the context dictionary of {@code loop.call_exception_handler}.
 *
 * @param message what happened
 * @param exception the exception, if there is one
 * @param future the future or task it concerns, if any
 * @param createdAt where the future, callback or coroutine was created, if the loop was in debug mode then; see {@link
 *     EventLoop#setDebug}
 */
public record ExceptionContext(
        String message, @Nullable Throwable exception, @Nullable Future<?> future, @Nullable Throwable createdAt) {

    /** Created where the future was. */
    public ExceptionContext(String message, @Nullable Throwable exception, @Nullable Future<?> future) {
        this(message, exception, future, future == null ? null : future.createdAt());
    }
}
