package dev.eddy.reactive;

/**
 * Where the body of a cold publisher sends its items.
 *
 * <p>The body and the tasks it starts may emit, also concurrently: items are sent on one after the other. For the body's
 * loop.
 *
 * @param <T> the type of the items
 */
public interface Emitter<T> {

    /**
     * Sends an item to the subscriber ({@code onNext}); suspends until it has requested one.
     *
     * @throws NullPointerException if the item is null, which Reactive Streams rules out; the stream stays usable
     * @throws dev.eddy.CancelledError if the subscription was cancelled
     * @throws IllegalStateException if the stream has ended
     */
    void emit(T item);

    /** The body of a cold publisher: it runs once for each subscriber, and its end completes the stream. */
    @FunctionalInterface
    interface Body<T> {
        void run(Emitter<T> out) throws Exception;
    }
}
