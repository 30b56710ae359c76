package dev.eddy.internal.reactive;

import dev.eddy.Future;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Subscriber;
import org.reactivestreams.Subscription;

/**
 * The subscription of one subscriber to the publisher of a future, which others may watch as well and which it leaves alone. A
 * null result is no item.
 *
 * @param <T> the type of the item
 */
public final class FutureSubscription<T> extends HotRun<@Nullable T> implements Subscription {

    private final ValueDelivery<T> delivery;

    public FutureSubscription(
            Future<? extends @Nullable T> future, Subscriber<? super T> subscriber, DropHooks hooks) {
        super(future);
        // The result is not this subscriber's to discard: others have it too.
        DropHooks errorsOnly = error -> hooks.errorDropped(error);
        this.delivery = new ValueDelivery<>(subscriber, errorsOnly);
    }

    @Override
    public void request(long n) {
        if (n > 0) {
            delivery.request();
        } else {
            delivery.fail(Demand.notPositive(n));
            stop();
        }
    }

    @Override
    public void cancel() {
        if (delivery.cancel()) {
            stop();
        }
    }

    @Override
    protected void succeeded(@Nullable T result) {
        delivery.succeed(result);
    }

    @Override
    protected void failed(Throwable error) {
        delivery.fail(error); // who has left does not care; the error stays the future's
    }
}
