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
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;

/** One test on one loop, its lifecycle methods included. For the thread of the test. */
final class TestRun {

    private final Settings settings;
    private final @Nullable VirtualClock clock;
    private final Probe probe = new Probe();
    private final Runner runner = new Runner(this::newLoop, true);
    private final TestScope scope = new TestScope(this);
    private final List<ExceptionContext> reports = new ArrayList<>();
    private boolean reportsExpected;
    /** A method could not be brought to its end: what it has left behind is nobody's fault. */
    private boolean brokenOff;

    TestRun(Settings settings) {
        this.settings = settings;
        clock = !settings.virtual()
                ? null
                : settings.otherThreads() ? new VirtualClock() : VirtualClock.detectingDeadlock();
    }

    private EventLoop newLoop() {
        LoopClock time = clock == null ? LoopClock.system() : clock;
        EventLoop loop = probe.watching(
                () -> EventLoop.builder().engine(settings.engine()).clock(time).build());
        loop.setExceptionHandler((source, report) -> reports.add(report));
        loop.setSlowCallbackDuration(Duration.ofDays(1)); // debug mode is for the traces: a test may begin slowly
        probe.attach(loop);
        return loop;
    }

    EventLoop loop() {
        return runner.getLoop();
    }

    @Nullable VirtualClock clock() {
        return clock;
    }

    Probe probe() {
        return probe;
    }

    TestScope scope() {
        return scope;
    }

    List<ExceptionContext> expectReports() {
        reportsExpected = true;
        return reports;
    }

    /** Runs a method of the test as a coroutine. */
    <T extends @Nullable Object> T run(String name, Callable<? extends T> body) throws Throwable {
        EventLoop loop = loop();
        MainTask main = new MainTask();
        try (RealTimeLimit limit = RealTimeLimit.start(loop, probe, settings.limit())) {
            try {
                return runner.run(() -> {
                    main.began(name);
                    return body.call();
                });
            } catch (Throwable e) {
                throw main.hasEnded() && limit.failure() == null ? e : brokenOff(limit, e);
            }
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
                ? new AssertionError(BlockedTasks.forEver(loop().allTasks()), thrown)
                : new AssertionError("the loop of the test ended before the test: " + thrown.getMessage(), thrown);
    }

    /** Ends what is left, and closes the loop. */
    void end() throws Throwable {
        try (RealTimeLimit limit = RealTimeLimit.start(loop(), probe, settings.limit())) {
            try {
                runner.close();
            } catch (Throwable e) {
                AssertionError blocked = limit.failure();
                throw blocked != null ? blocked : e;
            }
        }
        if (!reportsExpected && !brokenOff && !reports.isEmpty()) {
            ExceptionContext first = reports.getFirst();
            throw new AssertionError("the loop's exception handler was told: " + reports, first.exception());
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
