package dev.eddy;

import dev.eddy.context.Context;
import dev.eddy.internal.Fatal;
import dev.eddy.internal.Sneaky;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Tasks that end with the block that started them: {@code asyncio.TaskGroup}. The block waits for all its tasks; when one
 * fails, the others and the block itself are cancelled, and what failed is thrown as one {@link ExceptionGroup}.
 * {@link #cancel} ends it early, without an error; {@link #start} waits until a child is ready.
 *
 * <p>For the loop's thread; entered once.
 *
 * <pre>{@code
 * String page = taskGroup(group -> {
 *     Task<String> head = group.createTask(() -> fetch("head"));
 *     Task<String> body = group.createTask(() -> fetch("body"));
 *     return await(head) + await(body);
 * });
 * }</pre>
 */
public final class TaskGroup {

    /** The block of a task group. */
    @FunctionalInterface
    public interface Body<R extends @Nullable Object> {
        R run(TaskGroup group) throws Exception;
    }

    /** The block of a task group, without a result. */
    @FunctionalInterface
    public interface VoidBody {
        void run(TaskGroup group) throws Exception;
    }

    /** The body of a child that says when it is ready. */
    @FunctionalInterface
    public interface StartBody<T extends @Nullable Object> {
        void run(TaskStatus<T> status) throws Exception;
    }

    private final Set<Task<?>> children = new LinkedHashSet<>();
    private final List<Throwable> errors = new ArrayList<>();
    private final ChildDone onChildDone = new ChildDone(null);
    private @Nullable Task<?> parent; // null until entered
    /** The cancel scope in which the group was entered: its children belong to it, too. */
    private @Nullable CancelScope scope;

    private int requestsBefore;
    /** Not so if it is a scope that has ended the group: that one interrupts the children itself. */
    private boolean childrenCancelled;
    private boolean exiting;
    private boolean aborting;
    private boolean cancelled;
    private boolean parentCancelRequested;
    /** What the end of the block waits on. */
    private @Nullable Future<@Nullable Void> allDone;
    /** What {@code Greenlet.kill} has raised while the block waited for its children. */
    private @Nullable Throwable raised;
    /** A fatal error of a child or the block: thrown as it is. */
    private @Nullable Throwable fatal;

    /** A group that is not entered yet. */
    public TaskGroup() {}

    /**
     * Starts a child: {@code TaskGroup.create_task()}.
     *
     * @throws IllegalStateException before the group is entered, when it is shutting down or cancelled, and after its end
     */
    public <T extends @Nullable Object> Task<T> createTask(Callable<? extends T> body) {
        return createTask(body, TaskOptions.DEFAULT);
    }

    /** As {@link #createTask(Callable)}, for a body without a result. */
    public Task<@Nullable Void> createTask(Action body) {
        return createTask(Coroutine.bodyOf(body));
    }

    /** As {@link #createTask(Callable)}, for a coroutine object, which is closed if the group refuses it. */
    public <T extends @Nullable Object> Task<T> createTask(Coroutine<T> coroutine) {
        return createTask(coroutine, TaskOptions.DEFAULT);
    }

    /** As {@link #createTask(Callable)}, with a name. */
    public <T extends @Nullable Object> Task<T> createTask(Callable<? extends T> body, String name) {
        return createTask(body, TaskOptions.named(Objects.requireNonNull(name, "name")));
    }

    /** As {@link #createTask(Coroutine)}, with a name, a context, or an eager start. */
    public <T extends @Nullable Object> Task<T> createTask(Coroutine<T> coroutine, TaskOptions options) {
        try {
            requireOpen();
        } catch (IllegalStateException e) {
            coroutine.close();
            throw e;
        }
        return createTask(coroutine.claimForTask(), options);
    }

    /** As {@link #createTask(Callable)}, with a name, a context, or an eager start. */
    public <T extends @Nullable Object> Task<T> createTask(Callable<? extends T> body, TaskOptions options) {
        return createTask(body, options, onChildDone);
    }

    /**
     * Starts a child and waits until it says that it is ready: Trio's {@code nursery.start()}, AnyIO's {@code
     * TaskGroup.start()}. From then on it is a child as any other; if it fails before, the caller gets the exception, and not
     * the group. If the caller is cancelled, the child is cancelled and waited for; should it fail then, the group gets it.
     *
     * @return what the child gives {@link TaskStatus#started(Object)}
     * @throws Throwable undeclared, the exception with which the child failed before it was ready
     * @throws IllegalStateException if the child ended without having been ready; as in {@link #createTask(Callable)};
     *     outside a task
     */
    public <T extends @Nullable Object> T start(StartBody<T> body) {
        return start(body, TaskOptions.DEFAULT);
    }

    /** As {@link #start(StartBody)}, with a name. */
    public <T extends @Nullable Object> T start(StartBody<T> body, String name) {
        return start(body, TaskOptions.named(Objects.requireNonNull(name, "name")));
    }

    /** As {@link #start(StartBody)}, with a name, a context, or an eager start. */
    public <T extends @Nullable Object> T start(StartBody<T> body, TaskOptions options) {
        Objects.requireNonNull(body, "body");
        Task<?> current = Task.requireCurrent();
        TaskStatus<T> status = new TaskStatus<>(current.getLoop());
        Action running = () -> body.run(status);
        Task<?> child = createTask(running.toCallable(), options, new ChildDone(status));
        try {
            status.await();
        } catch (Throwable e) {
            status.abandon();
            Waiting.cancelAndJoinAll(current, List.of(child));
            if (status.endedUnready()) {
                childDone(child);
            }
            throw e;
        }
        if (!status.endedUnready()) {
            return status.value();
        }
        remove(child);
        Throwable failure = failureOf(child);
        throw failure != null
                ? Sneaky.<RuntimeException>raise(failure)
                : new IllegalStateException(child + " ended without having called started(..), which start waits for");
    }

    private <T extends @Nullable Object> Task<T> createTask(
            Callable<? extends T> body, TaskOptions options, ChildDone onDone) {
        Objects.requireNonNull(body, "body");
        EventLoop loop = requireOpen().getLoop();
        Task<T> task = loop.createTask(scope == null ? body : scope.member(body), options);
        children.add(task);
        task.addDoneCallback(onDone, Context.current());
        if (aborting) {
            task.cancel(); // it has cancelled the group in its eager first step
        }
        return task;
    }

    private Task<?> requireOpen() {
        Task<?> owner = parent;
        if (owner == null) {
            throw new IllegalStateException("this TaskGroup was not entered yet; create its tasks inside of run(..)");
        }
        if (hasEnded()) {
            throw new IllegalStateException(
                    "this TaskGroup has ended; its tasks must be created before its block ends");
        }
        if (aborting) {
            throw new IllegalStateException(
                    cancelled
                            ? "this TaskGroup was cancelled"
                            : "this TaskGroup is shutting down, since a task or its block has failed");
        }
        return owner;
    }

    /**
     * Ends the group early: {@code TaskGroup.cancel()} of Python 3.15. Cancels the children and the block; the end of the
     * block throws no {@link CancelledError} because of it. Before the group is entered, it is cancelled upon entry; if it is
     * cancelled, shutting down or has ended, this does nothing. For the loop's thread.
     */
    public void cancel() {
        Task<?> owner = parent;
        if (owner == null) {
            cancelled = true;
            return;
        }
        owner.getLoop().requireLocal("cancel of a TaskGroup");
        if (!childrenCancelled && !hasEnded()) {
            cancelled = true;
            abort();
            cancelParent(owner);
        }
    }

    /**
     * Runs the block in the current task, and returns when all children are done too: {@code async with TaskGroup()}.
     *
     * @return the result of the block; null if {@link #cancel} has cut it short
     * @throws ExceptionGroup the failures of children in the order in which they came, and the block's own last
     * @throws CancelledError if the current task was cancelled and nothing failed
     * @throws IllegalStateException if the group was entered before, or outside a task
     */
    @SuppressWarnings("NullAway") // null only for who calls cancel
    public <R extends @Nullable Object> R run(Body<? extends R> body) {
        Objects.requireNonNull(body, "body");
        if (parent != null) {
            throw new IllegalStateException("this TaskGroup was entered already; make a new one for each block");
        }
        Task<?> current = Task.requireCurrent();
        parent = current;
        scope = current.scope;
        requestsBefore = current.cancelling();
        if (cancelled) {
            abort();
            cancelParent(current);
        }
        R result;
        try {
            result = body.run(this);
        } catch (Throwable e) {
            end(current, e);
            return null;
        }
        end(current, null);
        return result;
    }

    /** As {@link #run(Body)}, for a block without a result. */
    public void runVoid(VoidBody body) {
        Objects.requireNonNull(body, "body");
        this.<@Nullable Void>run(group -> {
            body.run(group);
            return null;
        });
    }

    private void end(Task<?> current, @Nullable Throwable failure) {
        exiting = true;
        if (failure != null) {
            noteFatal(failure);
        }
        if (failure != null && !aborting) {
            abortBecauseOf(failure, current);
        }
        CancelledError cancellation;
        try {
            cancellation = joinChildren(current);
        } catch (Throwable e) { // it cannot wait here
            if (failure != null && failure != e) {
                e.addSuppressed(failure);
            }
            if (parentCancelRequested) {
                current.uncancel();
            }
            throw e;
        }
        if (fatal != null) {
            throw Sneaky.<RuntimeException>raise(fatal);
        }
        if (failure instanceof CancelledError error) {
            cancellation = error;
        } else if (failure != null) {
            errors.add(failure);
        }
        if (parentCancelRequested && current.uncancel() == 0) {
            cancellation = null;
        }
        if (raised != null) {
            if (errors.isEmpty()) {
                throw Sneaky.<RuntimeException>raise(raised);
            }
            errors.add(raised);
        }
        if (!errors.isEmpty()) {
            if (current.cancelling() > 0) {
                // Cancelled from outside too: the group's errors go first, the cancellation comes at the next suspension.
                current.uncancel();
                current.cancel();
            }
            throw new ExceptionGroup("unhandled errors in a TaskGroup", errors);
        }
        if (cancellation != null) {
            throw cancellation;
        }
    }

    /** Waits until no child is left; gives the cancellation that arrived meanwhile, from outside if there was such a one. */
    private @Nullable CancelledError joinChildren(Task<?> current) {
        CancelledError cancellation = null;
        while (!children.isEmpty() && !current.getLoop().isClosed()) { // closed: the children are unwound, too
            Task<?> here = Task.requireCurrent(); // in a generator's body it need not be the one that has entered
            Future<@Nullable Void> waiter = here.getLoop().createFuture();
            allDone = waiter;
            try {
                if (aborting) {
                    here.joinShielded(waiter); // the cancellation of a scope has done its work
                } else {
                    here.join(waiter);
                }
            } catch (CancelledError e) {
                if (cancellation == null || parentCancelRequested) {
                    cancellation = e; // the first one, or the one after the group's own
                }
                if (!childrenCancelled) {
                    abortBecauseOf(e, current);
                }
            } catch (Throwable e) {
                if (!here.isInterruption(e)) {
                    throw e;
                }
                raised = e;
                abort();
            }
            allDone = null;
        }
        return cancellation;
    }

    private void noteFatal(Throwable failure) {
        if (fatal == null && Fatal.isFatal(failure)) {
            fatal = failure;
        }
    }

    private void abortBecauseOf(Throwable failure, Task<?> current) {
        boolean ofScope = failure instanceof CancelledError
                && scope != null
                && scope.cancels()
                && current.cancelling() <= requestsBefore;
        if (ofScope) {
            aborting = true; // the scope interrupts the children itself, but for what they have shielded
        } else {
            abort();
        }
    }

    private void abort() {
        aborting = true;
        childrenCancelled = true;
        for (Task<?> child : List.copyOf(children)) {
            if (!child.done()) {
                child.cancel();
            }
        }
    }

    /** Of a child that start waits for, there is a status. */
    private final class ChildDone implements Consumer<Future<?>>, Awaiter {
        private final @Nullable TaskStatus<?> status;

        ChildDone(@Nullable TaskStatus<?> status) {
            this.status = status;
        }

        @Override
        public void accept(Future<?> child) {
            if (status == null || !status.end()) {
                childDone(child);
            }
        }

        @Override
        public Collection<? extends Future<?>> awaiters() {
            Task<?> owner = Objects.requireNonNull(parent);
            return status == null ? List.of(owner) : List.of(owner, status.decided);
        }
    }

    private void cancelParent(Task<?> owner) {
        parentCancelRequested = true;
        owner.cancel();
    }

    private boolean hasEnded() {
        return exiting && children.isEmpty();
    }

    private void remove(Future<?> child) {
        children.remove(child);
        if (allDone != null && children.isEmpty()) {
            allDone.finishNow(null);
        }
    }

    private static @Nullable Throwable failureOf(Future<?> done) {
        return done.cancelled() ? null : done.exception();
    }

    private void childDone(Future<?> done) {
        remove(done);
        Throwable failure = failureOf(done);
        if (failure == null) {
            return;
        }
        errors.add(failure);
        noteFatal(failure);
        Task<?> owner = Objects.requireNonNull(parent);
        if (owner.done()) {
            owner.getLoop()
                    .callExceptionHandler(new ExceptionContext("a task failed after its TaskGroup", failure, done));
        } else if (!aborting && !parentCancelRequested) {
            abort();
            cancelParent(owner);
        }
    }
}
