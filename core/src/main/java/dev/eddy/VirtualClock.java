package dev.eddy;

import java.time.Duration;

/**
 * A clock that starts at zero and jumps to the next deadline as soon as its loop has nothing else to do: a program that
 * sleeps for hours runs in milliseconds, in the order in which it would run in real time.
 *
 * <p>Only the loop's own timers count: what another thread is doing meanwhile is overtaken by the jump.
 *
 * <pre>{@code
 * VirtualClock clock = new VirtualClock();
 * try (Runner runner = new Runner(() -> EventLoop.builder().clock(clock).build())) {
 *     runner.run(() -> sleep(Duration.ofHours(1)));
 * }
 * clock.time(); // one hour
 * }</pre>
 */
public final class VirtualClock implements LoopClock {

    private final boolean alone;
    private volatile long now;

    /** A clock at zero. */
    public VirtualClock() {
        this(false);
    }

    private VirtualClock(boolean alone) {
        this.alone = alone;
    }

    /**
     * A clock at zero for a loop that works alone: no other thread, no executor ever wakes it. Where such a loop would wait
     * for ever, its run fails with a {@link DeadlockException} that names the tasks.
     */
    public static VirtualClock detectingDeadlock() {
        return new VirtualClock(true);
    }

    /** The time that has passed on this clock. */
    public Duration time() {
        return Duration.ofNanos(now);
    }

    @Override
    public long nanoTime() {
        return now;
    }

    @Override
    public boolean skipTo(long deadline) {
        if (deadline > now) {
            now = deadline;
        }
        return true;
    }

    @Override
    public boolean mayWaitForOthers() {
        return !alone;
    }
}
