package dev.eddy.rxjava;

import dev.eddy.EventLoop;
import dev.eddy.internal.reactive.LoopTask;
import io.reactivex.rxjava3.core.Scheduler;
import io.reactivex.rxjava3.disposables.CompositeDisposable;
import io.reactivex.rxjava3.disposables.Disposable;
import io.reactivex.rxjava3.disposables.DisposableContainer;
import io.reactivex.rxjava3.plugins.RxJavaPlugins;
import java.util.concurrent.TimeUnit;

/**
 * Runs tasks on a loop one after the other, in the order in which they were scheduled or fall due.
 */
final class LoopWorker extends Scheduler.Worker {

    private final EventLoop loop;
    private final DisposableContainer siblings;
    private final boolean inOrder;
    private final CompositeDisposable tasks = new CompositeDisposable();

    /**
     * @param inOrder whether the order is kept also under test
     */
    LoopWorker(EventLoop loop, DisposableContainer siblings, boolean inOrder) {
        this.loop = loop;
        this.siblings = siblings;
        this.inOrder = inOrder;
    }

    @Override
    public Disposable schedule(Runnable run, long delay, TimeUnit unit) {
        return schedule(run, delay, LoopTask.ONCE, unit);
    }

    @Override
    public Disposable schedulePeriodically(Runnable run, long initialDelay, long period, TimeUnit unit) {
        return schedule(run, initialDelay, Math.max(0, unit.toNanos(period)), unit);
    }

    private Disposable schedule(Runnable run, long delay, long periodNanos, TimeUnit unit) {
        if (isDisposed()) {
            return Disposable.disposed();
        }
        RxTask task = new RxTask(loop, RxJavaPlugins.onSchedule(run), delay, periodNanos, unit, tasks);
        if (!tasks.add(task)) {
            return Disposable.disposed();
        }
        if (!task.start(inOrder ? this : null)) {
            tasks.delete(task); // the loop is closed
            return Disposable.disposed();
        }
        return task;
    }

    @Override
    public long now(TimeUnit unit) {
        return unit.convert(loop.time());
    }

    @Override
    public void dispose() {
        tasks.dispose();
        siblings.delete(this);
    }

    @Override
    public boolean isDisposed() {
        return tasks.isDisposed();
    }
}
