package dev.eddy.rxjava;

import dev.eddy.Action;
import dev.eddy.EventLoop;
import dev.eddy.ExceptionContext;
import dev.eddy.Runner;
import dev.eddy.VirtualClock;
import io.reactivex.rxjava3.exceptions.UndeliverableException;
import io.reactivex.rxjava3.plugins.RxJavaPlugins;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * A loop with virtual time for one test, and RxJava's hook. What they are told and the test does not ask for makes it
 * fail.
 */
final class RxLoop implements BeforeEachCallback, AfterEachCallback {

    private final VirtualClock clock = new VirtualClock();
    private final List<ExceptionContext> reports = new CopyOnWriteArrayList<>();
    private final List<Throwable> undeliverable = new CopyOnWriteArrayList<>();
    private final Runner runner = new Runner(this::newLoop);
    private boolean undeliverableExpected;

    private EventLoop newLoop() {
        EventLoop loop = EventLoop.builder().clock(clock).build();
        loop.setExceptionHandler((source, report) -> reports.add(report));
        return loop;
    }

    EventLoop get() {
        return runner.getLoop();
    }

    <T> T run(Callable<? extends T> body) {
        return runner.run(body);
    }

    void run(Action body) {
        runner.run(body);
    }

    /** Ends the run: cancels what is left and closes the loop. */
    void close() {
        runner.close();
    }

    Duration time() {
        return clock.time();
    }

    /** The errors that RxJavaPlugins.onError got, unwrapped; grows as the test goes on. */
    List<Throwable> undeliverable() {
        undeliverableExpected = true;
        return undeliverable;
    }

    @Override
    public void beforeEach(ExtensionContext test) {
        RxJavaPlugins.setErrorHandler(error -> undeliverable
                .add(error instanceof UndeliverableException wrapped ? wrapped.getCause() : error));
    }

    @Override
    public void afterEach(ExtensionContext test) {
        runner.close();
        RxJavaPlugins.reset();
        if (!reports.isEmpty()) {
            throw new AssertionError(
                    "the loop's exception handler was told: " + reports, reports.getFirst().exception());
        }
        if (!undeliverableExpected && !undeliverable.isEmpty()) {
            throw new AssertionError("RxJavaPlugins.onError got: " + undeliverable, undeliverable.getFirst());
        }
    }
}
