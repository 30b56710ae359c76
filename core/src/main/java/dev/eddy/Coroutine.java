package dev.eddy;

import dev.eddy.internal.SharedCleaner;
import dev.eddy.internal.Sneaky;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * A body that has not begun: the coroutine object that calling an {@code async def} function gives. Awaiting it runs the
 * body in the current task; {@code createTask} runs it in a task of its own. It can be used once; one that never is, nor
 * closed, is reported to the exception handler of the loop that it was made in, when it is collected or the loop closed.
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

    static final String NEVER_AWAITED = "a coroutine was never awaited";

    private @Nullable Callable<? extends T> body; // null once used or closed
    private boolean closed;
    /** To be told of the use, so that nobody reports that there was none. */
    private @Nullable Runnable onUse;

    Coroutine(Callable<? extends T> body) {
        this.body = Objects.requireNonNull(body, "body");
    }

    /** One that is reported if it is never used: to the loop that runs here, or without one to the log. */
    static <T extends @Nullable Object> Coroutine<T> watched(Callable<? extends T> body) {
        Coroutine<T> coroutine = new Coroutine<>(body);
        EventLoop loop = EventLoop.current();
        if (loop != null) {
            coroutine.onUse = loop.unattended().notAwaited(coroutine, loop.creationTrace())::settle;
        } else {
            AtomicBoolean used = new AtomicBoolean();
            coroutine.onUse = () -> used.set(true);
            SharedCleaner.INSTANCE.register(coroutine, () -> {
                if (!used.get()) {
                    ErrorReports.log(new ExceptionContext(NEVER_AWAITED, null, null));
                }
            });
        }
        return coroutine;
    }

    /**
     * Runs the body in the current task.
     *
     * @throws IllegalStateException if it was awaited, made a task, or closed before; or outside a coroutine
     */
    @Override
    public T await() {
        Task.requireCurrent();
        return Sneaky.call(claim());
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
            claim();
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
        if (onUse != null) {
            onUse.run();
            onUse = null;
        }
        return claimed;
    }

    /** As {@link #claim}, for a task: if there is no body any more, that is how the task fails, as in asyncio. */
    Callable<? extends T> claimForTask() {
        try {
            return claim();
        } catch (IllegalStateException e) {
            return new Used<>(e);
        }
    }

    /** What a task has in the place of a body that there is no more: its failure comes before a cancellation. */
    record Used<T extends @Nullable Object>(IllegalStateException failure) implements Callable<T> {
        @Override
        public T call() {
            throw failure;
        }
    }

    static Callable<@Nullable Void> bodyOf(Action action) {
        return Objects.requireNonNull(action, "body").toCallable();
    }

    static <T extends @Nullable Object> List<Coroutine<T>> ofAll(Callable<? extends T>[] bodies) {
        return Arrays.stream(bodies).map(body -> new Coroutine<T>(body)).toList();
    }
}
