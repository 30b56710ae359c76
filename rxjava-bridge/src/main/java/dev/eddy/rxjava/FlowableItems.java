package dev.eddy.rxjava;

import dev.eddy.internal.reactive.StreamSubscriber;
import io.reactivex.rxjava3.core.Flowable;
import io.reactivex.rxjava3.core.FlowableSubscriber;
import java.util.Objects;

/** The items of a Flowable; being a {@link FlowableSubscriber}, it is subscribed as it is, without RxJava's safeguard around it. */
final class FlowableItems<T> extends StreamSubscriber<T> implements FlowableSubscriber<T> {

    FlowableItems(Flowable<? extends T> flowable, int prefetch) {
        super(
                SubscribeFailures.unpacked(Objects.requireNonNull(flowable, "flowable")::subscribe),
                prefetch,
                RxDropHooks.INSTANCE);
    }
}
