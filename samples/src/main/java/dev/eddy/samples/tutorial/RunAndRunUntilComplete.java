package dev.eddy.samples.tutorial;

import static dev.eddy.Asyncio.coroutine;

import dev.eddy.Asyncio;
import dev.eddy.Coroutine;
import dev.eddy.EventLoop;
import java.io.PrintStream;
import org.jspecify.annotations.Nullable;

/** Two ways to run a coroutine object. */
final class RunAndRunUntilComplete {

    private RunAndRunUntilComplete() {}

    static Coroutine<@Nullable Void> func(PrintStream out) {
        return coroutine(() -> out.println("Synergetic internal code"));
    }

    static void run(PrintStream out) {
        // Mode 1: a loop, which gets the coroutine as a task and ends when that has ended
        try (EventLoop loop = EventLoop.create()) {
            loop.runUntilComplete(loop.createTask(func(out)));
        }
        // Mode 2: the same in one call
        Asyncio.<@Nullable Void>run(() -> func(out).await());
    }
}
