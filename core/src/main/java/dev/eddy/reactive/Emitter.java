package dev.eddy.reactive;

/**
 * Where the body of a cold publisher sends its items.
 *
 * <p>The body and the tasks it starts may emit, also concurrently: items are sent on one after the other. The stream ends with
 * the body, behind what is being emitted then; children that have to be waited for belong into a task group, as everywhere:
 *
 * <pre>{@code
 * Publisher<Page> pages = publisher(out -> taskGroupVoid(group -> {
 *     for (String url : urls) {
 *         group.createTask(() -> out.emit(fetch(url)));
 *     }
 * })); // ends when all have; cancels all when the subscriber does
 * }</pre>
 *
 * <p>For the body's loop.
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

    /**
     * Suspends until the subscriber has requested an item, so that {@link #emit} sends the next one at once: for what is not to
     * be made ready before somebody wants it. Of several tasks that wait, one may take what all have seen.
     *
     * @throws dev.eddy.CancelledError if the subscription was cancelled
     * @throws IllegalStateException if the stream has ended
     */
    void awaitDemand();

    /** The body of a cold publisher: it runs once for each subscriber, and its end completes the stream. */
    @FunctionalInterface
    interface Body<T> {
        void run(Emitter<T> out) throws Exception;
    }
}
