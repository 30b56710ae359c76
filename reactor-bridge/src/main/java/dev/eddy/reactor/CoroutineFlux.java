package dev.eddy.reactor;

import dev.eddy.EventLoop;
import dev.eddy.internal.reactive.Emission;
import dev.eddy.reactive.Emitter;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import reactor.core.CoreSubscriber;
import reactor.core.publisher.Flux;
import reactor.util.context.Context;

/** A cold flux: each subscriber gets a run of the body. */
final class CoroutineFlux<T> extends Flux<T> {

    private final @Nullable EventLoop loop;
    private final dev.eddy.context.@Nullable Context base;
    private final Emitter.Body<T> body;
    private final Context builder = SubscriberContext.view();

    private CoroutineFlux(
            @Nullable EventLoop loop, dev.eddy.context.@Nullable Context base, Emitter.Body<T> body) {
        this.loop = loop;
        this.base = base == null ? null : base.copy();
        this.body = Objects.requireNonNull(body, "body");
    }

    static <T> Flux<T> of(
            @Nullable EventLoop loop, dev.eddy.context.@Nullable Context base, Emitter.Body<T> body) {
        return onAssembly(new CoroutineFlux<>(loop, base, body));
    }

    @Override
    public void subscribe(CoreSubscriber<? super T> subscriber) {
        Context context = subscriber.currentContext();
        Emission<T> emission = new Emission<>(loop, subscriber, body, new ReactorHooks(context));
        subscriber.onSubscribe(emission);
        emission.start(SubscriberContext.forBody(base, builder, context));
    }
}
