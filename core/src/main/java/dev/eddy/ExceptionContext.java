package dev.eddy;

import org.jspecify.annotations.Nullable;

/**
 * What a loop's exception handler is told: the context dictionary of {@code loop.call_exception_handler}.
 *
 * @param message what happened
 * @param exception the exception, if there is one
 * @param future the future or task it concerns, if any
 */
public record ExceptionContext(String message, @Nullable Throwable exception, @Nullable Future<?> future) {}
