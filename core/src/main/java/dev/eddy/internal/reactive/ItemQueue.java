package dev.eddy.internal.reactive;

import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** A queue from one emitting thread to one consumer. */
public interface ItemQueue<T> {

    /** False if there is no room; then the stream fails. */
    boolean offer(T item);

    /** Null if there is none; the consumer, who asked, waits for the next one then. */
    @Nullable T poll();

    boolean isEmpty();

    /** Gives up what it holds. */
    default void clear(Consumer<? super T> discard) {
        for (T item = poll(); item != null; item = poll()) {
            discard.accept(item);
        }
    }

    /** Above this many the slots are not worth their memory. */
    int LARGEST_RING = 1 << 14;

    /** One of fixed capacity; if that is large, unbounded. */
    static <T> ItemQueue<T> ofCapacity(int capacity) {
        return capacity > LARGEST_RING ? new Unbounded<>() : new Ring<>(capacity);
    }

    /**
     * A ring of slots: a slot that is null is free. A slot is filled, and looked at by {@link #isEmpty}, as a volatile: either
     * the producer's next volatile read sees what the consumer wrote before it found the queue empty, or the consumer finds it filled.
     */
    final class Ring<T> implements ItemQueue<T> {
        private final AtomicReferenceArray<@Nullable T> slots;
        private final int mask;
        private final int capacity;
        private int head; // the consumer's
        private int tail; // the producer's

        Ring(int capacity) {
            int length = Integer.highestOneBit(Math.max(1, capacity - 1)) << 1;
            this.slots = new AtomicReferenceArray<>(length);
            this.mask = length - 1;
            this.capacity = capacity;
        }

        @Override
        public boolean offer(T item) {
            int slot = tail & mask;
            // The slot that is a full capacity back must be free, so that no more than that is held.
            if (slots.getAcquire((tail - capacity) & mask) != null || slots.getAcquire(slot) != null) {
                return false;
            }
            tail++;
            slots.set(slot, item);
            return true;
        }

        @Override
        public @Nullable T poll() {
            int slot = head & mask;
            T item = slots.getAcquire(slot);
            if (item != null) {
                head++;
                slots.setRelease(slot, null);
            }
            return item;
        }

        @Override
        public boolean isEmpty() {
            return slots.get(head & mask) == null;
        }
    }

    /** For those who request without bound, or so much that nobody counts. */
    final class Unbounded<T> implements ItemQueue<T> {
        private final Queue<T> items = new ConcurrentLinkedQueue<>();

        @Override
        public boolean offer(T item) {
            return items.add(item);
        }

        @Override
        public @Nullable T poll() {
            return items.poll();
        }

        @Override
        public boolean isEmpty() {
            return items.isEmpty();
        }
    }
}
