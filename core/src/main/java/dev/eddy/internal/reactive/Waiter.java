package dev.eddy.internal.reactive;

import dev.eddy.EventLoop;
import dev.eddy.Future;
import dev.eddy.internal.CoreAccess;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * One coroutine that waits until another thread has brought it something.
 *
 * <p>The coroutine publishes a future and then looks once more whether there is something; the other brings it and then looks
 * for the future: one of the two sees the other. That holds only if what is brought is written and read as a volatile is.
 */
final class Waiter {

    private final AtomicReference<@Nullable Future<@Nullable Void>> waiting = new AtomicReference<>();

    /** Suspends the current coroutine of the loop until {@link #wake}; not if there is something already. */
    void await(EventLoop loop, BooleanSupplier ready) {
        if (CoreAccess.get().spinUntil(loop, ready)) {
            return;
        }
        Future<@Nullable Void> signal = publish(loop, ready);
        if (signal == null) {
            return;
        }
        try {
            signal.await();
        } finally {
            waiting.compareAndSet(signal, null);
        }
    }

    /** What to wait for; null if there is something already. */
    @Nullable Future<@Nullable Void> publish(EventLoop loop, BooleanSupplier ready) {
        Future<@Nullable Void> signal = loop.createFuture();
        waiting.set(signal);
        if (ready.getAsBoolean()) {
            waiting.set(null);
            return null;
        }
        return signal;
    }

    /** Whether a coroutine waits here. */
    boolean isWaiting() {
        return waiting.get() != null;
    }

    /** From any thread, after something was brought: resumes who waits, if anyone does. */
    void wake() {
        if (waiting.get() == null) {
            return;
        }
        Future<@Nullable Void> signal = waiting.getAndSet(null);
        if (signal != null) {
            Wakeup.runOn(signal.getLoop(), () -> {
                if (!signal.done()) {
                    signal.setResult(null);
                }
            });
        }
    }
}
