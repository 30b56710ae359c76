package dev.eddy;

import dev.eddy.context.Context;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** A callback scheduled for a time: {@code asyncio.TimerHandle}. What {@code callLater} and {@code callAt} return. */
public final class TimerHandle extends Handle {

    static final int NOT_IN_HEAP = -1;

    private final EventLoop loop;
    /** Nanoseconds on the loop's clock. */
    final long deadline;
    /** Where the timer is, or was: null is the heap. */
    @Nullable TimerRun run;
    /** Its slot there. */
    int slot = NOT_IN_HEAP;

    TimerHandle(EventLoop loop, Runnable callback, Context context, long deadline) {
        super(callback, context, loop.creationTrace());
        this.loop = loop;
        this.deadline = deadline;
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
