package dev.eddy;

import dev.eddy.context.Context;
import org.jspecify.annotations.Nullable;

/** A scheduled callback: {@code asyncio.Handle}. What {@code callSoon} and its kin return. */
public sealed class Handle implements Ready permits TimerHandle {

    final Runnable callback;
    final Context context;
    private volatile boolean cancelled;

    /** The link of the inbox in which this handle may lie. */
    @Nullable Handle next;

    Handle(Runnable callback, Context context) {
        this.callback = callback;
        this.context = context;
    }

    /** Makes sure that the callback will not be called; does nothing if it was. May be called from any thread. */
    public void cancel() {
        cancelled = true;
    }

    /** Whether {@link #cancel()} was called. */
    public final boolean cancelled() {
        return cancelled;
    }
}
