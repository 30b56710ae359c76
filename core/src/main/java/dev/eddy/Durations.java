package dev.eddy;

import java.time.Duration;
import java.util.Objects;

/** Durations as nanoseconds of a loop's clock; what does not fit (292 years) counts as for ever. */
final class Durations {

    static final long FOREVER = Long.MAX_VALUE;

    private Durations() {}

    static long toNanos(Duration duration) {
        Objects.requireNonNull(duration, "a duration is required");
        try {
            return duration.toNanos();
        } catch (ArithmeticException e) {
            return duration.isNegative() ? Long.MIN_VALUE : FOREVER;
        }
    }

    /** The time that lies a duration after another one. */
    static long add(long nanos, long duration) {
        long sum = nanos + duration;
        boolean overflow = ((nanos ^ sum) & (duration ^ sum)) < 0;
        return overflow ? (duration < 0 ? Long.MIN_VALUE : FOREVER) : sum;
    }

    static long requireNotNegative(Duration duration, String name) {
        Objects.requireNonNull(duration, () -> "a " + name + " is required");
        if (duration.isNegative()) {
            throw new IllegalArgumentException(name + " must not be negative, is " + duration);
        }
        return toNanos(duration);
    }
}
