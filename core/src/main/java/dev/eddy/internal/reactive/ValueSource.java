package dev.eddy.internal.reactive;

import dev.eddy.Asyncio;
import dev.eddy.Future;
import dev.eddy.internal.AwaitTrace;
import dev.eddy.internal.Fatal;
import dev.eddy.internal.Sneaky;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The one outcome of a source, awaited by a coroutine or a future: the state that the subscribers and observers of single
 * values share. The first of {@link #succeed}, {@link #fail} and a cancellation counts; what loses goes to the hooks.
 *
 * @param <T> the type of the value
 */
public abstract class ValueSource<T> {

    private static final Outcome<?> CANCELLED = new Outcome<>(null, null);
    private static final VarHandle FUTURE;

    static {
        try {
            FUTURE = MethodHandles.lookup().findVarHandle(ValueSource.class, "future", Future.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private final AtomicReference<@Nullable Outcome<T>> outcome = new AtomicReference<>();
    private final DropHooks hooks;
    /**
     * Set by the one who waits, who then looks for an outcome once more; looked for by the source after it set one. Who makes it null
     * delivers.
     */
    private volatile @Nullable Future<T> future;

    /**
     * The thread that subscribes, until it has. What the source tells that thread meanwhile needs no atomic operation: nobody waits yet,
     * nobody cancels, and no other thread tells anything.
     */
    private @Nullable Thread subscriber;

    protected ValueSource(DropHooks hooks) {
        this.hooks = hooks;
    }

    /** Cancels the subscription, now or as soon as it is there. */
    protected abstract void cancelUpstream();

    protected final DropHooks hooks() {
        return hooks;
    }

    /** From any thread: the source has ended with a value, or with none. */
    public final void succeed(@Nullable T value) {
        if (!settle(new Outcome<>(value, null)) && value != null) {
            if (outcome.get() == CANCELLED) {
                hooks.discarded(value);
            } else {
                hooks.nextDropped(value);
            }
        }
    }

    /** From any thread: the source has failed. */
    public final void fail(Throwable failure) {
        if (!settle(new Outcome<>(null, failure))) {
            hooks.errorDropped(failure);
        }
    }

    /** From any thread: the source has ended without a value, which who waits for one takes for a failure; nobody else does. */
    protected final void miss(Throwable failure) {
        settle(new Outcome<>(null, failure, false));
    }

    /** From any thread: the source breaks off by throwing where it must not. */
    protected final void abort(Throwable thrown) {
        cancelUpstream();
        fail(thrown);
    }

    protected final boolean isSettled() {
        return outcome.get() != null;
    }

    /** Subscribes; what that throws is the source's failure. */
    final <S extends ValueSource<T>> void subscribe(Consumer<? super S> subscribe, S self) {
        subscriber = Thread.currentThread();
        try {
            subscribe.accept(self);
            subscriber = null;
        } catch (Throwable e) {
            subscriber = null;
            Fatal.rethrow(e);
            abort(e);
        }
    }

    /** Sets what the source tells, if it is the first to be told. */
    protected final <V> boolean setFirst(AtomicReference<@Nullable V> told, V value) {
        if (subscriber == Thread.currentThread() && told.getPlain() == null) {
            told.setRelease(value);
            return true;
        }
        return told.compareAndSet(null, value);
    }

    private boolean settle(Outcome<T> settled) {
        if (!setFirst(outcome, settled)) {
            return false;
        }
        Future<T> waiting = future;
        if (waiting != null) {
            deliver(waiting, settled);
        }
        return true;
    }

    /** Waits for the outcome in the current coroutine; when it is there already, without suspending. */
    final T await() {
        Outcome<T> present = outcome.get();
        if (present != null) {
            if (present.failure() != null) {
                AwaitTrace.leave(present.failure());
            }
            return valueOf(present);
        }
        Future<T> waiting = asFuture();
        try {
            return waiting.await();
        } catch (Throwable e) {
            abandon(waiting, e);
            throw e;
        }
    }

    /** Sees to what the coroutine, which was thrown an exception, does not take any more. */
    private void abandon(Future<T> waiting, Throwable thrown) {
        if (!waiting.done()) {
            // The loop was closed, or this stack cannot be suspended: its callbacks do not run. An outcome that is on its way
            // finds the future cancelled.
            waiting.cancel();
            cancelled();
        } else if (!waiting.cancelled()) {
            Throwable lost = waiting.exception();
            if (lost != thrown) {
                lose(Objects.requireNonNull(outcome.get()));
            }
        }
    }

    /** The outcome as a future of the running loop; cancelling it cancels upstream. */
    private Future<T> asFuture() {
        Future<T> waiting = Asyncio.getRunningLoop().createFuture();
        waiting.addDoneCallback(done -> {
            if (done.cancelled()) {
                cancelled();
            }
        });
        future = waiting;
        Outcome<T> present = outcome.get();
        if (present != null) {
            deliver(waiting, present);
        }
        return waiting;
    }

    @SuppressWarnings("unchecked") // it has no value
    private void cancelled() {
        if (outcome.compareAndSet(null, (Outcome<T>) CANCELLED)) {
            cancelUpstream();
        }
    }

    /** On the future's loop. Both sides may call it, and one of them does it. */
    private void deliver(Future<T> waiting, Outcome<T> settled) {
        if (!FUTURE.compareAndSet(this, waiting, null)) {
            return;
        }
        boolean open = Wakeup.runOn(waiting.getLoop(), () -> {
            if (waiting.cancelled()) {
                lose(settled);
            } else if (settled.failure() != null) {
                waiting.setException(settled.failure());
            } else {
                waiting.setResult(valueOf(settled));
            }
        });
        if (!open) {
            lose(settled);
        }
    }

    private void lose(Outcome<T> settled) {
        if (settled.isError()) {
            hooks.errorDropped(Objects.requireNonNull(settled.failure()));
        } else if (settled.value() != null) {
            hooks.discarded(settled.value());
        }
    }

    @SuppressWarnings({"unchecked", "NullAway"}) // where a value may be missing, the caller's T admits null
    private T valueOf(Outcome<T> settled) {
        if (settled.failure() != null) {
            throw Sneaky.<RuntimeException>raise(settled.failure());
        }
        return settled.value();
    }
}
