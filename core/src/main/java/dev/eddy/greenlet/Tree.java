package dev.eddy.greenlet;

import dev.eddy.Asyncio;
import dev.eddy.Engine;
import dev.eddy.EventLoop;
import dev.eddy.Task;
import dev.eddy.internal.Sneaky;
import dev.eddy.internal.fiber.ContinuationFibers;
import dev.eddy.internal.fiber.Fiber;
import dev.eddy.internal.fiber.FiberGroup;
import dev.eddy.internal.fiber.ThreadFibers;
import java.util.Objects;
import java.util.Queue;
import java.util.WeakHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.jspecify.annotations.Nullable;

/**
 * The greenlets of one thread, of one task, or of a loop's callbacks, and which of them runs.
 *
 * <p>In a loop they are fibers of the loop, so that one that awaits is the business of the loop's dispatcher. A thread's are
 * fibers of a group of their own, whose root is the main greenlet. What goes over with a switch is put here.
 */
final class Tree {

    private static final ThreadLocal<Tree> OF_THREAD = ThreadLocal.withInitial(() -> new Tree(null));
    private static final System.Logger LOGGER = System.getLogger("dev.eddy");

    private final @Nullable FiberGroup ofLoop;
    private final FiberGroup group;
    private final Greenlet main;
    private Greenlet current;
    Greenlet.@Nullable Trace trace;

    // On the way from one greenlet to another.
    private @Nullable Object value;
    private @Nullable Throwable exception;
    private @Nullable Greenlet origin; // for the trace

    /** Without a loop: what nobody refers to any more, and only this thread can end. */
    private final Queue<GreenletRun> unreachable = new ConcurrentLinkedQueue<>();

    private Tree(@Nullable FiberGroup ofLoop) {
        this.ofLoop = ofLoop;
        group = ofLoop != null
                ? ofLoop
                : Engine.getDefault() == Engine.CONTINUATION ? new ContinuationFibers(this) : new ThreadFibers(this);
        main = new GreenletRun(this).handle();
        current = main;
    }

    /** The trees of a loop. */
    private static final class OfLoop {
        final FiberGroup group;
        final Tree ofCallbacks;
        final WeakHashMap<Task<?>, Tree> ofTasks = new WeakHashMap<>();

        OfLoop(FiberGroup group) {
            this.group = group;
            ofCallbacks = new Tree(group);
        }

        Tree here() {
            Task<?> task = Asyncio.currentTask();
            return task == null ? ofCallbacks : ofTasks.computeIfAbsent(task, unused -> new Tree(group));
        }
    }

    /** That of the code that runs. */
    static Tree here() {
        FiberGroup running = FiberGroup.current();
        if (running != null && running.owner() instanceof Tree tree) {
            return tree;
        }
        if (running != null && running.owner() instanceof EventLoop) {
            return running.local(OfLoop.class, OfLoop::new).here();
        }
        return OF_THREAD.get();
    }

    FiberGroup group() {
        return group;
    }

    @Nullable EventLoop loop() {
        return ofLoop != null && ofLoop.owner() instanceof EventLoop loop ? loop : null;
    }

    Greenlet current() {
        return current;
    }

    void requireOwn(Greenlet greenlet) {
        if (greenlet.run.tree != this) {
            throw new IllegalStateException(greenlet + " belongs to another thread or task; a greenlet switches only"
                    + " between those of the thread or task in which it was made");
        }
    }

    // ---- switching --------------------------------------------------------------------------------------------------

    /**
     * Goes on with a greenlet; gives what somebody sends to the one that runs, when it is its turn again.
     *
     * <p>No local variable here refers to the {@link Greenlet} that leaves: its stack would keep it reachable.
     */
    @Nullable Object transfer(Greenlet to, @Nullable Object sent, @Nullable Throwable thrown) {
        requireOwn(to);
        if (thrown instanceof GreenletExit && to.run.isDead()) {
            send(to, thrown, null);
        } else {
            send(to, sent, thrown);
        }
        GreenletRun leaving = Objects.requireNonNull(origin).run;
        if (current.run != leaving) {
            leave(leaving);
        }
        return leaving.tree.received(); // another one, if it is being ended
    }

    /** Makes the nearest that is not dead the current one, and has it receive this. */
    private void send(Greenlet to, @Nullable Object sent, @Nullable Throwable thrown) {
        Greenlet target = to;
        while (target.run.isDead()) {
            target = Objects.requireNonNull(target.parent());
        }
        value = sent;
        exception = thrown;
        origin = current;
        current = target;
    }

    /** Suspends the one that runs until it is its turn again. */
    private void leave(GreenletRun leaving) {
        boolean begins = current.run.isNew();
        Fiber target = current.run.fiberToGoOn();
        leaving.fiber = group.running();
        leaving.context = group.context();
        group.setContext(null);
        if (trace == null) {
            origin = null;
        }
        try {
            if (ofLoop == null && leaving == main.run) {
                switchFromThread(target);
            } else {
                group.switchTo(target);
                group.setContext(leaving.context);
            }
        } catch (Throwable e) { // it has not
            if (begins) {
                current.run.takeBeginBack();
            }
            group.setContext(leaving.context);
            current = leaving.handle();
            clear();
            throw e;
        } finally {
            leaving.fiber = null;
        }
    }

    /** The thread, which runs the main greenlet, becomes the root of the fibers until they come back. */
    private void switchFromThread(Fiber target) {
        boolean[] interrupted = {false};
        FiberGroup outer = group.enter();
        group.onInterruption(() -> interrupted[0] = true);
        try {
            group.switchTo(target);
        } finally {
            group.leave(outer);
            if (interrupted[0]) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /** The first that a greenlet does, on its fiber; gives what was sent. */
    @Nullable Object arrive(GreenletRun begun) {
        begun.fiber = null;
        group.setContext(begun.context);
        return received();
    }

    private @Nullable Object received() {
        Object sent = value;
        Throwable thrown = exception;
        Greenlet from = origin;
        clear();
        Greenlet.Trace told = trace;
        if (told != null && from != null) {
            try {
                told.switched(thrown == null ? Greenlet.Event.SWITCH : Greenlet.Event.THROW, from, current);
            } catch (Throwable e) {
                trace = null;
                throw e;
            }
        }
        if (thrown != null) {
            throw Sneaky.<RuntimeException>raise(thrown);
        }
        return sent;
    }

    private void clear() {
        value = null;
        exception = null;
        origin = null;
    }

    /** The last that a greenlet does; gives the fiber of its nearest ancestor that is not dead, which receives this. */
    Fiber leaveForGood(GreenletRun ending, @Nullable Object result, @Nullable Throwable failure) {
        ending.end();
        group.setContext(null);
        send(current, result, failure);
        Fiber next = current.run.fiberToGoOn();
        if (trace == null) {
            origin = null;
        }
        return next;
    }

    // ---- what nobody will switch to ---------------------------------------------------------------------------------

    void opened(GreenletRun run) {
        if (ofLoop != null) {
            ofLoop.opened(run);
        }
    }

    void closed(GreenletRun run) {
        if (ofLoop != null) {
            ofLoop.closed(run);
        }
    }

    /** From any thread. */
    void addUnreachable(GreenletRun run) {
        unreachable.add(run);
    }

    /** Ends what nobody refers to any more, as far as only this thread can. */
    void endUnreachable() {
        for (GreenletRun run = unreachable.poll(); run != null; run = unreachable.poll()) {
            try {
                run.close();
            } catch (Throwable e) {
                LOGGER.log(System.Logger.Level.ERROR, "a greenlet that nobody refers to failed while it was ended", e);
            }
        }
    }
}
