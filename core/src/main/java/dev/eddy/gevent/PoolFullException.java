package dev.eddy.gevent;

/** A {@link Pool} had no room in time: {@code gevent.pool.PoolFull}. */
public final class PoolFullException extends IllegalStateException {
    private static final long serialVersionUID = 1L;

    PoolFullException(int size) {
        super("the pool is full: as many greenlets as its size, " + size + ", are in it");
    }
}
