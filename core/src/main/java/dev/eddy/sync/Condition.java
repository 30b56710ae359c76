package dev.eddy.sync;

import dev.eddy.Action;
import dev.eddy.Asyncio;
import dev.eddy.CancelScope;
import dev.eddy.Task;
import dev.eddy.internal.CoreAccess;
import dev.eddy.internal.Sneaky;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * A lock together with the wish to be told of changes that it guards: {@code asyncio.Condition}.
 *
 * <pre>{@code
 * Condition changed = new Condition();
 * changed.run(() -> {
 *     changed.awaitUntil(() -> stock > 0); // gives the lock up while it waits
 *     return stock--;
 * });
 * }</pre>
 */
public final class Condition {

    private final Lock lock;
    private final Waiters waiters;

    /** A condition with a lock of its own. */
    public Condition() {
        this(new Lock("Condition"));
    }

    /** A condition of a lock that may have others too. */
    public Condition(Lock lock) {
        this.lock = Objects.requireNonNull(lock, "lock");
        waiters = new Waiters(lock.binding);
    }

    /** Takes the lock, see {@link Lock#acquire}. */
    public void acquire() {
        lock.acquire();
    }

    /** Gives the lock back, see {@link Lock#release}. */
    public void release() {
        lock.release();
    }

    /** Whether the lock is held. */
    public boolean locked() {
        return lock.locked();
    }

    /** Runs the body while holding the lock: {@code async with condition}. */
    public <T extends @Nullable Object> T run(Callable<? extends T> body) {
        return lock.run(body);
    }

    /** As {@link #run(Callable)}, for a body without a result. */
    public void run(Action body) {
        lock.run(body);
    }

    /**
     * Gives the lock up, suspends until a notification, and takes the lock again, also when it is cancelled: {@code
     * Condition.wait()}. It may return without a notification meant for it, so look again at what was waited for.
     *
     * @throws IllegalStateException if the lock is not held; or where the coroutine cannot be suspended, the message says why: then
     *     the lock is held no more if others wait for it
     */
    public void await() {
        requireLocked("await");
        Task<?> task = Asyncio.currentTask();
        if (task == null) { // it could not take the lock again
            throw new IllegalStateException("await outside a coroutine: a callback cannot suspend");
        }
        lock.release();
        try {
            try {
                waiters.await(waiters.join());
            } finally {
                reacquire(task);
            }
        } catch (Throwable e) {
            waiters.wake(1); // the notification may have been this waiter's: another one may have it
            throw e;
        }
    }

    /** Waits until the condition holds, as it is looked at after each notification: {@code Condition.wait_for()}. */
    public void awaitUntil(BooleanSupplier condition) {
        Objects.requireNonNull(condition, "condition");
        while (!condition.getAsBoolean()) {
            await();
        }
    }

    /** {@link #notify(int)} for one waiter. */
    public void notifyOne() {
        notify(1);
    }

    /**
     * Wakes waiters, in the order in which they came; they go on when they have the lock.
     *
     * @param n how many at the most
     * @throws IllegalArgumentException if that is negative
     * @throws IllegalStateException if the lock is not held; in another thread than that of their loop
     */
    public void notify(int n) {
        if (n < 0) {
            throw new IllegalArgumentException("notify needs a count of zero or more, not " + n);
        }
        requireLocked("notify");
        waiters.wake(n);
    }

    /** Wakes all who wait now: {@code Condition.notify_all()}. */
    public void notifyEveryone() {
        requireLocked("notifyEveryone");
        waiters.wakeAll();
    }

    /**
     * However often that is interrupted, by whomever; the last cancellation, or what {@code Greenlet.kill} raises, is thrown once the
     * lock is held.
     */
    private void reacquire(Task<?> task) {
        Throwable interruption = null;
        while (true) {
            try {
                CancelScope.shielding().run(lock::acquire);
                break;
            } catch (Throwable e) {
                if (!CoreAccess.get().isInterruption(task, e)) {
                    throw e;
                }
                interruption = e;
            }
        }
        if (interruption != null) {
            throw Sneaky.<RuntimeException>raise(interruption);
        }
    }

    private void requireLocked(String call) {
        lock.binding.requireLocal("Condition." + call);
        if (!lock.locked()) {
            throw new IllegalStateException(call + " needs the condition's lock; acquire() it first, or use run(..)");
        }
    }
}
