package dev.eddy.queue;

import org.jspecify.annotations.Nullable;

/** A {@link Queue} that gives the newest item first: {@code asyncio.LifoQueue}. */
public final class LifoQueue<T extends @Nullable Object> extends Queue<T> {

    /** A queue without bound. */
    public LifoQueue() {
        this(0);
    }

    /** As {@link Queue#Queue(int)}. */
    public LifoQueue(int maxSize) {
        super(maxSize, ItemStore.lifo());
    }
}
