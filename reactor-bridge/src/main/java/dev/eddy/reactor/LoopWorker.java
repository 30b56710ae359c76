package dev.eddy.reactor;

import dev.eddy.EventLoop;
import dev.eddy.internal.reactive.LoopTask;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import reactor.core.Disposable;
import reactor.core.Exceptions;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;

/** Tasks of a loop that are disposed together. */
final class LoopWorker implements Scheduler.Worker {

    private final EventLoop loop;
    private final Resources scheduler;
    private final Pending pending;
    private final boolean inOrder;
    private final Resources tasks = new Resources();

    /**
     * @param inOrder whether its tasks come in the order in which they were scheduled, also under test
     */
    LoopWorker(EventLoop loop, Resources scheduler, Pending pending, boolean inOrder) {
        this.loop = loop;
        this.scheduler = scheduler;
        this.pending = pending;
        this.inOrder = inOrder;
        if (!scheduler.add(this)) {
            tasks.dispose();
        }
    }

    @Override
    public Disposable schedule(Runnable task) {
        return start(task, 0, LoopTask.ONCE, TimeUnit.NANOSECONDS);
    }

    @Override
    public Disposable schedule(Runnable task, long delay, TimeUnit unit) {
        return start(task, delay, LoopTask.ONCE, unit);
    }

    @Override
    public Disposable schedulePeriodically(Runnable task, long initialDelay, long period, TimeUnit unit) {
        return start(task, initialDelay, unit.toNanos(Math.max(0, period)), unit);
    }

    @Override
    public void dispose() {
        tasks.dispose();
        scheduler.remove(this);
    }

    void disposePeriodic() {
        for (Disposable task : tasks.all()) {
            if (((ReactorTask) task).isPeriodic()) {
                task.dispose();
            }
        }
    }

    @Override
    public boolean isDisposed() {
        return tasks.isDisposed();
    }

    private Disposable start(Runnable task, long delay, long periodNanos, TimeUnit unit) {
        Objects.requireNonNull(task, "task");
        Runnable decorated = Schedulers.onSchedule(task);
        if (isDisposed() || loop.isClosed() || !pending.enter()) {
            throw rejected();
        }
        ReactorTask started = new ReactorTask(loop, decorated, delay, periodNanos, unit, tasks, pending);
        if (!tasks.add(started) || !started.start(inOrder ? this : null)) {
            started.dispose();
            throw rejected();
        }
        return started;
    }

    private RuntimeException rejected() {
        return Exceptions.failWithRejected(
                loop.isClosed() ? "the event loop is closed" : "the scheduler or its worker was disposed");
    }
}
