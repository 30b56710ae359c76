package dev.eddy;

import dev.eddy.internal.LoopProbe;
import org.jspecify.annotations.Nullable;

/**
 * Which entries of the ready queue come in order, whatever else changes: what asyncio promises, and not all that it does. The
 * callbacks of {@code callSoon} in the order of the calls; those of one future as they were added, and before the tasks that began
 * to wait for it later; the jobs of one worker of a scheduler. Tasks, and timers that are due at the same time, do not.
 */
enum Turns implements LoopProbe.Entries<Ready> {
    INSTANCE;

    @Override
    public @Nullable Object taskOf(Ready entry) {
        return entry instanceof BlockedFiber blocked ? blocked.task : entry instanceof Task<?> ? entry : null;
    }

    @Override
    public @Nullable Object sourceOf(Ready entry) {
        return switch (entry) {
            case DoneCallback<?> callback -> callback.future();
            case Task<?> task -> task.waitingOn();
            case BlockedFiber blocked -> null;
            case Handle handle when handle.callback instanceof LoopProbe.InOrder inOrder -> inOrder.source();
            case TimerHandle timer -> null;
            case Handle handle -> this; // of callSoon
        };
    }

    @Override
    public String describe(Ready entry) {
        return switch (entry) {
            case Task<?> task -> task.getName();
            case DoneCallback<?> callback when callback.future() instanceof Task<?> task ->
                    "callback of " + task.getName();
            case DoneCallback<?> callback -> "callback of a future";
            case BlockedFiber blocked -> blocked.task == null ? "blocked callback" : blocked.task.getName();
            case TimerHandle timer -> "timer";
            case Handle handle -> "callback";
        };
    }

    @Override
    public @Nullable Throwable createdAt(Ready entry) {
        return switch (entry) {
            case Future<?> future -> future.createdAt();
            case DoneCallback<?> callback -> null; // unknown
            case Handle handle -> handle.createdAt();
        };
    }
}
