package dev.eddy;

import dev.eddy.context.Context;
import dev.eddy.internal.Sneaky;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.NoSuchElementException;
import java.util.Set;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Futures in the order in which they complete: {@code asyncio.as_completed()}. Iterating it, as {@code for} does there,
 * gives coroutines, each of which waits for the next result; {@link #futures}, as {@code async for} there, waits itself
 * and gives the very futures that were given.
 *
 * <p>For one iteration, by the coroutines of one loop.
 *
 * <pre>{@code
 * for (Coroutine<Page> next : asCompleted(tasks)) {
 *     show(await(next));
 * }
 * for (Future<? extends Page> done : asCompleted(tasks).futures()) { ... } // suspends in between
 * }</pre>
 *
 * @param <T> the type of the results
 */
public final class AsCompleted<T extends @Nullable Object> implements Iterable<Coroutine<T>> {

    private final Set<Future<? extends T>> unfinished;
    private final ArrayDeque<Slot<T>> completed = new ArrayDeque<>();
    private final ArrayDeque<Future<@Nullable Void>> waiters = new ArrayDeque<>();
    private final Completion onCompletion = new Completion();
    private @Nullable TimerHandle timer;
    private int left;

    /** A future that is done, or null for one that was not in time. */
    private record Slot<T extends @Nullable Object>(@Nullable Future<? extends T> future) {}

    private AsCompleted(Set<Future<? extends T>> futures) {
        unfinished = futures;
        left = futures.size();
    }

    static <T extends @Nullable Object> AsCompleted<T> of(
            Collection<? extends Awaitable<? extends T>> awaitables, @Nullable Duration timeout) {
        Set<Awaitable<? extends T>> distinct = new LinkedHashSet<>(awaitables);
        Set<Future<? extends T>> futures = new LinkedHashSet<>();
        for (Awaitable<? extends T> awaitable : distinct) {
            futures.add(Asyncio.ensureFuture(awaitable));
        }
        AsCompleted<T> turns = new AsCompleted<>(futures);
        turns.watch(timeout);
        return turns;
    }

    private void watch(@Nullable Duration timeout) {
        EventLoop loop = Asyncio.getRunningLoop();
        Context context = Context.current();
        unfinished.forEach(future -> Waiting.requireOn(loop, future));
        for (Future<? extends T> future : unfinished) {
            future.addDoneCallback(onCompletion, context);
        }
        if (left > 0 && timeout != null) {
            long deadline = Durations.add(loop.nanoTime(), Durations.toNanos(timeout));
            timer = loop.callAtNanos(deadline, this::expire, context);
        }
    }

    /**
     * As many coroutines as there are different futures. Each, when it is awaited, waits for the next completion and gives
     * that result or throws that exception; a {@link TimeoutException} for each future that was not in time.
     */
    @Override
    public Iterator<Coroutine<T>> iterator() {
        return new Turns<>() {
            @Override
            Coroutine<T> take() {
                return new Coroutine<T>(() -> nextSlot().await());
            }
        };
    }

    /**
     * The futures, as they complete; waits for each. Their exceptions are left to whoever looks.
     *
     * <p>The iteration throws, undeclared, a {@link TimeoutException} when the time is over.
     */
    public Iterable<Future<? extends T>> futures() {
        return () -> new Turns<Future<? extends T>>() {
            @Override
            Future<? extends T> take() throws TimeoutException {
                return nextSlot();
            }
        };
    }

    private abstract class Turns<E> implements Iterator<E> {
        abstract E take() throws TimeoutException;

        @Override
        public boolean hasNext() {
            return left > 0;
        }

        @Override
        public E next() {
            if (left == 0) {
                throw new NoSuchElementException("all futures have been given");
            }
            left--;
            return Sneaky.call(this::take);
        }
    }

    private Future<? extends T> nextSlot() throws TimeoutException {
        while (completed.isEmpty()) {
            Future<@Nullable Void> waiter = Asyncio.getRunningLoop().createFuture();
            waiters.add(waiter);
            try {
                waiter.await();
            } catch (Throwable e) {
                waiter.cancel();
                waiters.remove(waiter);
                if (!completed.isEmpty() && !waiter.cancelled()) {
                    wakeNext(); // it was this one's turn, and it does not take it
                }
                throw e;
            }
        }
        Future<? extends T> future = completed.remove().future();
        if (future == null) {
            throw new TimeoutException("not completed in time");
        }
        return future;
    }

    private final class Completion implements Consumer<Future<?>>, Awaiter {
        @Override
        public void accept(Future<?> future) {
            completed(future);
        }

        @Override
        public Collection<? extends Future<?>> awaiters() {
            return waiters;
        }
    }

    private void completed(Future<?> future) {
        if (unfinished.isEmpty()) {
            return; // the time was over first
        }
        @SuppressWarnings("unchecked") // it is one of those that were given
        Future<? extends T> given = (Future<? extends T>) future;
        unfinished.remove(given);
        offer(new Slot<>(given));
        if (unfinished.isEmpty() && timer != null) {
            timer.cancel();
        }
    }

    private void expire() {
        for (Future<? extends T> future : unfinished) {
            future.removeDoneCallback(onCompletion);
            offer(new Slot<>(null));
        }
        unfinished.clear();
    }

    private void offer(Slot<T> slot) {
        completed.add(slot);
        wakeNext();
    }

    private void wakeNext() {
        for (Future<@Nullable Void> first = waiters.poll(); first != null; first = waiters.poll()) {
            if (!first.done()) {
                first.finishNow(null);
                return;
            }
        }
    }
}
