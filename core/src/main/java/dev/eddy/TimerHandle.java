package dev.eddy;

import dev.eddy.context.Context;
import java.time.Duration;

/** A callback scheduled for a time: {@code asyncio.TimerHandle}. What {@code callLater} and {@code callAt} return. */
public final class TimerHandle extends Handle {

    private static final int NOT_IN_HEAP = -1;

    private final EventLoop loop;
    /** Nanoseconds on the loop's clock. */
    final long deadline;
    /** Orders equal deadlines as they were scheduled. */
    final long sequence;
    /** Where it lies in the loop's heap. */
    int index = NOT_IN_HEAP;

    TimerHandle(EventLoop loop, Runnable callback, Context context, long deadline, long sequence) {
        super(callback, context, loop.creationTrace());
        this.loop = loop;
        this.deadline = deadline;
        this.sequence = sequence;
    }

    /** The loop time at which the callback is called: {@code TimerHandle.when()}. */
    public Duration when() {
        return Duration.ofNanos(deadline);
    }

    @Override
    public void cancel() {
        super.cancel();
        loop.forget(this);
    }
}
