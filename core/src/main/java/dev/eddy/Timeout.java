package dev.eddy;

import dev.eddy.context.Context;
import dev.eddy.internal.Sneaky;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * Limits the time that a block may take: {@code asyncio.timeout()}. When the deadline comes, the task is cancelled inside
 * the block, and the {@link CancelledError} that leaves it becomes a {@link TimeoutException}.
 *
 * <p>A deadline is noticed only where the block suspends. For the loop's thread; entered once.
 *
 * <pre>{@code
 * String page = timeout(Duration.ofSeconds(1), () -> fetch(url));
 *
 * Timeout limit = timeout(Duration.ofSeconds(1));
 * limit.run(() -> { ...; limit.reschedule(getRunningLoop().time().plusSeconds(5)); ... });
 * }</pre>
 */
public final class Timeout {

    // CREATED -> ACTIVE -> FINISHED | EXPIRING -> EXPIRED
    private enum State {
        CREATED,
        ACTIVE,
        EXPIRING,
        EXPIRED,
        FINISHED
    }

    private State state = State.CREATED;
    private @Nullable Duration when;
    private @Nullable Duration delay; // as long as it tells the deadline, for the message
    private @Nullable Task<?> task;
    private int cancelRequestsBefore;
    private @Nullable Handle timer;

    private Timeout(@Nullable Duration when, @Nullable Duration delay) {
        this.when = when;
        this.delay = delay;
    }

    static Timeout after(@Nullable Duration delay) {
        EventLoop loop = Asyncio.getRunningLoop();
        return delay == null
                ? at(null)
                : new Timeout(Duration.ofNanos(Durations.add(loop.nanoTime(), Durations.toNanos(delay))), delay);
    }

    static Timeout at(@Nullable Duration when) {
        return new Timeout(when, null);
    }

    /** The deadline on the loop's clock, or null for none: {@code Timeout.when()}. */
    public @Nullable Duration when() {
        return when;
    }

    /** Whether the deadline came before the block was left: {@code Timeout.expired()}. */
    public boolean expired() {
        return state == State.EXPIRING || state == State.EXPIRED;
    }

    /**
     * Sets another deadline, on the loop's clock, or none: {@code Timeout.reschedule()}.
     *
     * @throws IllegalStateException if the block is not being run, or the deadline has come; in another thread than the loop's
     */
    public void reschedule(@Nullable Duration when) {
        if (state != State.ACTIVE) {
            throw new IllegalStateException(
                    state == State.CREATED
                            ? "this timeout was not entered yet; reschedule it inside of run(..)"
                            : "this timeout is " + state + "; its deadline cannot change any more");
        }
        Objects.requireNonNull(task).getLoop().requireLocal("reschedule");
        delay = null;
        arm(when);
    }

    /**
     * Runs the block in the current task: {@code async with timeout}.
     *
     * @throws TimeoutException if the deadline came and the block ended by the cancellation
     * @throws Throwable undeclared, what the block throws
     * @throws IllegalStateException if this timeout was entered before, or outside a task
     */
    public <T extends @Nullable Object> T run(Callable<? extends T> body) throws TimeoutException {
        Objects.requireNonNull(body, "body");
        if (state != State.CREATED) {
            throw new IllegalStateException("this timeout was entered already; make a new one for each block");
        }
        Task<?> current = Task.requireCurrent();
        state = State.ACTIVE;
        task = current;
        cancelRequestsBefore = current.cancelling();
        arm(when);
        T result;
        try {
            result = Sneaky.call(body);
        } catch (CancelledError e) {
            if (leave(current)) {
                throw (TimeoutException) timedOut().initCause(e);
            }
            throw e;
        } catch (Throwable e) {
            if (leave(current)) {
                e.addSuppressed(timedOut());
            }
            throw e;
        }
        leave(current);
        return result;
    }

    /** As {@link #run(Callable)}, for a block without a result. */
    public void run(Action body) throws TimeoutException {
        run(Coroutine.bodyOf(body));
    }

    private void arm(@Nullable Duration deadline) {
        when = deadline;
        if (timer != null) {
            timer.cancel();
            timer = null;
        }
        if (deadline != null) {
            EventLoop loop = Objects.requireNonNull(task).getLoop();
            long nanos = Durations.toNanos(deadline);
            timer = nanos <= loop.nanoTime()
                    ? loop.callSoon(this::expire, Context.current())
                    : loop.callAtNanos(nanos, this::expire, Context.current());
        }
    }

    private TimeoutException timedOut() {
        return new TimeoutException(
                delay != null ? "timed out after " + delay : "timed out at " + when + " on the loop's clock");
    }

    private void expire() {
        timer = null;
        state = State.EXPIRING;
        Objects.requireNonNull(task).cancel();
    }

    /** Whether the deadline came and nobody else has asked for the task's cancellation. */
    private boolean leave(Task<?> current) {
        if (timer != null) {
            timer.cancel();
            timer = null;
        }
        if (state != State.EXPIRING) {
            state = State.FINISHED;
            return false;
        }
        state = State.EXPIRED;
        return current.uncancel() <= cancelRequestsBefore;
    }
}
