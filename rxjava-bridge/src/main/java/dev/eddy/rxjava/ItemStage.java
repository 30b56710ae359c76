package dev.eddy.rxjava;

import dev.eddy.internal.reactive.Handling;
import dev.eddy.reactive.AwaitFunction;
import dev.eddy.reactive.Concurrency;
import io.reactivex.rxjava3.core.Maybe;
import io.reactivex.rxjava3.core.Single;
import io.reactivex.rxjava3.functions.Function;

/** A function for each item, which gives one in its place. */
final class ItemStage<T, R> extends StreamStage<T, R> implements ItemTransformer<T, R> {

    private final Function<T, Single<R>> run;

    ItemStage(Concurrency concurrency, AwaitFunction<? super T, ? extends R> function) {
        super(concurrency, Handling.map(function));
        this.run = Lifted.single(function, "mapAwait(..)");
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
