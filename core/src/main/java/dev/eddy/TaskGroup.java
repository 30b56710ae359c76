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

    private final Set<Task<?>> children = new LinkedHashSet<>();
    private final List<Throwable> errors = new ArrayList<>();
    private final ChildDone onChildDone = new ChildDone();
    private @Nullable Task<?> parent; // null until entered
    /** The cancel scope in which the group was entered: its children belong to it, too. */
    private @Nullable CancelScope scope;
    private boolean exiting;
    private boolean aborting;
    private boolean parentCancelRequested;
    /** What the end of the block waits on. */
    private @Nullable Future<@Nullable Void> allDone;
    /** A fatal error of a child or the block: thrown as it is. */
    private @Nullable Throwable fatal;

    /** A group that is not entered yet. */
    public TaskGroup() {}

    /**
     * Starts a child: {@code TaskGroup.create_task()}.
     *
     * @throws IllegalStateException before the group is entered, when it is shutting down, and after its end
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
        return createTask(coroutine.claim(), options);
    }

    /** As {@link #createTask(Callable)}, with a name, a context, or an eager start. */
    public <T extends @Nullable Object> Task<T> createTask(Callable<? extends T> body, TaskOptions options) {
        Objects.requireNonNull(body, "body");
        EventLoop loop = requireOpen().getLoop();
        Task<T> task = loop.createTask(scope == null ? body : scope.member(body), options);
        children.add(task);
        task.addDoneCallback(onChildDone, Context.current());
        return task;
    }

    private Task<?> requireOpen() {
        Task<?> owner = parent;
        if (owner == null) {
            throw new IllegalStateException("this TaskGroup was not entered yet; create its tasks inside of run(..)");
        }
        if (exiting && children.isEmpty()) {
            throw new IllegalStateException(
                    "this TaskGroup has ended; its tasks must be created before its block ends");
        }
        if (aborting) {
            throw new IllegalStateException("this TaskGroup is shutting down, since a task or its block has failed");
        }
        return owner;
    }

    /**
     * Runs the block in the current task, and returns when all children are done too: {@code async with TaskGroup()}.
     *
     * @return the result of the block
     * @throws ExceptionGroup the failures of children in the order in which they came, and the block's own last
     * @throws CancelledError if the current task was cancelled and nothing failed
     * @throws IllegalStateException if the group was entered before, or outside a task
     */
    public <R extends @Nullable Object> R run(Body<? extends R> body) {
        Objects.requireNonNull(body, "body");
        if (parent != null) {
            throw new IllegalStateException("this TaskGroup was entered already; make a new one for each block");
        }
        Task<?> current = Task.requireCurrent();
        parent = current;
        scope = current.scope;
        R result;
        try {
            result = body.run(this);
        } catch (Throwable e) {
            end(current, e);
            throw e instanceof CancelledError cancelled ? cancelled : new AssertionError(e);
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
        CancelledError cancellation = failure instanceof CancelledError error ? error : null;
        if (failure != null && !aborting) {
            abort();
        }
        CancelledError whileWaiting = joinChildren(current);
        if (whileWaiting != null) {
            cancellation = whileWaiting;
        }
        if (fatal != null) {
            throw Sneaky.<RuntimeException>raise(fatal);
        }
        if (parentCancelRequested && current.uncancel() == 0) {
            cancellation = null;
        }
        if (cancellation != null && errors.isEmpty()) {
            throw cancellation;
        }
        if (failure != null && !(failure instanceof CancelledError)) {
            errors.add(failure);
        }
        if (!errors.isEmpty()) {
            if (current.cancelling() > 0) {
                // Cancelled from outside too: the group's errors go first, the cancellation comes at the next suspension.
                current.uncancel();
                current.cancel();
            }
            throw new ExceptionGroup("unhandled errors in a TaskGroup", errors);
        }
    }

    /** Waits until no child is left; gives the cancellation that arrived meanwhile, if it was the first to end the group. */
    private @Nullable CancelledError joinChildren(Task<?> current) {
        CancelledError cancellation = null;
        while (!children.isEmpty()) {
            Future<@Nullable Void> waiter = current.getLoop().createFuture();
            allDone = waiter;
            try {
                if (aborting) {
                    current.joinShielded(waiter); // the cancellation of a scope has done its work
                } else {
                    current.join(waiter);
                }
            } catch (CancelledError e) {
                if (!aborting) {
                    cancellation = e;
                    abort();
                }
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

    private void abort() {
        aborting = true;
        for (Task<?> child : List.copyOf(children)) {
            if (!child.done()) {
                child.cancel();
            }
        }
    }

    private final class ChildDone implements Consumer<Future<?>>, Awaiter {
        @Override
        public void accept(Future<?> child) {
            childDone(child);
        }

        @Override
        public Collection<? extends Future<?>> awaiters() {
            return List.of(Objects.requireNonNull(parent));
        }
    }

    private void childDone(Future<?> done) {
        children.remove(done);
        if (allDone != null && children.isEmpty()) {
            allDone.finishNow(null);
        }
        Throwable failure = done.cancelled() ? null : done.exception();
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
            parentCancelRequested = true;
            owner.cancel();
        }
    }
}
