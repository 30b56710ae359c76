package dev.eddy.internal.reactive;

import dev.eddy.EventLoop;
import dev.eddy.context.Context;
import dev.eddy.reactive.Emitter;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;
import org.reactivestreams.Subscriber;

/** A cold publisher: each subscriber gets a run of the body. */
public final class CoroutinePublisher<T> implements Publisher<T> {

    private final @Nullable EventLoop loop;
    private final Emitter.Body<T> body;

    public CoroutinePublisher(@Nullable EventLoop loop, Emitter.Body<T> body) {
        this.loop = loop;
        this.body = Objects.requireNonNull(body, "body");
    }

    @Override
    public void subscribe(Subscriber<? super T> subscriber) {
        Objects.requireNonNull(subscriber, "subscriber");
        Emission<T> emission = new Emission<>(loop, subscriber, body, DropHooks.LOGGING);
        subscriber.onSubscribe(emission);
        emission.start(Context.copyCurrent());
    }
}
