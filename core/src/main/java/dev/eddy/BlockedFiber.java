package dev.eddy;

import dev.eddy.context.Context;
import dev.eddy.internal.fiber.Absence;
import dev.eddy.internal.fiber.Fiber;
import org.jspecify.annotations.Nullable;

/** A fiber that blocks in a call of the JDK, and whose work it does; as an entry of the ready queue, its turn to go on. */
final class BlockedFiber extends Handle implements Absence {

    final Fiber fiber;
    /** Null in a callback. */
    final @Nullable Task<?> task;
    /** As the fiber group has it. */
    final @Nullable Object itsContext;

    private final Dispatcher dispatcher;

    BlockedFiber(Dispatcher dispatcher, Fiber fiber, @Nullable Task<?> task, @Nullable Object itsContext) {
        super(() -> {}, NO_CONTEXT, null);
        this.dispatcher = dispatcher;
        this.fiber = fiber;
        this.task = task;
        this.itsContext = itsContext;
    }

    private static final Context NO_CONTEXT = new Context();

    @Override
    public void over() {
        dispatcher.canGoOn(this);
    }

    @Override
    public void ends() {
        dispatcher.goesOn(this);
    }

    @Override
    public String toString() {
        return (task == null ? "a callback" : task.toString()) + ", after a blocking call";
    }
}
