package dev.eddy.rxjava;

import io.reactivex.rxjava3.core.Scheduler;
import io.reactivex.rxjava3.disposables.Disposable;
import io.reactivex.rxjava3.schedulers.Schedulers;
import java.util.Objects;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;

/** A scheduler as an executor, which remembers what it was made of. */
record SchedulerExecutor(Scheduler scheduler) implements Executor {

    SchedulerExecutor {
        Objects.requireNonNull(scheduler, "scheduler");
    }

    static Scheduler toScheduler(Executor executor) {
        return executor instanceof SchedulerExecutor made
                ? made.scheduler
                : Schedulers.from(Objects.requireNonNull(executor, "executor"), true);
    }

    @Override
    public void execute(Runnable task) {
        AtomicBoolean begun = new AtomicBoolean();
        Disposable scheduled = scheduler.scheduleDirect(() -> {
            begun.set(true);
            task.run();
        });
        if (scheduled == Disposable.disposed() && !begun.get()) {
            throw new RejectedExecutionException("the scheduler is shut down: " + scheduler);
        }
    }
}
