package dev.eddy.gevent;

import dev.eddy.Action;
import dev.eddy.Asyncio;
import dev.eddy.EventLoop;
import dev.eddy.Task;
import dev.eddy.TimerHandle;
import dev.eddy.internal.CoreAccess;
import dev.eddy.internal.Sneaky;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;

/**
 * Throws itself, or another exception, in the current greenlet when a time is over: {@code gevent.Timeout}. It is noticed where
 * the greenlet waits. An {@link Error}, so that {@code catch (Exception e)} does not swallow it. Others may have timeouts of
 * their own: who catches one compares it with the own one.
 *
 * <pre>{@code
 * Timeout limit = Timeout.startNew(Duration.ofSeconds(1));
 * try (limit) {
 *     return fetch(url);
 * } catch (Timeout e) {
 *     if (e != limit) throw e;
 *     return "too slow";
 * }
 * }</pre>
 */
public final class Timeout extends Error implements AutoCloseable {
    private static final long serialVersionUID = 1L;

    private final transient @Nullable Duration delay;
    private final transient @Nullable Throwable thrown;
    private final boolean silent;
    private transient @Nullable TimerHandle timer;
    /** Takes back what the end of the time has raised; null if it has raised nothing. */
    private transient @Nullable Runnable takeBack;

    /** One that throws itself, once started. With null it never does. */
    public Timeout(@Nullable Duration delay) {
        this(delay, null, false);
    }

    /** One that throws another exception. */
    public Timeout(@Nullable Duration delay, Throwable thrown) {
        this(delay, Objects.requireNonNull(thrown, "thrown"), false);
    }

    private Timeout(@Nullable Duration delay, @Nullable Throwable thrown, boolean silent) {
        super(delay == null ? "no limit" : "timed out after " + delay);
        if (delay != null && delay.isNegative()) {
            throw new IllegalArgumentException("the delay of a timeout must not be negative, it is " + delay);
        }
        this.delay = delay;
        this.thrown = thrown;
        this.silent = silent;
    }

    /** One whose {@link #run} swallows it, and gives null then: {@code Timeout(seconds, False)}. */
    public static Timeout silent(@Nullable Duration delay) {
        return new Timeout(delay, null, true);
    }

    /** A started one: {@code Timeout.start_new()}. */
    public static Timeout startNew(@Nullable Duration delay) {
        Timeout timeout = new Timeout(delay);
        timeout.start();
        return timeout;
    }

    /** A started one that throws another exception. */
    public static Timeout startNew(@Nullable Duration delay, Throwable thrown) {
        Timeout timeout = new Timeout(delay, thrown);
        timeout.start();
        return timeout;
    }

    /**
     * Has the time begin, for the current greenlet or task, or for the main program, whose calls that wait notice it.
     *
     * @throws IllegalStateException if it is started, or in a callback of the loop
     */
    public void start() {
        if (timer != null) {
            throw new IllegalStateException("this timeout is started already; cancel() it first");
        }
        if (delay == null) {
            return;
        }
        Hub current = Hub.get();
        boolean inLoop = EventLoop.current() != null;
        Task<?> task = inLoop ? Asyncio.currentTask() : null;
        if (inLoop && task == null) {
            throw new IllegalStateException("a callback cannot wait, so it has no use for a timeout");
        }
        timer = current.getLoop().callLater(delay, () -> expire(current, task));
    }

    private void expire(Hub hub, @Nullable Task<?> task) {
        timer = null;
        Throwable exception = thrown();
        if (task == null) {
            hub.raiseInMain(exception);
            takeBack = () -> hub.spareMain(exception);
        } else {
            CoreAccess.get().raise(task, exception);
            takeBack = () -> CoreAccess.get().takeBack(task, exception);
        }
    }

    private Throwable thrown() {
        return thrown != null ? thrown : this;
    }

    /** Whether it is started, and the time not over. */
    public boolean pending() {
        return timer != null;
    }

    /** Takes it back, if it was not thrown yet; it can be started again. */
    public void cancel() {
        if (timer != null) {
            timer.cancel();
            timer = null;
        }
        if (takeBack != null) {
            takeBack.run();
            takeBack = null;
        }
    }

    /** {@link #cancel}. */
    @Override
    public void close() {
        cancel();
    }

    /**
     * Starts it unless it is, runs the block, and takes it back: {@code with timeout}.
     *
     * @return what the block gives; null if this is {@link #silent} and was thrown
     * @throws Timeout this, or another one
     * @throws Throwable undeclared, what the block throws
     */
    public <T extends @Nullable Object> @Nullable T run(Callable<? extends T> body) {
        Objects.requireNonNull(body, "body");
        if (!pending()) {
            start();
        }
        try {
            return Sneaky.call(body);
        } catch (Timeout e) {
            if (e == this && silent) {
                return null;
            }
            throw e;
        } finally {
            cancel();
        }
    }

    /** As {@link #run(Callable)}, for a block without a result. */
    public void run(Action body) {
        run(Objects.requireNonNull(body, "body").toCallable());
    }
}
