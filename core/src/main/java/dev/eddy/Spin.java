package dev.eddy;

import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * For how long a wait is waited awake at the most. The system property {@code eddy.spin} says it, in microseconds; 0 for never.
 */
final class Spin {

    private static final String DEFAULT_MICROS = "50";
    private static final Setting<Long> NANOS = Setting.read("eddy.spin", Spin::parse);

    private Spin() {}

    /** In nanoseconds; fails if the setting is wrong. */
    static long nanos() {
        long nanos = NANOS.get();
        return Runtime.getRuntime().availableProcessors() == 1 ? 0 : nanos;
    }

    static long parse(@Nullable String property) {
        String micros = property == null || property.isBlank() ? DEFAULT_MICROS : property.strip();
        if (!micros.matches("[0-9]{1,9}")) {
            throw new IllegalStateException("-Deddy.spin=" + property + ": it takes a whole number of microseconds, "
                    + DEFAULT_MICROS + " without it, 0 for never");
        }
        return TimeUnit.MICROSECONDS.toNanos(Integer.parseInt(micros));
    }
}
