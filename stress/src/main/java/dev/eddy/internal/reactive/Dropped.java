package dev.eddy.internal.reactive;

import java.util.concurrent.atomic.AtomicInteger;

/** Counts what had no receiver. */
final class Dropped implements DropHooks {

    private final AtomicInteger count = new AtomicInteger();

    int count() {
        return count.get();
    }

    @Override
    public void errorDropped(Throwable error) {
        count.incrementAndGet();
    }

    @Override
    public void nextDropped(Object item) {
        count.incrementAndGet();
    }

    @Override
    public void discarded(Object item) {
        count.incrementAndGet();
    }
}
