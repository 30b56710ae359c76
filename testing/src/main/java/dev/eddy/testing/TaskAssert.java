package dev.eddy.testing;

import dev.eddy.CancelledError;
import dev.eddy.EventLoop;
import dev.eddy.Task;
import java.time.Duration;
import java.util.Objects;
import org.assertj.core.api.AbstractAssert;
import org.assertj.core.api.AbstractThrowableAssert;
import org.assertj.core.api.Assertions;
import org.assertj.core.api.ObjectAssert;
import org.jspecify.annotations.Nullable;

/**
 * What a test claims of a task, with AssertJ, which this class alone needs: it is for the class path, or module path, of tests that
 * use it. What fails shows the task, its state, where it waits or what it has failed with, and the streams that it is subscribed to.
 *
 * <p>Nothing here waits: {@code await(task)}, or {@link TestScope#runCurrent} for one that was cancelled, go before. To look at the
 * exception of a task, by {@link #failed()} or {@code failedWith}, is to retrieve it; the other methods leave that open.
 *
 * <pre>{@code
 * assertThatTask(task).tookVirtualTime(ofSeconds(3)).failedWith(IOException.class).hasMessage("no route to host");
 * }</pre>
 *
 * @param <T> the type of the task's result
 */
@SuppressWarnings("exports") // AssertJ's module is read by those who have it; transitive, everybody would need it
public final class TaskAssert<T extends @Nullable Object> extends AbstractAssert<TaskAssert<T>, Task<T>> {

    private TaskAssert(Task<T> task) {
        super(task, TaskAssert.class);
    }

    /** Begins a claim about a task: {@code Assertions.assertThat(..)}. For the thread of the task's loop. */
    public static <T extends @Nullable Object> TaskAssert<T> assertThatTask(Task<T> task) {
        return new TaskAssert<>(task);
    }

    /** There is no result, no exception and no cancellation yet. */
    public TaskAssert<T> isPending() {
        if (task().done()) {
            throw failure("to be pending");
        }
        return this;
    }

    /** The task has ended, in whichever way. */
    public TaskAssert<T> isDone() {
        if (!task().done()) {
            throw failure("to be done");
        }
        return this;
    }

    /** The task has ended by a cancellation. One that was asked to is cancelled only when it has had its turn. */
    public TaskAssert<T> isCancelled() {
        if (!task().cancelled()) {
            throw failure(
                    "to be cancelled"
                            + (!task().done() && task().cancelling() > 0
                                    ? "; that was asked for, and is done when the task has had its turn: await it,"
                                            + " or scope.runCurrent()"
                                    : ""));
        }
        return this;
    }

    /** The task has ended with a result; what follows is about that. */
    public ObjectAssert<T> succeeded() {
        if (!task().done() || failureOfTask() != null) {
            throw failure("to have a result");
        }
        return Assertions.assertThatObject(task().result()).as(described("the result of " + task()));
    }

    /** The task has ended with a result that is equal to this one. */
    public TaskAssert<T> succeededWith(T expected) {
        if (!task().done() || failureOfTask() != null) {
            throw failure("to have the result\n  " + expected);
        }
        succeeded().isEqualTo(expected);
        return this;
    }

    /** The task has ended with an exception; what follows is about that. A cancellation is none. */
    public AbstractThrowableAssert<?, Throwable> failed() {
        return failedWith(Throwable.class);
    }

    /** The task has ended with an exception of this type; what follows is about that. A cancellation is none. */
    public <X extends Throwable> AbstractThrowableAssert<?, X> failedWith(Class<X> type) {
        Objects.requireNonNull(type, "type");
        Throwable exception = task().cancelled() ? null : failureOfTask();
        if (!type.isInstance(exception)) {
            throw failure("to have failed with\n  " + type.getName());
        }
        return Assertions.assertThat(type.cast(exception)).as(described("the exception of " + task()));
    }

    /** The task has ended with this very exception. */
    public TaskAssert<T> failedWith(Throwable exception) {
        Objects.requireNonNull(exception, "exception");
        if (failureOfTask() != exception) {
            throw failure("to have failed with the very\n  " + exception);
        }
        return this;
    }

    /**
     * From its creation to its end the task has taken exactly so much time on the clock of an {@link EddyTest}.
     *
     * @throws IllegalStateException if the task is not of a test that is under way, or that runs in real time
     */
    public TaskAssert<T> tookVirtualTime(Duration expected) {
        Objects.requireNonNull(expected, "expected");
        return tookVirtualTimeBetween(expected, expected);
    }

    /**
     * As {@link #tookVirtualTime}, with both ends, themselves included: for what has a jitter.
     *
     * @throws IllegalStateException if the task is not of a test that is under way, or that runs in real time
     */
    public TaskAssert<T> tookVirtualTimeBetween(Duration least, Duration most) {
        Objects.requireNonNull(least, "least");
        Objects.requireNonNull(most, "most");
        Probe.Lifetime lifetime = lifetime();
        String expected = "to have taken "
                + (least.equals(most) ? least : "between " + least + " and " + most) + " of virtual time";
        Duration ended = lifetime.ended();
        if (ended == null) {
            throw failure(expected + "; it has not ended");
        }
        Duration taken = ended.minus(lifetime.created());
        if (taken.compareTo(least) < 0 || taken.compareTo(most) > 0) {
            throw failure(expected + "; it took " + taken + ", from " + lifetime.created() + " to " + ended);
        }
        return this;
    }

    private Probe.Lifetime lifetime() {
        TestRun run = TestRun.of(task().getLoop());
        if (run == null) {
            throw new IllegalStateException(
                    task() + " is not one of an @EddyTest that is under way: its time is not known");
        }
        if (run.clock() == null) {
            throw new IllegalStateException("this test runs in real time, so " + task() + " took no virtual time");
        }
        return run.probe().lifetime(task());
    }

    private Task<T> task() {
        isNotNull();
        return actual;
    }

    /** What a task that is done has ended with, if that is no result. */
    private @Nullable Throwable failureOfTask() {
        if (!task().done()) {
            return null;
        }
        try {
            return task().exception();
        } catch (CancelledError e) {
            return e;
        }
    }

    private String described(String whatElse) {
        return info.hasDescription() ? info.descriptionText() : whatElse;
    }

    private AssertionError failure(String expected) {
        AssertionError error = failure("%nExpecting task%s%n%s", describe(), expected);
        Throwable reason = failureOfTask();
        if (reason != null) {
            error.initCause(reason);
        }
        return error;
    }

    private String describe() {
        EventLoop loop = task().getLoop();
        TestRun run = TestRun.of(loop);
        if (run != null) {
            return run.tasks().describe(task());
        }
        return "\n  " + task() + (loop.inEventLoop() ? Traces.lines(task().getStack()) : "");
    }
}
