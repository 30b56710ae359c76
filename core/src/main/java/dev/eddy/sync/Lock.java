package dev.eddy.sync;

import dev.eddy.Asyncio;
import dev.eddy.EventLoop;
import dev.eddy.Future;
import dev.eddy.internal.Binding;
import java.util.ArrayDeque;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;

/**
 * Mutual exclusion between coroutines of one loop, first come first served: {@code asyncio.Lock}. Not owned by anyone:
 * any task may release it. It is no lock between threads.
 *
 * <pre>{@code
 * Lock lock = new Lock();
 * lock.run(() -> transfer(from, to)); // other coroutines wait for their turn meanwhile
 * }</pre>
 */
public final class Lock {

    private final Binding binding = new Binding("Lock");
    private final ArrayDeque<Future<@Nullable Void>> waiters = new ArrayDeque<>();
    private boolean locked;

    /** A lock that nobody holds. */
    public Lock() {}

    /** Whether it is held; false also between a release and the moment when the next waiter runs. */
    public boolean locked() {
        return locked;
    }

    /** Takes the lock; suspends while it is held or others wait for it. */
    public void acquire() {
        if (!locked && waiters.stream().allMatch(Future::cancelled)) {
            locked = true;
            return;
        }
        EventLoop loop = Asyncio.getRunningLoop();
        binding.require(loop);
        Future<@Nullable Void> turn = loop.createFuture();
        waiters.add(turn);
        try {
            try {
                turn.await();
            } finally {
                waiters.remove(turn);
            }
        } catch (Throwable e) {
            if (!locked) {
                wakeFirst(); // the turn that came together with the cancellation is the next one's
            }
            throw e;
        }
        locked = true;
    }

    /**
     * Gives the lock back and wakes the first waiter.
     *
     * @throws IllegalStateException if it is not held
     */
    public void release() {
        if (!locked) {
            throw new IllegalStateException("this lock is not held; release it once for each acquire");
        }
        locked = false;
        wakeFirst();
    }

    /** Runs the body while holding the lock: {@code async with lock}. */
    public <T extends @Nullable Object> T run(Callable<? extends T> body) throws Exception {
        Objects.requireNonNull(body, "body");
        acquire();
        try {
            return body.call();
        } finally {
            release();
        }
    }

    private void wakeFirst() {
        Future<@Nullable Void> first = waiters.peek();
        if (first != null && !first.done()) {
            first.setResult(null);
        }
    }
}
