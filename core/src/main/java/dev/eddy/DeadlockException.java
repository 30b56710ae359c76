package dev.eddy;

import java.util.List;
import java.util.stream.Collectors;

/**
 * A run that nothing can go on with: nothing is ready, no timer is set, and its clock is one of
 * {@link VirtualClock#detectingDeadlock}. Thrown by the run; the message names the tasks and what each waits on; the
 * suppressed exceptions, one for each task, show where.
 */
public final class DeadlockException extends IllegalStateException {
    private static final long serialVersionUID = 1L;

    DeadlockException(List<Task<?>> tasks) {
        super(tasks.isEmpty()
                ? "the event loop would wait for ever: nothing is ready, and there is no timer and no task"
                : "every task waits for ever: nothing is ready, and there is no timer; "
                        + tasks.stream().map(Task::toString).collect(Collectors.joining(", ")));
        for (Task<?> task : tasks) {
            Throwable where = new Throwable(task.toString());
            where.setStackTrace(task.getStack().toArray(StackTraceElement[]::new));
            addSuppressed(where);
        }
    }
}
