package dev.eddy.testing;

import dev.eddy.EventLoop;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Ends a test that takes too long. A loop that still takes its turns is stopped, and says what its tasks wait for. One that does
 * not, since a step blocks, has the thread of that step interrupted, whose stack is the report.
 */
final class RealTimeLimit implements AutoCloseable {

    private static final Duration GRACE = Duration.ofSeconds(1);
    private static final ScheduledThreadPoolExecutor WATCH = newWatch();

    private final EventLoop loop;
    private final Probe probe;
    private final BlockedTasks tasks;
    private final Duration limit;
    private final long began = System.nanoTime();
    private volatile @Nullable ScheduledFuture<?> pending;
    private volatile @Nullable AssertionError failure;
    private boolean over; // guarded by this

    private RealTimeLimit(Probe probe, BlockedTasks tasks, Duration limit) {
        this.loop = tasks.loop();
        this.probe = probe;
        this.tasks = tasks;
        this.limit = limit;
    }

    static RealTimeLimit start(Probe probe, BlockedTasks tasks, Duration limit) {
        RealTimeLimit started = new RealTimeLimit(probe, tasks, limit);
        started.pending = WATCH.schedule(started::expired, limit.toNanos(), TimeUnit.NANOSECONDS);
        return started;
    }

    /** What to say about a test that was ended; null if none was. */
    @Nullable AssertionError failure() {
        return failure;
    }

    /** Fails if the time is over, as it can be although the test has come to its end by itself. */
    void check() {
        AssertionError reported = failure;
        if (reported != null) {
            throw reported;
        }
        if (System.nanoTime() - began > limit.toNanos()) {
            throw new AssertionError(tooLong());
        }
    }

    private synchronized void expired() {
        if (over || loop.isClosed()) {
            return;
        }
        loop.callSoonThreadsafe(this::stopLoop);
        pending = WATCH.schedule(this::interrupt, GRACE.toNanos(), TimeUnit.NANOSECONDS);
    }

    private void stopLoop() {
        synchronized (this) {
            if (over || failure != null) {
                return;
            }
            failure = new AssertionError(
                    tooLong() + (probe.hasCalls() ? "; a call on an executor is under way" : "")
                            + tasks.list());
        }
        loop.stop();
    }

    private synchronized void interrupt() {
        Thread thread = probe.thread();
        if (over || failure != null || thread == null) {
            return;
        }
        failure = new AssertionError(tooLong() + "; its loop is blocked in " + thread
                + Arrays.stream(thread.getStackTrace())
                        .map(call -> "\n      at " + call)
                        .collect(Collectors.joining()));
        thread.interrupt();
    }

    private String tooLong() {
        return "the test took longer than " + limit.toMillis() + " ms in real time";
    }

    @Override
    public synchronized void close() {
        over = true;
        ScheduledFuture<?> last = pending;
        if (last != null) {
            last.cancel(false);
        }
    }

    private static ScheduledThreadPoolExecutor newWatch() {
        ScheduledThreadPoolExecutor watch = new ScheduledThreadPoolExecutor(
                1, Thread.ofPlatform().daemon().name("eddy-test-limit").factory());
        watch.setRemoveOnCancelPolicy(true);
        return watch;
    }
}
