package dev.eddy.samples.tutorial;

import static dev.eddy.Asyncio.coroutine;
import static dev.eddy.Asyncio.createTask;
import static dev.eddy.Asyncio.sleep;
import static java.time.Duration.ofSeconds;

import dev.eddy.Asyncio;
import dev.eddy.Coroutine;
import dev.eddy.ReturnWhen;
import java.io.PrintStream;
import java.util.List;

/**
 * A list of coroutines from before the loop exists. They cannot be tasks then; and {@code wait} takes tasks only, here as in
 * Python from 3.11 on. So they are made tasks inside of the run.
 */
final class WaitBeforeLoop {

    private WaitBeforeLoop() {}

    static String func(PrintStream out) {
        out.println("Execute the internal code of the synergetic function");
        sleep(ofSeconds(1));
        out.println("IO The request ends");
        return "result";
    }

    static void run(PrintStream out) {
        try {
            createTask(() -> func(out)); // asyncio: RuntimeError: no running event loop
        } catch (IllegalStateException e) {
            out.println("createTask: " + e.getMessage());
        }
        List<Coroutine<String>> coroutineList = List.of(coroutine(() -> func(out)), coroutine(() -> func(out)));
        try {
            // asyncio: TypeError: Passing coroutines is forbidden, use tasks explicitly.
            Asyncio.run(() -> Asyncio.wait(ReturnWhen.ALL_COMPLETED, coroutineList));
        } catch (IllegalArgumentException e) {
            out.println("wait: " + e.getMessage());
        }
        Asyncio.run(() -> {
            var result = Asyncio.wait(coroutineList.stream().map(Asyncio::createTask).toList());
            out.println("done: " + result.done().size() + ", pending: " + result.pending().size());
        });
    }
}
