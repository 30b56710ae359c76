package dev.eddy.samples.tutorial;

import java.io.PrintStream;
import java.time.Duration;
import java.util.List;
import java.util.Locale;

/**
 * One program of the tutorial, in Eddy.
 *
 * @param name what the launcher calls it
 * @param about its section of the tutorial, and what it shows
 */
record Program(String name, String about, Body body) {

    /** What a program does: prints. */
    @FunctionalInterface
    interface Body {
        void run(PrintStream out, List<String> args) throws Exception;
    }

    /** A program that takes no arguments. */
    @FunctionalInterface
    interface Plain {
        void run(PrintStream out) throws Exception;
    }

    Program(String name, String about, Plain body) {
        this(name, about, (out, unused) -> body.run(out));
    }

    /** Runs it, and prints how long that took. */
    void run(PrintStream out, List<String> args) throws Exception {
        long start = System.nanoTime();
        body.run(out, args);
        Duration elapsed = Duration.ofNanos(System.nanoTime() - start);
        out.println(String.format(Locale.ROOT, "%.3f s", elapsed.toNanos() / 1e9));
    }
}
