package dev.eddy;

import dev.eddy.internal.Sneaky;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;

/**
 * A body that has not begun: the coroutine object that calling an {@code async def} function gives. Awaiting it runs the
 * body in the current task; {@code createTask} runs it in a task of its own. It can be used once.
 *
 * <p>Any method that suspends can be called directly; a coroutine object is needed only to hand the call to someone else.
 *
 * <pre>{@code
 * Coroutine<Page> call = coroutine(() -> fetch(url)); // nothing runs yet
 * Page page = await(call);
 * }</pre>
 *
 * @param <T> the type of the result
 */
public final class Coroutine<T extends @Nullable Object> implements Awaitable<T>, AutoCloseable {

    private @Nullable Callable<? extends T> body; // null once used or closed
    private boolean closed;

    Coroutine(Callable<? extends T> body) {
        this.body = Objects.requireNonNull(body, "body");
    }

    /**
     * Runs the body in the current task.
     *
     * @throws IllegalStateException if it was awaited, made a task, or closed before; or outside a coroutine
     */
    @Override
    public T await() {
        Task.requireCurrent();
        return run(claim());
    }

    /** A new task that runs the body. */
    @Override
    public Future<T> asFuture() {
        return Asyncio.getRunningLoop().createTask(this);
    }

    /** Gives up a coroutine that has not begun: it will never run. Does nothing otherwise. */
    @Override
    public void close() {
        if (body != null) {
            closed = true;
            body = null;
        }
    }

    /** The body, for the one who will run it. */
    Callable<? extends T> claim() {
        Callable<? extends T> claimed = body;
        if (claimed == null) {
            throw new IllegalStateException(
                    closed
                            ? "this coroutine was closed before it began and cannot run"
                            : "cannot reuse a coroutine that was awaited or made a task already; make a new one, or await"
                                    + " the task again");
        }
        body = null;
        return claimed;
    }

    static Callable<@Nullable Void> bodyOf(Action action) {
        Objects.requireNonNull(action, "body");
        return () -> {
            action.run();
            return null;
        };
    }

    static <T extends @Nullable Object> T run(Callable<? extends T> body) {
        try {
            return body.call();
        } catch (Throwable e) {
            throw Sneaky.<RuntimeException>raise(e);
        }
    }
}
