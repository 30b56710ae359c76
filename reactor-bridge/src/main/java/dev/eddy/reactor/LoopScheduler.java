package dev.eddy.reactor;

import dev.eddy.EventLoop;
import dev.eddy.internal.CoreAccess;
import dev.eddy.internal.reactive.Wakeup;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import reactor.core.Disposable;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;

/**
 * A loop as a scheduler: its tasks are callbacks of the loop, its time is the loop's, all its workers share the loop's one
 * thread. Disposing it drops what waits and leaves the loop alone.
 */
final class LoopScheduler implements Scheduler {

    private final EventLoop loop;
    private final Resources workers = new Resources();
    private final Pending pending = new Pending();
    private final LoopWorker direct;

    LoopScheduler(EventLoop loop) {
        this.loop = Objects.requireNonNull(loop, "loop");
        this.direct = new LoopWorker(loop, workers, pending, false);
    }

    EventLoop loop() {
        return loop;
    }

    @Override
    public void init() {
        if (isDisposed()) {
            throw new IllegalStateException("a scheduler that is disposed cannot begin again; make a new one");
        }
    }

    @Override
    public Disposable schedule(Runnable task) {
        return direct.schedule(task);
    }

    @Override
    public Disposable schedule(Runnable task, long delay, TimeUnit unit) {
        return direct.schedule(task, delay, unit);
    }

    @Override
    public Disposable schedulePeriodically(Runnable task, long initialDelay, long period, TimeUnit unit) {
        return direct.schedulePeriodically(task, initialDelay, period, unit);
    }

    @Override
    public long now(TimeUnit unit) {
        return unit.convert(loop.time());
    }

    @Override
    public Worker createWorker() {
        return new LoopWorker(loop, workers, pending, true);
    }

    @Override
    public void dispose() {
        workers.dispose();
    }

    /** What is scheduled still runs, when it is due, but no period begins any more. Completes, too, when the loop is closed. */
    @Override
    public Mono<Void> disposeGracefully() {
        return Mono.defer(() -> {
            Mono<Void> empty = pending.close();
            if (!Wakeup.runOn(loop, () -> abandonIfClosedBefore(empty))) {
                pending.abandon();
            }
            workers.all().forEach(worker -> ((LoopWorker) worker).disposePeriodic());
            return empty.doOnSuccess(nothing -> dispose());
        });
    }

    /** The loop remembers this until then, and no longer: it may outlive many schedulers. */
    private void abandonIfClosedBefore(Mono<Void> empty) {
        Runnable forget = CoreAccess.get().onClosed(loop, pending::abandon);
        empty.doOnSuccess(nothing -> Wakeup.runOn(loop, forget)).subscribe();
    }

    @Override
    public boolean isDisposed() {
        return workers.isDisposed() || pending.isClosed() || loop.isClosed();
    }

    @Override
    public String toString() {
        return "ReactorBridge.scheduler(" + loop + ")";
    }
}
