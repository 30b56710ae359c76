package dev.eddy.reactor;

import dev.eddy.internal.Sneaky;
import java.util.concurrent.Executor;
import reactor.core.Disposable;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;

/**
 * Tells Reactor of a scheduled task that threw, as its own schedulers do: the thread's handler for uncaught exceptions and
 * the hook of {@link Schedulers#onHandleError}.
 *
 * <p>Reactor has no public method for that. But a task that throws in a worker over an executor gets there; and an executor
 * that is a scheduler too has no scheduling hook run for it, which would be one too many here.
 */
final class TaskErrors {

    private static final Scheduler RETHROWING = Schedulers.fromExecutor(new InPlace());

    private TaskErrors() {}

    static void report(Throwable error) {
        Scheduler.Worker worker = RETHROWING.createWorker();
        worker.schedule(() -> {
            throw Sneaky.<RuntimeException>raise(error);
        });
        worker.dispose();
    }

    private static final class InPlace implements Executor, Scheduler {

        @Override
        public void execute(Runnable task) {
            task.run();
        }

        @Override
        public Disposable schedule(Runnable task) {
            throw new UnsupportedOperationException("an executor only");
        }

        @Override
        public Worker createWorker() {
            throw new UnsupportedOperationException("an executor only");
        }
    }
}
