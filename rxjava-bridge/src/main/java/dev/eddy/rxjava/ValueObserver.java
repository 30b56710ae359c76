package dev.eddy.rxjava;

import dev.eddy.internal.Fatal;
import dev.eddy.internal.reactive.ValueSource;
import io.reactivex.rxjava3.core.CompletableObserver;
import io.reactivex.rxjava3.core.MaybeObserver;
import io.reactivex.rxjava3.core.SingleObserver;
import io.reactivex.rxjava3.disposables.Disposable;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * Awaits the answer of a Single, Maybe or Completable.
 *
 * @param <T> the type of the value
 */
final class ValueObserver<T> extends ValueSource<T>
        implements SingleObserver<T>, MaybeObserver<T>, CompletableObserver {

    private static final Disposable CANCELLED = Disposable.disposed();

    // null -> the source's disposable -> CANCELLED; or null -> CANCELLED, then the one that comes late is disposed.
    private final AtomicReference<@Nullable Disposable> upstream = new AtomicReference<>();

    ValueObserver() {
        super(RxDropHooks.INSTANCE);
    }

    @Override
    protected void cancelUpstream() {
        Disposable present = upstream.getAndSet(CANCELLED);
        if (present != null) {
            dispose(present);
        }
    }

    private void dispose(Disposable present) {
        try {
            present.dispose();
        } catch (Throwable e) {
            Fatal.rethrow(e);
            hooks().errorDropped(e); // it must not, and it changes nothing
        }
    }

    @Override
    public void onSubscribe(Disposable disposable) {
        Objects.requireNonNull(disposable, "disposable");
        if (!setFirst(upstream, disposable)) {
            dispose(disposable);
            if (upstream.get() != CANCELLED) {
                hooks().subscribedTwice();
            }
        }
    }

    @Override
    public void onSuccess(T value) {
        succeed(Objects.requireNonNull(value, "a source must not succeed with null"));
    }

    @Override
    public void onComplete() {
        succeed(null);
    }

    @Override
    public void onError(Throwable error) {
        fail(Objects.requireNonNull(error, "a source must not fail with null"));
    }
}
