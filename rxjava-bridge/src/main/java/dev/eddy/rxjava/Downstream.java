package dev.eddy.rxjava;

import dev.eddy.internal.Fatal;
import io.reactivex.rxjava3.core.CompletableObserver;
import io.reactivex.rxjava3.core.MaybeObserver;
import io.reactivex.rxjava3.core.SingleObserver;
import io.reactivex.rxjava3.disposables.Disposable;
import io.reactivex.rxjava3.plugins.RxJavaPlugins;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The observer that waits for a coroutine's result, whichever kind it is. What it throws from a signal goes to RxJava's
 * hook.
 *
 * @param <T> the type of the result
 */
abstract class Downstream<T> {

    abstract void onSubscribe(Disposable disposable);

    abstract void onResult(@Nullable T result);

    abstract void onError(Throwable error);

    final void succeed(@Nullable T result) {
        guarded(() -> onResult(result));
    }

    final void fail(Throwable error) {
        guarded(() -> onError(error));
    }

    private static void guarded(Runnable signal) {
        try {
            signal.run();
        } catch (Throwable e) {
            Fatal.rethrow(e);
            RxJavaPlugins.onError(e);
        }
    }

    /** @param origin says where a null comes from, which a Single cannot have */
    static <T> Downstream<T> of(SingleObserver<? super T> observer, Supplier<String> origin) {
        return new Downstream<>() {
            @Override
            void onSubscribe(Disposable disposable) {
                observer.onSubscribe(disposable);
            }

            @Override
            void onResult(@Nullable T result) {
                if (result != null) {
                    observer.onSuccess(result);
                } else {
                    observer.onError(new NullPointerException(origin.get()));
                }
            }

            @Override
            void onError(Throwable error) {
                observer.onError(error);
            }
        };
    }

    static <T> Downstream<T> of(MaybeObserver<? super T> observer) {
        return new Downstream<>() {
            @Override
            void onSubscribe(Disposable disposable) {
                observer.onSubscribe(disposable);
            }

            @Override
            void onResult(@Nullable T result) {
                if (result != null) {
                    observer.onSuccess(result);
                } else {
                    observer.onComplete();
                }
            }

            @Override
            void onError(Throwable error) {
                observer.onError(error);
            }
        };
    }

    static Downstream<Object> of(CompletableObserver observer) {
        return new Downstream<>() {
            @Override
            void onSubscribe(Disposable disposable) {
                observer.onSubscribe(disposable);
            }

            @Override
            void onResult(@Nullable Object result) {
                observer.onComplete();
            }

            @Override
            void onError(Throwable error) {
                observer.onError(error);
            }
        };
    }
}
