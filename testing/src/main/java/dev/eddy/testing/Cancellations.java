package dev.eddy.testing;

import dev.eddy.Asyncio;
import dev.eddy.EventLoop;
import dev.eddy.Task;
import dev.eddy.internal.LoopProbe;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.ExtensionContext;

/** The runs that {@link CancelAtEverySuspension} asks for: one without a cancellation, then one for each moment, until one fails. */
final class Cancellations {

    private static final int NEVER = 0;

    private final CancelAtEverySuspension asked;
    /** As many as the run without a cancellation had. */
    private volatile int moments;
    private volatile boolean over;

    private Cancellations(CancelAtEverySuspension asked) {
        this.asked = asked;
    }

    static Cancellations of(CancelAtEverySuspension asked, ExtensionContext context) {
        if (asked.only() < 0 || asked.max() < 1) {
            throw Trial.refused(context, "the moments of " + asked + " are counted from 1 on");
        }
        return new Cancellations(asked);
    }

    Stream<Trial> trials() {
        return asked.only() > 0
                ? Stream.of(new Run(asked.only()))
                : IntStream.iterate(NEVER, moment -> !over && moment <= moments, moment -> moment + 1)
                        .mapToObj(Run::new);
    }

    /** One run. */
    final class Run extends Trial {

        private final int target;
        private int moment;
        private int suspensions;
        private boolean used;
        private @Nullable BlockedTasks tasks;
        private @Nullable Task<?> subject;
        private final List<Task<?>> started = new ArrayList<>();
        private @Nullable Task<?> cancelled;
        /** Where it was cancelled; null if it was not. */
        private @Nullable String where;
        private boolean told;

        Run(int target) {
            this.target = target;
        }

        @Override
        String label() {
            return target == NEVER ? ", not cancelled" : ", cancelled at " + momentOfAll();
        }

        private String momentOfAll() {
            return "moment " + target + (moments == 0 ? "" : " of " + moments);
        }

        @Override
        UnderTest underTest(TestRun run) {
            tasks = run.tasks();
            return new UnderTest(this, run.scope());
        }

        // ---- for UnderTest ------------------------------------------------------------------------------------------

        <T extends @Nullable Object> Task<T> start(Callable<? extends T> body) {
            if (subject != null) {
                throw new IllegalStateException("one task at a time: " + subject + " is under test");
            }
            Task<T> task = Asyncio.createTask(body);
            task.setName("under test");
            used = true;
            suspensions = 0;
            subject = task;
            return task;
        }

        /** Those tasks that were started meanwhile and cancelled, and are cleaning up. */
        List<Task<?>> beingCancelled() {
            return started.stream().filter(task -> !task.done() && task.cancelling() > 0).toList();
        }

        void end() {
            subject = null;
            started.clear();
        }

        /** What has become of a task that was under test. */
        void verify(Task<?> task) {
            if (task != cancelled) {
                task.result(); // throws what it has failed with
            } else if (!task.cancelled() && !asked.mayEndOtherwise()) {
                Throwable failure = task.exception();
                throw new AssertionError(
                        failure == null
                                ? "it swallowed the cancellation: it went on and returned " + task.result()
                                : "it did not end by the cancellation, but failed: " + failure,
                        failure);
            }
        }

        // ---- from the loop ------------------------------------------------------------------------------------------

        @Override
        void created(Task<?> task) {
            if (subject != null) {
                started.add(task);
            }
        }

        @Override
        void suspends(Task<?> task) {
            if (task == subject) {
                suspensions++;
            }
        }

        @Override
        <E> int arrange(ArrayDeque<E> ready, LoopProbe.Entries<? super E> entries, EventLoop loop) {
            if (subject == null || ready.isEmpty()) {
                return ready.size();
            }
            Task<?> task = subject;
            if (isMoment(task)) {
                boolean goesOn = ready.stream().anyMatch(entry -> entries.taskOf(entry) == task);
                loop.callSoon(() -> cancel(task, goesOn ? "was about to go on" : "waited"));
                ready.addFirst(ready.removeLast());
            }
            return 1;
        }

        @Override
        boolean idle(EventLoop loop) {
            Task<?> task = subject;
            if (task == null || !isMoment(task)) {
                return false;
            }
            loop.callSoon(() -> cancel(task, "waited, as all did"));
            return true;
        }

        /** Between two steps; whether this is the moment. */
        private boolean isMoment(Task<?> task) {
            return suspensions > 0 && !task.done() && where == null && ++moment == target;
        }

        /** In a callback, as somebody else would. */
        private void cancel(Task<?> task, String state) {
            BlockedTasks describing = Objects.requireNonNull(tasks);
            where = "it " + state + ", in its suspension " + suspensions + ":" + describing.describe(task)
                    + started.stream()
                            .filter(other -> !other.done())
                            .map(describing::describe)
                            .collect(Collectors.joining());
            cancelled = task;
            task.cancel();
        }

        // ---- the end ------------------------------------------------------------------------------------------------

        @Override
        void passed() {
            if (!used) {
                throw new AssertionError(
                        "nothing was put under test: let a parameter UnderTest run or subscribe to it");
            }
            if (where == null && target != NEVER) {
                over = true;
                if (asked.only() > 0) {
                    throw new AssertionError(
                            "there is no moment " + target + ": the task under test has " + moment);
                }
            } else if (where == null) {
                if (moment == 0) {
                    throw new AssertionError(
                            "the task under test was never suspended: there is no moment to cancel it");
                }
                if (moment > asked.max()) {
                    throw new AssertionError("there are " + moment + " moments to cancel the task under test; test less"
                            + " at once, or allow @CancelAtEverySuspension(max = " + moment + ")");
                }
                moments = moment;
            }
        }

        @Override
        Throwable explain(Throwable failure) {
            if (where == null || told) {
                return failure;
            }
            told = true;
            return retold(
                    "after the task under test was cancelled at " + momentOfAll() + "; @CancelAtEverySuspension(only = "
                            + target + ") repeats it: " + failure + "\nwhen it was cancelled, " + where,
                    failure);
        }

        @Override
        void failed() {
            over = true;
        }
    }
}
