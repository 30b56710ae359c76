package dev.eddy.rxjava;

import io.reactivex.rxjava3.core.Scheduler;
import io.reactivex.rxjava3.disposables.Disposable;
import java.util.concurrent.RejectedExecutionException;

/**
 * A task that a scheduler of RxJava may refuse. A worker that is shut down says so by what it returns: that is disposed of, though the
 * task has not run. {@code Scheduler.scheduleDirect} of some, {@code io()} among them, does not say it.
 */
final class Offered implements Runnable {

    private final Runnable task;
    private volatile boolean begun;

    Offered(Runnable task) {
        this.task = task;
    }

    /**
     * {@code scheduleDirect}: on a worker that is there for this task alone. What is returned disposes of it.
     *
     * @throws RejectedExecutionException if the scheduler is shut down
     */
    static Disposable direct(Scheduler scheduler, Runnable task) {
        Scheduler.Worker worker = scheduler.createWorker();
        Offered offered = new Offered(() -> {
            try {
                task.run();
            } finally {
                worker.dispose();
            }
        });
        try {
            offered.requireAccepted(worker.schedule(offered), scheduler);
        } catch (Throwable e) {
            worker.dispose();
            throw e;
        }
        return worker;
    }

    /** Fails if that is how the scheduler has refused this; gives it back. */
    Disposable requireAccepted(Disposable scheduled, Scheduler scheduler) {
        if (scheduled.isDisposed() && !begun) {
            throw new RejectedExecutionException("the scheduler is shut down: " + scheduler);
        }
        return scheduled;
    }

    @Override
    public void run() {
        begun = true;
        task.run();
    }
}
