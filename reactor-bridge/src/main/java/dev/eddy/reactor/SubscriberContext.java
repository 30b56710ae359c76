package dev.eddy.reactor;

import dev.eddy.context.ContextVar;
import org.jspecify.annotations.Nullable;
import reactor.util.context.Context;

/** The context of the subscriber that a coroutine works for, as a context variable of that coroutine. */
final class SubscriberContext {

    private static final ContextVar<Context> CURRENT = new ContextVar<>("reactor-context", Context.empty());

    private SubscriberContext() {}

    /** As the subscriber has it. */
    static Context view() {
        return CURRENT.get();
    }

    /** What the current coroutine's own subscribers report: with the present values of what is kept elsewhere. */
    static Context current() {
        return Propagation.INSTANCE.capture(ContextKeys.write(view()));
    }

    /**
     * The context for the body of a cold publisher: a copy of the base, or for null of the current one, in which the subscriber's
     * entries are added to those that were there when the publisher was built. Of equal keys the subscriber's wins. Null if that would
     * be a mere copy of the current one.
     */
    static dev.eddy.context.@Nullable Context forBody(
            dev.eddy.context.@Nullable Context base, Context builder, Context subscriber) {
        Context merged = builder.putAll(subscriber.readOnly());
        if (base == null && merged.isEmpty() && view().isEmpty()) {
            return null;
        }
        try {
            var context = base == null ? copyCurrent(merged) : base.copy().run(() -> copyCurrent(merged));
            context.run(() -> {
                CURRENT.set(merged);
                ContextKeys.read(merged);
                return null;
            });
            return context;
        } catch (Exception e) {
            throw new AssertionError(e); // none of that throws anything
        }
    }

    /** With the thread-locals that the subscriber's context knows. */
    private static dev.eddy.context.Context copyCurrent(Context merged) {
        return Propagation.INSTANCE.with(merged, dev.eddy.context.Context::copyCurrent);
    }
}
