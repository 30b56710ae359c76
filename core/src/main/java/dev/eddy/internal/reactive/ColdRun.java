package dev.eddy.internal.reactive;

import dev.eddy.Asyncio;
import dev.eddy.CancelledError;
import dev.eddy.EventLoop;
import dev.eddy.Future;
import dev.eddy.LoopGroup;
import dev.eddy.Task;
import dev.eddy.TaskOptions;
import dev.eddy.context.Context;
import dev.eddy.internal.fiber.FiberGroup;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.time.Duration;
import java.util.concurrent.CancellationException;
import org.jspecify.annotations.Nullable;

/**
 * One run of a cold body, for one subscriber: a task that begins after {@code onSubscribe}, is cancelled when the
 * subscriber cancels, and whose end is the terminal signal. The abstract methods are called on the loop's thread.
 *
 * @param <R> what the body returns
 */
public abstract class ColdRun<R extends @Nullable Object> {

    private static final VarHandle DISPOSED;

    static {
        try {
            DISPOSED = MethodHandles.lookup().findVarHandle(ColdRun.class, "disposed", boolean.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private final EventLoop loop;
    private final DropHooks hooks;
    private volatile boolean disposed;
    private volatile boolean ended;

    // The loop's.
    private @Nullable Task<R> task;
    /** In which signals go out; null for that of the body, which then sees nothing that they must not. */
    private @Nullable Context outside;

    private boolean taskCancelled;
    private boolean begun;

    /** On the given loop, or if null on the one that runs in this thread, or else on one of the shared group. */
    protected ColdRun(@Nullable EventLoop loop, DropHooks hooks) {
        EventLoop here = loop == null ? EventLoop.current() : loop;
        this.loop = here == null ? LoopGroup.sharedNext() : here;
        this.hooks = hooks;
    }

    /** The body; runs in the task. */
    protected abstract R body() throws Exception;

    /** The body has returned, and the subscriber has not cancelled. */
    protected abstract void succeeded(R result);

    /** The body has failed, or was cancelled or has cancelled itself, and the subscriber has not cancelled. */
    protected abstract void failed(Throwable error);

    protected final EventLoop loop() {
        return loop;
    }

    protected final DropHooks hooks() {
        return hooks;
    }

    /**
     * Begins; the subscriber has its subscription already, and may have cancelled it.
     *
     * @param inside the context for the body and what it awaits alone; null for one like that of the caller. The operators below, which
     *     a signal runs in the same thread, see that of the caller: what a subscriber has in its context is for what stands above it
     */
    public final void start(@Nullable Context inside) {
        Context here = Context.copyCurrent();
        Context context = inside == null ? here : inside;
        outside = inside == null ? null : here; // seen by the loop's thread through its inbox
        if (!Wakeup.runOn(loop, () -> begin(context))) {
            failed(closed());
        }
    }

    /** Whether the body has no context of its own, and what it sends needs no {@link #signal}, which takes a while. */
    protected final boolean signalsDirectly() {
        return outside == null;
    }

    /** Sends a signal while the body or a child of it runs, or after. */
    protected final void signal(Runnable signal) {
        FiberGroup fibers = outside == null ? null : FiberGroup.current();
        if (fibers == null) {
            signal.run();
            return;
        }
        Object inside = fibers.context();
        fibers.setContext(outside);
        try {
            signal.run();
        } finally {
            fibers.setContext(inside);
        }
    }

    /** Whether there is more to come when the body has ended, so that a cancellation still matters. */
    protected boolean isBusy() {
        return false;
    }

    /** The subscriber has cancelled; on the loop's thread, after the body was. */
    protected void cancelled() {}

    /** The subscriber has cancelled so early that the body does not run; on the loop's thread. */
    protected void cancelledBeforeStart() {}

    /** Cancels the body, from any thread; before the start it never runs, after its end there is nothing to do. */
    public final void dispose() {
        if (!ended && DISPOSED.compareAndSet(this, false, true)) {
            Wakeup.runOn(loop, () -> {
                cancelTask();
                cancelled();
            });
        }
    }

    public final boolean isDisposed() {
        return disposed;
    }

    private void begin(Context context) {
        if (isDisposed()) {
            cancelledBeforeStart();
            return;
        }
        if (loop.isClosed()) { // since it accepted this
            failed(closed());
            return;
        }
        task = loop.createTask(this::run, TaskOptions.DEFAULT.withContext(context));
        task.addDoneCallback(this::ended, outside == null ? context : outside);
    }

    private R run() throws Exception {
        begun = true;
        return body();
    }

    private IllegalStateException closed() {
        return new IllegalStateException("the coroutine cannot begin: its event loop is closed, " + loop);
    }

    private void cancelTask() {
        if (task != null && !taskCancelled) {
            taskCancelled = true;
            task.cancel("the subscriber has cancelled");
        }
    }

    /**
     * The error for who emits to a subscriber that has cancelled. It is the cancellation of the body, which may still be on its
     * way; the body's own task takes it here, so that it does not come once more while the body cleans up.
     */
    protected final CancelledError cancelledError() {
        cancelTask();
        if (task != null && Asyncio.currentTask() == task) {
            Asyncio.sleep(Duration.ZERO);
        }
        return new CancelledError("the subscriber has cancelled");
    }

    private void ended(Future<R> done) {
        ended = !isBusy();
        Throwable error = done.cancelled() ? null : done.exception();
        if (isDisposed()) {
            if (!begun) {
                cancelledBeforeStart();
            }
            if (error != null) {
                hooks.errorDropped(error);
            } else if (!done.cancelled()) {
                R unwanted = done.result();
                if (unwanted != null) {
                    hooks.discarded(unwanted);
                }
            }
        } else if (done.cancelled()) {
            failed(new CancellationException("the coroutine " + done + " was cancelled, and not by its subscriber"));
        } else if (error != null) {
            failed(error);
        } else {
            succeeded(done.result());
        }
    }
}
