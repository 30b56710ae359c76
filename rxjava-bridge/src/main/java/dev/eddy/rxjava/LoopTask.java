package dev.eddy.rxjava;

import dev.eddy.EventLoop;
import dev.eddy.TimerHandle;
import dev.eddy.internal.Fatal;
import dev.eddy.internal.reactive.Wakeup;
import io.reactivex.rxjava3.disposables.Disposable;
import io.reactivex.rxjava3.disposables.DisposableContainer;
import io.reactivex.rxjava3.plugins.RxJavaPlugins;
import io.reactivex.rxjava3.schedulers.SchedulerRunnableIntrospection;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** What was scheduled on a loop, once or periodically. Disposed by any thread; the rest is the loop's. */
final class LoopTask implements Runnable, Disposable, SchedulerRunnableIntrospection {

    /** The period of a task that runs once. */
    static final long ONCE = -1;

    private final EventLoop loop;
    private final DisposableContainer container;
    /** Null when there is nothing more to run. */
    private final AtomicReference<@Nullable Runnable> action;
    private final long periodNanos;
    private Duration due;
    private @Nullable TimerHandle timer;

    LoopTask(EventLoop loop, DisposableContainer container, Runnable action, Duration due, long periodNanos) {
        this.loop = loop;
        this.container = container;
        this.action = new AtomicReference<>(action);
        this.due = due;
        this.periodNanos = periodNanos;
    }

    /** Waits for the time when it is due. */
    void arm() {
        if (!isDisposed()) {
            timer = loop.callAt(due, this);
        }
    }

    @Override
    public void run() {
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
            RxJavaPlugins.onError(e);
        }
        if (again) {
            due = due.plusNanos(periodNanos);
            arm();
        } else {
            end();
        }
    }

    @Override
    public void dispose() {
        if (end()) {
            Wakeup.runOn(loop, this::disarm);
        }
    }

    private boolean end() {
        if (action.getAndSet(null) == null) {
            return false;
        }
        container.delete(this);
        return true;
    }

    private void disarm() {
        if (timer != null) {
            timer.cancel();
            timer = null;
        }
    }

    @Override
    public boolean isDisposed() {
        return action.get() == null;
    }

    /** The action as the hook gave it, or one that does nothing when it has run or was disposed. */
    @Override
    public Runnable getWrappedRunnable() {
        Runnable present = action.get();
        return present != null ? present : () -> {};
    }
}
