package dev.eddy.samples.tutorial;

import static dev.eddy.Asyncio.sleep;
import static java.time.Duration.ofSeconds;

import dev.eddy.Asyncio;
import dev.eddy.EventLoop;
import dev.eddy.Task;
import java.io.PrintStream;
import java.util.List;

/** The style of {@code async def}: plain methods that suspend, as tasks of a loop that is not running yet. */
final class AsyncAwait {

    private AsyncAwait() {}

    static void func1(PrintStream out) {
        out.println(1);
        sleep(ofSeconds(1));
        out.println(2);
    }

    static void func2(PrintStream out) {
        out.println(3);
        sleep(ofSeconds(1));
        out.println(4);
    }

    static void run(PrintStream out) {
        try (EventLoop loop = EventLoop.create()) {
            List<Task<?>> tasks = List.of(loop.createTask(() -> func1(out)), loop.createTask(() -> func2(out)));
            loop.runUntilComplete(() -> {
                Asyncio.wait(tasks);
            });
        }
    }
}
