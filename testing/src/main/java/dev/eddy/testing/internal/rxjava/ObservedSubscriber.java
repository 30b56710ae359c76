package dev.eddy.testing.internal.rxjava;

import dev.eddy.testing.internal.StreamObserver;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Subscriber;
import org.reactivestreams.Subscription;

/** Between a Flowable and who subscribes to it; sees how the subscription ends, and lets all pass. */
class ObservedSubscriber<T> implements Subscriber<T>, Subscription {

    private final Subscriber<? super T> actual;
    private final StreamObserver.Opened opened;
    private @Nullable Subscription upstream;

    ObservedSubscriber(Subscriber<? super T> actual, StreamObserver.Opened opened) {
        this.actual = actual;
        this.opened = opened;
    }

    @Override
    public final void onSubscribe(Subscription subscription) {
        if (upstream != null) {
            actual.onSubscribe(subscription); // a second one, which is to be cancelled
            return;
        }
        upstream = subscription;
        opened.cancellable(this::cancel);
        actual.onSubscribe(this);
    }

    @Override
    public final void onNext(T item) {
        try {
            actual.onNext(item);
        } catch (RuntimeException | Error e) { // that counts as a cancellation
            opened.closed();
            throw e;
        }
    }

    @Override
    public final void onError(Throwable error) {
        opened.closed();
        actual.onError(error);
    }

    @Override
    public final void onComplete() {
        opened.closed();
        actual.onComplete();
    }

    @Override
    public final void request(long n) {
        if (upstream != null) {
            upstream.request(n);
        }
    }

    @Override
    public final void cancel() {
        opened.closed();
        if (upstream != null) {
            upstream.cancel();
        }
    }
}
