package dev.eddy.rxjava;

import dev.eddy.Awaitable;
import dev.eddy.Task;
import dev.eddy.reactive.Each;
import io.reactivex.rxjava3.core.BackpressureStrategy;
import io.reactivex.rxjava3.core.Flowable;
import io.reactivex.rxjava3.core.Observable;
import io.reactivex.rxjava3.core.Observer;
import io.reactivex.rxjava3.disposables.Disposable;
import java.util.List;
import java.util.function.Consumer;
import org.reactivestreams.Subscriber;
import org.reactivestreams.Subscription;

/** The kinds of source with any number of items, for tests that hold for both. */
enum StreamKind {
    FLOWABLE {
        @Override
        Object source(Consumer<Signals> onSubscribe) {
            return Flowable.<Object>unsafeCreate(subscriber -> onSubscribe.accept(new OfSubscriber(subscriber)));
        }

        @Override
        Object just(Integer... items) {
            return Flowable.fromArray(items);
        }

        @Override
        Object await(Mode mode, Object source) {
            Flowable<Object> flowable = flowable(source);
            return switch (mode) {
                case FIRST -> RxBridge.awaitFirst(flowable);
                case FIRST_OR_DEFAULT -> RxBridge.awaitFirstOrDefault(flowable, "default");
                case FIRST_OR_NULL -> RxBridge.awaitFirstOrNull(flowable);
                case LAST -> RxBridge.awaitLast(flowable);
                case SINGLE -> RxBridge.awaitSingle(flowable);
                case SINGLE_OR_NULL -> RxBridge.awaitSingleOrNull(flowable);
                case COLLECT -> RxBridge.collect(flowable);
            };
        }

        @Override
        Each<Object> each(Object source) {
            return RxBridge.each(flowable(source));
        }

        @Override
        Task<List<Object>> toTask(Object source) {
            return RxBridge.toTask(flowable(source));
        }

        @Override
        Awaitable<List<Object>> toAwaitable(Object source) {
            return RxBridge.toAwaitable(flowable(source));
        }

        @SuppressWarnings("unchecked")
        private static Flowable<Object> flowable(Object source) {
            return (Flowable<Object>) source;
        }
    },
    OBSERVABLE {
        @Override
        Object source(Consumer<Signals> onSubscribe) {
            return Observable.<Object>unsafeCreate(observer -> onSubscribe.accept(new OfObserver(observer)));
        }

        @Override
        Object just(Integer... items) {
            return Observable.fromArray(items);
        }

        @Override
        Object await(Mode mode, Object source) {
            Observable<Object> observable = observable(source);
            return switch (mode) {
                case FIRST -> RxBridge.awaitFirst(observable);
                case FIRST_OR_DEFAULT -> RxBridge.awaitFirstOrDefault(observable, "default");
                case FIRST_OR_NULL -> RxBridge.awaitFirstOrNull(observable);
                case LAST -> RxBridge.awaitLast(observable);
                case SINGLE -> RxBridge.awaitSingle(observable);
                case SINGLE_OR_NULL -> RxBridge.awaitSingleOrNull(observable);
                case COLLECT -> RxBridge.collect(observable);
            };
        }

        @Override
        Each<Object> each(Object source) {
            return RxBridge.each(observable(source), BackpressureStrategy.BUFFER);
        }

        @Override
        Task<List<Object>> toTask(Object source) {
            return RxBridge.toTask(observable(source));
        }

        @Override
        Awaitable<List<Object>> toAwaitable(Object source) {
            return RxBridge.toAwaitable(observable(source));
        }

        @SuppressWarnings("unchecked")
        private static Observable<Object> observable(Object source) {
            return (Observable<Object>) source;
        }
    };

    /** What of a stream is awaited. */
    enum Mode {
        FIRST,
        FIRST_OR_DEFAULT,
        FIRST_OR_NULL,
        LAST,
        SINGLE,
        SINGLE_OR_NULL,
        COLLECT;

        boolean isFirst() {
            return this == FIRST || this == FIRST_OR_DEFAULT || this == FIRST_OR_NULL;
        }
    }

    /** What a source can tell its subscriber. */
    interface Signals {
        void onSubscribe(Subscription subscription);

        void onNext(Object item);

        void onError(Throwable error);

        void onComplete();
    }

    /** A source that leaves it to the test when which signal is sent, legal or not. */
    abstract Object source(Consumer<Signals> onSubscribe);

    abstract Object just(Integer... items);

    abstract Object await(Mode mode, Object source);

    abstract Each<Object> each(Object source);

    abstract Task<List<Object>> toTask(Object source);

    abstract Awaitable<List<Object>> toAwaitable(Object source);

    private record OfSubscriber(Subscriber<? super Object> downstream) implements Signals {
        @Override
        public void onSubscribe(Subscription subscription) {
            downstream.onSubscribe(subscription);
        }

        @Override
        public void onNext(Object item) {
            downstream.onNext(item);
        }

        @Override
        public void onError(Throwable error) {
            downstream.onError(error);
        }

        @Override
        public void onComplete() {
            downstream.onComplete();
        }
    }

    private record OfObserver(Observer<? super Object> downstream) implements Signals {
        @Override
        public void onSubscribe(Subscription subscription) {
            downstream.onSubscribe(Disposable.fromAction(subscription::cancel));
        }

        @Override
        public void onNext(Object item) {
            downstream.onNext(item);
        }

        @Override
        public void onError(Throwable error) {
            downstream.onError(error);
        }

        @Override
        public void onComplete() {
            downstream.onComplete();
        }
    }
}
