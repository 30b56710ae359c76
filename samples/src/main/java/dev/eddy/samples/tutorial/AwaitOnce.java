package dev.eddy.samples.tutorial;

import static dev.eddy.Asyncio.sleep;
import static java.time.Duration.ofSeconds;

import dev.eddy.Asyncio;
import java.io.PrintStream;

/** {@code await} a coroutine: a call of a method that suspends. */
final class AwaitOnce {

    private AwaitOnce() {}

    static String func1(PrintStream out) {
        out.println("start");
        sleep(ofSeconds(1));
        out.println("end");
        return "func1 Complete execution";
    }

    static void func2(PrintStream out) {
        out.println("func2 Start execution");
        String response = func1(out); // await func1()
        out.println(response);
        out.println("func2 Complete execution");
    }

    static void run(PrintStream out) {
        Asyncio.run(() -> func2(out));
    }
}
