package dev.eddy.gevent;

import dev.eddy.queue.QueueEmptyException;
import dev.eddy.queue.QueueFullException;
import dev.eddy.queue.QueueShutDownException;
import java.time.Duration;
import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Hands items from greenlets to greenlets of one hub: {@code gevent.queue.Queue}. A {@link dev.eddy.queue.Queue} whose waiting
 * calls may also be made by the main program, and may have a limit.
 *
 * <pre>{@code
 * Queue<Job> jobs = new Queue<>(10);
 * spawn(() -> { for (Job job : jobs) work(job); }); // until it is shut down
 * jobs.put(job);                                    // waits while there are ten
 * }</pre>
 *
 * @param <T> the type of the items; null is one
 */
public final class Queue<T extends @Nullable Object> implements Iterable<T> {

    private final dev.eddy.queue.Queue<T> items;

    /** A queue without bound. */
    public Queue() {
        this(new dev.eddy.queue.Queue<>());
    }

    /**
     * A queue with a bound.
     *
     * @param maxSize how many items it holds at the most; zero or less for no bound
     */
    public Queue(int maxSize) {
        this(new dev.eddy.queue.Queue<>(maxSize));
    }

    /** One of another kind: a {@code PriorityQueue}, a {@code LifoQueue}. */
    public Queue(dev.eddy.queue.Queue<T> items) {
        this.items = Objects.requireNonNull(items, "items");
    }

    /** How many items it holds: {@code qsize()}. */
    public int size() {
        return items.size();
    }

    /** Whether there is none. */
    public boolean empty() {
        return items.empty();
    }

    /** Whether there is no room. */
    public boolean full() {
        return items.full();
    }

    /**
     * Adds an item; waits while there is no room.
     *
     * @throws QueueShutDownException if it is shut down
     */
    public void put(T item) {
        put(item, null);
    }

    /**
     * As {@link #put(Object)}, for a time at the most; null for no limit.
     *
     * @throws QueueFullException if that is over
     */
    public void put(T item, @Nullable Duration timeout) {
        if (!items.full()) {
            items.putNow(item);
            return;
        }
        Hub.<@Nullable Object>block(timeout, QueueFullException::new, () -> {
            items.put(item);
            return null;
        });
    }

    /** Adds an item: {@code put_nowait()}. */
    public void putNow(T item) {
        items.putNow(item);
    }

    /**
     * Takes an item; waits while there is none.
     *
     * @throws QueueShutDownException if there is none and it is shut down
     */
    public T get() {
        return get(null);
    }

    /**
     * As {@link #get()}, for a time at the most; null for no limit.
     *
     * @throws QueueEmptyException if that is over
     */
    public T get(@Nullable Duration timeout) {
        if (!items.empty()) {
            return items.getNow();
        }
        return Hub.<T>block(timeout, QueueEmptyException::new, items::get);
    }

    /** Takes an item: {@code get_nowait()}. */
    public T getNow() {
        return items.getNow();
    }

    /** Says that one item that was taken is dealt with: {@code task_done()}. */
    public void taskDone() {
        items.taskDone();
    }

    /** Waits until all items that were put are dealt with. */
    public void join() {
        Hub.<@Nullable Object>block(() -> {
            items.join();
            return null;
        });
    }

    /** Lets no item in any more; when none is left, who gets is told so. */
    public void shutdown() {
        items.shutdown();
    }

    /** Takes one item after the other, waiting for each, until the queue is shut down and empty. */
    @Override
    public Iterator<T> iterator() {
        return new Iterator<>() {
            private boolean looked;
            private @Nullable T ahead;

            @Override
            public boolean hasNext() {
                if (!looked) {
                    try {
                        ahead = get();
                        looked = true;
                    } catch (QueueShutDownException e) {
                        return false;
                    }
                }
                return true;
            }

            @Override
            @SuppressWarnings("NullAway") // what was looked at is a T
            public T next() {
                if (!hasNext()) {
                    throw new NoSuchElementException("the queue was shut down");
                }
                T item = ahead;
                ahead = null;
                looked = false;
                return item;
            }
        };
    }
}
