package dev.eddy;

import org.jspecify.annotations.Nullable;

/**
 * Something a coroutine can wait for: {@code collections.abc.Awaitable}.
 *
 * <p>{@link Coroutine}, {@link Future} and {@link Task} are awaitables. A {@code CompletionStage}, and with the bridges a
 * {@code Mono} or a {@code Single}, is not one but can be awaited and gathered too, through an {@link AwaitableAdapter}.
 *
 * @param <T> the type of the result; null is a result (Python's {@code None})
 */
public interface Awaitable<T extends @Nullable Object> {

    /**
     * Waits for the result in the current coroutine: {@code await x}.
     *
     * @return the result; if it is there already, without suspending
     * @throws CancelledError if the awaited thing or the current task was cancelled
     * @throws IllegalStateException outside a coroutine
     * @throws Throwable undeclared, the very exception that the awaited thing failed with, checked or not
     */
    T await();

    /**
     * This awaitable as a future of the running loop: {@code asyncio.ensure_future(x)}. What has not begun, begins.
     *
     * @throws IllegalStateException if no loop runs in this thread
     */
    Future<T> asFuture();
}
