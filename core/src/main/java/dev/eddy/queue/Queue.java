package dev.eddy.queue;

import dev.eddy.Future;
import dev.eddy.internal.sync.Binding;
import dev.eddy.internal.sync.QueueAccess;
import dev.eddy.sync.Event;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Hands items from coroutines to coroutines of one loop, first in first out: {@code asyncio.Queue}. With a bound, who puts
 * waits for room.
 *
 * <pre>{@code
 * Queue<Order> orders = new Queue<>(64);
 * createTask(() -> { for (Order order : source) { orders.put(order); } orders.shutdown(); });
 * orders.forEach(order -> handle(order)); // ends at the shutdown
 * }</pre>
 *
 * @param <T> the type of the items, null included
 */
public sealed class Queue<T extends @Nullable Object> permits PriorityQueue, LifoQueue {

    static {
        QueueAccess.set(new Access());
    }

    private final int maxSize;
    private final ItemStore<T> items;
    private final Binding binding = new Binding("Queue");
    private final ArrayDeque<Future<@Nullable Void>> getters = new ArrayDeque<>();
    private final ArrayDeque<Future<@Nullable Void>> putters = new ArrayDeque<>();
    private final Event finished = new Event();
    private int unfinished;
    private boolean shutDown;

    /** A queue without bound. */
    public Queue() {
        this(0);
    }

    /**
     * @param maxSize how many items it holds at the most; zero or less for no bound
     */
    public Queue(int maxSize) {
        this(maxSize, ItemStore.fifo());
    }

    Queue(int maxSize, ItemStore<T> items) {
        this.maxSize = maxSize;
        this.items = items;
        finished.set();
    }

    /** How many items it holds: {@code Queue.qsize()}. */
    public final int size() {
        return items.size();
    }

    /** The bound; zero or less for none. */
    public final int maxSize() {
        return maxSize;
    }

    /** Whether {@link #getNow} would fail. */
    public final boolean empty() {
        return items.size() == 0;
    }

    /** Whether {@link #putNow} would fail for want of room. */
    public final boolean full() {
        return maxSize > 0 && items.size() >= maxSize;
    }

    /**
     * Adds an item; suspends while there is no room.
     *
     * @throws QueueShutDownException if it was shut down, or is while this waits
     */
    public final void put(T item) {
        while (full()) {
            awaitTurn(putters, false);
        }
        putNow(item);
    }

    /**
     * Adds an item: {@code Queue.put_nowait()}.
     *
     * @throws QueueFullException if there is no room
     * @throws QueueShutDownException if it was shut down
     * @throws IllegalStateException in another thread than that of the loop where others have waited
     */
    public final void putNow(T item) {
        binding.requireLocal("Queue.putNow");
        if (shutDown) {
            throw new QueueShutDownException();
        }
        if (full()) {
            throw new QueueFullException();
        }
        items.add(item);
        unfinished++;
        finished.clear();
        wakeNext(getters);
    }

    /**
     * Takes an item; suspends while there is none.
     *
     * @throws QueueShutDownException if there is none and it was shut down, or is while this waits
     */
    public final T get() {
        while (empty()) {
            awaitTurn(getters, true);
        }
        return getNow();
    }

    /**
     * Takes an item: {@code Queue.get_nowait()}.
     *
     * @throws QueueEmptyException if there is none
     * @throws QueueShutDownException if there is none and it was shut down
     * @throws IllegalStateException in another thread than that of the loop where others have waited
     */
    public final T getNow() {
        binding.requireLocal("Queue.getNow");
        if (empty()) {
            throw shutDown ? new QueueShutDownException() : new QueueEmptyException();
        }
        T item = items.remove();
        wakeNext(putters);
        return item;
    }

    /**
     * Says that one item that was taken is dealt with, see {@link #join}: {@code Queue.task_done()}.
     *
     * @throws IllegalArgumentException if it is said more often than items were put
     */
    public final void taskDone() {
        binding.requireLocal("Queue.taskDone");
        if (unfinished == 0) {
            throw new IllegalArgumentException("taskDone() was called more often than items were put into the queue");
        }
        finishOne();
    }

    /** Suspends until all items that were put are dealt with. */
    public final void join() {
        if (unfinished > 0) {
            binding.bind();
            finished.await();
        }
    }

    /** {@link #shutdown(boolean)}, leaving the items that are there to those who get. */
    public final void shutdown() {
        shutdown(false);
    }

    /**
     * Lets no item in any more; when none is left, who gets is told so.
     *
     * @param immediate drop the items that are there
     */
    public final void shutdown(boolean immediate) {
        binding.requireLocal("Queue.shutdown");
        shutDown = true;
        if (immediate) {
            while (!empty()) {
                items.remove();
                if (unfinished > 0) {
                    finishOne();
                }
            }
        }
        wakeAll(getters);
        wakeAll(putters);
    }

    /** Takes one item after the other until the queue is shut down and empty. */
    public final void forEach(Consumer<? super T> action) {
        Objects.requireNonNull(action, "action");
        while (!empty() || !shutDown) {
            T item;
            try {
                item = get();
            } catch (QueueShutDownException e) {
                return; // while this waited
            }
            action.accept(item);
        }
    }

    private void awaitTurn(ArrayDeque<Future<@Nullable Void>> waiters, boolean getting) {
        if (shutDown) {
            throw new QueueShutDownException();
        }
        Future<@Nullable Void> turn = binding.bind().createFuture();
        waiters.add(turn);
        try {
            turn.await();
        } catch (Throwable e) {
            turn.cancel();
            waiters.remove(turn);
            boolean possible = getting ? !empty() : !full();
            if (possible && !turn.cancelled()) {
                wakeNext(waiters); // it was this one's turn, and it does not take it
            }
            throw e;
        }
    }

    private void finishOne() {
        if (--unfinished == 0) {
            finished.set();
        }
    }

    private static void wakeNext(ArrayDeque<Future<@Nullable Void>> waiters) {
        for (Future<@Nullable Void> first = waiters.poll(); first != null; first = waiters.poll()) {
            if (!first.done()) {
                first.setResult(null);
                return;
            }
        }
    }

    private static void wakeAll(ArrayDeque<Future<@Nullable Void>> waiters) {
        List<Future<@Nullable Void>> all = new ArrayList<>(waiters);
        waiters.clear();
        for (Future<@Nullable Void> waiter : all) {
            if (!waiter.done()) {
                waiter.setResult(null);
            }
        }
    }

    private static final class Access extends QueueAccess {
        @Override
        public void awaitItem(Object queue) {
            Queue<?> own = (Queue<?>) queue;
            while (own.empty()) {
                own.awaitTurn(own.getters, true);
            }
        }

        @Override
        public void passOn(Object queue) {
            wakeNext(((Queue<?>) queue).getters);
        }
    }
}
