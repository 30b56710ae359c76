package dev.eddy.rxjava;

import dev.eddy.internal.reactive.ItemQueue;
import dev.eddy.internal.reactive.StreamSubscriber;
import io.reactivex.rxjava3.core.Observable;
import io.reactivex.rxjava3.core.Observer;
import io.reactivex.rxjava3.disposables.Disposable;
import io.reactivex.rxjava3.exceptions.MissingBackpressureException;
import java.util.Objects;
import java.util.function.Consumer;
import org.reactivestreams.Subscriber;

/** The items of an Observable, which emits whether or not anyone is ready; the queue is the policy for what is too much. */
final class ObservableItems<T> extends StreamSubscriber<T> implements Observer<T> {

    ObservableItems(Observable<? extends T> observable, ItemQueue<T> queue) {
        super(
                SubscribeFailures.unpacked(subscribe(observable)),
                queue,
                RxDropHooks.INSTANCE);
    }

    private static <T> Consumer<Subscriber<T>> subscribe(Observable<? extends T> observable) {
        Objects.requireNonNull(observable, "observable");
        return items -> observable.subscribe((ObservableItems<T>) items); // it is this one
    }

    @Override
    public void onSubscribe(Disposable disposable) {
        onSubscribe(new DisposableSubscription(disposable));
    }

    @Override
    protected Throwable overflow() {
        return new MissingBackpressureException(
                "an item of the Observable came when the coroutine was not ready for it and"
                        + " the buffer was full; each(..) takes a larger capacity, or a strategy that drops");
    }
}
