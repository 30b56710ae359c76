package dev.eddy.samples.tutorial;

import static dev.eddy.generator.Generator.generator;

import dev.eddy.generator.Generator;
import java.io.PrintStream;

/** A generator that delegates to another one. */
final class YieldFrom {

    private YieldFrom() {}

    static Generator<Integer> func1() {
        return generator(g -> {
            g.yield(1);
            g.yieldFrom(func2());
            g.yield(3);
        });
    }

    static Generator<Integer> func2() {
        return generator(g -> {
            g.yield(2);
            g.yield(4);
        });
    }

    static void run(PrintStream out) {
        for (int item : func1()) {
            out.println(item);
        }
    }
}
