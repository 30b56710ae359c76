package dev.eddy;

import dev.eddy.internal.fiber.FiberGroup;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Looks, from a thread of its own, whether a step of a running loop lasts too long; reports each such step once. */
final class Watchdog {

    private final EventLoop loop;
    private final StepWatch steps;
    private final FiberGroup fibers;
    private final Duration limit;
    private final Consumer<? super BlockedLoop> report;
    private @Nullable Thread thread;

    Watchdog(
            EventLoop loop, StepWatch steps, FiberGroup fibers, Duration limit,
            Consumer<? super BlockedLoop> report) {
        this.loop = loop;
        this.steps = steps;
        this.fibers = fibers;
        this.limit = limit;
        this.report = report;
    }

    static void log(BlockedLoop blocked) {
        Throwable where = new Throwable("it is here at the moment");
        where.setStackTrace(blocked.stack().toArray(StackTraceElement[]::new));
        ErrorReports.LOGGER.log(System.Logger.Level.WARNING, blocked.toString(), where);
    }

    /** The loop runs from now on, if it did not already. */
    void start() {
        if (thread != null) {
            return;
        }
        thread = Thread.ofPlatform().name("eddy-watchdog").daemon().start(this::watch);
    }

    void stop() {
        if (thread != null) {
            thread.interrupt();
            thread = null;
        }
    }

    private void watch() {
        long pause =
                Math.clamp(Durations.toNanos(limit) / 4, TimeUnit.MILLISECONDS.toNanos(1), TimeUnit.SECONDS.toNanos(1));
        StepWatch.Step reported = null;
        try {
            while (true) {
                TimeUnit.NANOSECONDS.sleep(pause);
                StepWatch.Step step = steps.current();
                Thread running = fibers.runningThread();
                if (step != null && step != reported && running != null && step.duration().compareTo(limit) >= 0) {
                    List<StackTraceElement> stack = List.of(running.getStackTrace());
                    if (steps.current() == step) { // the stack is its own
                        reported = step;
                        Task<?> task = step.entry() instanceof Task<?> culprit ? culprit : null;
                        report(new BlockedLoop(loop, task, step.duration(), stack));
                    }
                }
            }
        } catch (InterruptedException e) {
            // The run has ended.
        }
    }

    private void report(BlockedLoop blocked) {
        try {
            report.accept(blocked);
        } catch (Throwable e) {
            log(blocked);
            ErrorReports.log(new ExceptionContext("a watchdog's handler failed", e, null));
        }
    }
}
