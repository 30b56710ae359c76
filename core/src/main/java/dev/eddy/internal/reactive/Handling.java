package dev.eddy.internal.reactive;

import dev.eddy.Asyncio;
import dev.eddy.CancelledError;
import dev.eddy.ExceptionGroup;
import dev.eddy.Future;
import dev.eddy.TaskGroup;
import dev.eddy.internal.Fatal;
import dev.eddy.internal.Sneaky;
import dev.eddy.reactive.AwaitFunction;
import dev.eddy.reactive.AwaitHandler;
import dev.eddy.reactive.Concurrency;
import dev.eddy.reactive.Each;
import dev.eddy.reactive.Emitter;
import dev.eddy.sync.Semaphore;
import java.util.ArrayDeque;
import java.util.Iterator;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;

/**
 * The body of a stage in a pipeline: takes the items of a source and emits what a handler makes of them.
 *
 * <p>A handler that fails, and a subscriber that cancels, cancel the source first, then the other handlers, and these are waited
 * for. An error of the source comes behind what is made of the items before it; if one of these fails, it is suppressed in that
 * failure, and if the subscriber cancels meanwhile, it is what the stage fails with, so that it is not lost.
 *
 * @param <T> the type of the source's items
 * @param <R> the type of what is emitted
 */
public final class Handling<T, R> implements Emitter.Body<R> {

    private final IntFunction<Each<T>> source;
    private final Concurrency concurrency;
    private final AwaitHandler<? super T, R> handler;

    /**
     * @param source subscribes, given how many items to request ahead
     */
    public Handling(IntFunction<Each<T>> source, Concurrency concurrency, AwaitHandler<? super T, R> handler) {
        this.source = source;
        this.concurrency = Objects.requireNonNull(concurrency, "concurrency");
        this.handler = Objects.requireNonNull(handler, "handler");
    }

    /** A handler that emits the result of a function. */
    public static <T, R> AwaitHandler<T, R> map(AwaitFunction<? super T, ? extends R> function) {
        Objects.requireNonNull(function, "function");
        return (item, out) -> out.emit(
                Objects.requireNonNull(function.apply(item), "the function of mapAwait returned null, which is no item;"
                        + " handleAwait may emit nothing"));
    }

    /** A handler that emits the item itself, or discards it. */
    public static <T> AwaitHandler<T, T> filter(AwaitFunction<? super T, Boolean> condition) {
        Objects.requireNonNull(condition, "condition");
        return (item, out) -> {
            boolean holds = false;
            try {
                holds = Objects.requireNonNull(
                        condition.apply(item),
                        "the condition of filterAwait returned null, which is neither true nor false");
            } finally {
                if (!holds) {
                    discard(item, out);
                }
            }
            if (holds) {
                out.emit(item);
            }
        };
    }

    /** An emitter that can be told of an item which will not be emitted. */
    interface Discarding {
        void discard(Object item);
    }

    private static void discard(Object item, Emitter<?> out) {
        if (out instanceof Discarding discarding) {
            discarding.discard(item);
        }
    }

    @Override
    public void run(Emitter<R> out) throws Exception {
        try (Each<T> items = source.apply(concurrency.prefetch())) {
            if (out instanceof Emission<R> emission) {
                emission.onCancel(items::close);
            }
            if (concurrency.limit() == 1) {
                Iterator<T> iterator = items.iterator();
                while (hasNext(iterator, out)) {
                    handler.handle(iterator.next(), out);
                }
            } else {
                new Tasks(items, out).run();
            }
        }
    }

    /** Whether there is another item, for a subscriber that has not cancelled. */
    private boolean hasNext(Iterator<T> iterator, Emitter<R> out) {
        if (out instanceof Emission<R> emission) {
            emission.requireSubscriber();
        }
        return iterator.hasNext();
    }

    /** Handles items concurrently, each in a task. */
    private final class Tasks {
        private final Each<T> items;
        private final Emitter<R> out;
        private final TaskGroup group = new TaskGroup();
        private final Semaphore room = new Semaphore(concurrency.limit());
        /** Done when all that is emitted for the items so far has been; null before the first. */
        private @Nullable Future<@Nullable Void> lastEnd;
        /** Whose tasks may be cancelled before they begin. */
        private final ArrayDeque<Call> notBegun = new ArrayDeque<>();
        private @Nullable Throwable sourceFailure;
        private @Nullable CancelledError cancelledHandler;

        Tasks(Each<T> items, Emitter<R> out) {
            this.items = items;
            this.out = out;
        }

        void run() {
            try {
                group.runVoid(entered -> take());
            } catch (ExceptionGroup e) {
                throw Sneaky.<RuntimeException>raise(firstOf(e.exceptions(), sourceFailure));
            } catch (CancelledError e) {
                throw Sneaky.<RuntimeException>raise(sourceFailure != null ? sourceFailure : e);
            } finally {
                notBegun.forEach(call -> discard(call.item, out));
            }
            if (sourceFailure != null) {
                throw Sneaky.<RuntimeException>raise(sourceFailure);
            }
            if (cancelledHandler != null) {
                throw (CancellationException) new CancellationException(
                        "the handler of an item cancelled itself").initCause(cancelledHandler);
            }
        }

        private void take() {
            Iterator<T> iterator = items.iterator();
            try {
                while (true) {
                    room.acquire();
                    if (!sourceHasNext(iterator)) {
                        return;
                    }
                    T item = iterator.next();
                    InTurn turn = concurrency.ordered() ? new InTurn(lastEnd) : null;
                    if (turn != null) {
                        lastEnd = turn.end;
                    }
                    Call call = new Call(item, turn);
                    notBegun.add(call);
                    group.createTask(call);
                }
            } catch (CancelledError e) {
                items.close(); // before the handlers clean up, which may take its time
                throw e;
            }
        }

        private boolean sourceHasNext(Iterator<T> iterator) {
            try {
                return hasNext(iterator, out);
            } catch (CancelledError e) {
                throw e;
            } catch (Throwable e) {
                Fatal.rethrow(e);
                sourceFailure = e;
                return false;
            }
        }

        /** Handles an item. */
        private final class Call implements Callable<@Nullable Void> {
            private final T item;
            private final @Nullable InTurn turn;

            Call(T item, @Nullable InTurn turn) {
                this.item = item;
                this.turn = turn;
            }

            @Override
            public @Nullable Void call() throws Exception {
                notBegun.remove(this); // the first, as a rule
                try {
                    if (turn == null) {
                        handler.handle(item, out);
                    } else {
                        handler.handle(item, turn);
                        turn.end();
                    }
                    return null;
                } catch (CancelledError e) {
                    // If nobody has cancelled it, it has done so itself: a group allows that, but an item would vanish.
                    cancelledHandler = e;
                    group.cancel();
                    throw e;
                } finally {
                    room.release();
                }
            }
        }

        /** Emits for one item, behind what is emitted for the items before. */
        private final class InTurn implements Emitter<R>, Discarding {
            private final @Nullable Future<@Nullable Void> before;
            /** Never done if the handler fails: nothing may come behind that. */
            private final Future<@Nullable Void> end = Asyncio.getRunningLoop().createFuture();

            InTurn(@Nullable Future<@Nullable Void> before) {
                this.before = before;
            }

            @Override
            public void emit(R result) {
                try {
                    awaitTurn();
                } catch (CancelledError e) {
                    discard(result);
                    throw e;
                }
                out.emit(result);
            }

            @Override
            public void discard(Object item) {
                Handling.discard(item, out);
            }

            @Override
            public void awaitDemand() {
                awaitTurn();
                out.awaitDemand();
            }

            void end() {
                awaitTurn();
                end.setResult(null);
            }

            private void awaitTurn() {
                if (before != null && !before.done()) {
                    Asyncio.shield(before).await(); // it is not this item's to cancel
                }
            }
        }
    }

    /** The first of the failures, with the others in it. */
    private static Throwable firstOf(List<? extends Throwable> failures, @Nullable Throwable sourceFailure) {
        Throwable first = failures.getFirst();
        for (Throwable failure : failures) {
            if (failure != first) {
                first.addSuppressed(failure);
            }
        }
        if (sourceFailure != null && sourceFailure != first) {
            first.addSuppressed(sourceFailure);
        }
        return first;
    }
}
