package dev.eddy.rxjava;

import dev.eddy.EventLoop;
import dev.eddy.LoopGroup;
import dev.eddy.reactive.Emitter;
import io.reactivex.rxjava3.core.Flowable;
import io.reactivex.rxjava3.core.Maybe;
import io.reactivex.rxjava3.core.Observable;
import io.reactivex.rxjava3.functions.BiConsumer;
import io.reactivex.rxjava3.functions.Function;
import io.reactivex.rxjava3.functions.Predicate;
import java.util.Objects;

/**
 * A coroutine for each item of a stream, by RxJava's own operators, which see to demand, order and errors. The coroutines of
 * one subscription share a loop.
 */
class StreamStage<T, R> implements StreamTransformer<T, R> {

    /** How the coroutine for an item is made, on a given loop. */
    interface Body<T, R> {
        Function<T, Flowable<R>> on(EventLoop loop);
    }

    private final int concurrency;
    private final boolean ordered;
    private final Body<T, R> body;

    StreamStage(int concurrency, boolean ordered, Body<T, R> body) {
        if (concurrency < 1) {
            throw new IllegalArgumentException("concurrency must be positive, is " + concurrency);
        }
        this.concurrency = concurrency;
        this.ordered = ordered;
        this.body = body;
    }

    static <T> StreamTransformer<T, T> filter(int concurrency, boolean ordered, Predicate<? super T> predicate) {
        Objects.requireNonNull(predicate, "predicate");
        return new StreamStage<>(concurrency, ordered, loop -> {
            Function<T, Maybe<T>> onLoop = Lifted.maybe(loop, item -> predicate.test(item) ? item : null);
            return item -> onLoop.apply(item).toFlowable();
        });
    }

    static <T, R> StreamTransformer<T, R> handle(
            int concurrency, boolean ordered, BiConsumer<? super T, ? super Emitter<R>> handler) {
        Objects.requireNonNull(handler, "handler");
        return new StreamStage<>(concurrency, ordered, loop -> Lifted.flowable(loop, handler));
    }

    @Override
    public Flowable<R> apply(Flowable<T> upstream) {
        return Flowable.defer(() -> {
            Function<T, Flowable<R>> run = body.on(loop());
            if (concurrency == 1) {
                return upstream.concatMap(run, 1);
            }
            return ordered
                    ? upstream.concatMapEager(run, concurrency, 1)
                    : upstream.flatMap(run, false, concurrency, 1);
        });
    }

    @Override
    public Observable<R> apply(Observable<T> upstream) {
        return Observable.defer(() -> {
            Function<T, Flowable<R>> run = body.on(loop());
            Function<T, Observable<R>> observed = item -> run.apply(item).toObservable();
            if (concurrency == 1) {
                return upstream.concatMap(observed);
            }
            return ordered
                    ? upstream.concatMapEager(observed, concurrency, Flowable.bufferSize())
                    : upstream.flatMap(observed, false, concurrency);
        });
    }

    private static EventLoop loop() {
        EventLoop here = EventLoop.current();
        return here != null ? here : LoopGroup.sharedNext();
    }
}
