package dev.eddy.rxjava;

import io.reactivex.rxjava3.disposables.Disposable;
import java.util.Objects;
import org.reactivestreams.Subscription;

/** The subscription to an Observable, where there is nothing to request. */
record DisposableSubscription(Disposable disposable) implements Subscription {

    DisposableSubscription {
        Objects.requireNonNull(disposable, "disposable");
    }

    @Override
    public void request(long n) {}

    @Override
    public void cancel() {
        disposable.dispose();
    }
}
