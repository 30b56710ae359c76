package dev.eddy;

import static dev.eddy.Asyncio.sleep;
import static java.time.Duration.ZERO;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * A state with a loop, made by another thread than the actors', one of which makes the state: who has made a loop is in it
 * until another thread runs it, and must not use it while that begins.
 */
public abstract class OnLoop {

    private static final ExecutorService MAKER =
            Executors.newSingleThreadExecutor(Thread.ofPlatform().daemon().factory());

    protected final EventLoop loop = CompletableFuture.supplyAsync(
            () -> EventLoop.builder().engine(Engine.VIRTUAL_THREAD).build(), MAKER)
            .join();

    /** For the arbiter: lets what was posted to the loop arrive, and closes it. */
    protected final void drainAndClose() {
        loop.runUntilComplete(() -> {
            sleep(ZERO);
            sleep(ZERO);
        });
        loop.close();
    }
}
