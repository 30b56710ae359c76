package dev.eddy.samples.tutorial;

import static dev.eddy.samples.tutorial.AwaitOnce.func1;

import dev.eddy.Asyncio;
import java.io.PrintStream;

/** {@code await} twice: one after the other, not at once. */
final class AwaitTwice {

    private AwaitTwice() {}

    static void func2(PrintStream out) {
        out.println("func2 Start execution");
        String response1 = func1(out);
        out.println(response1);
        String response2 = func1(out);
        out.println(response2);
        out.println("func2 Complete execution");
    }

    static void run(PrintStream out) {
        Asyncio.run(() -> func2(out));
    }
}
