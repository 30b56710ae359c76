package dev.eddy.testing;

import dev.eddy.Asyncio;
import dev.eddy.EventLoop;
import dev.eddy.ExceptionContext;
import dev.eddy.Future;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What a test does with its loop: kotlinx's {@code TestScope}, Trio's {@code wait_all_tasks_blocked}. A parameter of an {@link
 * EddyTest} or a lifecycle method beside it.
 *
 * <p>Time moves by itself whenever every task waits, so a test needs this only to look at something in between.
 *
 * <pre>{@code
 * Task<Page> task = createTask(() -> client.fetch(url));
 * scope.advance(ofSeconds(9));
 * assertThat(task.done()).isFalse();
 * }</pre>
 */
public final class TestScope {

    private final TestRun run;

    TestScope(TestRun run) {
        this.run = run;
    }

    /** The loop of the test. */
    public EventLoop loop() {
        return run.loop();
    }

    /** The time on the clock of the loop; in virtual time, since the test began. */
    public Duration time() {
        return loop().time();
    }

    /**
     * Lets so much time pass, and all that is due until then, and at that very instant, happen: kotlinx's {@code advanceTimeBy} and
     * {@code runCurrent}. Unlike time that moves by itself it does not wait for calls on executors.
     *
     * @throws IllegalStateException in real time, or outside of a coroutine
     * @throws IllegalArgumentException if the duration is negative
     */
    public void advance(Duration duration) {
        Objects.requireNonNull(duration, "duration");
        if (run.clock() == null) {
            throw new IllegalStateException("this test runs in real time, which nobody can advance; sleep(..) waits");
        }
        run.probe().whileAdvancing(() -> Asyncio.sleep(duration));
        runCurrent();
    }

    /**
     * Lets all that is ready at this instant run, with what that makes ready, until every other task waits; time does not move.
     * kotlinx's {@code runCurrent}.
     */
    public void runCurrent() {
        await(run.probe().nextIdle(false));
    }

    /** As {@link #runCurrent}, and waits for the calls on executors that are under way: Trio's {@code wait_all_tasks_blocked}. */
    public void waitUntilAllBlocked() {
        await(run.probe().nextIdle(true));
    }

    private static void await(Future<@Nullable Void> idle) {
        Asyncio.await(idle);
    }

    /** What the loop's exception handler was told; grows as the test goes on. A test that asks for it does not fail by it. */
    public List<ExceptionContext> reports() {
        return run.expectReports();
    }

    /**
     * The errors that Reactor and RxJava had nobody to give to, on whichever thread ({@code Hooks.onErrorDropped}, {@code
     * Schedulers.onHandleError}, {@code RxJavaPlugins.onError}), until now. A test that asks for them does not fail by them.
     */
    public List<Throwable> droppedErrors() {
        return run.expectDroppedErrors();
    }
}
