package dev.eddy.reactor;

import dev.eddy.context.ContextVar;
import org.jspecify.annotations.Nullable;
import reactor.util.context.Context;

/** The context of the subscriber that a coroutine works for, as a context variable of that coroutine. */
final class SubscriberContext {

    private static final ContextVar<Context> CURRENT = new ContextVar<>("reactor-context", Context.empty());

    private SubscriberContext() {}

    /** What the current coroutine's own subscribers report. */
    static Context current() {
        return CURRENT.get();
    }

    /**
     * The context for the body of a cold publisher: a copy of the base, or for null of the current one, in which the subscriber's
     * entries are added to those that were there when the publisher was built. Of equal keys the subscriber's wins.
     */
    static dev.eddy.context.Context forBody(
            dev.eddy.context.@Nullable Context base, Context builder, Context subscriber) {
        Context merged = builder.putAll(subscriber.readOnly());
        var context = base == null ? dev.eddy.context.Context.copyCurrent() : base.copy();
        try {
            context.run(() -> CURRENT.set(merged));
        } catch (Exception e) {
            throw new AssertionError(e); // setting a variable throws nothing
        }
        return context;
    }
}
