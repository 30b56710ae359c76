package dev.eddy;

import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;

/**
 * Makes the tasks of a loop, also those that {@code gather}, {@code ensureFuture} and task groups start: what {@code
 * loop.set_task_factory} takes. One of your own changes the body or the options and calls one of the two here.
 *
 * <pre>{@code
 * loop.setTaskFactory(TaskFactory.EAGER);
 * }</pre>
 */
public interface TaskFactory {

    /** Tasks begin in the next pass. */
    TaskFactory DEFAULT = new BuiltIn(false);

    /** Tasks take their first step when they are created: {@code asyncio.eager_task_factory}. */
    TaskFactory EAGER = new BuiltIn(true);

    /** A new task of the loop, on the loop's thread. */
    <T extends @Nullable Object> Task<T> create(EventLoop loop, Callable<? extends T> body, TaskOptions options);

    /** The two factories there are. */
    record BuiltIn(boolean eager) implements TaskFactory {
        @Override
        public <T extends @Nullable Object> Task<T> create(
                EventLoop loop, Callable<? extends T> body, TaskOptions options) {
            Boolean asked = options.eagerStart();
            return loop.start(body, options, asked == null ? eager : asked);
        }
    }
}
