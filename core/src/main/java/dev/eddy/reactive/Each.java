package dev.eddy.reactive;

import java.util.Iterator;

/**
 * The items of a publisher as an iteration of the current coroutine: {@code async for}. Iterating subscribes, and suspends
 * the coroutine while no item is there.
 *
 * <p>The subscription belongs to the task that iterates: leaving the loop early leaves it open until {@link #close}, or
 * until that task ends. Can be iterated once.
 *
 * <pre>{@code
 * for (Order order : each(orders)) {
 *     handle(order);
 * }
 * try (Each<Order> first = each(orders)) { // cancels when the block is left
 *     for (Order order : first) {
 *         if (matches(order)) {
 *             return order;
 *         }
 *     }
 * }
 * }</pre>
 *
 * @param <T> the type of the items
 */
public interface Each<T> extends Iterable<T>, AutoCloseable {

    /**
     * Subscribes. {@code hasNext} suspends, and throws, undeclared, the error of the publisher after the last item.
     *
     * <p>A cancellation that comes while {@code hasNext} or {@code next} waits, that of a timeout too, cancels the subscription, as
     * does the end of the task that called this. From then on both throw an {@link IllegalStateException}: the publisher has not ended.
     *
     * @throws IllegalStateException if it was iterated before, or outside a coroutine
     */
    @Override
    Iterator<T> iterator();

    /** Cancels the subscription and discards what it has buffered; does nothing if it has ended. */
    @Override
    void close();
}
