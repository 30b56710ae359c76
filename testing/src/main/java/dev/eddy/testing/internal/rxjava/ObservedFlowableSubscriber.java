package dev.eddy.testing.internal.rxjava;

import dev.eddy.testing.internal.StreamObserver;
import io.reactivex.rxjava3.core.FlowableSubscriber;
import org.reactivestreams.Subscriber;

/** One whose subscriber RxJava treats as its own, without the checks for strangers. */
final class ObservedFlowableSubscriber<T> extends ObservedSubscriber<T> implements FlowableSubscriber<T> {

    ObservedFlowableSubscriber(Subscriber<? super T> actual, StreamObserver.Opened opened) {
        super(actual, opened);
    }
}
