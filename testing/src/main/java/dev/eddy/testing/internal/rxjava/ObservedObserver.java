package dev.eddy.testing.internal.rxjava;

import dev.eddy.testing.internal.StreamObserver;
import io.reactivex.rxjava3.core.CompletableObserver;
import io.reactivex.rxjava3.core.MaybeObserver;
import io.reactivex.rxjava3.core.Observer;
import io.reactivex.rxjava3.core.SingleObserver;
import io.reactivex.rxjava3.disposables.Disposable;
import io.reactivex.rxjava3.functions.Action;
import io.reactivex.rxjava3.functions.Consumer;
import org.jspecify.annotations.Nullable;

/** Between a source that is no Flowable and who subscribes to it; sees how the subscription ends, and lets all pass. */
final class ObservedObserver<T>
        implements Observer<T>, SingleObserver<T>, MaybeObserver<T>, CompletableObserver, Disposable {

    /** The four kinds of observers, whose methods are the same but have no interface in common. */
    private record Signals<T>(
            Consumer<Disposable> onSubscribe, Consumer<? super T> item, Consumer<Throwable> error, Action complete) {}

    private final Signals<T> actual;
    private final StreamObserver.Opened opened;
    private @Nullable Disposable upstream;

    private ObservedObserver(Signals<T> actual, StreamObserver.Opened opened) {
        this.actual = actual;
        this.opened = opened;
    }

    static <T> ObservedObserver<T> of(Observer<? super T> actual, StreamObserver.Opened opened) {
        return new ObservedObserver<>(
                new Signals<>(actual::onSubscribe, actual::onNext, actual::onError, actual::onComplete), opened);
    }

    static <T> ObservedObserver<T> of(SingleObserver<? super T> actual, StreamObserver.Opened opened) {
        return new ObservedObserver<>(
                new Signals<>(actual::onSubscribe, actual::onSuccess, actual::onError, () -> {}), opened);
    }

    static <T> ObservedObserver<T> of(MaybeObserver<? super T> actual, StreamObserver.Opened opened) {
        return new ObservedObserver<>(
                new Signals<>(actual::onSubscribe, actual::onSuccess, actual::onError, actual::onComplete), opened);
    }

    static ObservedObserver<Object> of(CompletableObserver actual, StreamObserver.Opened opened) {
        return new ObservedObserver<>(
                new Signals<>(actual::onSubscribe, item -> {}, actual::onError, actual::onComplete), opened);
    }

    @Override
    public void onSubscribe(Disposable disposable) {
        if (upstream != null) {
            tell(() -> actual.onSubscribe.accept(disposable)); // a second one, which is to be disposed of
            return;
        }
        upstream = disposable;
        opened.cancellable(this::dispose);
        tell(() -> actual.onSubscribe.accept(this));
    }

    @Override
    public void onNext(T item) {
        try {
            tell(() -> actual.item.accept(item));
        } catch (RuntimeException | Error e) { // that counts as a disposal
            opened.closed();
            throw e;
        }
    }

    @Override
    public void onSuccess(T item) {
        opened.closed();
        tell(() -> actual.item.accept(item));
    }

    @Override
    public void onError(Throwable error) {
        opened.closed();
        tell(() -> actual.error.accept(error));
    }

    @Override
    public void onComplete() {
        opened.closed();
        tell(actual.complete);
    }

    @Override
    public void dispose() {
        opened.closed();
        if (upstream != null) {
            upstream.dispose();
        }
    }

    @Override
    public boolean isDisposed() {
        return upstream != null && upstream.isDisposed();
    }

    /** The methods of an observer throw no checked exceptions; RxJava's interfaces for functions do. */
    private static void tell(Action signal) {
        try {
            signal.run();
        } catch (RuntimeException | Error e) {
            throw e;
        } catch (Throwable e) {
            throw new AssertionError(e);
        }
    }
}
