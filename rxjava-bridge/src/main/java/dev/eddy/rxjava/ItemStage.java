package dev.eddy.rxjava;

import io.reactivex.rxjava3.core.Maybe;
import io.reactivex.rxjava3.core.Single;
import io.reactivex.rxjava3.functions.Function;

/** A coroutine for each item that gives one in its place. */
final class ItemStage<T, R> extends StreamStage<T, R> implements ItemTransformer<T, R> {

    private final Function<T, Single<R>> run;

    ItemStage(int concurrency, boolean ordered, Function<? super T, ? extends R> function) {
        super(concurrency, ordered, loop -> {
            Function<T, Single<R>> onLoop = Lifted.single(loop, function, "mapAwait(..)");
            return item -> onLoop.apply(item).toFlowable();
        });
        this.run = Lifted.single(null, function, "mapAwait(..)");
    }

    @Override
    public Single<R> apply(Single<T> upstream) {
        return upstream.flatMap(run);
    }

    @Override
    public Maybe<R> apply(Maybe<T> upstream) {
        return upstream.flatMapSingle(run);
    }
}
