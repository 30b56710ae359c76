package dev.eddy.sync;

import dev.eddy.Action;
import dev.eddy.Future;
import dev.eddy.internal.Sneaky;
import dev.eddy.internal.sync.Binding;
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

    private final Binding binding = new Binding("Semaphore");
    private final Waiters waiters = new Waiters(binding);
    private final int bound;
    private int permits;

    /**
     * @param permits how many can be acquired before one must be released
     * @throws IllegalArgumentException if that is negative
     */
    public Semaphore(int permits) {
        this(permits, Integer.MAX_VALUE);
    }

    Semaphore(int permits, int bound) {
        if (permits < 0) {
            throw new IllegalArgumentException("a semaphore needs zero permits or more, not " + permits);
        }
        this.permits = permits;
        this.bound = bound;
    }

    /** Whether {@link #acquire} would suspend: no permit is free, or others wait for theirs. */
    public final boolean locked() {
        return permits == 0 || !waiters.noneAlive();
    }

    /**
     * Takes a permit; suspends while there is none, or others wait.
     *
     * @throws IllegalStateException in another thread than that of the loop where others have waited
     */
    public final void acquire() {
        binding.requireLocal("Semaphore.acquire");
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

    /**
     * Gives a permit back; may be called without having one, which adds one.
     *
     * @throws IllegalArgumentException if there are as many as there may be
     * @throws IllegalStateException in another thread than that of the loop where others have waited
     */
    public final void release() {
        binding.requireLocal("Semaphore.release");
        if (permits >= bound) {
            throw new IllegalArgumentException(
                    "this semaphore was released too often; it has all of its " + bound + " permits");
        }
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

    /** Gives a permit to the first who waits and has none; false if there is nobody. */
    private boolean grantFirst() {
        int granted = waiters.wake(1);
        permits -= granted;
        return granted > 0;
    }
}
