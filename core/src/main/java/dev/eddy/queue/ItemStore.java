package dev.eddy.queue;

import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The items of a queue, in the order in which they are taken; null is an item. */
interface ItemStore<T extends @Nullable Object> {

    void add(T item);

    T remove();

    int size();

    static <T extends @Nullable Object> ItemStore<T> fifo() {
        return new Deque<>(true);
    }

    static <T extends @Nullable Object> ItemStore<T> lifo() {
        return new Deque<>(false);
    }

    static <T> ItemStore<T> ordered(Comparator<? super T> order) {
        return new Heap<>(order);
    }

    /** At the end go items in; from the beginning or the end they come out. */
    final class Deque<T extends @Nullable Object> implements ItemStore<T> {
        private static final Object NULL = new Object();

        private final ArrayDeque<Object> items = new ArrayDeque<>();
        private final boolean fromBeginning;

        Deque(boolean fromBeginning) {
            this.fromBeginning = fromBeginning;
        }

        @Override
        public void add(T item) {
            items.add(item == null ? NULL : item);
        }

        @Override
        @SuppressWarnings({"unchecked", "NullAway"}) // null comes out only where null went in
        public T remove() {
            Object item = fromBeginning ? items.removeFirst() : items.removeLast();
            return item == NULL ? null : (T) item;
        }

        @Override
        public int size() {
            return items.size();
        }
    }

    /** The least item first. */
    final class Heap<T> implements ItemStore<T> {
        private final java.util.PriorityQueue<T> items;

        Heap(Comparator<? super T> order) {
            items = new java.util.PriorityQueue<>(Objects.requireNonNull(order, "order"));
        }

        @Override
        public void add(T item) {
            items.add(Objects.requireNonNull(item, "a PriorityQueue has no place for null"));
        }

        @Override
        public T remove() {
            return items.remove();
        }

        @Override
        public int size() {
            return items.size();
        }
    }
}
