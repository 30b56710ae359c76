package dev.eddy.reactor;

import dev.eddy.EventLoop;
import dev.eddy.internal.reactive.ColdRun;
import dev.eddy.internal.reactive.Demand;
import dev.eddy.internal.reactive.ValueDelivery;
import dev.eddy.reactive.AwaitFunction;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Subscription;
import reactor.core.CoreSubscriber;
import reactor.core.publisher.Mono;
import reactor.util.context.Context;

/** A cold mono: each subscriber gets a run of the body. */
final class CoroutineMono<T> extends Mono<T> {

    private final @Nullable EventLoop loop;
    private final dev.eddy.context.@Nullable Context base;
    private final Callable<? extends @Nullable T> body;
    private final Context builder;

    private CoroutineMono(
            @Nullable EventLoop loop,
            dev.eddy.context.@Nullable Context base,
            Context builder,
            Callable<? extends @Nullable T> body) {
        this.loop = loop;
        this.builder = builder;
        this.base = base == null ? null : base.copy();
        this.body = Objects.requireNonNull(body, "body");
    }

    static <T> Mono<T> of(
            @Nullable EventLoop loop, dev.eddy.context.@Nullable Context base, Callable<? extends @Nullable T> body) {
        return onAssembly(new CoroutineMono<T>(loop, base, SubscriberContext.view(), body));
    }

    /** For bodies that are made one by one: which context they add to is settled where this is called, not where they are made. */
    static <T, R> Function<T, Mono<R>> lift(AwaitFunction<? super T, ? extends @Nullable R> function) {
        Objects.requireNonNull(function, "function");
        Context builder = SubscriberContext.view();
        return item -> onAssembly(new CoroutineMono<R>(null, null, builder, () -> function.apply(item)));
    }

    @Override
    public void subscribe(CoreSubscriber<? super T> subscriber) {
        Context context = subscriber.currentContext();
        Run<T> run = new Run<>(loop, body, subscriber, new ReactorHooks(context));
        subscriber.onSubscribe(run);
        run.start(SubscriberContext.forBody(base, builder, context));
    }

    private static final class Run<T> extends ColdRun<@Nullable T> implements Subscription {
        private final Callable<? extends @Nullable T> body;
        private final ValueDelivery<T> delivery;

        Run(
                @Nullable EventLoop loop,
                Callable<? extends @Nullable T> body,
                CoreSubscriber<? super T> subscriber,
                ReactorHooks hooks) {
            super(loop, hooks);
            this.body = body;
            this.delivery = new ValueDelivery<>(subscriber, hooks);
        }

        @Override
        public void request(long n) {
            if (n > 0) {
                delivery.request();
            } else if (delivery.fail(Demand.notPositive(n))) {
                dispose();
            }
        }

        @Override
        public void cancel() {
            if (delivery.cancel()) {
                dispose();
            }
        }

        @Override
        protected @Nullable T body() throws Exception {
            return body.call();
        }

        @Override
        protected void cancelledBeforeStart() {
            if (body instanceof AwaitableBody<?> ofAwaitable) {
                ofAwaitable.close();
            }
        }

        @Override
        protected void succeeded(@Nullable T result) {
            delivery.succeed(result);
        }

        @Override
        protected void failed(Throwable error) {
            if (!delivery.fail(error)) {
                hooks().errorDropped(error);
            }
        }
    }
}
