package dev.eddy.internal.reactive;

import java.util.NoSuchElementException;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Subscriber;
import org.reactivestreams.Subscription;

/**
 * Awaits one item of a publisher. Its signals are serialised by the publisher (rule 1.3), so the fields need no more than
 * that; signals after the end go to the hooks.
 *
 * @param <T> the type of the item
 */
public class ValueSubscriber<T> extends ValueSource<T> implements Subscriber<T> {

    private final Upstream upstream = new Upstream();
    private final ValueMode mode;
    private @Nullable T item;
    private final @Nullable T otherwise;
    private boolean ended;

    public ValueSubscriber(ValueMode mode, @Nullable T otherwise, DropHooks hooks) {
        super(hooks);
        this.mode = mode;
        this.otherwise = otherwise;
    }

    @Override
    protected final void cancelUpstream() {
        upstream.cancel();
    }

    @Override
    public final void onSubscribe(Subscription subscription) {
        Objects.requireNonNull(subscription, "subscription");
        if (upstream.set(subscription)) {
            upstream.request(mode.first ? 1 : Long.MAX_VALUE);
        }
    }

    @Override
    public final void onNext(T next) {
        Objects.requireNonNull(next, "a publisher must not emit null");
        if (ended) {
            hooks().nextDropped(next);
            return;
        }
        if (mode.first) {
            ended = true;
            upstream.cancel();
            succeed(next);
        } else if (mode.single() && item != null) {
            ended = true;
            upstream.cancel();
            hooks().discarded(item);
            hooks().discarded(next);
            fail(new IllegalArgumentException("a single item was awaited, but the publisher emitted a second one; use"
                    + " awaitFirst, awaitLast or each"));
        } else {
            item = next;
        }
    }

    @Override
    public final void onError(Throwable error) {
        Objects.requireNonNull(error, "a publisher must not fail with null");
        if (ended) {
            hooks().errorDropped(error);
            return;
        }
        ended = true;
        fail(error);
    }

    @Override
    public final void onComplete() {
        if (ended) {
            return;
        }
        ended = true;
        T last = item;
        if (last != null) {
            succeed(last);
        } else if (mode.mayBeEmpty) {
            succeed(otherwise);
        } else {
            fail(new NoSuchElementException("an item was awaited, but the publisher completed without one"));
        }
    }
}
