package dev.eddy.internal.reactive;

import dev.eddy.Asyncio;
import dev.eddy.context.Context;
import dev.eddy.internal.CoreAccess;
import dev.eddy.internal.SharedCleaner;
import dev.eddy.internal.Sneaky;
import java.lang.ref.Reference;
import java.lang.ref.WeakReference;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A call on another library's scheduler, in a copy of the current context, for which a coroutine waits. Cancelling the
 * coroutine disposes of the call, and waits no longer.
 *
 * <p>A scheduler that is shut down may drop what it has accepted, without a word. Only the scheduler, and what disposes of the
 * call, hold this object: when it is collected without having run, the coroutine is told that it was dropped.
 *
 * @param <T> the type of the result
 */
public final class WorkerCall<T extends @Nullable Object> implements Runnable {

    private final Callable<? extends T> body;
    private final Context context = Context.copyCurrent();
    private final Wait<T> wait;
    private @Nullable Runnable disposal; // the coroutine's

    private WorkerCall(Callable<? extends T> body, Wait<T> wait) {
        this.body = Objects.requireNonNull(body, "body");
        this.wait = wait;
    }

    /**
     * Schedules the body and waits for it in the current coroutine.
     *
     * @param scheduler schedules the call and gives what disposes of it; may throw a RejectedExecutionException
     * @throws Throwable undeclared, what the body throws
     * @throws RejectedExecutionException if the scheduler refuses or drops the call
     */
    @SuppressWarnings("NullAway") // null only where the body has returned it
    public static <T extends @Nullable Object> T await(
            Function<? super WorkerCall<T>, Runnable> scheduler, Callable<? extends T> body, DropHooks hooks) {
        Objects.requireNonNull(body, "body");
        return Subscribing.await((Wait<T> wait) -> start(scheduler, body, wait), new Wait<>(hooks));
    }

    /** The call is in no variable of the frames that are suspended while it runs. */
    private static <T extends @Nullable Object> void start(
            Function<? super WorkerCall<T>, Runnable> scheduler, Callable<? extends T> body, Wait<T> wait) {
        WorkerCall<T> call = new WorkerCall<>(body, wait);
        wait.call = new WeakReference<>(call);
        wait.workEnds = CoreAccess.get().workBegins(Asyncio.getRunningLoop());
        wait.ended = SharedCleaner.INSTANCE.register(call, wait::dropped)::clean;
        call.disposal = scheduler.apply(call);
    }

    @Override
    public void run() {
        if (!wait.begun.compareAndSet(false, true)) {
            return;
        }
        try {
            wait.succeed(context.run(() -> Sneaky.<T>call(body)));
        } catch (InterruptedException e) {
            wait.interrupted(e);
        } catch (Throwable e) {
            wait.fail(e);
        } finally {
            wait.ended();
            Reference.reachabilityFence(this); // it is not dropped while it runs
        }
    }

    /** What the coroutine waits for. */
    private static final class Wait<T extends @Nullable Object> extends ValueSource<T> {
        final AtomicBoolean begun = new AtomicBoolean();
        private @Nullable WeakReference<WorkerCall<T>> call;
        private @Nullable Runnable ended;
        private Runnable workEnds = () -> {};

        Wait(DropHooks hooks) {
            super(hooks);
        }

        @Override
        protected void cancelUpstream() {
            WorkerCall<T> present = call == null ? null : call.get();
            Runnable disposal = present == null ? null : present.disposal;
            if (disposal != null) {
                disposal.run();
            }
            if (!begun.get()) {
                workEnds.run();
            }
        }

        /** Where nobody waits any more, it is the disposal that has interrupted. */
        void interrupted(InterruptedException e) {
            if (!isSettled()) {
                fail(e);
            }
        }

        /** The call has run, or will not. */
        void dropped() {
            if (!isSettled()) {
                fail(new RejectedExecutionException("the scheduler has refused or dropped the call: it was shut down"));
            }
            workEnds.run();
        }

        /** The call has run. */
        void ended() {
            if (ended != null) {
                ended.run();
            }
        }
    }
}
