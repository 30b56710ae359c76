package dev.eddy;

import dev.eddy.context.Context;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Runs several main coroutines, one after the other, on one loop and in one context: {@code asyncio.Runner}.
 *
 * <p>Closing it cancels what is still pending, waits for that to end, and closes the loop. An interrupt of the thread
 * while it runs cancels the main coroutine; a second one, or one while it is being closed, ends that at once with an {@link
 * InterruptedException}. The thread's interrupt status is set again afterwards.
 *
 * <pre>{@code
 * try (Runner runner = new Runner()) {
 *     runner.run(() -> setUp());
 *     runner.run(() -> serve());
 * }
 * }</pre>
 */
public final class Runner implements AutoCloseable {

    private final Supplier<EventLoop> loopFactory;
    private final @Nullable Boolean debug;
    private @Nullable EventLoop loop;
    private @Nullable Context context;
    /** What the last run has thrown. */
    private @Nullable Throwable thrown;

    private boolean closed;

    /** A runner with a default loop. */
    public Runner() {
        this(EventLoop::create);
    }

    /** A runner whose loop comes from a factory, called at the first use. */
    public Runner(Supplier<EventLoop> loopFactory) {
        this(loopFactory, null);
    }

    /** As {@link #Runner(Supplier)}, in debug mode or not, see {@link EventLoop#setDebug}; null leaves it to the factory. */
    public Runner(Supplier<EventLoop> loopFactory, @Nullable Boolean debug) {
        this.loopFactory = Objects.requireNonNull(loopFactory, "loopFactory");
        this.debug = debug;
    }

    /** The loop of this runner, made at the first call: {@code Runner.get_loop()}. */
    public EventLoop getLoop() {
        if (closed) {
            throw new IllegalStateException("this runner is closed");
        }
        EventLoop existing = loop;
        if (existing == null) {
            existing = Objects.requireNonNull(loopFactory.get(), "the loop factory returned null");
            if (debug != null) {
                existing.setDebug(debug);
            }
            loop = existing;
            context = Context.copyCurrent();
        }
        return existing;
    }

    /**
     * Runs the body as the main task, until it is done: {@code Runner.run()}.
     *
     * @return its result
     * @throws Throwable undeclared, the exception with which it ended
     * @throws IllegalStateException if a loop runs in this thread, or this runner is closed
     */
    public <T extends @Nullable Object> T run(Callable<? extends T> body) {
        Objects.requireNonNull(body, "body");
        if (EventLoop.current() != null) {
            throw new IllegalStateException(
                    "run() cannot be called inside of a coroutine or callback; await(..) instead");
        }
        EventLoop running = getLoop();
        running.requireRunnable();
        thrown = null;
        Task<T> main = running.createTask(body, TaskOptions.DEFAULT.withContext(context));
        int[] interrupts = {0};
        running.onInterrupt(() -> {
            if (++interrupts[0] == 1) {
                main.cancel();
            } else {
                running.dispatcher.escape(
                        new InterruptedException("interrupted again while the main coroutine was being cancelled"));
            }
        });
        try {
            return running.runUntilComplete(main);
        } catch (Throwable e) {
            thrown = e;
            throw e;
        } finally {
            running.onInterrupt(null);
        }
    }

    /** As {@link #run(Callable)}, for a body without a result. */
    public void run(Action body) {
        run(Coroutine.bodyOf(body));
    }

    /**
     * Ends what is pending and closes the loop; does nothing if it is closed: {@code Runner.close()}.
     *
     * @throws IllegalStateException if the loop is running, or has suspended coroutines that cannot go on in this thread; it can
     *     be closed later then
     */
    @Override
    public void close() {
        EventLoop running = loop;
        try {
            if (running != null && !running.isClosed()) {
                end(running);
            }
        } finally {
            if (running == null || running.isClosed()) {
                closed = true;
                loop = null;
            }
        }
    }

    private void end(EventLoop running) {
        running.requireClosable();
        boolean interruptedBefore = Thread.interrupted();
        running.onInterrupt(() -> running.dispatcher.escape(
                new InterruptedException("interrupted while what the run has left behind was being cancelled")));
        try {
            EndOfRun end = new EndOfRun(running, thrown);
            for (Future<?> step = end.next(); step != null; step = end.next()) {
                complete(running, step);
            }
        } finally {
            running.onInterrupt(null);
            if (interruptedBefore) {
                Thread.currentThread().interrupt();
            }
            running.close();
        }
    }

    /** Goes on when a task fails with the fatal error that has ended the run before, which others are then failing with as well. */
    private void complete(EventLoop running, Future<?> step) {
        do {
            try {
                running.runUntilComplete(step);
            } catch (Throwable e) {
                if (e != thrown) {
                    throw e;
                }
            }
        } while (!step.done());
    }
}
