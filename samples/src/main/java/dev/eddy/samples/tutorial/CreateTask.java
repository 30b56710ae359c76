package dev.eddy.samples.tutorial;

import static dev.eddy.Asyncio.await;
import static dev.eddy.Asyncio.createTask;
import static dev.eddy.Asyncio.sleep;
import static java.time.Duration.ofSeconds;

import dev.eddy.Asyncio;
import dev.eddy.Task;
import java.io.PrintStream;

/** Two tasks, which run at the same time, and are awaited one after the other. */
final class CreateTask {

    private CreateTask() {}

    static String func(PrintStream out) {
        out.println("Execute the internal code of the synergetic function");
        sleep(ofSeconds(1));
        return "Return value";
    }

    static void main(PrintStream out) {
        out.println("main Start");
        Task<String> task1 = createTask(() -> func(out)); // added to the loop, not run yet
        Task<String> task2 = createTask(() -> func(out));
        out.println("main End");
        String response1 = await(task1);
        String response2 = await(task2);
        out.println(response1 + ", " + response2);
    }

    static void run(PrintStream out) {
        Asyncio.run(() -> main(out));
    }
}
