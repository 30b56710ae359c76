package dev.eddy.rxjava;

import dev.eddy.internal.reactive.Subscribing;
import dev.eddy.internal.reactive.ValueMode;
import dev.eddy.internal.reactive.ValueSubscriber;
import io.reactivex.rxjava3.core.Flowable;
import io.reactivex.rxjava3.core.FlowableSubscriber;
import org.jspecify.annotations.Nullable;

/** Awaits one item of a Flowable. */
final class FlowableValue<T> extends ValueSubscriber<T> implements FlowableSubscriber<T> {

    private FlowableValue(ValueMode mode, @Nullable T otherwise) {
        super(mode, otherwise, RxDropHooks.INSTANCE);
    }

    static <T> @Nullable T await(Flowable<? extends T> flowable, ValueMode mode, @Nullable T otherwise) {
        SourceAwaitable.requireSource(flowable);
        return Subscribing.await(
                SubscribeFailures.<FlowableSubscriber<T>>unpacked(flowable::subscribe),
                new FlowableValue<T>(mode, otherwise));
    }
}
