package dev.eddy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * A loop with virtual time for one test, on the default engine. It keeps what is told to its exception handler; what a
 * test does not ask for with {@link #reports()} makes it fail.
 */
@SuppressWarnings("exports") // public for the tests in other packages; no part of the module
public final class VirtualLoop implements AfterEachCallback {

    private final VirtualClock clock = new VirtualClock();
    private final List<ExceptionContext> reports = new ArrayList<>();
    private final Runner runner = new Runner(this::newLoop);
    private boolean reportsExpected;

    public VirtualLoop() {}

    private EventLoop newLoop() {
        EventLoop loop = EventLoop.builder().clock(clock).build();
        loop.setExceptionHandler((source, report) -> reports.add(report));
        return loop;
    }

    /** The loop, for what happens before and between runs. */
    public EventLoop get() {
        return runner.getLoop();
    }

    public <T> T run(Callable<? extends T> body) {
        return runner.run(body);
    }

    public void run(Action body) {
        runner.run(body);
    }

    /** Ends the run as {@link Asyncio#run} does: cancels what is left and closes the loop. */
    public void close() {
        runner.close();
    }

    public Duration time() {
        return clock.time();
    }

    /** What the exception handler was told; grows as the test goes on. */
    public List<ExceptionContext> reports() {
        reportsExpected = true;
        return reports;
    }

    @Override
    public void afterEach(ExtensionContext test) {
        runner.close();
        if (!reportsExpected && !reports.isEmpty()) {
            ExceptionContext first = reports.getFirst();
            throw new AssertionError("the exception handler was told: " + reports, first.exception());
        }
    }
}
