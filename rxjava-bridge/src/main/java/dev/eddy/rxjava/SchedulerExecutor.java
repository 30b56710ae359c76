package dev.eddy.rxjava;

import io.reactivex.rxjava3.core.Scheduler;
import io.reactivex.rxjava3.schedulers.Schedulers;
import java.util.Objects;
import java.util.concurrent.Executor;

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
        Offered.direct(scheduler, task);
    }
}
