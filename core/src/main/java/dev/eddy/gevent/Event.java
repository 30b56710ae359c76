package dev.eddy.gevent;

import dev.eddy.internal.sync.Binding;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * A flag that greenlets wait for: {@code gevent.event.Event}. For those of one hub.
 *
 * <pre>{@code
 * Event ready = new Event();
 * spawn(() -> { warmUp(); ready.set(); });
 * ready.await();
 * }</pre>
 */
public final class Event extends Waitable {

    private final Binding binding = new Binding("Event");
    private boolean set;

    /** An event whose flag is not set. */
    public Event() {}

    /** Whether the flag is set: {@code is_set()}. */
    public boolean isSet() {
        return set;
    }

    @Override
    public boolean ready() {
        return set;
    }

    /** Sets the flag and wakes all who wait, even if it is cleared before they run. */
    public void set() {
        binding.requireLocal("Event.set");
        if (!set) {
            set = true;
            notifyLinks();
        }
    }

    /** Clears the flag: who waits from now on waits for the next {@link #set}. */
    public void clear() {
        set = false;
    }

    /** Waits until the flag is set: {@code Event.wait()}. */
    public void await() {
        waitUntilReady(null);
    }

    /**
     * As {@link #await()}, for a time at the most; null for no limit.
     *
     * @return whether the flag was set meanwhile
     */
    public boolean await(@Nullable Duration timeout) {
        return waitUntilReady(timeout);
    }

    @Override
    void requireWaitable() {
        binding.bind();
    }

    @Override
    public String toString() {
        return "Event[" + (set ? "set" : "not set") + "]";
    }
}
