package dev.eddy.sync;

import dev.eddy.Action;
import dev.eddy.Asyncio;
import dev.eddy.EventLoop;
import dev.eddy.ExceptionContext;
import dev.eddy.Future;
import dev.eddy.Task;
import dev.eddy.internal.Sneaky;
import dev.eddy.internal.sync.Binding;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;

/**
 * Mutual exclusion between coroutines of one loop, first come first served: {@code asyncio.Lock}. Not owned by anyone:
 * any task may release it. It is no lock between threads, and not reentrant; in debug mode the loop's exception handler is told of
 * a task that waits for a lock which it has taken itself.
 *
 * <pre>{@code
 * Lock lock = new Lock();
 * lock.run(() -> transfer(from, to)); // other coroutines wait for their turn meanwhile
 * }</pre>
 */
public final class Lock {

    final Binding binding;
    private final Waiters waiters;
    private boolean locked;
    /** Who has taken it, in debug mode. */
    private @Nullable Task<?> holder;

    /** A lock that nobody holds. */
    public Lock() {
        this("Lock");
    }

    /** The lock of a primitive of that name, which is bound to the same loop. */
    Lock(String primitive) {
        binding = new Binding(primitive);
        waiters = new Waiters(binding);
    }

    /** Whether it is held; false also between a release and the moment when the next waiter runs. */
    public boolean locked() {
        return locked;
    }

    /**
     * Takes the lock; suspends while it is held or others wait for it.
     *
     * @throws IllegalStateException in another thread than that of the loop where others have waited
     */
    public void acquire() {
        binding.requireLocal("Lock.acquire");
        if (!locked && waiters.noneAlive()) {
            taken();
            return;
        }
        if (holder != null && holder == Asyncio.currentTask()) {
            reportSelfWait(holder);
        }
        Future<@Nullable Void> turn = waiters.join();
        try {
            waiters.await(turn);
        } catch (Throwable e) {
            if (!locked) {
                waiters.wakeFirst(); // the turn that came together with the cancellation is the next one's
            }
            throw e;
        }
        taken();
    }

    private void taken() {
        locked = true;
        EventLoop loop = EventLoop.current();
        holder = loop != null && loop.getDebug() ? Asyncio.currentTask() : null;
    }

    /** It need not be for ever, since any task may release the lock. */
    private static void reportSelfWait(Task<?> task) {
        String message = "a task waits for a Lock that it has taken itself; a Lock is not reentrant";
        task.getLoop().callExceptionHandler(new ExceptionContext(message, new IllegalStateException(message), task));
    }

    /**
     * Gives the lock back and wakes the first waiter.
     *
     * @throws IllegalStateException if it is not held; in another thread than that of the loop where others have waited
     */
    public void release() {
        binding.requireLocal("Lock.release");
        if (!locked) {
            throw new IllegalStateException("this lock is not held; release it once for each acquire");
        }
        locked = false;
        holder = null;
        waiters.wakeFirst();
    }

    /** Runs the body while holding the lock: {@code async with lock}. */
    public <T extends @Nullable Object> T run(Callable<? extends T> body) {
        Objects.requireNonNull(body, "body");
        acquire();
        try {
            return Sneaky.call(body);
        } finally {
            release();
        }
    }

    /** As {@link #run(Callable)}, for a body without a result. */
    public void run(Action body) {
        run(Objects.requireNonNull(body, "body").toCallable());
    }
}
