package dev.eddy;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Knows which step a loop is taking, a callback or a task up to where it suspends, and since when. Debug mode logs the slow
 * ones when they end; the watchdog asks, from its own thread, while they last.
 */
final class StepWatch {

    /** A step; {@code beganAt} is a {@code System.nanoTime()}, since a virtual clock stands still meanwhile. */
    record Step(Ready entry, long beganAt) {
        Duration duration() {
            return Duration.ofNanos(System.nanoTime() - beganAt);
        }
    }

    private volatile @Nullable Step current;

    /** The step under way, or null; may be asked by any thread. */
    @Nullable Step current() {
        return current;
    }

    void began(@Nullable Ready entry) {
        current = entry == null ? null : new Step(entry, System.nanoTime());
    }

    /** @param slow what is worth a warning; null for nothing */
    void ended(@Nullable Duration slow) {
        Step step = current;
        current = null;
        if (slow == null || step == null) {
            return;
        }
        Duration duration = step.duration();
        if (duration.compareTo(slow) >= 0) {
            ErrorReports.LOGGER.log(
                    System.Logger.Level.WARNING,
                    step.entry() + " held up the event loop for " + duration.toMillis() + " ms");
        }
    }
}
