package dev.eddy.reactor;

import dev.eddy.internal.reactive.StreamSubscriber;
import org.reactivestreams.Publisher;
import reactor.core.CoreSubscriber;
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
}
