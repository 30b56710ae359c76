package dev.eddy.internal.sync;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** What queues do for the publishers of their items, and for nobody else. */
public abstract class QueueAccess {

    private static @Nullable QueueAccess instance;

    /** To be had once a queue was made. */
    public static QueueAccess get() {
        return Objects.requireNonNull(instance);
    }

    /** Called when the class of queues is initialised. */
    public static void set(QueueAccess access) {
        instance = access;
    }

    /**
     * Suspends until there is an item, and leaves it there. Who does not take it at once calls {@link #passOn}.
     *
     * @throws dev.eddy.queue.QueueShutDownException if there is none and the queue was shut down, or is while this waits
     */
    public abstract void awaitItem(Object queue);

    /** Wakes the next one who waits for an item. */
    public abstract void passOn(Object queue);
}
