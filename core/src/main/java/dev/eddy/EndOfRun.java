package dev.eddy;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What ends a run, before its loop is closed: pending tasks are cancelled and waited for, generators closed, and the default
 * executor shut down. Driven, step by step, by who runs the loop.
 */
final class EndOfRun {

    private final EventLoop loop;
    private final @Nullable Throwable failure;
    private List<Task<?>> leftOver = List.of();
    private int step;

    /** @param failure what the run has ended with, so that whoever runs the loop knows of it; or null */
    EndOfRun(EventLoop loop, @Nullable Throwable failure) {
        this.loop = loop;
        this.failure = failure;
    }

    /** What is to be done next, to be called when the one before is; null when that was the last. */
    @Nullable Future<?> next() {
        return switch (step++) {
            case 0 -> {
                leftOver = loop.allTasks();
                leftOver.forEach(Task::cancel);
                loop.dispatcher.interruptBlocked();
                yield leftOver.isEmpty() ? next() : Gathering.of(leftOver, true);
            }
            case 1 -> {
                leftOver.forEach(this::reportFailure);
                yield loop.createTask(loop::shutdownGenerators);
            }
            case 2 -> loop.createTask(loop::shutdownDefaultExecutor);
            default -> null;
        };
    }

    private void reportFailure(Task<?> task) {
        Throwable its = task.cancelled() ? null : task.exception();
        if (its != null && its != failure) {
            loop.callExceptionHandler(
                    new ExceptionContext("a task failed while it was cancelled at the end of the run", its, task));
        }
    }
}
