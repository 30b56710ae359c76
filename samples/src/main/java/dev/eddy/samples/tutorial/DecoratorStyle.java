package dev.eddy.samples.tutorial;

import static dev.eddy.Asyncio.coroutine;
import static dev.eddy.Asyncio.ensureFuture;
import static dev.eddy.Asyncio.sleep;
import static java.time.Duration.ofSeconds;

import dev.eddy.Asyncio;
import dev.eddy.Coroutine;
import dev.eddy.EventLoop;
import java.io.PrintStream;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The style of {@code @asyncio.coroutine}: a function that gives a coroutine object, which somebody else runs. */
final class DecoratorStyle {

    private DecoratorStyle() {}

    static Coroutine<@Nullable Void> func1(PrintStream out) {
        return coroutine(() -> {
            out.println(1);
            sleep(ofSeconds(1)); // yield from asyncio.sleep(1): the other one has its turn
            out.println(2);
        });
    }

    static Coroutine<@Nullable Void> func2(PrintStream out) {
        return coroutine(() -> {
            out.println(3);
            sleep(ofSeconds(1));
            out.println(4);
        });
    }

    static void run(PrintStream out) {
        try (EventLoop loop = EventLoop.create()) {
            loop.runUntilComplete(() -> {
                Asyncio.wait(List.of(ensureFuture(func1(out)), ensureFuture(func2(out))));
            });
        }
    }
}
