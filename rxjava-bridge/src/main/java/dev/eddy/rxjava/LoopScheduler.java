package dev.eddy.rxjava;

import dev.eddy.EventLoop;
import io.reactivex.rxjava3.core.Scheduler;
import io.reactivex.rxjava3.disposables.CompositeDisposable;
import io.reactivex.rxjava3.disposables.Disposable;
import java.util.concurrent.TimeUnit;

/** An event loop as a scheduler. */
final class LoopScheduler extends Scheduler {

    private final EventLoop loop;
    private final CompositeDisposable workers = new CompositeDisposable();
    /** Runs what is scheduled without a worker. */
    private final LoopWorker direct;

    LoopScheduler(EventLoop loop) {
        this.loop = loop;
        this.direct = newWorker(false);
    }

    EventLoop loop() {
        return loop;
    }

    @Override
    public Worker createWorker() {
        return newWorker(true);
    }

    private LoopWorker newWorker(boolean inOrder) {
        LoopWorker worker = new LoopWorker(loop, workers, inOrder);
        workers.add(worker); // after the shutdown this disposes it
        return worker;
    }

    @Override
    public Disposable scheduleDirect(Runnable run, long delay, TimeUnit unit) {
        return direct.schedule(run, delay, unit);
    }

    @Override
    public Disposable schedulePeriodicallyDirect(Runnable run, long initialDelay, long period, TimeUnit unit) {
        return direct.schedulePeriodically(run, initialDelay, period, unit);
    }

    @Override
    public long now(TimeUnit unit) {
        return unit.convert(loop.time());
    }

    @Override
    public void shutdown() {
        workers.dispose();
    }

    @Override
    public String toString() {
        return "LoopScheduler[" + loop + (workers.isDisposed() ? ", shut down" : "") + "]";
    }
}
