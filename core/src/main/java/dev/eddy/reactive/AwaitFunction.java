package dev.eddy.reactive;

import org.jspecify.annotations.Nullable;

/**
 * A function that runs in a coroutine, so it may await, and may throw what it likes.
 *
 * @param <T> the type of the argument
 * @param <R> the type of the result
 */
@FunctionalInterface
public interface AwaitFunction<T, R extends @Nullable Object> {
    R apply(T item) throws Exception;
}
