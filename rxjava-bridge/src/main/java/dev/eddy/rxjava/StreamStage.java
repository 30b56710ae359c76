package dev.eddy.rxjava;

import dev.eddy.internal.reactive.Handling;
import dev.eddy.reactive.AwaitHandler;
import dev.eddy.reactive.Concurrency;
import io.reactivex.rxjava3.core.BackpressureStrategy;
import io.reactivex.rxjava3.core.Flowable;
import io.reactivex.rxjava3.core.Observable;
import java.util.Objects;

/** A handler for each item of a stream, whichever of the two it is. */
class StreamStage<T, R> implements StreamTransformer<T, R> {

    private final Concurrency concurrency;
    private final AwaitHandler<? super T, R> handler;

    StreamStage(Concurrency concurrency, AwaitHandler<? super T, R> handler) {
        this.concurrency = Objects.requireNonNull(concurrency, "concurrency");
        this.handler = Objects.requireNonNull(handler, "handler");
    }

    @Override
    public Flowable<R> apply(Flowable<T> upstream) {
        return Cold.flowable(
                null, new Handling<T, R>(prefetch -> new FlowableItems<>(upstream, prefetch), concurrency, handler));
    }

    /** What the Observable emits too fast waits without bound, as in RxJava's own operators. */
    @Override
    public Observable<R> apply(Observable<T> upstream) {
        return Cold.observable(
                null,
                new Handling<T, R>(
                        prefetch -> new ObservableItems<>(upstream, OverflowQueue.of(BackpressureStrategy.BUFFER)),
                        concurrency,
                        handler));
    }
}
