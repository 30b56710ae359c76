package dev.eddy.gevent;

import java.util.Iterator;
import java.util.Objects;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The iterators of {@link Group#imap} and {@link Group#imapUnordered}: a greenlet of its own takes the items and spawns. */
final class Imap {

    private Imap() {}

    static <A extends @Nullable Object, R extends @Nullable Object> Iterator<R> inOrder(
            Group group, Function<? super A, ? extends R> function, Iterable<? extends A> items) {
        Queue<Greenlet<R>> calls = new Queue<>();
        feed(calls, items, item -> calls.putNow(group.spawn(() -> function.apply(item))));
        return resultsOf(calls);
    }

    static <A extends @Nullable Object, R extends @Nullable Object> Iterator<R> asTheyCome(
            Group group, Function<? super A, ? extends R> function, Iterable<? extends A> items) {
        Queue<Greenlet<R>> ended = new Queue<>();
        Group calls = new Group();
        feed(ended, items, item -> {
            Greenlet<R> call = group.spawn(() -> function.apply(item));
            calls.add(call);
            call.addLink(() -> ended.putNow(call));
        }, calls);
        return resultsOf(ended);
    }

    private static <A extends @Nullable Object, R extends @Nullable Object> void feed(
            Queue<Greenlet<R>> results, Iterable<? extends A> items, java.util.function.Consumer<A> start) {
        feed(results, items, start, new Group());
    }

    /** At the end, or where taking the items fails, which is the last result then, the queue is shut down. */
    private static <A extends @Nullable Object, R extends @Nullable Object> void feed(
            Queue<Greenlet<R>> results,
            Iterable<? extends A> items,
            java.util.function.Consumer<A> start,
            Group calls) {
        Objects.requireNonNull(items, "items");
        Gevent.spawn(() -> {
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

    private static <R extends @Nullable Object> Iterator<R> resultsOf(Queue<Greenlet<R>> calls) {
        Iterator<Greenlet<R>> ended = calls.iterator();
        return new Iterator<>() {
            @Override
            public boolean hasNext() {
                return ended.hasNext();
            }

            @Override
            public R next() {
                return ended.next().get();
            }
        };
    }
}
