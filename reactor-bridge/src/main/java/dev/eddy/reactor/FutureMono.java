package dev.eddy.reactor;

import dev.eddy.Future;
import dev.eddy.internal.reactive.FutureSubscription;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import reactor.core.CoreSubscriber;
import reactor.core.publisher.Mono;

/** A hot mono: all subscribers are told how one future ends, and leave it alone. */
final class FutureMono<T> extends Mono<T> {

    private final Future<? extends @Nullable T> future;

    private FutureMono(Future<? extends @Nullable T> future) {
        this.future = Objects.requireNonNull(future, "future");
    }

    static <T> Mono<T> of(Future<? extends @Nullable T> future) {
        return onAssembly(new FutureMono<T>(future));
    }

    @Override
    public void subscribe(CoreSubscriber<? super T> subscriber) {
        FutureSubscription<T> subscription =
                new FutureSubscription<>(future, subscriber, new ReactorHooks(subscriber.currentContext()));
        subscriber.onSubscribe(subscription);
        subscription.start();
    }
}
