package dev.eddy.queue;

import java.util.Comparator;

/** A {@link Queue} that gives the least item first: {@code asyncio.PriorityQueue}. Equal items come in no order. */
public final class PriorityQueue<T> extends Queue<T> {

    /**
     * @param maxSize as in {@link Queue#Queue(int)}
     * @param order of the items
     */
    public PriorityQueue(int maxSize, Comparator<? super T> order) {
        super(maxSize, ItemStore.ordered(order));
    }

    /** A queue without bound, in the items' natural order. */
    public static <T extends Comparable<? super T>> PriorityQueue<T> naturalOrder() {
        return naturalOrder(0);
    }

    /** A queue in the items' natural order. */
    public static <T extends Comparable<? super T>> PriorityQueue<T> naturalOrder(int maxSize) {
        return new PriorityQueue<>(maxSize, Comparator.naturalOrder());
    }
}
