package dev.eddy.rxjava;

import dev.eddy.internal.reactive.ItemQueue;
import io.reactivex.rxjava3.core.BackpressureOverflowStrategy;
import io.reactivex.rxjava3.core.BackpressureStrategy;
import java.util.ArrayDeque;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What an Observable has emitted and the coroutine has not taken yet: up to {@code capacity} items, and one in any case when
 * the coroutine waits for it. The coroutine's first wait is the subscription. Never blocks, but for the other side's few steps.
 */
final class OverflowQueue<T> implements ItemQueue<T> {

    private final ArrayDeque<T> items = new ArrayDeque<>();
    private final int capacity;
    private final BackpressureOverflowStrategy onOverflow;
    private boolean wanted = true;

    private OverflowQueue(int capacity, BackpressureOverflowStrategy onOverflow) {
        this.capacity = capacity;
        this.onOverflow = onOverflow;
    }

    static <T> ItemQueue<T> of(int capacity, BackpressureOverflowStrategy onOverflow) {
        Objects.requireNonNull(onOverflow, "onOverflow");
        if (capacity < 1) {
            throw new IllegalArgumentException("capacity must be positive, is " + capacity
                    + "; where nothing is to be buffered, use BackpressureStrategy.DROP or ERROR");
        }
        return new OverflowQueue<>(capacity, onOverflow);
    }

    static <T> ItemQueue<T> of(BackpressureStrategy strategy) {
        return switch (strategy) {
            case BUFFER -> ItemQueue.ofCapacity(Integer.MAX_VALUE);
            case LATEST -> new OverflowQueue<>(1, BackpressureOverflowStrategy.DROP_OLDEST);
            case DROP -> new OverflowQueue<>(0, BackpressureOverflowStrategy.DROP_LATEST);
            case ERROR -> new OverflowQueue<>(0, BackpressureOverflowStrategy.ERROR);
            case MISSING -> throw new IllegalArgumentException(
                    "BackpressureStrategy.MISSING leaves open what to do with an item"
                            + " that comes too early; use BUFFER, LATEST, DROP or ERROR, or a capacity and an overflow strategy");
        };
    }

    @Override
    public synchronized boolean offer(T item) {
        if (items.size() >= Math.max(capacity, wanted ? 1 : 0)) {
            switch (onOverflow) {
                case ERROR -> {
                    return false;
                }
                case DROP_LATEST -> {
                    return true;
                }
                case DROP_OLDEST -> items.remove();
            }
        }
        wanted = false;
        return items.add(item);
    }

    @Override
    public synchronized @Nullable T poll() {
        T item = items.poll();
        wanted = item == null;
        return item;
    }

    @Override
    public synchronized boolean isEmpty() {
        return items.isEmpty();
    }
}
