package dev.eddy.generator;

import dev.eddy.Asyncio;
import dev.eddy.Engine;
import dev.eddy.EventLoop;
import dev.eddy.context.Context;
import dev.eddy.internal.fiber.ContinuationFibers;
import dev.eddy.internal.fiber.Fiber;
import dev.eddy.internal.fiber.FiberBody;
import dev.eddy.internal.fiber.FiberGroup;
import dev.eddy.internal.fiber.PinnedException;
import dev.eddy.internal.fiber.ThreadFibers;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A generator that is driven, and those to which it delegates: the first, the <em>top</em>, by {@code yieldFrom} to a second, and
 * so on to the <em>leaf</em>, whose body is the one that runs or is suspended in a {@code yield}.
 *
 * <p>A step switches from the driver straight to the leaf, and a yield straight back, however many there are in between. What
 * goes over with a switch is put here. Belongs to whoever has the top {@linkplain Generator.State#RUNNING running}.
 */
final class Chain {
    BodyRun<?> leaf;

    // From the driver, or from a delegate that has ended, to the leaf.
    @Nullable Object sent;
    @Nullable Throwable thrown;

    // From the leaf to the driver.
    @Nullable Object yielded;
    boolean ended;
    @Nullable Throwable failure;

    /** Where the driver waits for the step under way. */
    @Nullable Fiber driver;
    /** The context, as the fiber group has it, of the step under way. */
    @Nullable Object context;
    /** The task whose step it is, if it is a task's. */
    @Nullable Object task;

    /**
     * The one, not the top, that is being closed, since a {@link GeneratorExit} was thrown at the top. It ends or makes a mistake,
     * and it is the turn of the one that delegates to it; at last {@link #exit} is thrown in the top.
     */
    @Nullable BodyRun<?> closing;
    @Nullable Throwable exit;

    /** The loop's group, if this belongs to a loop. */
    final @Nullable FiberGroup ofLoop;
    /** Otherwise a group whose root is whoever drives; made when it is needed. */
    private @Nullable FiberGroup ofItsOwn;
    /** The group of the step under way. */
    private @Nullable FiberGroup group;

    /** Where it began; it goes on there, unless it has threads of its own for its fibers. */
    private final Thread origin = Thread.currentThread();

    Chain(BodyRun<?> leaf, @Nullable FiberGroup ofLoop) {
        this.leaf = leaf;
        this.ofLoop = ofLoop;
    }

    /** A chain for members that leave this one. */
    Chain split(BodyRun<?> itsLeaf) {
        Chain separate = new Chain(itsLeaf, ofLoop);
        if (!group().fibersBelongToThreads()) {
            separate.ofItsOwn = ofItsOwn;
        }
        return separate;
    }

    FiberGroup group() {
        return Objects.requireNonNull(group);
    }

    Fiber create(FiberBody body) {
        return (ofLoop != null ? ofLoop : ofItsOwn()).create(body);
    }

    private FiberGroup ofItsOwn() {
        FiberGroup existing = ofItsOwn;
        if (existing == null) {
            existing =
                    switch (Engine.getDefault()) {
                        case CONTINUATION -> new ContinuationFibers(this);
                        case VIRTUAL_THREAD, GREEN -> new ThreadFibers(this);
                    };
            ofItsOwn = existing;
        }
        return existing;
    }

    /** Whether the caller is this fiber, and in the step under way, not a callback that runs while it awaits something. */
    boolean runsHere(@Nullable Fiber fiber) {
        FiberGroup itsGroup = group;
        return itsGroup != null
                && FiberGroup.current() == itsGroup
                && itsGroup.running() == fiber
                && currentTask() == task;
    }

    private @Nullable Object currentTask() {
        return ofLoop != null ? Asyncio.currentTask() : null;
    }

    /**
     * Runs the leaf until it yields or the top ends.
     *
     * @throws IllegalStateException if it cannot be run from here; nothing has happened then
     */
    void switchToLeaf() {
        FiberGroup current = FiberGroup.current();
        requireThread();
        try {
            if (ofLoop != null) {
                if (current != ofLoop) {
                    throw new IllegalStateException("this generator belongs to " + ofLoop.owner()
                            + ", where it was first iterated; only code that runs there can go on with it");
                }
                switchWithin(ofLoop);
            } else if (current == ofItsOwn && current != null) {
                switchWithin(current);
            } else if (current == null
                    || current.owner() instanceof EventLoop
                    || !current.fibersBelongToThreads()
                    || !switchWithinUnlessPinned(current)) {
                        switchBeside(current);
                    }
        } finally {
            driver = null;
            context = null;
            task = null;
            group = null;
        }
    }

    /** Null if any thread may go on with this, else the one that may. */
    @Nullable Thread boundTo() {
        return ofLoop == null && ofItsOwn().fibersBelongToThreads() ? origin : null;
    }

    private void requireThread() {
        Thread bound = boundTo();
        if (bound != null && bound != Thread.currentThread()) {
            throw new IllegalStateException(
                    "with the engine 'continuation' a generator must go on in the thread where it began, "
                            + bound + "; -Deddy.engine=virtual-thread has no such limit");
        }
    }

    /** A body drives this one: on a stack beside its own, so that the depth of a pipeline of generators is no matter. */
    private boolean switchWithinUnlessPinned(FiberGroup current) {
        try {
            switchWithin(current);
            return true;
        } catch (PinnedException e) {
            return false;
        }
    }

    private void switchWithin(FiberGroup current) {
        Object itsContext = current.context();
        group = current;
        context = itsContext;
        task = currentTask();
        driver = current.running();
        current.setContext(null);
        try {
            current.switchTo(leaf.fiber());
        } finally {
            current.setContext(itsContext);
        }
    }

    private void switchBeside(@Nullable FiberGroup current) {
        FiberGroup own = ofItsOwn();
        if (current == null) {
            switchFromOutside(own);
        } else {
            current.block(() -> switchFromOutside(own)); // a step is the driver's: nobody else runs meanwhile
        }
    }

    private void switchFromOutside(FiberGroup own) {
        if (own.running() != own.root()) {
            throw new IllegalStateException("the generator that once delegated to this one is running");
        }
        Context current = Context.current();
        boolean[] interrupted = {false};
        own.adopt(false);
        FiberGroup outer = own.enter();
        own.onInterruption(() -> interrupted[0] = true);
        group = own;
        context = current;
        driver = own.root();
        try {
            own.switchTo(leaf.fiber());
        } finally {
            own.leave(outer);
            if (interrupted[0]) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /** The leaf begins or goes on, in its driver's context. */
    void enterContext() {
        group().setContext(context);
    }

    /** The leaf stops; whoever goes on enters a context of its own. */
    void leaveContext() {
        group().setContext(null);
    }

    /** Has the leaf receive this when it goes on. */
    void send(@Nullable Object value, @Nullable Throwable exception) {
        sent = value;
        thrown = exception;
    }
}
