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
    private final @Nullable Context context;
    private final Emitter.Body<T> body;

    /**
     * @param loop null for the one where it is subscribed to, or else one of the shared group
     * @param context of which each body runs in a copy; null for the one where it is subscribed to
     */
    public CoroutinePublisher(@Nullable EventLoop loop, @Nullable Context context, Emitter.Body<T> body) {
        this.loop = loop;
        this.context = context == null ? null : context.copy();
        this.body = Objects.requireNonNull(body, "body");
    }

    @Override
    public void subscribe(Subscriber<? super T> subscriber) {
        Objects.requireNonNull(subscriber, "subscriber");
        Emission<T> emission = new Emission<>(loop, subscriber, body, DropHooks.LOGGING);
        subscriber.onSubscribe(emission);
        emission.start(context == null ? null : context.copy());
    }
}
