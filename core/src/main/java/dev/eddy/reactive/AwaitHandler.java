package dev.eddy.reactive;

/**
 * Makes any number of items of one; runs in a coroutine, so it may await, and may throw what it likes.
 *
 * @param <T> the type of the item
 * @param <R> the type of what it emits
 */
@FunctionalInterface
public interface AwaitHandler<T, R> {
    void handle(T item, Emitter<R> out) throws Exception;
}
