package dev.eddy.rxjava;

import dev.eddy.Task;
import io.reactivex.rxjava3.core.Completable;
import io.reactivex.rxjava3.core.Maybe;
import io.reactivex.rxjava3.core.Single;
import io.reactivex.rxjava3.disposables.Disposable;
import java.util.function.Consumer;

/** The kinds of source with at most one value, for tests that hold for each of them. */
enum Kind {
    SINGLE {
        @Override
        Object source(Consumer<Signals> onSubscribe) {
            return Single.<String>unsafeCreate(observer -> onSubscribe.accept(
                    new Signals(observer::onSubscribe, () -> observer.onSuccess("value"), observer::onError)));
        }

        @Override
        Object await(Object source) {
            return RxBridge.await((Single<?>) source);
        }

        @Override
        Task<?> toTask(Object source) {
            return RxBridge.toTask((Single<?>) source);
        }

        @Override
        Object value() {
            return "value";
        }
    },
    MAYBE {
        @Override
        Object source(Consumer<Signals> onSubscribe) {
            return Maybe.<String>unsafeCreate(observer -> onSubscribe.accept(
                    new Signals(observer::onSubscribe, () -> observer.onSuccess("value"), observer::onError)));
        }

        @Override
        Object await(Object source) {
            return RxBridge.await((Maybe<?>) source);
        }

        @Override
        Task<?> toTask(Object source) {
            return RxBridge.toTask((Maybe<?>) source);
        }

        @Override
        Object value() {
            return "value";
        }
    },
    COMPLETABLE {
        @Override
        Object source(Consumer<Signals> onSubscribe) {
            return Completable.unsafeCreate(observer -> onSubscribe.accept(
                    new Signals(observer::onSubscribe, observer::onComplete, observer::onError)));
        }

        @Override
        Object await(Object source) {
            RxBridge.await((Completable) source);
            return null;
        }

        @Override
        Task<?> toTask(Object source) {
            return RxBridge.toTask((Completable) source);
        }

        @Override
        Object value() {
            return null;
        }
    };

    /** What a source can tell its observer. */
    record Signals(Consumer<Disposable> onSubscribe, Runnable onSuccess, Consumer<Throwable> onError) {}

    /** A source that leaves it to the test when which signal is sent, legal or not. */
    abstract Object source(Consumer<Signals> onSubscribe);

    abstract Object await(Object source);

    abstract Task<?> toTask(Object source);

    /** What awaiting gives after {@code onSuccess}. */
    abstract Object value();
}
