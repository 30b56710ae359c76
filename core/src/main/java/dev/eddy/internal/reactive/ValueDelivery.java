package dev.eddy.internal.reactive;

import dev.eddy.internal.Fatal;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Subscriber;

/**
 * What a subscriber to a publisher of at most one item is still to be told: keeps the item until it is requested, and sees
 * to it that one of request, outcome and cancellation, which may come from three threads, has the last word.
 *
 * @param <T> the type of the item
 */
public final class ValueDelivery<T> {

    private static final Object REQUESTED = new Object();
    private static final Object DONE = new Object();

    private final DropHooks hooks;

    // null -> REQUESTED -> DONE; null -> the item -> DONE; null -> DONE. Who makes it DONE signals.
    private final AtomicReference<@Nullable Object> state = new AtomicReference<>();
    private volatile boolean cancelled;
    /** Belongs to who makes the state DONE; null from then on (rule 3.13), while the body may still clean up. */
    private @Nullable Subscriber<? super T> downstream;

    public ValueDelivery(Subscriber<? super T> downstream, DropHooks hooks) {
        this.downstream = downstream;
        this.hooks = hooks;
    }

    public void request() {
        Object seen = state.compareAndExchange(null, REQUESTED);
        if (seen != null && seen != REQUESTED && seen != DONE && state.compareAndSet(seen, DONE)) {
            @SuppressWarnings("unchecked") // what is no mark is the item
            T item = (T) seen;
            emit(item);
        }
    }

    /** The source has ended; null is no item. */
    public void succeed(@Nullable T item) {
        if (item == null) {
            if (finish()) {
                signal(Subscriber::onComplete);
            }
            return;
        }
        Object seen = state.compareAndExchange(null, item);
        if (seen == REQUESTED && state.compareAndSet(REQUESTED, DONE)) {
            emit(item);
        } else if (seen != null) {
            hooks.discarded(item);
        }
    }

    /** False if all was told already. */
    public boolean fail(Throwable error) {
        boolean first = finish();
        if (first) {
            signal(subscriber -> subscriber.onError(error));
        }
        return first;
    }

    /** False if all was told already. */
    public boolean cancel() {
        cancelled = true;
        boolean first = finish();
        if (first) {
            downstream = null;
        }
        return first;
    }

    private boolean finish() {
        Object seen = state.getAndSet(DONE);
        if (seen != null && seen != REQUESTED && seen != DONE) {
            hooks.discarded(seen);
        }
        return seen != DONE;
    }

    private void emit(T item) {
        signal(subscriber -> {
            subscriber.onNext(item);
            if (!cancelled) {
                subscriber.onComplete();
            }
        });
    }

    /** A subscriber that throws has left (rule 2.13). */
    private void signal(Consumer<Subscriber<? super T>> signals) {
        Subscriber<? super T> subscriber = Objects.requireNonNull(downstream);
        downstream = null;
        try {
            signals.accept(subscriber);
        } catch (Throwable e) {
            Fatal.rethrow(e);
            hooks.errorDropped(e);
        }
    }
}
