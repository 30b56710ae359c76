package dev.eddy;

import dev.eddy.context.Context;
import dev.eddy.internal.AwaitTrace;
import dev.eddy.internal.CoreAccess;
import dev.eddy.internal.Fatal;
import dev.eddy.internal.Sneaky;
import dev.eddy.internal.fiber.Fiber;
import java.io.PrintStream;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * A coroutine that runs on its event loop, concurrently with others: {@code asyncio.Task}. Made by {@code createTask}.
 *
 * <p>Cancelling is a request: {@link #cancel} has a {@link CancelledError} thrown where the task waits, and the task may
 * clean up before it ends, or even go on. Each request is counted, see {@link #cancelling()}.
 *
 * <pre>{@code
 * Task<Page> task = createTask(() -> fetch(url));
 * ...
 * Page page = await(task);
 * }</pre>
 *
 * @param <T> the type of the result
 */
public final class Task<T extends @Nullable Object> extends Future<T> implements Ready {

    /** How often a method calls itself until HotSpot's C2 does not inline it any more (MaxRecursiveInlineLevel). */
    private static final int NOT_INLINED = 2;

    private final Context context;
    private @Nullable String name; // null: made from the number
    private final long number;

    private @Nullable Callable<? extends T> body; // null once begun
    /**
     * Where the task is parked: suspended, or waiting for an eager task's first step. Null before it begins, while it runs, while
     * callbacks run on top of it, and after.
     */
    @Nullable Fiber fiber;
    /** Where its creator waits for the first step to be taken; null if nobody does. */
    private @Nullable Fiber eagerCreator;
    private @Nullable Future<?> waitingOn;
    /** The innermost cancel scope in which the task is. */
    @Nullable CancelScope scope;
    /** Whether the wait under way has been interrupted by a scope: that happens once. */
    private boolean waitInterrupted;
    /** Whether the task that this one awaits runs on top of its stack, where it has begun. */
    private boolean covered;
    /** Whether this runs on top of a task that awaits it. */
    private boolean onTop;

    /** Null: nobody has asked anything of this task. */
    private @Nullable Interruptions interruptions;

    // The loop's list of tasks that are not done, in the order of their creation.
    @Nullable Task<?> previous;
    @Nullable Task<?> following;

    Task(EventLoop loop, Callable<? extends T> body, @Nullable String name, Context context, long number) {
        super(loop);
        this.body = body;
        this.name = name;
        this.context = context;
        this.number = number;
    }

    static Task<?> requireCurrent() {
        EventLoop loop = EventLoop.current();
        Task<?> task = loop == null ? null : loop.dispatcher.currentTask();
        if (task == null) {
            throw new IllegalStateException(
                    loop == null
                            ? "await outside a coroutine: " + EventLoop.noneHere()
                            : "await outside a coroutine: a callback cannot suspend; let it call createTask(() -> ..)");
        }
        return task;
    }

    /** The name, given at creation or by {@link #setName}, or made up: {@code Task.get_name()}. */
    public String getName() {
        String given = name;
        return given != null ? given : "Task-" + number;
    }

    /** Renames this task: {@code Task.set_name()}. */
    public void setName(String name) {
        this.name = Objects.requireNonNull(name, "name");
    }

    /** The context in which the task runs: {@code Task.get_context()}. */
    public Context getContext() {
        return context;
    }

    /** How many cancellations were requested and not taken back: {@code Task.cancelling()}. For the loop's thread. */
    public int cancelling() {
        Interruptions asked = interruptions;
        return asked == null ? 0 : asked.requests();
    }

    /**
     * Takes back one request for cancellation, as a construct does that asked for it itself, for example a timeout:
     * {@code Task.uncancel()}. If it was the last, one that was not delivered yet is withdrawn. For the loop's thread.
     *
     * @return how many requests remain
     */
    public int uncancel() {
        getLoop().requireLocal("uncancel");
        Interruptions asked = interruptions;
        return asked == null ? 0 : asked.takeBackRequest();
    }

    /**
     * Where this task is: {@code Task.get_stack()}. Innermost call first, each of the task's own methods from the one that waits,
     * or runs, out to the body; of Eddy's methods only those that the task's have called, such as {@code Asyncio.sleep}, which
     * comes first if it waits there. A generator's body stands above those who iterate it. If an exception
     * has ended the task, this is its stack trace, out to where the task or callback that made it began.
     *
     * @return empty if the task has not begun, has a result, or was cancelled
     * @throws IllegalStateException outside of the loop's thread
     */
    public List<StackTraceElement> getStack() {
        getLoop().requireLocal("getStack");
        if (!done()) {
            return getLoop().dispatcher.stackOf(this);
        }
        Throwable failure = storedException();
        return failure == null ? List.of() : TaskStack.ofFailure(failure);
    }

    /** Prints {@link #getStack}: {@code Task.print_stack()}. */
    public void printStack(PrintStream out) {
        Objects.requireNonNull(out, "out");
        List<StackTraceElement> stack = getStack();
        out.println((stack.isEmpty() ? "No stack for " : "Stack for ") + this);
        stack.forEach(call -> out.println("\tat " + call));
    }

    /** Always fails: a task's result is its body's. */
    @Override
    public void setResult(T result) {
        throw new UnsupportedOperationException("a Task's result is what its body returns; use a Future to set one");
    }

    /** Always fails: a task's exception is its body's. */
    @Override
    public void setException(Throwable exception) {
        throw new UnsupportedOperationException("a Task's exception is what its body throws; use a Future to set one");
    }

    @Override
    public String toString() {
        Future<?> awaited = waitingOn;
        return "Task[" + getName() + ", " + describeState() + (awaited == null
                ? ""
                : ", waiting on " + (awaited instanceof Task<?> task ? task.getName() : awaited)) + "]";
    }

    // ---- for the loop's thread --------------------------------------------------------------------------------------

    @Override
    boolean requestCancel(@Nullable String message) {
        if (done()) {
            markRetrieved();
            return false;
        }
        if (awaitsInCircle()) {
            // Nobody in the circle would ever wake anybody: this task leaves it, or the one on top of it.
            top().leaveCircle();
        }
        // Along tasks that each await the next one, in a loop: there may be more of them than fit on the stack.
        Task<?> last = this;
        last.countCancelRequest();
        while (last.waitingOn instanceof Task<?> next && !next.done()) {
            last = next;
            last.countCancelRequest();
        }
        Future<?> awaited = last.waitingOn;
        if (awaited == null || !awaited.cancel(message)) {
            last.interruptions().hold(message);
        }
        return true;
    }

    private void leaveCircle() {
        Objects.requireNonNull(waitingOn).remove(this);
        waitingOn = null;
        getLoop().schedule(this);
    }

    private void countCancelRequest() {
        interruptions().count(waitingOn != null);
    }

    /** See {@link CoreAccess#raise}. */
    void raise(Throwable exception) {
        if (done()) {
            return;
        }
        interruptions().raise(exception);
        if (waitingOn != null) {
            waitingOn.cancel();
        }
    }

    /** See {@link CoreAccess#takeBack}. */
    boolean takeBack(Throwable exception) {
        boolean onItsWay = waitingOn != null; // it has ended the wait
        return !onItsWay && interruptions != null && interruptions.takeBack(exception);
    }

    /** See {@link CoreAccess#isInterruption}. */
    boolean isInterruption(Throwable exception) {
        return exception instanceof CancelledError || (interruptions != null && interruptions.hasRaised(exception));
    }

    private Interruptions interruptions() {
        Interruptions asked = interruptions;
        if (asked == null) {
            asked = new Interruptions();
            interruptions = asked;
        }
        return asked;
    }

    private void throwIfRaised() {
        if (interruptions != null) {
            interruptions.throwIfRaised();
        }
    }

    /** Whether this waits for a task that waits for a task, and so on, that comes round. Brent's algorithm. */
    private boolean awaitsInCircle() {
        Task<?> seen = this;
        int steps = 0;
        int limit = 2;
        for (Future<?> next = waitingOn; next instanceof Task<?> task; next = task.waitingOn) {
            if (task == seen) {
                return true;
            }
            if (++steps == limit) {
                seen = task;
                steps = 0;
                limit *= 2;
            }
        }
        return false;
    }

    @Override
    CancelledError newCancelledError(@Nullable String message) {
        CancelledError first = interruptions == null ? null : interruptions.takeEndedBy();
        return first != null ? first : new CancelledError(message);
    }

    @Override
    @Nullable String cancelMessage() {
        return cancelled() ? super.cancelMessage() : interruptions == null ? null : interruptions.message();
    }

    void setEagerCreator(Fiber creator) {
        eagerCreator = creator;
    }

    @Nullable Fiber takeEagerCreator() {
        Fiber creator = eagerCreator;
        eagerCreator = null;
        return creator;
    }

    @Nullable Fiber eagerCreator() {
        return eagerCreator;
    }

    boolean hasBegun() {
        return body == null;
    }

    /** Whether to {@link #runOnTop} the other, whose turn it is. At most two tasks share a stack, which is as long as one's. */
    boolean takesOnTop(Task<?> other) {
        return other == waitingOn && !onTop && !other.hasBegun();
    }

    /**
     * Runs the task that this one, which is suspended, awaits, on top of its stack: this cannot go on any sooner anyhow. Returns when
     * that has ended, whatever has run in between.
     */
    void runOnTop(Task<?> awaited) {
        awaited.onTop = true;
        covered = true;
        try {
            awaited.run();
        } finally {
            covered = false;
        }
    }

    /** The task that runs on top of this one, or this. */
    Task<?> top() {
        return covered && waitingOn instanceof Task<?> awaited ? awaited : this;
    }

    /** What this waits for, or, if that is done, what it is to go on with. */
    @Nullable Future<?> waitingOn() {
        return waitingOn;
    }

    /**
     * Calls the body so that the JIT compiler compiles it for itself, not inlined into what runs the task, for what surrounds it would
     * use up the compiler's limits, and the calls in the body's innermost loop would be the ones that are not inlined.
     */
    private static <T extends @Nullable Object> T call(Callable<? extends T> body, int depth) throws Exception {
        return depth == 0 ? body.call() : call(body, depth - 1);
    }

    /** Runs the body from its beginning to its end, on a fiber that has nothing else on its stack, or see {@link #runOnTop}. */
    void run() {
        Callable<? extends T> begun = body;
        if (begun == null) {
            return; // it has ended: its stack has overflowed while somebody was being told not to wake it
        }
        body = null;
        Dispatcher dispatcher = getLoop().dispatcher;
        try {
            dispatcher.enter(this);
            if (interruptions != null && !(begun instanceof Coroutine.Used)) {
                throwIfRaised();
                throwIfCancelled(null, false);
            }
            T result = call(begun, NOT_INLINED);
            if (interruptions != null && interruptions.deliver()) {
                cancelNow(interruptions.message());
            } else {
                finishNow(result);
            }
        } catch (CancelledError e) {
            interruptions().endedBy(e);
            cancelNow(null);
        } catch (Throwable e) {
            if (e instanceof StackOverflowError) {
                dispatcher.hasOverflowed(this);
            }
            // The end of the run interrupts a call that blocks.
            if (e instanceof InterruptedException && interruptions != null && interruptions.deliver()) {
                cancelNow(interruptions.message());
            } else {
                failNow(e);
            }
            if (Fatal.isFatal(e)) {
                markRetrieved(); // the run throws it
                dispatcher.escape(e);
            }
        } finally {
            dispatcher.exit(this);
        }
    }

    /** Runs a call that blocks, in place or on a thread; a cancellation interrupts it, and waits for its end. */
    <V extends @Nullable Object> V block(Callable<? extends V> body) throws Exception {
        requireNotBlocking();
        throwIfCancelled(null, scope != null && scope.cancels());
        Context copy = Context.copyCurrent();
        BlockingCall<V> call = new BlockingCall<>(getLoop(), () -> copy.run(body));
        Executor executor = getLoop().executorForBlocking();
        if (executor != null) {
            return join(call.start(executor));
        }
        waitInterrupted = false;
        waitingOn = call;
        try {
            return call.runHere();
        } finally {
            waitingOn = null;
            throwIfRaised();
        }
    }

    private void requireNotBlocking() {
        if (waitingOn != null) {
            throw new IllegalStateException("cannot await inside of blocking(..): what it runs only blocks");
        }
    }

    /** Suspends this task, which runs, until a pending future is done; gives its result. */
    <V extends @Nullable Object> V join(Future<V> future) {
        requireNotBlocking();
        if (future.getLoop() != getLoop() || future == this) {
            yieldOnce(new IllegalStateException(
                    future == this
                            ? this + " cannot await itself"
                            : this + " cannot await " + future
                                    + ", which belongs to another loop; await its toCompletableFuture()"));
        }
        future.add(this);
        waitingOn = future;
        boolean interrupted = scope != null && scope.cancels();
        waitInterrupted = interrupted;
        boolean pending = interruptions != null && interruptions.isPending();
        if (interrupted || interruptions != null) {
            interrupted = passOn(future, interrupted);
        }
        try {
            getLoop().dispatcher.suspend(this);
        } catch (Throwable e) { // it did not: nothing may wake it later
            future.remove(this);
            getLoop().withdraw(this);
            if (pending) {
                interruptions().hold(interruptions().message());
            } else if (interruptions != null && !(e instanceof CancelledError)) {
                interruptions.holdUnderWay(future.cancelMessage());
            }
            throw e;
        } finally {
            waitingOn = null;
        }
        throwIfRaised();
        Throwable failure = future.done() ? future.failure() : null; // not done: cancelled out of a circle
        throwIfCancelled(failure, interrupted);
        if (failure != null) {
            throw raiseAwaited(failure);
        }
        return future.value();
    }

    /** Cancels the future for whoever has interrupted this task before the wait; whether the task still has to tell of its scope. */
    private boolean passOn(Future<?> future, boolean interrupted) {
        Interruptions asked = interruptions;
        if (asked != null && asked.isPending()) {
            if (future.cancel(asked.message())) {
                asked.deliver();
                return false;
            }
        } else if (interrupted && future.cancel()) {
            return false;
        }
        if (asked != null && asked.isRaised()) {
            future.cancel();
        }
        return interrupted;
    }

    /** Throws what somebody else has failed with; never returns. A cancellation is not a failure. */
    static RuntimeException raiseAwaited(Throwable failure) {
        if (!(failure instanceof CancelledError)) {
            AwaitTrace.leave(failure);
        }
        throw Sneaky.<RuntimeException>raise(failure);
    }

    /** Lets every other task and callback that is ready have its turn first. */
    void yieldOnce() {
        yieldOnce(null);
    }

    /** As {@link #yieldOnce()}; then fails if there is a failure. */
    private void yieldOnce(@Nullable Throwable failure) {
        requireNotBlocking();
        if (eagerCreator != null || !getLoop().dispatcher.hasNothingElse()) {
            suspendOnce();
        }
        throwIfRaised();
        throwIfCancelled(failure, scope != null && scope.cancels());
        if (failure != null) {
            throw Sneaky.<RuntimeException>raise(failure);
        }
    }

    private void suspendOnce() {
        EventLoop loop = getLoop();
        loop.schedule(this);
        try {
            loop.dispatcher.suspend(this);
        } catch (Throwable e) {
            loop.withdraw(this);
            throw e;
        }
    }

    /** As {@link #join}, out of the reach of cancel scopes. */
    <V extends @Nullable Object> V joinShielded(Future<V> future) {
        CancelScope outer = scope;
        scope = null;
        try {
            return join(future);
        } finally {
            scope = outer;
        }
    }

    /**
     * Interrupts the wait of this task, if the scope is its innermost, and scopes have not done so before; a task that is
     * going to go on does so first.
     */
    void interrupt(CancelScope cancelled) {
        if (scope == cancelled && waitingOn != null && !waitInterrupted) {
            waitInterrupted = true;
            waitingOn.cancel();
        }
    }

    /** How many requests for cancellation there are that were delivered. */
    int deliveredRequests() {
        return interruptions == null ? 0 : interruptions.delivered();
    }

    /** Delivers a cancellation that waits, or a scope's, unless this turn brings a CancelledError anyway. */
    private void throwIfCancelled(@Nullable Throwable failure, boolean interrupted) {
        Interruptions asked = interruptions;
        boolean pending = asked != null && asked.deliver();
        if ((pending || interrupted) && !(failure instanceof CancelledError)) {
            throw new CancelledError(asked != null && pending ? asked.message() : null);
        }
    }
}
