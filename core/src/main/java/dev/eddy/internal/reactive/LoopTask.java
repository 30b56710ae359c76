package dev.eddy.internal.reactive;

import dev.eddy.EventLoop;
import dev.eddy.TimerHandle;
import dev.eddy.internal.Fatal;
import dev.eddy.internal.LoopProbe;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * What a scheduler runs on a loop, once or periodically. Disposed by any thread; when it is disposed or done, nothing holds
 * what it ran.
 */
public abstract class LoopTask implements Runnable, LoopProbe.InOrder {

    /** The period of a task that runs once. */
    public static final long ONCE = -1;

    private final EventLoop loop;
    private final long periodNanos;
    /** Null when there is nothing more to run. */
    private final AtomicReference<@Nullable Runnable> action;
    private final boolean delayed;

    private @Nullable Object worker;

    // The loop's.
    private Duration due;
    private @Nullable TimerHandle timer;

    protected LoopTask(EventLoop loop, Runnable action, long delay, long periodNanos, TimeUnit unit) {
        this.loop = loop;
        this.action = new AtomicReference<>(action);
        this.periodNanos = periodNanos;
        this.delayed = delay > 0;
        this.due = loop.time().plusNanos(Math.max(0, unit.toNanos(delay)));
    }

    /** The action has failed, and will not run again. */
    protected abstract void failed(Throwable error);

    /** There is nothing more to run: whoever holds this, to dispose it, need not any longer. */
    protected abstract void ended();

    /**
     * Schedules this, from any thread; false if the loop is closed. Through the loop's inbox in any case: what two threads
     * schedule one after the other would change places otherwise.
     *
     * @param worker whose tasks come in order, also under test; null if none's
     */
    public final boolean start(@Nullable Object worker) {
        this.worker = worker;
        return Wakeup.post(loop, delayed ? this::arm : this);
    }

    @Override
    public final @Nullable Object source() {
        return worker;
    }

    @Override
    public final void run() {
        timer = null;
        Runnable present = action.get();
        if (present == null) {
            return;
        }
        boolean again = periodNanos != ONCE;
        try {
            present.run();
        } catch (Throwable e) {
            Fatal.rethrow(e);
            again = false;
            failed(e);
        }
        if (again) {
            due = due.plusNanos(periodNanos);
            arm();
        } else {
            end();
        }
    }

    /** Takes it that it is not run, or not again. */
    public final void dispose() {
        if (end()) {
            Wakeup.runOn(loop, this::disarm);
        }
    }

    public final boolean isDisposed() {
        return action.get() == null;
    }

    /** What it runs, or null when there is nothing more. */
    protected final @Nullable Runnable action() {
        return action.get();
    }

    private void arm() {
        if (loop.isClosed()) {
            end(); // since it accepted this
        } else if (!isDisposed()) {
            timer = loop.callAt(due, this);
        }
    }

    private void disarm() {
        if (timer != null) {
            timer.cancel();
            timer = null;
        }
    }

    private boolean end() {
        if (action.getAndSet(null) == null) {
            return false;
        }
        ended();
        return true;
    }
}
