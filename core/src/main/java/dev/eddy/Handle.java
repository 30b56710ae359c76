package dev.eddy;

import dev.eddy.context.Context;
import org.jspecify.annotations.Nullable;

/** A scheduled callback: {@code asyncio.Handle}. What {@code callSoon} and its kin return. */
public sealed class Handle implements Ready permits TimerHandle, BlockedFiber {

    final Runnable callback;
    final Context context;
    private final @Nullable Throwable createdAt;
    private volatile boolean cancelled;

    /** Whether another thread has sent this. */
    boolean posted;

    /** The link of the inbox in which this handle may lie. */
    @Nullable Handle next;

    Handle(Runnable callback, Context context, @Nullable Throwable createdAt) {
        this.callback = callback;
        this.context = context;
        this.createdAt = createdAt;
    }

    /** Makes sure that the callback will not be called; does nothing if it was. May be called from any thread. */
    public void cancel() {
        cancelled = true;
    }

    /** Whether {@link #cancel()} was called. */
    public final boolean cancelled() {
        return cancelled;
    }

    /** Where this was scheduled, in debug mode. */
    final @Nullable Throwable createdAt() {
        return createdAt;
    }

    @Override
    public String toString() {
        return getClass().getSimpleName() + "[" + callback.getClass().getName() + (cancelled ? ", cancelled]" : "]");
    }
}
