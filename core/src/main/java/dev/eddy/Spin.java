package dev.eddy;

import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * For how long a wait is waited awake at the most. The system property {@code eddy.spin} says it, in microseconds; 0 for never.
 */
record Spin(long nanos, @Nullable String error) {

    private static final int DEFAULT_MICROS = 50;

    /** The setting, read once; a wrong one is told to every loop. */
    static final Spin SETTING = parse(System.getProperty("eddy.spin"));

    static Spin parse(@Nullable String property) {
        if (property == null || property.isBlank()) {
            return ofMicros(DEFAULT_MICROS);
        }
        try {
            int micros = Integer.parseInt(property.strip());
            return micros < 0 ? wrong(property) : ofMicros(micros);
        } catch (NumberFormatException e) {
            return wrong(property);
        }
    }

    private static Spin ofMicros(int micros) {
        return new Spin(TimeUnit.MICROSECONDS.toNanos(micros), null);
    }

    private static Spin wrong(String property) {
        return new Spin(0, "-Deddy.spin=" + property + ": it takes a whole number of microseconds, "
                + DEFAULT_MICROS + " without it, 0 for never");
    }

    /** Fails, saying what is wrong, unless the setting is well-formed. */
    void requireValid() {
        if (error != null) {
            throw new IllegalStateException(error);
        }
    }
}
