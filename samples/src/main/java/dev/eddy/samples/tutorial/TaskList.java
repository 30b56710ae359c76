package dev.eddy.samples.tutorial;

import static dev.eddy.Asyncio.createTask;

import dev.eddy.Asyncio;
import dev.eddy.ReturnWhen;
import dev.eddy.Task;
import dev.eddy.WaitResult;
import java.io.PrintStream;
import java.util.List;

/** A list of tasks, and {@code wait}, which tells those that are done from those that are pending. */
final class TaskList {

    private TaskList() {}

    static void main(PrintStream out) {
        out.println("main Start");
        List<Task<String>> tasks =
                List.of(createTask(() -> CreateTask.func(out)), createTask(() -> CreateTask.func(out)));
        out.println("main End");
        WaitResult<String> result = Asyncio.wait(tasks, null, ReturnWhen.ALL_COMPLETED);
        result.done().forEach(task -> out.println("done: " + task.result()));
        out.println("pending: " + result.pending().size());
    }

    static void run(PrintStream out) {
        Asyncio.run(() -> main(out));
    }
}
