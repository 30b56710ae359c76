package dev.eddy.sync;

import dev.eddy.Asyncio;
import dev.eddy.EventLoop;
import dev.eddy.Future;
import dev.eddy.internal.Binding;
import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/**
 * A flag that coroutines of one loop wait for: {@code asyncio.Event}.
 *
 * <pre>{@code
 * Event ready = new Event();
 * createTask(() -> { warmUp(); ready.set(); });
 * ready.await(); // suspends until the flag is set
 * }</pre>
 */
public final class Event {

    private final Binding binding = new Binding("Event");
    private final ArrayDeque<Future<@Nullable Void>> waiters = new ArrayDeque<>();
    private boolean set;

    /** An event whose flag is not set. */
    public Event() {}

    /** Whether the flag is set: {@code Event.is_set()}. */
    public boolean isSet() {
        return set;
    }

    /** Sets the flag and wakes all who wait, even if it is cleared before they run. */
    public void set() {
        if (!set) {
            set = true;
            for (Future<@Nullable Void> waiter : waiters) {
                if (!waiter.done()) {
                    waiter.setResult(null);
                }
            }
        }
    }

    /** Clears the flag: who waits from now on waits for the next {@link #set}. */
    public void clear() {
        set = false;
    }

    /** Suspends until the flag is set; returns at once if it is. {@code Event.wait()} */
    public void await() {
        if (set) {
            return;
        }
        EventLoop loop = Asyncio.getRunningLoop();
        binding.require(loop);
        Future<@Nullable Void> waiter = loop.createFuture();
        waiters.add(waiter);
        try {
            waiter.await();
        } finally {
            waiters.remove(waiter);
        }
    }
}
