package dev.eddy;

import java.util.concurrent.Executor;

/**
 * A host for {@link Asyncio#runAsGuest(Executor, java.util.concurrent.Callable)} that keeps time: the guest goes by its clock and
 * is woken by its timers. So the host's virtual time is the guest's. A guest that is given a loop with another clock is not woken by them.
 */
public interface GuestHost extends Executor {

    /** Nanoseconds since a moment of the host's choice; never goes back. */
    long nanoTime();

    /**
     * Runs a task after so many nanoseconds, as {@link #execute} does.
     *
     * @return takes the task back; from any thread, at any time
     */
    Runnable executeLater(Runnable task, long nanos);

    /** The guest's loop is closed, or was refused, and will ask for nothing more. */
    default void guestLeft() {}
}
