package dev.eddy.samples.tutorial;

import dev.eddy.greenlet.Greenlet;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;

/** Three greenlets, each of which switches to the next one, and the last to the first. */
final class ThreeGreenlets {

    private ThreeGreenlets() {}

    static void run(PrintStream out) {
        List<Greenlet> g = new ArrayList<>();
        g.add(new Greenlet(() -> {
            out.println("Synergetic process 1");
            Thread.sleep(2_000);
            g.get(1).switchTo();
            out.println("Synergetic process 1 Resume operation");
        }));
        g.add(new Greenlet(() -> {
            out.println("Synergetic process 2");
            Thread.sleep(1_000);
            g.get(2).switchTo();
        }));
        g.add(new Greenlet(() -> {
            out.println("Synergetic process 3");
            Thread.sleep(1_000);
            g.get(0).switchTo();
        }));
        g.get(0).switchTo(); // lets the first one begin
    }
}
