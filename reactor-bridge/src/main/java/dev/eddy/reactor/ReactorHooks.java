package dev.eddy.reactor;

import dev.eddy.CancelledError;
import dev.eddy.internal.Fatal;
import dev.eddy.internal.Sneaky;
import dev.eddy.internal.reactive.DropHooks;
import dev.eddy.reactive.AwaitHandler;
import reactor.core.Exceptions;
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

    @Override
    public void subscribedTwice() {
        Operators.reportSubscriptionSet();
    }

    /** The handler as an operator has it: what it throws goes through {@code onOperatorError}, and unpacked. */
    static <T, R> AwaitHandler<T, R> operator(AwaitHandler<? super T, R> handler) {
        return (item, out) -> {
            try {
                handler.handle(item, out);
            } catch (CancelledError e) {
                throw e;
            } catch (Throwable e) {
                throw Sneaky.<RuntimeException>raise(
                        Operators.onOperatorError(null, Exceptions.unwrap(e), item, SubscriberContext.view()));
            }
        };
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
