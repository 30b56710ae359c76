package dev.eddy.reactor;

import dev.eddy.Future;
import dev.eddy.internal.reactive.Demand;
import dev.eddy.internal.reactive.DropHooks;
import dev.eddy.internal.reactive.HotRun;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Subscription;
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
        Run<T> run = new Run<>(future, subscriber);
        subscriber.onSubscribe(run);
        run.start();
    }

    private static final class Run<T> extends HotRun<@Nullable T> implements Subscription {
        private final MonoDelivery<T> delivery;

        Run(Future<? extends @Nullable T> future, CoreSubscriber<? super T> subscriber) {
            super(future);
            // The result is not this subscriber's to discard: others have it too.
            DropHooks hooks = new ReactorHooks(subscriber.currentContext());
            DropHooks errorsOnly = error -> hooks.errorDropped(error);
            this.delivery = new MonoDelivery<>(subscriber, errorsOnly);
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
}
