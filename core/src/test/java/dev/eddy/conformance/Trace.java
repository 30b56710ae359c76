package dev.eddy.conformance;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Supplier;

/** The lines that a run writes. */
final class Trace {

    private final Supplier<Duration> time;
    private final List<String> lines = new ArrayList<>();

    Trace(Supplier<Duration> time) {
        this.time = time;
    }

    /** A line with the time in front. */
    void timed(String text) {
        lines.add(String.format(Locale.ROOT, "%.3f %s", Values.seconds(time.get()), text));
    }

    void untimed(String line) {
        lines.add(line);
    }

    List<String> lines() {
        return lines;
    }
}
