package dev.eddy.testing;

import dev.eddy.Asyncio;
import dev.eddy.DeadlockException;
import dev.eddy.EventLoop;
import dev.eddy.ExceptionContext;
import dev.eddy.LoopClock;
import dev.eddy.Runner;
import dev.eddy.Task;
import dev.eddy.VirtualClock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** One test on one loop, its lifecycle methods included. For the thread of the test. */
final class TestRun {

    /** Those under way. */
    private static final Map<EventLoop, TestRun> RUNS = new ConcurrentHashMap<>();

    private final Settings settings;
    private final @Nullable VirtualClock clock;
    private final Trial trial;
    private final Probe probe;
    private final EventLoop loop;
    /** In whose context the methods run: that of the thread when the first of them begins, other extensions being behind this one. */
    private final Runner runner;
    private final TestScope scope = new TestScope(this);
    private final List<ExceptionContext> reports = new ArrayList<>();
    private final Streams streams;
    private final BlockedTasks tasks;
    private boolean reportsExpected;
    private boolean droppedExpected;
    /** A method could not be brought to its end: what it has left behind is nobody's fault. */
    private boolean brokenOff;

    TestRun(Settings settings, Trial trial) {
        this.settings = settings;
        this.trial = trial;
        probe = new Probe(trial, settings.virtual());
        clock = !settings.virtual()
                ? null
                : settings.otherThreads() ? new VirtualClock() : VirtualClock.detectingDeadlock();
        loop = newLoop();
        runner = new Runner(() -> loop);
        streams = new Streams(loop, clock != null);
        tasks = new BlockedTasks(loop, streams);
        RUNS.put(loop, this);
    }

    /** The one that the loop belongs to; null if it is no test's, or that has ended. */
    static @Nullable TestRun of(EventLoop loop) {
        return RUNS.get(loop);
    }

    private EventLoop newLoop() {
        LoopClock time = clock == null ? LoopClock.system() : clock;
        EventLoop made = probe.watching(
                () -> EventLoop.builder().engine(settings.engine()).clock(time).build());
        made.setExceptionHandler((source, report) -> reports.add(report));
        made.setDebug(true);
        made.setSlowCallbackDuration(Duration.ofDays(1)); // debug mode is for the traces: a test may begin slowly
        probe.attach(made);
        return made;
    }

    EventLoop loop() {
        return loop;
    }

    @Nullable VirtualClock clock() {
        return clock;
    }

    Trial trial() {
        return trial;
    }

    Probe probe() {
        return probe;
    }

    BlockedTasks tasks() {
        return tasks;
    }

    TestScope scope() {
        return scope;
    }

    List<ExceptionContext> expectReports() {
        reportsExpected = true;
        return reports;
    }

    List<Throwable> expectDroppedErrors() {
        droppedExpected = true;
        return streams.droppedErrors();
    }

    /** Runs a method of the test as a coroutine. */
    <T extends @Nullable Object> T run(String name, Callable<? extends T> body) throws Throwable {
        requireThread();
        MainTask main = new MainTask();
        try (RealTimeLimit limit = RealTimeLimit.start(probe, tasks, settings.limit())) {
            T result;
            try {
                result = runner.run(() -> {
                    main.began(name);
                    return body.call();
                });
            } catch (Throwable e) {
                throw main.hasEnded() && limit.failure() == null ? e : brokenOff(limit, e);
            }
            limit.check();
            return result;
        } finally {
            Thread.interrupted(); // meant the method, which has ended: the next run is not to be cancelled by it
        }
    }

    private void requireThread() {
        if (!loop.inEventLoop()) {
            throw new IllegalStateException("a test on a loop stays in the thread that has begun it, and this is "
                    + Thread.currentThread()
                    + ": @Timeout(threadMode = SEPARATE_THREAD), which may be JUnit's default here,"
                    + " is not for it; @EddyTest(limit = ..) is, and SAME_THREAD");
        }
    }

    private AssertionError brokenOff(RealTimeLimit limit, Throwable thrown) {
        brokenOff = true;
        AssertionError blocked = limit.failure();
        if (blocked != null) {
            blocked.addSuppressed(thrown);
            return blocked;
        }
        return thrown instanceof DeadlockException
                ? new AssertionError(tasks.forEver(), thrown)
                : new AssertionError("the loop of the test ended before the test: " + thrown.getMessage(), thrown);
    }

    /** Ends what is left, closes the loop, and fails if the test has left behind what it must not. */
    void end() throws Throwable {
        RUNS.remove(loop);
        Leaks leaks = new Leaks(settings.allowedLeaks());
        try (RealTimeLimit limit = RealTimeLimit.start(probe, tasks, settings.limit())) {
            try {
                if (!brokenOff) {
                    cancelAndSee(leaks);
                }
                close();
            } catch (Throwable e) {
                AssertionError blocked = limit.failure();
                throw blocked != null ? blocked : e;
            }
        } finally {
            streams.restore()
                    .forEach(name -> leaks.add(Leak.SCHEDULERS, name + " was replaced, and not restored", null));
        }
        if (!brokenOff) {
            if (!reportsExpected) {
                reports.forEach(leaks::add);
            }
            if (!droppedExpected) {
                streams.droppedErrors()
                        .forEach(error -> leaks.addThrown(Leak.DROPPED_ERRORS, "an error was dropped", error, null));
            }
            leaks.throwIfAny();
        }
    }

    private void cancelAndSee(Leaks leaks) {
        List<Task<?>> cancelled = new ArrayList<>();
        try {
            runner.run(() -> cancelAll(cancelled, leaks));
        } catch (DeadlockException e) {
            cancelled.removeIf(Task::done);
            cancelled.forEach(
                    task -> leaks.add(Leak.TASKS, "a task that does not end when it is cancelled: " + task, null));
        }
    }

    /** What does not end when it is cancelled is unwound. */
    private void close() {
        try {
            runner.close();
        } catch (DeadlockException e) {
            // It was cancelled twice: once more than a task need heed.
        }
    }

    /** What ends by itself at this instant is not left behind. */
    private void cancelAll(List<Task<?>> pending, Leaks leaks) {
        scope.runCurrent();
        pending.addAll(loop.allTasks());
        pending.remove(Asyncio.currentTask());
        for (Task<?> task : pending) {
            String where = Traces.lines(task.getStack());
            leaks.add(
                    Leak.TASKS,
                    "a pending task: " + task + where,
                    new ExceptionContext("", null, task).createdAt());
            task.cancel();
        }
        if (!pending.isEmpty()) {
            Asyncio.wait(pending);
        }
        scope.runCurrent();
        for (Streams.Subscribed subscribed : streams.open()) {
            if (subscribed.cancel()) {
                leaks.add(Leak.SUBSCRIPTIONS, "an open subscription: " + subscribed, subscribed.createdAt);
            }
        }
    }

    /** The coroutine of a method. */
    private static final class MainTask {
        private @Nullable Task<?> task;

        void began(String name) {
            task = Objects.requireNonNull(Asyncio.currentTask());
            task.setName(name);
        }

        boolean hasEnded() {
            return task != null && task.done();
        }
    }
}
