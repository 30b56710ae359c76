package dev.eddy.reactor;

import dev.eddy.internal.Sneaky;
import dev.eddy.internal.reactive.ItemQueue;
import dev.eddy.internal.reactive.StreamSubscriber;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;
import org.reactivestreams.Subscription;
import reactor.core.CoreSubscriber;
import reactor.core.Exceptions;
import reactor.core.Fuseable;
import reactor.util.context.Context;

/** Iterates over a Reactor publisher, with the context of the coroutine. */
final class CoreStreamSubscriber<T> extends StreamSubscriber<T> implements CoreSubscriber<T> {

    private final Context context;

    CoreStreamSubscriber(Publisher<? extends T> publisher, int prefetch, Context context) {
        super(publisher::subscribe, prefetch, new ReactorHooks(context));
        this.context = context;
    }

    @Override
    public Context currentContext() {
        return context;
    }

    @Override
    protected @Nullable ItemQueue<T> queueOf(Subscription subscription) {
        return subscription instanceof Fuseable.QueueSubscription<?> fuseable
                && fuseable.requestFusion(Fuseable.SYNC) == Fuseable.SYNC ? new Fused<>(fuseable) : null;
    }

    /** A source that is a queue by itself: its items are pulled, and nothing is requested. */
    private record Fused<T>(Fuseable.QueueSubscription<?> source) implements ItemQueue<T> {

        @Override
        public boolean offer(T item) {
            throw new UnsupportedOperationException("a fused source emits nothing");
        }

        /** What an operator fails with here, a checked exception or a cancellation too, it can only throw wrapped. */
        @Override
        @SuppressWarnings("unchecked") // it is a source of T
        public @Nullable T poll() {
            try {
                return (T) source.poll();
            } catch (Throwable e) {
                throw Sneaky.<RuntimeException>raise(Exceptions.unwrap(e));
            }
        }

        @Override
        public boolean isEmpty() {
            return source.isEmpty();
        }

        /** It discards by itself what it has made, and knows whether there is an end. */
        @Override
        public void clear(Consumer<? super T> discard) {
            source.clear();
        }
    }
}
