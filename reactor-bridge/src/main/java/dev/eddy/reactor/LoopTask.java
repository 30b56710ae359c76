package dev.eddy.reactor;

import dev.eddy.EventLoop;
import dev.eddy.TimerHandle;
import dev.eddy.internal.Fatal;
import dev.eddy.internal.reactive.Wakeup;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import reactor.core.Disposable;

/** A task of a scheduler on a loop; when it is disposed or done, nothing holds what it ran. */
final class LoopTask implements Runnable, Disposable {

    private final EventLoop loop;
    private final @Nullable Duration period;
    private final Resources owner;
    private volatile @Nullable Runnable task; // null: disposed or done

    // The loop's.
    private Duration deadline = Duration.ZERO;
    private @Nullable TimerHandle timer;

    LoopTask(EventLoop loop, Runnable task, @Nullable Duration period, Resources owner) {
        this.loop = loop;
        this.task = task;
        this.period = period;
        this.owner = owner;
    }

    /**
     * Schedules this, from any thread; false if the loop is closed. Through the loop's inbox in any case: what two threads
     * schedule one after the other would change places otherwise.
     */
    boolean start(Duration delay) {
        deadline = loop.time().plus(delay);
        return Wakeup.post(loop, delay.isPositive() ? () -> startTimer(deadline) : this);
    }

    @Override
    public void run() {
        Runnable present = task;
        if (present == null) {
            return;
        }
        boolean again = false;
        try {
            present.run();
            again = period != null;
        } catch (Throwable e) {
            Fatal.rethrow(e);
            TaskErrors.report(e);
        } finally {
            if (period != null && again) {
                startTimer(deadline.plus(period));
            } else {
                dispose();
            }
        }
    }

    @Override
    public void dispose() {
        if (task != null) {
            task = null;
            owner.remove(this);
            Wakeup.runOn(loop, this::cancelTimer);
        }
    }

    @Override
    public boolean isDisposed() {
        return task == null;
    }

    private void startTimer(Duration when) {
        if (!isDisposed()) {
            deadline = when;
            timer = loop.callAt(when, this);
        }
    }

    private void cancelTimer() {
        if (timer != null) {
            timer.cancel();
            timer = null;
        }
    }
}
