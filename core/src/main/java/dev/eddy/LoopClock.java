package dev.eddy;

import java.util.Objects;

/** Where a loop's time comes from: the system's monotonic clock, a {@link VirtualClock}, or a {@link GuestHost}. */
public sealed interface LoopClock permits HostClock, SystemClock, VirtualClock {

    /** The monotonic clock of the system, the default. */
    static LoopClock system() {
        return SystemClock.INSTANCE;
    }

    /** The clock of a host, for the loop of a guest of its. */
    static LoopClock of(GuestHost host) {
        return new HostClock(Objects.requireNonNull(host, "host"));
    }

    /** Nanoseconds since a moment of the clock's choice; never goes back. */
    long nanoTime();

    /**
     * Called by a loop that has nothing to do before a deadline: whether the clock went there by itself, so that the
     * loop need not wait.
     */
    boolean skipTo(long deadline);

    /**
     * Called by a loop that has nothing to do and no deadline: whether it may wait until another thread wakes it. If not,
     * the run fails with a {@link DeadlockException}.
     */
    boolean mayWaitForOthers();
}
