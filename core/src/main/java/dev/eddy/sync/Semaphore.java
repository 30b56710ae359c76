package dev.eddy.sync;

import dev.eddy.Action;
import dev.eddy.Future;
import dev.eddy.internal.Sneaky;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;

/**
 * A number of permits for the coroutines of one loop, first come first served: {@code asyncio.Semaphore}.
 *
 * <pre>{@code
 * Semaphore limit = new Semaphore(10);
 * limit.run(() -> fetch(url)); // at most ten at a time
 * }</pre>
 */
public sealed class Semaphore permits BoundedSemaphore {

    private final Waiters waiters = new Waiters("Semaphore");
    private int permits;

    /**
     * @param permits how many can be acquired before one must be released
     * @throws IllegalArgumentException if that is negative
     */
    public Semaphore(int permits) {
        if (permits < 0) {
            throw new IllegalArgumentException("a semaphore needs zero permits or more, not " + permits);
        }
        this.permits = permits;
    }

    /** Whether {@link #acquire} would suspend: no permit is free, or others wait for theirs. */
    public final boolean locked() {
        return permits == 0 || !waiters.noneAlive();
    }

    /** Takes a permit; suspends while there is none, or others wait. */
    public final void acquire() {
        if (!locked()) {
            permits--;
            return;
        }
        Future<@Nullable Void> turn = waiters.join();
        try {
            waiters.await(turn);
        } catch (Throwable e) {
            if (turn.done() && !turn.cancelled()) {
                permits++; // the permit came together with the cancellation
            }
            throw e;
        } finally {
            // Who came meanwhile had to queue even if permits were free.
            while (permits > 0 && grantFirst()) {}
        }
    }

    /** Gives a permit back; may be called without having one, which adds one. */
    public void release() {
        permits++;
        grantFirst();
    }

    /** Runs the body with a permit: {@code async with semaphore}. */
    public final <T extends @Nullable Object> T run(Callable<? extends T> body) {
        Objects.requireNonNull(body, "body");
        acquire();
        try {
            return Sneaky.call(body);
        } finally {
            release();
        }
    }

    /** As {@link #run(Callable)}, for a body without a result. */
    public final void run(Action body) {
        run(Objects.requireNonNull(body, "body").toCallable());
    }

    final int permits() {
        return permits;
    }

    /** Gives a permit to the first who waits and has none; false if there is nobody. */
    private boolean grantFirst() {
        int granted = waiters.wake(1);
        permits -= granted;
        return granted > 0;
    }
}
