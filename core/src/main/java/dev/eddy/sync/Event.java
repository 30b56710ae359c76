package dev.eddy.sync;

import dev.eddy.internal.sync.Binding;

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
    private final Waiters waiters = new Waiters(binding);
    private boolean set;

    /** An event whose flag is not set. */
    public Event() {}

    /** Whether the flag is set: {@code Event.is_set()}. */
    public boolean isSet() {
        return set;
    }

    /**
     * Sets the flag and wakes all who wait, even if it is cleared before they run.
     *
     * @throws IllegalStateException in another thread than that of their loop
     */
    public void set() {
        binding.requireLocal("Event.set");
        if (!set) {
            set = true;
            waiters.wakeAll();
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
        waiters.await(waiters.join());
    }
}
