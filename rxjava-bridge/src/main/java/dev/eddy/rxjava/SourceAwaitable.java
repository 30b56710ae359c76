package dev.eddy.rxjava;

import dev.eddy.Asyncio;
import dev.eddy.Awaitable;
import dev.eddy.Task;
import dev.eddy.internal.reactive.Subscribing;
import io.reactivex.rxjava3.core.Completable;
import io.reactivex.rxjava3.core.Flowable;
import io.reactivex.rxjava3.core.Maybe;
import io.reactivex.rxjava3.core.Observable;
import io.reactivex.rxjava3.core.Single;
import io.reactivex.rxjava3.operators.ScalarSupplier;
import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A source as an awaitable of its value, of its items as a list if it is a Flowable or an Observable: each use subscribes.
 *
 * @param <T> the type of the value
 */
final class SourceAwaitable<T> implements Awaitable<@Nullable T> {

    private final Object source;
    private final Consumer<ValueObserver<T>> subscribe;

    private SourceAwaitable(Object source, Consumer<ValueObserver<T>> subscribe) {
        this.source = source;
        this.subscribe = SubscribeFailures.unpacked(subscribe);
    }

    static <T> SourceAwaitable<T> of(Single<? extends T> single) {
        requireSource(single);
        return new SourceAwaitable<>(single, single::subscribe);
    }

    static <T> SourceAwaitable<T> of(Maybe<? extends T> maybe) {
        requireSource(maybe);
        return new SourceAwaitable<>(maybe, maybe::subscribe);
    }

    static SourceAwaitable<Void> of(Completable completable) {
        requireSource(completable);
        return new SourceAwaitable<>(completable, completable::subscribe);
    }

    /** All items, when the source has completed. */
    static <T> SourceAwaitable<List<T>> of(Flowable<T> flowable) {
        requireSource(flowable);
        return of(flowable.toList());
    }

    /** As {@link #of(Flowable)}. */
    static <T> SourceAwaitable<List<T>> of(Observable<T> observable) {
        requireSource(observable);
        return of(observable.toList());
    }

    static void requireSource(@Nullable Object source) {
        Objects.requireNonNull(source, "cannot await null: an awaitable is required");
    }

    @Override
    @SuppressWarnings("unchecked") // the value of a source of T
    public @Nullable T await() {
        if (source instanceof ScalarSupplier<?> scalar) {
            Subscribing.requireCoroutine();
            return (T) scalar.get();
        }
        return Subscribing.await(subscribe, new ValueObserver<T>());
    }

    /** A task, not a bare future: so what is left at the end of a run is disposed, and subscribing may itself await. */
    @Override
    public Task<@Nullable T> asFuture() {
        return Asyncio.createTask(this::await);
    }
}
