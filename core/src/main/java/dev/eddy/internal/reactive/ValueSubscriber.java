package dev.eddy.internal.reactive;

import dev.eddy.internal.Fatal;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.NoSuchElementException;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Subscriber;
import org.reactivestreams.Subscription;

/**
 * Awaits one item of a publisher. Its signals are serialised by the publisher (rule 1.3), so the fields need no more than
 * that, but for the item, which a cancellation takes away; signals after the end go to the hooks.
 *
 * @param <T> the type of the item
 */
public class ValueSubscriber<T> extends ValueSource<T> implements Subscriber<T> {

    private static final VarHandle ITEM;

    static {
        try {
            ITEM = MethodHandles.lookup().findVarHandle(ValueSubscriber.class, "item", Object.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private final Upstream upstream;
    private final ValueMode mode;
    private final @Nullable T otherwise;
    /** The last one so far. Put there before the emitter looks for a cancellation, and taken after one was declared. */
    @SuppressWarnings("unused") // through ITEM
    private volatile @Nullable Object item;

    private boolean ended;

    public ValueSubscriber(ValueMode mode, @Nullable T otherwise, DropHooks hooks) {
        super(hooks);
        this.upstream = new Upstream(hooks);
        this.mode = mode;
        this.otherwise = otherwise;
    }

    @Override
    protected final void cancelUpstream() {
        upstream.cancel();
        discardItem();
    }

    @Override
    public final void onSubscribe(Subscription subscription) {
        Objects.requireNonNull(subscription, "subscription");
        if (upstream.set(subscription)) {
            try {
                upstream.request(mode.first ? 1 : Long.MAX_VALUE);
            } catch (Throwable e) {
                Fatal.rethrow(e);
                abort(e);
            }
        }
    }

    @Override
    public final void onNext(T next) {
        Objects.requireNonNull(next, "a publisher must not emit null");
        if (ended || !upstream.isSet()) {
            hooks().nextDropped(next);
        } else if (mode.first) {
            ended = true;
            upstream.cancel();
            succeed(next);
        } else if (isSettled()) {
            upstream.cancel(); // it may have been put off, for this is within a request
            hooks().discarded(next);
        } else if (mode.single() && item != null) {
            ended = true;
            upstream.cancel();
            discardItem();
            hooks().discarded(next);
            fail(new IllegalArgumentException("a single item was awaited, but the publisher emitted a second one; use"
                    + " awaitFirst, awaitLast or each"));
        } else {
            exchangeItem(next);
            if (isSettled()) {
                discardItem();
            }
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
        discardItem();
        fail(error);
    }

    @Override
    @SuppressWarnings("unchecked") // it is an item
    public final void onComplete() {
        if (ended) {
            return;
        }
        ended = true;
        T last = (T) ITEM.getAndSet(this, null);
        if (last != null) {
            succeed(last);
        } else if (mode.mayBeEmpty) {
            succeed(otherwise);
        } else {
            miss(noItem());
        }
    }

    /** The error of a publisher that has completed and was awaited for an item. */
    public static NoSuchElementException noItem() {
        return new NoSuchElementException("an item was awaited, but the publisher completed without one");
    }

    private void discardItem() {
        exchangeItem(null);
    }

    private void exchangeItem(@Nullable T next) {
        Object former = ITEM.getAndSet(this, next);
        if (former != null) {
            hooks().discarded(former);
        }
    }
}
