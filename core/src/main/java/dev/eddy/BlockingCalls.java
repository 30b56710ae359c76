package dev.eddy;

import dev.eddy.internal.LoopProbe;
import dev.eddy.internal.fiber.ContextHook;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Calls that block, on other threads than the loop's, and the executor that a loop has for them. */
final class BlockingCalls {

    /** As long as asyncio waits for its default executor. */
    private static final long SHUTDOWN_MINUTES = 5;

    private final EventLoop loop;
    private final @Nullable LoopProbe probe;
    private @Nullable ExecutorService defaultExecutor;
    private boolean shutDown;

    BlockingCalls(EventLoop loop, @Nullable LoopProbe probe) {
        this.loop = loop;
        this.probe = probe;
    }

    void setDefaultExecutor(ExecutorService executor) {
        defaultExecutor = Objects.requireNonNull(executor, "executor");
    }

    Executor defaultExecutor() {
        if (defaultExecutor == null) {
            defaultExecutor = Executors.newThreadPerTaskExecutor(
                    Thread.ofVirtual().name("eddy-executor-", 0).factory());
            if (shutDown) {
                defaultExecutor.shutdown();
            }
        }
        return defaultExecutor;
    }

    <T extends @Nullable Object> Future<T> start(Callable<? extends T> body) {
        return start(defaultExecutor(), body);
    }

    <T extends @Nullable Object> Future<T> start(Executor executor, Callable<? extends T> body) {
        Objects.requireNonNull(body, "body");
        ContextHook hook = ContextHook.installed();
        Callable<? extends T> carried = hook == null ? body : hook.carry(body);
        Future<T> future = loop.createFuture();
        executor.execute(() -> {
            if (future.done()) { // cancelled before it began
                ended(() -> {});
                return;
            }
            try {
                T result = carried.call();
                ended(() -> future.finishNow(result));
            } catch (Throwable e) {
                ended(() -> future.failNow(e));
            }
        });
        begun();
        return future;
    }

    private void begun() {
        if (probe != null) {
            probe.callBegins();
        }
    }

    /** From the thread that has done the work. */
    private void ended(Runnable outcome) {
        loop.post(() -> {
            if (probe != null) {
                probe.callEnds();
            }
            outcome.run();
        });
    }

    /** Takes no more calls. */
    void shutdown() {
        shutDown = true;
        if (defaultExecutor != null) {
            defaultExecutor.shutdown();
        }
    }

    /** Takes no more calls; done when those that are under way have ended. */
    Future<@Nullable Void> shutdownAndWait() {
        shutdown();
        Future<@Nullable Void> ended = loop.createFuture();
        ExecutorService executor = defaultExecutor;
        if (executor == null || executor.isTerminated()) {
            ended.finishNow(null);
        } else {
            Thread.ofVirtual().name("eddy-executor-shutdown").start(() -> {
                boolean inTime = awaitTermination(executor);
                ended(() -> {
                    if (ended.finishNow(null) && !inTime) {
                        loop.callExceptionHandler(new ExceptionContext(
                                "calls on the default executor have not ended in " + SHUTDOWN_MINUTES + " minutes",
                                null,
                                null));
                    }
                });
            });
            begun();
        }
        return ended;
    }

    private static boolean awaitTermination(ExecutorService executor) {
        try {
            return executor.awaitTermination(SHUTDOWN_MINUTES, TimeUnit.MINUTES);
        } catch (InterruptedException e) {
            return false; // nobody knows this thread
        }
    }
}
