package dev.eddy;

import dev.eddy.context.Context;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.TimeoutException;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** {@code wait} and {@code wait_for}. */
final class Waiting {

    private Waiting() {}

    static <T extends @Nullable Object> WaitResult<T> waitFor(
            Collection<? extends Future<? extends T>> futures, @Nullable Duration timeout, ReturnWhen returnWhen) {
        Objects.requireNonNull(returnWhen, "returnWhen");
        Set<Future<? extends T>> distinct = new LinkedHashSet<>(futures);
        if (distinct.isEmpty()) {
            throw new IllegalArgumentException("wait needs at least one future; the collection is empty");
        }
        Task<?> task = Task.requireCurrent();
        EventLoop loop = task.getLoop();
        for (Future<?> future : distinct) {
            Objects.requireNonNull(future, "cannot wait for null: a future is required");
            requireOn(loop, future);
        }
        Future<@Nullable Void> waiter = loop.createFuture();
        TimerHandle timer = null;
        if (timeout != null) {
            long deadline = Durations.add(loop.nanoTime(), Durations.toNanos(timeout));
            timer = loop.callAtNanos(deadline, () -> waiter.finishNow(null), Context.current());
        }
        Tally tally = wake(waiter, returnWhen, distinct);
        try {
            task.join(waiter);
        } finally {
            if (timer != null) {
                timer.cancel();
            }
            for (Future<?> future : distinct) {
                future.remove(tally);
            }
        }
        return split(distinct);
    }

    /** Fails if the future is another loop's. */
    static void requireOn(EventLoop loop, Future<?> future) {
        if (future.getLoop() != loop) {
            throw new IllegalArgumentException("a future of the running loop is needed; another loop's is " + future
                    + ", of which toCompletableFuture() can be awaited");
        }
    }

    /** Wakes the waiter when all futures are done, or one of them is enough. */
    private static Tally wake(
            Future<@Nullable Void> waiter, ReturnWhen returnWhen, Collection<? extends Future<?>> futures) {
        Predicate<Future<?>> isEnough = future -> isEnough(future, returnWhen);
        Tally tally = new Tally(waiter, isEnough, (future, last) -> {
            if (last || isEnough.test(future)) {
                waiter.finishNow(null);
            }
        });
        tally.expect(futures.size());
        futures.forEach(future -> future.add(tally));
        return tally;
    }

    private static boolean isEnough(Future<?> future, ReturnWhen returnWhen) {
        return switch (returnWhen) {
            case FIRST_COMPLETED -> true;
            case FIRST_EXCEPTION -> !future.cancelled() && future.exception() != null;
            case ALL_COMPLETED -> false;
        };
    }

    private static <T extends @Nullable Object> WaitResult<T> split(Set<Future<? extends T>> futures) {
        Set<Future<? extends T>> done = new LinkedHashSet<>();
        Set<Future<? extends T>> pending = new LinkedHashSet<>();
        for (Future<? extends T> future : futures) {
            (future.done() ? done : pending).add(future);
        }
        return new WaitResult<>(Collections.unmodifiableSet(done), Collections.unmodifiableSet(pending));
    }

    /** The futures of arguments of any kind but coroutines, which nobody could tell apart in the result. */
    static List<Future<?>> futuresOf(Collection<?> awaitables) {
        List<Future<?>> futures = new ArrayList<>(awaitables.size());
        for (Object awaitable : awaitables) {
            if (awaitable instanceof Coroutine<?>) {
                throw new IllegalArgumentException("wait takes no coroutines, since its result could not be told apart;"
                        + " make each a task first, with createTask(..)");
            }
            futures.add(Asyncio.ensureFuture(awaitable));
        }
        return futures;
    }

    static <T extends @Nullable Object> T waitFor(Awaitable<T> awaitable, @Nullable Duration timeout)
            throws TimeoutException {
        if (timeout == null || timeout.isPositive()) {
            return Timeout.after(timeout).run(awaitable::await);
        }
        Task<?> task = Task.requireCurrent();
        Future<T> future = awaitable.asFuture();
        requireOn(task.getLoop(), future);
        if (future.done()) {
            return future.await();
        }
        cancelAndJoin(task, future);
        try {
            return future.await();
        } catch (CancelledError e) {
            throw (TimeoutException) new TimeoutException("timed out after " + timeout).initCause(e);
        }
    }

    private static void cancelAndJoin(Task<?> task, Future<?> future) {
        Future<@Nullable Void> waiter = task.getLoop().createFuture();
        Tally release = wake(waiter, ReturnWhen.ALL_COMPLETED, List.of(future));
        try {
            future.cancel();
            task.join(waiter);
        } finally {
            future.remove(release);
        }
    }

    /**
     * Cancels the futures and waits until all are done; whenever the task is interrupted meanwhile, cancels them again. Gives the first
     * interruption: a cancellation, or what {@code Greenlet.kill} raises.
     */
    static @Nullable Throwable cancelAndJoinAll(Task<?> task, Collection<? extends Future<?>> futures) {
        Throwable interruption = null;
        futures.forEach(Future::cancel);
        for (Future<?> future : futures) {
            while (!future.done() && !future.getLoop().isClosed()) { // closed: it is unwound, too
                Future<@Nullable Void> waiter = task.getLoop().createFuture();
                Tally release = wake(waiter, ReturnWhen.ALL_COMPLETED, List.of(future));
                try {
                    task.joinShielded(waiter);
                } catch (Throwable e) {
                    if (!task.isInterruption(e)) {
                        throw e;
                    }
                    interruption = interruption == null ? e : interruption;
                    futures.forEach(Future::cancel);
                } finally {
                    future.remove(release);
                }
            }
        }
        return interruption;
    }
}
