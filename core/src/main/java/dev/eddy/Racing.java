package dev.eddy;

import dev.eddy.context.Context;
import dev.eddy.internal.Sneaky;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Queue;
import java.util.SequencedSet;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** {@code race} and {@code firstSuccess}: the first one decides, and the others are cancelled and waited for. */
final class Racing<T extends @Nullable Object> implements Consumer<Future<? extends T>>, Awaiter {

    private final Task<?> task = Task.requireCurrent();
    private final EventLoop loop = task.getLoop();
    /** Whether a failure decides nothing. */
    private final boolean untilSuccess;
    /** How long the next one waits, unless the one before it ends. */
    private final long stagger;

    private final Queue<Awaitable<? extends T>> inLine = new ArrayDeque<>();
    private final SequencedSet<Future<? extends T>> begun = new LinkedHashSet<>();
    /** Those of {@link #begun} that failed before there was a winner. */
    private final Set<Future<?>> beaten = new HashSet<>();
    private int running;
    private long nextBegins = Long.MIN_VALUE;
    private boolean over;
    private @Nullable Future<? extends T> winner;
    /** What the caller waits on. */
    private Future<@Nullable Void> news = loop.createFuture();

    private Racing(Collection<? extends Awaitable<? extends T>> contestants, boolean untilSuccess, long stagger) {
        this.untilSuccess = untilSuccess;
        this.stagger = stagger;
        for (Awaitable<? extends T> contestant : contestants) {
            Objects.requireNonNull(contestant, "cannot await null: an awaitable is required");
            if (contestant instanceof Future<?> future) {
                Waiting.requireOn(loop, future);
            }
            if (contestant == task) {
                throw new IllegalStateException(task + " cannot await itself");
            }
            inLine.add(contestant);
        }
        if (inLine.isEmpty()) {
            throw new IllegalArgumentException("a race needs at least one contestant");
        }
    }

    static <T extends @Nullable Object> T race(Collection<? extends Awaitable<? extends T>> contestants) {
        return new Racing<T>(contestants, false, 0).run();
    }

    static <T extends @Nullable Object> T firstSuccess(
            Collection<? extends Awaitable<? extends T>> contestants, @Nullable Duration stagger) {
        long nanos = stagger == null ? Durations.FOREVER : Durations.requireNotNegative(stagger, "stagger");
        return new Racing<T>(contestants, true, nanos).run();
    }

    private T run() {
        Throwable failure = null;
        try {
            compete();
        } catch (Throwable e) { // cancelled, as a rule
            failure = e;
        }
        over = true;
        closeLine();
        Throwable interruption;
        try {
            interruption = Waiting.cancelAndJoinAll(task, begun);
        } catch (Throwable e) { // it cannot wait here
            if (failure != null && failure != e) {
                e.addSuppressed(failure);
            }
            throw e;
        }
        if (failure == null) {
            failure = interruption;
        }
        boolean decided = failure == null;
        if (decided) {
            failure = verdict();
        }
        for (Future<?> contestant : begun) {
            Throwable other = !contestant.done() || contestant.cancelled() ? null : contestant.exception();
            if (other != null && other != failure && !(decided && beaten.contains(contestant))) {
                tell(other, contestant, failure);
            }
        }
        if (decided && winner != null) {
            return winner.await();
        }
        throw Sneaky.<RuntimeException>raise(Objects.requireNonNull(failure));
    }

    /** Returns when there is a winner, or nobody is left. */
    private void compete() {
        while (winner == null && (running > 0 || !inLine.isEmpty())) {
            if (!inLine.isEmpty() && nextBegins <= loop.nanoTime()) {
                begin(inLine.remove());
            } else {
                awaitNews();
            }
        }
    }

    private void begin(Awaitable<? extends T> contestant) {
        CancelScope scope = task.scope;
        Future<? extends T> future = scope != null && contestant instanceof Coroutine<? extends T> coroutine
                ? loop.createTask(scope.member(coroutine.claimForTask()))
                : contestant.asFuture();
        if (begun.add(future)) {
            running++;
            future.addDoneCallback(this, Context.current());
            nextBegins = Durations.add(loop.nanoTime(), stagger);
        }
    }

    private void awaitNews() {
        news = loop.createFuture();
        TimerHandle timer = inLine.isEmpty() || nextBegins == Durations.FOREVER
                ? null
                : loop.callAtNanos(nextBegins, () -> news.finishNow(null), Context.current());
        try {
            task.join(news);
        } finally {
            if (timer != null) {
                timer.cancel();
            }
        }
    }

    @Override
    public Collection<? extends Future<?>> awaiters() {
        return List.of(task);
    }

    /** A contestant has ended. */
    @Override
    public void accept(Future<? extends T> contestant) {
        if (over) {
            return;
        }
        running--;
        if (winner == null && !contestant.cancelled()) {
            if (untilSuccess && contestant.exception() != null) {
                beaten.add(contestant);
            } else {
                winner = contestant;
            }
        }
        if (contestant == begun.getLast()) {
            nextBegins = Long.MIN_VALUE;
        }
        news.finishNow(null);
    }

    /** Those that never began never will. */
    private void closeLine() {
        for (Awaitable<?> contestant : inLine) {
            if (contestant instanceof Coroutine<?> coroutine) {
                coroutine.close();
            }
        }
    }

    /** What is to be thrown; null if the winner has a result. */
    private @Nullable Throwable verdict() {
        if (winner != null) {
            return winner.failure();
        }
        if (beaten.isEmpty()) {
            return begun.getFirst().failure(); // as all others, it was cancelled
        }
        List<Throwable> failures = new ArrayList<>();
        for (Future<?> contestant : begun) {
            if (beaten.contains(contestant)) {
                failures.add(Objects.requireNonNull(contestant.exception()));
            }
        }
        return new ExceptionGroup("no contestant has succeeded", failures);
    }

    /** Nothing vanishes: another error goes with the one that is thrown, or else to the exception handler. */
    private void tell(Throwable other, Future<?> contestant, @Nullable Throwable thrown) {
        if (thrown != null) {
            thrown.addSuppressed(other);
        } else {
            loop.callExceptionHandler(
                    new ExceptionContext("a task failed while it was cancelled, having lost a race", other,
                            contestant));
        }
    }
}
