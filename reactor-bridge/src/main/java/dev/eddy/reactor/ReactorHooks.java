package dev.eddy.reactor;

import dev.eddy.internal.Fatal;
import dev.eddy.internal.reactive.DropHooks;
import reactor.core.publisher.Operators;
import reactor.util.context.Context;

/** Reactor's hooks: those in the subscriber's context, else the global ones. */
record ReactorHooks(Context context) implements DropHooks {

    @Override
    public void errorDropped(Throwable error) {
        tell(() -> Operators.onErrorDropped(error, context));
    }

    @Override
    public void nextDropped(Object item) {
        tell(() -> Operators.onNextDropped(item, context));
    }

    @Override
    public void discarded(Object item) {
        tell(() -> Operators.onDiscard(item, context));
    }

    private static void tell(Runnable hook) {
        try {
            hook.run();
        } catch (Throwable e) {
            Fatal.rethrow(e);
            DropHooks.LOGGING.errorDropped(e);
        }
    }
}
