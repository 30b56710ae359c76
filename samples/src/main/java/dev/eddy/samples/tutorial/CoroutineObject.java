package dev.eddy.samples.tutorial;

import static dev.eddy.Asyncio.coroutine;

import dev.eddy.Coroutine;
import java.io.PrintStream;
import org.jspecify.annotations.Nullable;

/** Calling a coroutine function runs none of its code; it gives a coroutine object. */
final class CoroutineObject {

    private CoroutineObject() {}

    static Coroutine<@Nullable Void> func(PrintStream out) {
        return coroutine(() -> out.println("never printed"));
    }

    static void run(PrintStream out) {
        try (Coroutine<?> result = func(out)) { // closed, since it would be reported that nobody awaits it
            out.println("a " + result.getClass().getSimpleName() + ", and nothing has run");
        }
    }
}
