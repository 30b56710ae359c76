package dev.eddy;

import dev.eddy.context.Context;
import dev.eddy.internal.Sneaky;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * A result that will be there later, on one event loop: {@code asyncio.Future}. Low-level: most programs use
 * {@link Task}s and never make one.
 *
 * <p>Threads: belongs to its loop. Its state may be read by any thread. {@code setResult}, {@code setException},
 * {@code cancel} and {@code addDoneCallback} may be called by any thread too; from another one than the loop's they take
 * effect when the loop gets to them, in the order in which they were called. While the loop does not run, its thread is the one
 * that made it or ran it last, which must not call them while another one begins to run it.
 *
 * <pre>{@code
 * Future<String> answer = getRunningLoop().createFuture();
 * getRunningLoop().callLater(Duration.ofSeconds(1), () -> answer.setResult("42"));
 * String text = await(answer);
 * }</pre>
 *
 * @param <T> the type of the result; null is a result
 */
public class Future<T extends @Nullable Object> implements Awaitable<T> {

    // PENDING -> FINISHED | FAILED | CANCELLED, once. The loop's thread writes the outcome, then the state with release;
    // any thread that reads a final state with acquire sees the outcome.
    private static final byte PENDING = 0;
    private static final byte FINISHED = 1;
    private static final byte FAILED = 2;
    private static final byte CANCELLED = 3;
    private static final VarHandle STATE;

    static {
        try {
            STATE = MethodHandles.lookup().findVarHandle(Future.class, "state", byte.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private final EventLoop loop;
    private byte state;
    /** The result, or the exception, or the message of the cancellation. */
    private @Nullable Object outcome;
    /** That nobody has looked at the exception yet; null if somebody has, or there is none. */
    private Unattended.@Nullable Note unretrieved;
    /** Whom to tell when this is done, in order: null, one {@link Waiter}, or a list of them. */
    private @Nullable Object waiters;
    private final @Nullable Throwable createdAt;
    /** The number of the last gathering that was given this. */
    int gatheredBy;

    Future(EventLoop loop) {
        this.loop = loop;
        this.createdAt = loop.creationTrace();
    }

    /** The loop this future belongs to: {@code Future.get_loop()}. */
    public final EventLoop getLoop() {
        return loop;
    }

    /** Whether there is a result, an exception, or a cancellation. */
    public final boolean done() {
        return state() != PENDING;
    }

    /** Whether this future was cancelled. */
    public final boolean cancelled() {
        return state() == CANCELLED;
    }

    /**
     * The result: {@code Future.result()}.
     *
     * @throws InvalidStateException if there is none yet
     * @throws CancelledError if this was cancelled
     * @throws Throwable undeclared, the exception with which this failed
     */
    public final T result() {
        Throwable failure = failure();
        if (failure != null) {
            throw Sneaky.<RuntimeException>raise(failure);
        }
        return value();
    }

    /**
     * The exception with which this failed, or null if it has a result: {@code Future.exception()}.
     *
     * @throws InvalidStateException if this is not done
     * @throws CancelledError if this was cancelled
     */
    public final @Nullable Throwable exception() {
        Throwable failure = failure();
        if (failure instanceof CancelledError cancelled && state() == CANCELLED) {
            throw cancelled;
        }
        return failure;
    }

    /**
     * Completes this future with a result.
     *
     * @throws InvalidStateException if this is done
     * @throws IllegalStateException if the loop is closed, so that callbacks which were added cannot be called
     */
    public void setResult(T result) {
        complete(FINISHED, result);
    }

    /**
     * Completes this future with an exception; a {@link StopIteration} becomes the cause of an {@link IllegalStateException}.
     *
     * @throws InvalidStateException if this is done
     * @throws IllegalStateException as {@link #setResult} does
     */
    public void setException(Throwable exception) {
        Objects.requireNonNull(exception, "exception");
        complete(FAILED, exception instanceof StopIteration
                ? new IllegalStateException("a StopIteration would end the iteration of whoever awaits this", exception)
                : exception);
    }

    /** {@link #cancel(String)} without a message. */
    public final boolean cancel() {
        return cancel(null);
    }

    /**
     * Cancels this future: who awaits it gets a {@link CancelledError}.
     *
     * @param message for the error, or null
     * @return false if this is done already; from another thread, if it was seen to be done
     */
    public final boolean cancel(@Nullable String message) {
        if (loop.inEventLoop()) {
            return requestCancel(message);
        }
        return !done() && loop.post(() -> requestCancel(message));
    }

    /** What {@link #cancel} does, on the loop's thread. */
    boolean requestCancel(@Nullable String message) {
        markRetrieved();
        return cancelNow(message);
    }

    /**
     * Has the callback called, through {@code callSoon}, when this is done, in a copy of the current context. Callbacks
     * are called in the order in which they were added.
     *
     * @throws IllegalStateException if the loop is closed and this is done
     */
    public final void addDoneCallback(Consumer<? super Future<T>> callback) {
        addDoneCallback(callback, Context.copyCurrent());
    }

    /** As {@link #addDoneCallback(Consumer)}, in the given context. */
    public final void addDoneCallback(Consumer<? super Future<T>> callback, Context context) {
        Objects.requireNonNull(callback, "callback");
        Objects.requireNonNull(context, "context");
        DoneCallback<T> entry = new DoneCallback<>(this, callback, context);
        if (loop.inEventLoop()) {
            if (done()) {
                loop.requireCalling();
            }
            add(entry);
        } else {
            loop.callSoonThreadsafe(() -> add(entry));
        }
    }

    /**
     * Removes every registration of this callback (the same object; a method reference makes a new one each time); for the loop's thread.
     *
     * @return how many there were
     */
    public final int removeDoneCallback(Consumer<? super Future<T>> callback) {
        loop.requireLocal("removeDoneCallback");
        return removeIf(waiter -> waiter instanceof DoneCallback<?> added && added.callback().equals(callback));
    }

    @Override
    public final T await() {
        Task<?> current = Task.requireCurrent();
        if (state() == PENDING) {
            return current.join(this);
        }
        Throwable failure = failure();
        if (failure != null) {
            throw Task.raiseAwaited(failure);
        }
        return value();
    }

    @Override
    public final Future<T> asFuture() {
        return this;
    }

    /**
     * This future as a {@link CompletableFuture}, completed by the loop's thread; a cancellation shows as
     * {@link java.util.concurrent.CancellationException}, and cancelling it cancels this. If the loop is closed first, it fails with an
     * {@link IllegalStateException}.
     */
    public final CompletableFuture<T> toCompletableFuture() {
        return FutureStage.of(this);
    }

    @Override
    public String toString() {
        return "Future[" + describeState() + "]";
    }

    final String describeState() {
        return switch (state()) {
            case PENDING -> "pending";
            case FINISHED -> "finished, result: " + outcome;
            case FAILED -> "finished, exception: " + outcome;
            default -> "cancelled";
        };
    }

    // ---- for the loop's thread --------------------------------------------------------------------------------------

    final boolean cancelNow(@Nullable String message) {
        return completeNow(CANCELLED, message);
    }

    final boolean finishNow(T result) {
        return completeNow(FINISHED, result);
    }

    final boolean failNow(Throwable exception) {
        return completeNow(FAILED, exception);
    }

    /**
     * Null if there is a result, else the exception for the one who asks.
     *
     * @throws InvalidStateException if this is not done
     */
    final @Nullable Throwable failure() {
        return switch (state()) {
            case PENDING -> throw new InvalidStateException("the result of " + this + " is not there yet");
            case FINISHED -> null;
            case FAILED -> {
                markRetrieved();
                yield (Throwable) outcome;
            }
            default -> newCancelledError((String) outcome);
        };
    }

    final boolean hasResult() {
        return state() == FINISHED;
    }

    /** The exception with which this failed, or null; whoever asks has not retrieved it. */
    final @Nullable Throwable storedException() {
        return state() == FAILED ? (Throwable) outcome : null;
    }

    /** If this has failed, the exception need not be reported: somebody has it, or wants none. Any thread. */
    final void markRetrieved() {
        Unattended.Note note = unretrieved;
        if (note != null) {
            unretrieved = null;
            note.settle();
        }
    }

    /** Where this was created, in debug mode. */
    final @Nullable Throwable createdAt() {
        return createdAt;
    }

    /** The message with which this was cancelled, or is to be. */
    @Nullable String cancelMessage() {
        return outcome instanceof String message && state() == CANCELLED ? message : null;
    }

    /** The error for one reader of a cancelled future. */
    CancelledError newCancelledError(@Nullable String message) {
        return new CancelledError(message);
    }

    @SuppressWarnings({"unchecked", "NullAway"}) // only called when finished: then it is a T
    final T value() {
        return (T) outcome;
    }

    /** Who is told when this is done, in order. */
    final List<Waiter> waiters() {
        return waiters instanceof WaiterList list
                ? List.copyOf(list)
                : waiters instanceof Waiter waiter ? List.of(waiter) : List.of();
    }

    /** Tells the waiter when this is done, at once if it is. */
    final void add(Waiter waiter) {
        if (state() != PENDING) {
            tell(waiter);
        } else if (waiters == null) {
            waiters = waiter;
        } else if (waiters instanceof WaiterList list) {
            list.add(waiter);
        } else {
            WaiterList list = new WaiterList();
            list.add((Waiter) waiters);
            list.add(waiter);
            waiters = list;
        }
    }

    private void tell(Object waiter) {
        if (waiter instanceof Tally tally) {
            tally.done(this);
        } else {
            loop.schedule((Ready) waiter);
        }
    }

    /** Does not tell the waiter any more. */
    final void remove(Waiter waiter) {
        removeIf(added -> added == waiter);
    }

    private int removeIf(Predicate<Waiter> condition) {
        if (waiters instanceof WaiterList list) {
            int before = list.size();
            list.removeIf(condition);
            return before - list.size();
        }
        if (waiters instanceof Waiter waiter && condition.test(waiter)) {
            waiters = null;
            return 1;
        }
        return 0;
    }

    private byte state() {
        return (byte) STATE.getAcquire(this);
    }

    private void complete(byte newState, @Nullable Object newOutcome) {
        if (done()) {
            throw new InvalidStateException(this + " is done already; complete a future once, or ask done() before");
        }
        if (loop.inEventLoop()) {
            boolean awaited = waiters != null;
            completeNow(newState, newOutcome);
            if (awaited) {
                loop.requireCalling();
            }
        } else {
            loop.callSoonThreadsafe(() -> complete(newState, newOutcome));
        }
    }

    private boolean completeNow(byte newState, @Nullable Object newOutcome) {
        if (state != PENDING) {
            return false;
        }
        outcome = newOutcome;
        if (newState == FAILED && newOutcome instanceof Throwable exception) {
            unretrieved = loop.unattended().failed(this, exception);
        }
        STATE.setRelease(this, newState);
        Object told = waiters;
        waiters = null;
        if (told instanceof WaiterList list) {
            list.forEach(this::tell);
        } else if (told != null) {
            tell(told);
        }
        return true;
    }

    private static final class WaiterList extends ArrayList<Waiter> {
        private static final long serialVersionUID = 1L;
    }
}
