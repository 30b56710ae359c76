package dev.eddy;

import dev.eddy.context.Context;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A run whose loop is a guest on somebody else's executor: {@code trio.lowlevel.start_guest_run()}. The host runs one pass
 * at a time, and between the passes what else it has to do. While there is nothing to run, nothing is on the host; another
 * thread's handle or a deadline brings the loop back.
 */
final class GuestRun<T extends @Nullable Object> {

    private final Executor host;
    private final Supplier<EventLoop> loopFactory;
    private final Callable<? extends T> body;
    private final Context context = Context.copyCurrent();
    private final FutureStage<T> outcome = new FutureStage<>();

    /** Why there is to be a turn; if not zero, one is under way or the host has been asked for it. */
    private final AtomicInteger reasons = new AtomicInteger();

    // For the host.
    private @Nullable EventLoop loop;
    private @Nullable EndOfRun end;
    /** What is waited for: the main task, then the steps of the end. */
    private @Nullable Future<?> step;

    private @Nullable Throwable failure;
    /** Takes the alarm back that is set. */
    private volatile @Nullable Runnable alarm;
    private @Nullable Task<T> main;
    private volatile @Nullable Thread inTurn;

    private GuestRun(Executor host, Supplier<EventLoop> loopFactory, Callable<? extends T> body) {
        this.host = host;
        this.loopFactory = loopFactory;
        this.body = body;
    }

    static <T extends @Nullable Object> CompletableFuture<T> start(Executor host, Callable<? extends T> body) {
        Supplier<EventLoop> loopFactory = host instanceof GuestHost own
                ? () -> EventLoop.builder().clock(LoopClock.of(own)).build()
                : EventLoop::create;
        return start(host, loopFactory, body);
    }

    static <T extends @Nullable Object> CompletableFuture<T> start(
            Executor host, Supplier<EventLoop> loopFactory, Callable<? extends T> body) {
        GuestRun<T> run = new GuestRun<>(host, loopFactory, body);
        run.wake();
        return run.outcome;
    }

    /** Asks for a turn; from any thread. */
    private void wake() {
        if (reasons.getAndIncrement() == 0) {
            askHost();
        }
    }

    private void askHost() {
        GuestTurn turn = new GuestTurn(this::turn, this::turnDropped);
        try {
            host.execute(turn);
        } catch (Throwable e) {
            turn.forget();
            hostIsGone(e);
        }
    }

    /** Called by the cleaner's thread, which others need: what waits for the outcome goes on in another one. */
    private void turnDropped() {
        Throwable e = new RejectedExecutionException("the host has dropped a turn of the guest: it was shut down");
        ForkJoinPool.commonPool().execute(() -> hostIsGone(e));
    }

    /** The host is shut down: nobody can run the loop any more. */
    private void hostIsGone(Throwable e) {
        cancelAlarm();
        outcome.completeExceptionally(e);
        leave();
    }

    /** A turn on the host. */
    private void turn() {
        if (inTurn == Thread.currentThread()) {
            throw new IllegalStateException(
                    "the host runs what it is given at once, inside of execute(); a guest needs an"
                            + " executor that runs it later, one task after the other");
        }
        inTurn = Thread.currentThread();
        setLoopInTurn(true);
        try {
            int seen = reasons.get();
            if (!runPass()) {
                return; // it has ended: the reasons remain, and nobody asks again
            }
            long nanos = setAlarm();
            setLoopInTurn(false); // the host may begin the next turn at once, in another thread
            if (nanos == 0 || reasons.addAndGet(-seen) != 0) {
                askHost();
            }
        } finally {
            if (inTurn == Thread.currentThread()) {
                inTurn = null;
            }
        }
    }

    private void setLoopInTurn(boolean inTurn) {
        if (loop != null) {
            loop.setInTurn(inTurn);
        }
    }

    /** Gives false when the run has ended. */
    private boolean runPass() {
        try {
            EventLoop running = loop != null ? loop : begin();
            if (running.runOnePass() && end == null && !Objects.requireNonNull(main).done()) {
                fail(new IllegalStateException("the event loop was stopped before " + main + " was done"));
            }
        } catch (Throwable e) {
            fail(e);
            if (end != null || loop == null || !loop.inEventLoop()) {
                return close();
            }
        }
        try {
            return advance();
        } catch (Throwable e) {
            fail(e);
            return close();
        }
    }

    private EventLoop begin() {
        EventLoop created = Objects.requireNonNull(loopFactory.get(), "the loop factory returned null");
        loop = created;
        created.setWakeUp(this::wake);
        Task<T> task = created.createTask(body, TaskOptions.DEFAULT.withContext(context));
        main = task;
        step = task;
        outcome.cancelling(task);
        return created;
    }

    private void fail(Throwable e) {
        if (failure == null) {
            failure = e;
        }
    }

    /** Goes on to the next step of the end, if it is time; gives false when that was the last. */
    private boolean advance() {
        if (end == null && failure != null) {
            step = null; // whatever becomes of the main task
        }
        while (step == null || step.done()) {
            if (end == null) {
                end = new EndOfRun(Objects.requireNonNull(loop), failure);
            }
            step = end.next();
            if (step == null) {
                return close();
            }
        }
        return true;
    }

    private boolean close() {
        cancelAlarm();
        try {
            if (main != null && failure == null && !outcome.isDone()) {
                main.markRetrieved(); // the outcome tells it
            }
            if (loop != null) {
                loop.close();
            }
        } catch (Throwable e) {
            fail(e);
        }
        if (failure != null) {
            if (!outcome.completeExceptionally(failure) && loop != null) {
                loop.callExceptionHandler(
                        new ExceptionContext("a guest run failed after it was cancelled", failure, main));
            }
        } else {
            outcome.completeFrom(Objects.requireNonNull(main));
        }
        leave();
        return false;
    }

    private void leave() {
        if (host instanceof GuestHost own) {
            own.guestLeft();
        }
    }

    /** Has this woken at the next deadline; gives the time until there is something to do. */
    private long setAlarm() {
        cancelAlarm();
        EventLoop waiting = Objects.requireNonNull(loop);
        long nanos = waiting.nanosToWork();
        if (nanos > 0 && nanos < Long.MAX_VALUE) {
            alarm = waiting.clock() instanceof HostClock(GuestHost timer)
                    ? timer.executeLater(this::wake, nanos)
                    : Alarms.set(this::wake, nanos);
        }
        return nanos;
    }

    private void cancelAlarm() {
        Runnable set = alarm;
        if (set != null) {
            set.run();
            alarm = null;
        }
    }

    /**
     * One thread for the deadlines of all guests that do not go by their host's clock, as long as there are any. The host's own timers
     * would do, too, but a scheduler that is disposed of drops what is to run later without a word, whereas one that is asked refuses.
     */
    private static final class Alarms {
        private static final ScheduledThreadPoolExecutor CLOCK = new ScheduledThreadPoolExecutor(
                1, Thread.ofPlatform().name("eddy-guest-alarm").daemon().factory());

        static {
            CLOCK.setRemoveOnCancelPolicy(true);
            CLOCK.setKeepAliveTime(10, TimeUnit.SECONDS);
            CLOCK.allowCoreThreadTimeOut(true);
        }

        static Runnable set(Runnable task, long nanos) {
            ScheduledFuture<?> alarm = CLOCK.schedule(task, nanos, TimeUnit.NANOSECONDS);
            return () -> alarm.cancel(false);
        }
    }
}
