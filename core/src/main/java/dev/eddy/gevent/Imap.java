package dev.eddy.gevent;

import dev.eddy.internal.Sneaky;
import java.util.Iterator;
import java.util.Objects;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The iterators of {@link Group#imap} and {@link Group#imapUnordered}: a greenlet of its own takes the items and spawns. */
final class Imap {

    private Imap() {}

    static <A extends @Nullable Object, R extends @Nullable Object> Iterator<R> inOrder(
            Group group, Function<? super A, ? extends R> function, Iterable<? extends A> items) {
        Queue<Greenlet<R>> calls = new Queue<>();
        Consumer<A> start = item -> calls.putNow(group.spawn(() -> function.apply(item)));
        return resultsOf(calls, feed(calls, items, start, new Group()));
    }

    static <A extends @Nullable Object, R extends @Nullable Object> Iterator<R> asTheyCome(
            Group group, Function<? super A, ? extends R> function, Iterable<? extends A> items) {
        Queue<Greenlet<R>> ended = new Queue<>();
        Group calls = new Group();
        Consumer<A> start = item -> {
            Greenlet<R> call = group.spawn(() -> function.apply(item));
            calls.add(call);
            call.addLink(() -> ended.putNow(call));
        };
        return resultsOf(ended, feed(ended, items, start, calls));
    }

    /** At the end, or where taking the items fails, which is the last result then, the queue is shut down. Gives who takes them. */
    private static <A extends @Nullable Object, R extends @Nullable Object> Greenlet<?> feed(
            Queue<Greenlet<R>> results,
            Iterable<? extends A> items,
            Consumer<A> start,
            Group calls) {
        Objects.requireNonNull(items, "items");
        return Gevent.spawn(() -> {
            try {
                for (A item : items) {
                    start.accept(item);
                }
            } finally {
                calls.join();
                results.shutdown();
            }
        });
    }

    private static <R extends @Nullable Object> Iterator<R> resultsOf(Queue<Greenlet<R>> calls, Greenlet<?> feeder) {
        Iterator<Greenlet<R>> ended = calls.iterator();
        return new Iterator<>() {
            private boolean failureTold;

            @Override
            public boolean hasNext() {
                return ended.hasNext() || failure() != null;
            }

            @Override
            public R next() {
                Throwable failure = failure();
                if (failure != null) {
                    failureTold = true;
                    throw Sneaky.<RuntimeException>raise(failure);
                }
                return ended.next().get();
            }

            // What is the next result, the last one, if the items could not be taken.
            private @Nullable Throwable failure() {
                return failureTold || ended.hasNext() ? null : feeder.exception();
            }
        };
    }
}
