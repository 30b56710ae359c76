package dev.eddy.gevent;

import dev.eddy.sync.Semaphore;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * A {@link Group} with a size: who spawns waits while it is full. {@code gevent.pool.Pool}.
 *
 * <pre>{@code
 * Pool pool = new Pool(10);
 * List<Page> pages = pool.map(url -> fetch(url), urls); // ten at a time
 * }</pre>
 */
public final class Pool extends Group {

    private final int size;
    private final Semaphore room;

    /**
     * An empty pool.
     *
     * @param size how many greenlets may be in it
     * @throws IllegalArgumentException if that is negative
     */
    public Pool(int size) {
        if (size < 0) {
            throw new IllegalArgumentException("the size of a pool must not be negative, it is " + size);
        }
        this.size = size;
        room = new Semaphore(size);
    }

    /** Whether {@link #add} would wait. */
    @Override
    public boolean full() {
        return room.locked();
    }

    /** For how many more there is room: {@code free_count()}. */
    public int freeCount() {
        return Math.max(0, size - size());
    }

    /** Waits until there is room. */
    public void waitAvailable() {
        waitForRoom(null);
        room.release();
    }

    /** Takes one in that is not started; waits while there is no room. */
    @Override
    public void add(Greenlet<?> greenlet) {
        add(greenlet, null);
    }

    /**
     * As {@link #add(Greenlet)}, for a time at the most.
     *
     * @param timeout null for no limit, zero not to wait
     * @throws PoolFullException if that is over
     */
    public void add(Greenlet<?> greenlet, @Nullable Duration timeout) {
        if (greenlet.ready() || contains(greenlet)) {
            return;
        }
        waitForRoom(timeout);
        if (!takeIn(greenlet)) { // it has ended meanwhile, or somebody else has added it
            room.release();
        }
    }

    private void waitForRoom(@Nullable Duration timeout) {
        if (!room.locked()) {
            room.acquire();
            return;
        }
        if (timeout != null && timeout.isZero()) {
            throw new PoolFullException(size);
        }
        Hub.<@Nullable Object>block(timeout, () -> new PoolFullException(size), () -> {
            room.acquire();
            return null;
        });
    }

    @Override
    boolean remove(Greenlet<?> greenlet) {
        boolean removed = super.remove(greenlet);
        if (removed) {
            room.release();
        }
        return removed;
    }
}
