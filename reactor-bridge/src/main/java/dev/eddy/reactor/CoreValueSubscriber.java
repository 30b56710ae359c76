package dev.eddy.reactor;

import dev.eddy.internal.reactive.ValueMode;
import dev.eddy.internal.reactive.ValueSubscriber;
import org.jspecify.annotations.Nullable;
import reactor.core.CoreSubscriber;
import reactor.util.context.Context;

/** Awaits one item of a Reactor publisher, with the context of the coroutine. */
final class CoreValueSubscriber<T> extends ValueSubscriber<T> implements CoreSubscriber<T> {

    private final Context context;

    CoreValueSubscriber(ValueMode mode, @Nullable T otherwise, Context context) {
        super(mode, otherwise, new ReactorHooks(context));
        this.context = context;
    }

    @Override
    public Context currentContext() {
        return context;
    }
}
