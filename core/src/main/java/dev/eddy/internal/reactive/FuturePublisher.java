package dev.eddy.internal.reactive;

import dev.eddy.Future;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;
import org.reactivestreams.Subscriber;

/** A hot publisher: all subscribers are told how one future ends. */
public final class FuturePublisher<T> implements Publisher<T> {

    private final Future<? extends @Nullable T> future;

    public FuturePublisher(Future<? extends @Nullable T> future) {
        this.future = Objects.requireNonNull(future, "future");
    }

    @Override
    public void subscribe(Subscriber<? super T> subscriber) {
        Objects.requireNonNull(subscriber, "subscriber");
        FutureSubscription<T> subscription = new FutureSubscription<>(future, subscriber, DropHooks.LOGGING);
        subscriber.onSubscribe(subscription);
        subscription.start();
    }
}
