package dev.eddy.samples.tutorial;

import dev.eddy.greenlet.Greenlet;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;

/** Two greenlets that switch to each other; while one sleeps, nobody runs. */
final class GreenletSwitching {

    private GreenletSwitching() {}

    static void run(PrintStream out) {
        List<Greenlet> gr = new ArrayList<>();
        gr.add(new Greenlet(() -> {
            out.println("func11");
            gr.get(1).switchTo();
            Thread.sleep(1_000);
            out.println("func22");
            gr.get(1).switchTo();
        }));
        gr.add(new Greenlet(() -> {
            out.println("func33");
            gr.get(0).switchTo();
            Thread.sleep(1_000);
            out.println("func44");
        }));
        gr.get(0).switchTo();
    }
}
