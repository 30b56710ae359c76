package dev.eddy;

import dev.eddy.context.Context;
import dev.eddy.internal.Fatal;
import dev.eddy.internal.LoopProbe;
import dev.eddy.internal.Sneaky;
import dev.eddy.internal.fiber.Fiber;
import dev.eddy.internal.fiber.FiberBody;
import dev.eddy.internal.fiber.FiberGroup;
import dev.eddy.internal.fiber.PinnedException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Runs what is ready, on fibers, and knows which task that is at the moment.
 *
 * <p>There is no dispatcher fiber that the others return to. Whoever stops running takes the next ready entry and runs it
 * itself if it can (leader and follower): a callback always, in place, on top of its own stack; a task that has not begun,
 * if it is a worker with nothing else on its stack, or the task that it awaits; its own resumption, by simply going on. Only the
 * turn of another fiber's task costs a switch, straight to that fiber. The root does the same, but runs no task.
 *
 * <p>A worker whose task is finished is used again for the next one, unless a new one costs less.
 */
final class Dispatcher {

    private static final int IDLE_WORKERS_KEPT = 256;
    private static final String CLOSED = "the event loop was closed while the task was pending";

    private final EventLoop loop;
    private final ReadyQueue queue;
    private final FiberGroup fibers;
    private final ArrayDeque<Worker> idle = new ArrayDeque<>();
    private final TaskList tasks;
    private final @Nullable LoopProbe probe;
    private @Nullable Task<?> currentTask;
    /** Who is to go on in the place of a task that parks, until somebody does. Not on its stack, which would keep it for as long. */
    private @Nullable Ready handedOver;
    /** How often a task was parked. */
    private long parked;
    /** A fatal error on its way out of the run. */
    private @Nullable Throwable escaped;
    private boolean closing;
    /** Null as long as nobody wants to know. */
    private @Nullable StepWatch steps;

    private @Nullable Duration slowStep;

    /**
     * Fibers may block, which lets the root go on. So the root alone waits for work, and nothing runs on top of a suspended task,
     * which would have to wait for it.
     */
    private final boolean rootOnly;

    private final boolean stacksMayBeShared;

    private final Set<BlockedFiber> blocked = new LinkedHashSet<>();
    /** Those whose turn has come while their fiber, about to suspend, was blocked. */
    private final Set<Task<?>> early = new HashSet<>();

    Dispatcher(EventLoop loop, ReadyQueue queue, FiberGroup fibers, TaskList tasks, @Nullable LoopProbe probe) {
        this.loop = loop;
        this.queue = queue;
        this.fibers = fibers;
        this.tasks = tasks;
        rootOnly = fibers.fibersMayBlock();
        stacksMayBeShared = fibers.stacksMayBeShared();
        fibers.onAbsence(this::left);
        this.probe = probe;
    }

    /** The calling thread is going to be the root; fails if what is suspended cannot go on there. */
    void adopt() {
        if (!fibers.runsHere() && !fibers.adopt(fibers.hasUnfinished() || tasks.anySuspended())) {
            idle.clear();
        }
    }

    /** Runs on the root until there is nothing more to hand out; throws what escaped. */
    void drive() {
        try {
            fibers.drive(this::handOut);
        } finally {
            currentTask = null;
        }
        throwEscaped();
    }

    void throwEscaped() {
        Throwable fatal = escaped;
        escaped = null;
        if (fatal != null) {
            throw Sneaky.<RuntimeException>raise(fatal);
        }
    }

    private void handOut() {
        for (Fiber next = fiberOfNext(); next != null; next = fiberOfNext()) {
            if (next != fibers.root()) {
                switchTo(next);
            }
        }
    }

    /**
     * Whose turn it is; the root's, if it was that of a callback, which has been called; null if there is nothing more. In a frame of
     * its own, since that of the root, which may wait for long, would keep the entry from being collected.
     */
    private @Nullable Fiber fiberOfNext() {
        Ready next = next();
        if (next == null) {
            return null;
        }
        if (rootOnly || next instanceof Task<?>) {
            return fiberOf(next);
        }
        call(next);
        return fibers.root();
    }

    /** The task that runs, or null in a callback. */
    @Nullable Task<?> currentTask() {
        return currentTask;
    }

    /** Ends the run at once with an error. */
    void escape(Throwable fatal) {
        if (escaped == null) {
            escaped = fatal;
        } else if (escaped != fatal) {
            escaped.addSuppressed(fatal);
        }
    }

    /** The next entry to run; null: the root is to go on, and to leave if the run ends. */
    private @Nullable Ready next() {
        if (rootOnly || steps != null) {
            return nextSpecial();
        }
        return escaped != null || closing ? null : queue.next();
    }

    private @Nullable Ready nextSpecial() {
        boolean onRoot = !rootOnly || fibers.running() == fibers.root();
        StepWatch watch = steps;
        if (watch == null) {
            return nextParked(onRoot);
        }
        if (!onRoot) {
            return null;
        }
        watch.ended(slowStep);
        Ready next = nextParked(true);
        watch.began(next instanceof BlockedFiber blocked && blocked.task != null ? blocked.task : next);
        return next;
    }

    /** As {@link #next}, past those whose fiber has not got to where it can be resumed; without beginning a pass if need be. */
    private @Nullable Ready nextParked(boolean mayBeginPass) {
        while (escaped == null && !closing) {
            Ready next = mayBeginPass ? queue.next() : queue.nextInPass();
            if (rootOnly && next instanceof Task<?> task && task.hasBegun() && task.fiber == null) {
                early.add(task);
            } else {
                return next;
            }
        }
        return null;
    }

    /** The steps, which are watched from the next one on. */
    StepWatch watchSteps() {
        if (steps == null) {
            steps = new StepWatch();
        }
        return steps;
    }

    /** From which duration on a step that has ended is logged; null for never. */
    void setSlowStep(@Nullable Duration slowStep) {
        this.slowStep = slowStep;
        if (slowStep != null) {
            watchSteps();
        }
    }

    /** Runs a callback in place. */
    private void call(Ready entry) {
        currentTask = null;
        if (probe != null) {
            probe.begins(null);
        }
        try {
            if (entry instanceof Handle handle) {
                fibers.setContext(handle.context);
                handle.callback.run();
            } else if (entry instanceof DoneCallback<?> callback) {
                fibers.setContext(callback.context());
                callback.run();
            }
        } catch (Throwable e) {
            if (Fatal.isFatal(e)) {
                escape(e);
            } else {
                Throwable createdAt = entry instanceof Handle handle ? handle.createdAt() : null;
                loop.callExceptionHandler(new ExceptionContext("a callback failed", e, null, createdAt));
            }
        }
    }

    /** No task runs: what does meanwhile is nobody's. */
    void idle() {
        currentTask = null;
        fibers.setContext(new Context());
    }

    /** A task begins or goes on. */
    void enter(Task<?> task) {
        handedOver = null;
        currentTask = task;
        fibers.setContext(task.getContext());
        if (probe != null) {
            probe.begins(task);
        }
    }

    /** A task has ended. */
    void exit(Task<?> task) {
        currentTask = null;
        tasks.remove(task);
        if (probe != null) {
            probe.ended(task);
        }
    }

    /** Whether the turn of the task that runs would be the next if it were scheduled, and nobody would notice the turn in between. */
    boolean hasNothingElse() {
        return isUnwatched() && queue.isQuiet();
    }

    /** See {@link dev.eddy.internal.CoreAccess#spinUntil}. */
    boolean spinUntil(BooleanSupplier condition) {
        return isUnwatched() && queue.spinUntil(condition);
    }

    private boolean isUnwatched() {
        return steps == null && probe == null && escaped == null && !closing;
    }

    /** Suspends a task on the fiber that runs it, until its turn comes. */
    void suspend(Task<?> task) {
        Object context = fibers.context(); // inside of Context.run it is not the task's own
        if (probe != null) {
            probe.suspends(task);
        }
        try {
            suspendUntilTurn(task);
        } finally {
            fibers.setContext(context);
        }
    }

    private void suspendUntilTurn(Task<?> task) {
        if (closing) {
            throw new IllegalStateException("cannot await any more: the event loop is closed");
        }
        Fiber creator = task.takeEagerCreator();
        if (creator == null) {
            runUntilTurn(task);
        } else {
            try {
                park(task, creator);
            } catch (Throwable e) { // pinned, or the stack has overflowed
                task.setEagerCreator(creator);
                throw e;
            }
        }
        enter(task);
        if (closing) {
            throw new CancelledError(CLOSED);
        }
    }

    private void runUntilTurn(Task<?> task) {
        try {
            if (!runOthers(task)) {
                park(task, handedOver == null ? fibers.root() : fiberOf(handedOver));
            }
        } catch (Throwable e) { // pinned, or the stack has overflowed
            takeHandedOverBack();
            enter(task);
            throw e;
        }
    }

    private void takeHandedOverBack() {
        if (handedOver != null) {
            queue.giveBack(handedOver);
            handedOver = null;
        }
    }

    /** The stack of a task has overflowed, perhaps where there was no room even to undo that it was being suspended. */
    void hasOverflowed(Task<?> task) {
        queue.withdraw(task);
        takeHandedOverBack();
    }

    /**
     * Runs what is ready, on the fiber of a task which is suspended, until it is the turn of the task, or of another fiber: that of what
     * is {@link #handedOver}, or the root's. Gives whether it is the task's.
     */
    private boolean runOthers(Task<?> task) {
        if (rootOnly) {
            return early.remove(task);
        }
        while (true) {
            Ready next = next();
            if (next == task) {
                return true;
            }
            if (next instanceof Task<?> other && task.takesOnTop(other) && mayRunOnTop()) {
                task.runOnTop(other);
                if (closing) {
                    return true; // the other was unwound, now it is this one's turn
                }
            } else if (next == null || next instanceof Task<?>) {
                handedOver = next;
                return false;
            } else {
                call(next);
            }
        }
    }

    private boolean mayRunOnTop() {
        return stacksMayBeShared && isUnwatched();
    }

    /** Hands over to another fiber; returns when the task's turn comes. */
    private void park(Task<?> task, Fiber other) {
        task.fiber = fibers.running();
        parked++;
        try {
            switchTo(other);
        } finally {
            task.fiber = null;
        }
    }

    /**
     * Runs the first step of a new task, up to where it suspends or ends, and goes on with the code that created it. Where
     * that code cannot be suspended, the task begins in the next pass.
     */
    void startEagerly(Task<?> task) {
        Task<?> creator = currentTask;
        Object context = fibers.context();
        task.setEagerCreator(fibers.running());
        if (creator != null) {
            creator.fiber = fibers.running();
        }
        try {
            switchTo(fiberOf(task));
        } catch (PinnedException | StackOverflowError e) {
            task.takeEagerCreator();
            queue.add(task);
        } finally {
            if (creator != null) {
                creator.fiber = null;
            }
            currentTask = creator;
            fibers.setContext(context);
        }
    }

    /** The calls of a task that is not done. */
    List<StackTraceElement> stackOf(Task<?> task) {
        if (!task.hasBegun()) {
            return List.of();
        }
        Task<?> top = task.top();
        return top == task ? TaskStack.ofTop(callsFrom(top)) : TaskStack.belowTop(callsFrom(top));
    }

    /** The calls that are under way on the stack of a task which has begun, with nothing but callbacks on top of it, from there out. */
    private Stream<StackTraceElement> callsFrom(Task<?> top) {
        if (top == currentTask) {
            return TaskStack.running(fibers.running());
        }
        if (top.fiber != null) {
            return TaskStack.suspended(top.fiber);
        }
        Fiber blockedFiber = blockedFiberOf(top);
        return blockedFiber != null ? TaskStack.blocked(blockedFiber) : TaskStack.belowCallback(fibers.running());
    }

    /** Hands out nothing any more, and ends all tasks and workers; called on the root. */
    void close(Iterable<Task<?>> pending) {
        fibers.drive(() -> end(pending));
    }

    private void end(Iterable<Task<?>> pending) {
        closing = true;
        List<BlockedFiber> stillBlocked = List.copyOf(blocked);
        interruptBlocked();
        for (Task<?> task : pending) {
            if (task.fiber != null) {
                switchTo(task.fiber); // it is unwound
            } else if (!task.hasBegun()) {
                task.cancelNow(CLOSED);
                exit(task);
            }
        }
        for (BlockedFiber absence : stillBlocked) {
            if (absence.task != null) {
                absence.task.takeEagerCreator(); // it was unwound above
            }
            switchTo(absence.fiber); // waits until it can go on; then its task is unwound
        }
        for (Worker worker = idle.poll(); worker != null; worker = idle.poll()) {
            switchTo(worker.fiber);
        }
    }

    /** Runs what others rely on even when the loop is closed. */
    void callRest() {
        for (Ready rest = queue.rest(); rest != null; rest = queue.rest()) {
            call(rest);
        }
    }

    /** Whoever goes on enters a context of its own. */
    private void switchTo(Fiber other) {
        fibers.setContext(null);
        fibers.switchTo(other);
    }

    private Fiber fiberOf(Ready entry) {
        if (entry instanceof Task<?> task && task.fiber != null) {
            return task.fiber;
        }
        if (entry instanceof BlockedFiber blocked) {
            return blocked.fiber;
        }
        Worker worker = idle.pollLast();
        if (worker == null) {
            worker = new Worker();
        }
        worker.assigned = entry;
        return worker.fiber;
    }

    // ---- fibers that block ------------------------------------------------------------------------------------------

    /** The fiber that ran has left the thread, in a call of the JDK; on the root. Null if the root is to wait for it. */
    private @Nullable BlockedFiber left(Fiber fiber) {
        if (closing) {
            return null;
        }
        BlockedFiber absence = new BlockedFiber(this, fiber, currentTask, fibers.exchangeContext(null));
        blocked.add(absence);
        loop.hold();
        currentTask = null;
        return absence;
    }

    /** Called by any thread. */
    void canGoOn(BlockedFiber absence) {
        queue.post(absence);
    }

    /** It is about to go on; on the root. */
    void goesOn(BlockedFiber absence) {
        absence.cancel(); // as an entry of the queue
        blocked.remove(absence);
        loop.release();
        currentTask = absence.task;
        fibers.exchangeContext(absence.itsContext);
    }

    /** Interrupts the calls in which tasks and callbacks block. */
    void interruptBlocked() {
        blocked.forEach(absence -> absence.fiber.interrupt());
    }

    private @Nullable Fiber blockedFiberOf(Task<?> task) {
        for (BlockedFiber absence : blocked) {
            if (absence.task == task) {
                return absence.fiber;
            }
        }
        return null;
    }

    private final class Worker implements FiberBody {
        final Fiber fiber = fibers.create(this);
        @Nullable Ready assigned; // until it has ended

        @Override
        public Fiber get() {
            try {
                return work();
            } catch (Throwable e) {
                escape(e); // an error of the loop itself: the run ends with it, and nothing hangs
                return fibers.root();
            } finally {
                fibers.setContext(null);
            }
        }

        /** The creator of an eager task, during its first step. */
        @Override
        public @Nullable Fiber caller() {
            return assigned instanceof Task<?> task ? task.eagerCreator() : null;
        }

        /** Runs what is assigned and then what comes next, until there is no use for this worker. */
        private Fiber work() {
            long parkedBefore = parked;
            while (assigned != null) {
                Fiber creator = runAssigned();
                Fiber other = creator != null ? creator : runFreshUntilOther();
                if (idle.size() >= IDLE_WORKERS_KEPT || (parked == parkedBefore && fibers.beginCheaply())) {
                    return other;
                }
                idle.add(this);
                switchTo(other);
            }
            return fibers.root(); // the loop closes
        }

        /**
         * In a frame of its own, since the stack of an idle worker would keep the task from being collected. Gives its eager
         * creator.
         */
        private @Nullable Fiber runAssigned() {
            Ready entry = Objects.requireNonNull(assigned);
            Task<?> task = entry instanceof Task<?> itsTask ? itsTask : null;
            if (task != null) {
                task.run();
            } else {
                call(entry);
            }
            assigned = null;
            return task != null ? task.takeEagerCreator() : null;
        }

        /** Runs callbacks and tasks that have not begun, until it is another fiber's turn. */
        private Fiber runFreshUntilOther() {
            while (true) {
                Ready next = next();
                if (next == null) {
                    return fibers.root();
                }
                if (next instanceof Task<?> task) {
                    if (task.hasBegun()) {
                        return fiberOf(task);
                    }
                    task.run();
                } else if (next instanceof BlockedFiber absence) {
                    return absence.fiber;
                } else {
                    call(next);
                }
            }
        }
    }
}
