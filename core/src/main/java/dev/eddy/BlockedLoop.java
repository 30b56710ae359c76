package dev.eddy;

import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a loop's watchdog found, see {@link EventLoop#setWatchdog}: a callback or a task that has run for long without
 * suspending, and so holds up everything else in its loop.
 *
 * @param loop the loop
 * @param task the task that runs, or null if it is a callback
 * @param duration since when
 * @param stack what it is doing at the moment, innermost call first
 */
public record BlockedLoop(EventLoop loop, @Nullable Task<?> task, Duration duration, List<StackTraceElement> stack) {

    @Override
    public String toString() {
        return loop + " has been blocked for " + duration.toMillis() + " ms by "
                + (task == null ? "a callback" : "the task " + task.getName());
    }
}
