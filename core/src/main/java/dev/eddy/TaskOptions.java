package dev.eddy;

import dev.eddy.context.Context;
import org.jspecify.annotations.Nullable;

/**
 * How a task is created: the keyword arguments of {@code asyncio.create_task}.
 *
 * <pre>{@code
 * Task<Page> task = createTask(() -> fetch(url), TaskOptions.named("fetch").withEagerStart(true));
 * }</pre>
 *
 * @param name the task's name, or null for one that is made up
 * @param context the context that it runs in, which is not copied, or null for a copy of the current one
 * @param eagerStart whether it takes its first step at once, inside the call that creates it, instead of in the next pass;
 *     null leaves that to the loop's {@link TaskFactory}. A task that is created while its loop does not run never does
 */
public record TaskOptions(@Nullable String name, @Nullable Context context, @Nullable Boolean eagerStart) {

    /** Nothing in particular. */
    public static final TaskOptions DEFAULT = new TaskOptions(null, null, null);

    /** With a name. */
    public static TaskOptions named(String name) {
        return DEFAULT.withName(name);
    }

    /** The same, with a name, or without for null. */
    public TaskOptions withName(@Nullable String name) {
        return new TaskOptions(name, context, eagerStart);
    }

    /** The same, with a context, or without for null. */
    public TaskOptions withContext(@Nullable Context context) {
        return new TaskOptions(name, context, eagerStart);
    }

    /** The same, starting eagerly or not. */
    public TaskOptions withEagerStart(boolean eagerStart) {
        return new TaskOptions(name, context, eagerStart);
    }
}
