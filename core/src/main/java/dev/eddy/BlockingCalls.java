package dev.eddy;

import dev.eddy.internal.LoopProbe;
import dev.eddy.internal.fiber.ContextHook;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CopyOnWriteArraySet;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Calls that block, on other threads than the loop's, and the executor that a loop has for them. */
final class BlockingCalls {

    /** As long as asyncio waits for its default executor. */
    private static final long SHUTDOWN_MINUTES = 5;

    private final EventLoop loop;
    private final @Nullable LoopProbe probe;
    private @Nullable ExecutorService defaultExecutor;
    private boolean shutDown;
    /** What those wait for who have shut it down. */
    private final Set<Future<@Nullable Void>> ends = new CopyOnWriteArraySet<>();

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
        Call<T> call = new Call<>(carried);
        try {
            executor.execute(call);
        } catch (Throwable e) {
            call.workEnds.run();
            throw e;
        }
        if (probe != null) {
            call.future.addDoneCallback(call);
        }
        return call.future;
    }

    /** A call, and the future that it is made for. */
    private final class Call<T extends @Nullable Object> implements Runnable, Consumer<Future<T>> {

        private final Callable<? extends T> body;
        final Future<T> future = loop.createFuture();
        final Runnable workEnds = workBegins();
        /** Set by who comes first: the thread that makes the call; or where a probe watches, the loop, when nobody waits any more. */
        private final AtomicBoolean begun = new AtomicBoolean();

        Call(Callable<? extends T> body) {
            this.body = body;
        }

        @Override
        public void run() {
            if (!future.done() && begun.compareAndSet(false, true)) {
                try {
                    T result = body.call();
                    post(() -> future.finishNow(result));
                } catch (Throwable e) {
                    post(() -> future.failNow(e));
                }
            }
            workEnds.run();
        }

        private void post(Runnable outcome) {
            loop.post(() -> {
                if (probe != null) {
                    future.removeDoneCallback(this);
                }
                outcome.run();
            });
        }

        /** Where a probe watches: the future was cancelled. An executor may drop what it has not begun. */
        @Override
        public void accept(Future<T> cancelled) {
            if (begun.compareAndSet(false, true)) {
                workEnds.run();
            }
        }
    }

    /** See {@link dev.eddy.internal.CoreAccess#workBegins}. */
    Runnable workBegins() {
        LoopProbe watching = probe;
        if (watching == null) {
            return () -> {};
        }
        watching.callBegins();
        AtomicBoolean over = new AtomicBoolean();
        return () -> {
            if (over.compareAndSet(false, true)) {
                loop.post(watching::callEnds);
            }
        };
    }

    /** Takes no more calls. */
    void shutdown() {
        shutDown = true;
        if (defaultExecutor != null) {
            defaultExecutor.shutdown();
        }
    }

    /** Takes no more calls, and waits for those that are under way; for a task. */
    void shutdownAndWait() {
        shutdown();
        Future<@Nullable Void> end = end();
        ends.add(end);
        try {
            end.await();
        } finally {
            ends.remove(end);
        }
    }

    /** Whether a task is in {@link #shutdownAndWait}; from any thread. */
    boolean isEndAwaited() {
        return !ends.isEmpty();
    }

    /** Leaves the calls that are under way to themselves. */
    void awaitEndNoMore() {
        for (Future<@Nullable Void> end : ends) {
            end.finishNow(null);
        }
    }

    private Future<@Nullable Void> end() {
        Future<@Nullable Void> ended = loop.createFuture();
        ExecutorService executor = defaultExecutor;
        if (executor == null || executor.isTerminated()) {
            ended.finishNow(null);
        } else {
            Runnable workEnds = workBegins();
            Thread.ofVirtual().name("eddy-executor-shutdown").start(() -> {
                boolean inTime = awaitTermination(executor);
                loop.post(() -> {
                    if (ended.finishNow(null) && !inTime) {
                        loop.callExceptionHandler(new ExceptionContext(
                                "calls on the default executor have not ended in " + SHUTDOWN_MINUTES + " minutes",
                                null,
                                null));
                    }
                });
                workEnds.run();
            });
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
