package dev.eddy.rxjava;

import dev.eddy.internal.reactive.Subscribing;
import dev.eddy.internal.reactive.ValueMode;
import dev.eddy.internal.reactive.ValueSubscriber;
import io.reactivex.rxjava3.core.Observable;
import io.reactivex.rxjava3.core.Observer;
import io.reactivex.rxjava3.disposables.Disposable;
import org.jspecify.annotations.Nullable;

/** Awaits one item of an Observable. */
final class ObservableValue<T> extends ValueSubscriber<T> implements Observer<T> {

    private ObservableValue(ValueMode mode, @Nullable T otherwise) {
        super(mode, otherwise, RxDropHooks.INSTANCE);
    }

    static <T> @Nullable T await(Observable<? extends T> observable, ValueMode mode, @Nullable T otherwise) {
        SourceAwaitable.requireSource(observable);
        return Subscribing.await(
                SubscribeFailures.<Observer<T>>unpacked(observable::subscribe),
                new ObservableValue<T>(mode, otherwise));
    }

    @Override
    public void onSubscribe(Disposable disposable) {
        onSubscribe(new DisposableSubscription(disposable));
    }
}
