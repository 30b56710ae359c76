package dev.eddy.rxjava;

import dev.eddy.EventLoop;
import dev.eddy.internal.Sneaky;
import dev.eddy.reactive.Emitter;
import io.reactivex.rxjava3.core.Completable;
import io.reactivex.rxjava3.core.Flowable;
import io.reactivex.rxjava3.core.Maybe;
import io.reactivex.rxjava3.core.Single;
import io.reactivex.rxjava3.functions.BiConsumer;
import io.reactivex.rxjava3.functions.Consumer;
import io.reactivex.rxjava3.functions.Function;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;

/** Functions that may await, as functions to the cold source of what they give. */
final class Lifted {

    private Lifted() {}

    static <T, R> Function<T, Single<R>> single(
            @Nullable EventLoop loop, Function<? super T, ? extends R> function, String caller) {
        requireFunction(function);
        return item -> Cold.single(loop, call(function, item), () -> nullFrom(caller, function, item));
    }

    static <T, R> Function<T, Maybe<R>> maybe(
            @Nullable EventLoop loop, Function<? super T, ? extends @Nullable R> function) {
        requireFunction(function);
        return item -> Cold.maybe(loop, call(function, item));
    }

    static <T> Function<T, Completable> completable(@Nullable EventLoop loop, Consumer<? super T> action) {
        requireFunction(action);
        return item -> Cold.completable(loop, () -> accept(action, item));
    }

    static <T, R> Function<T, Flowable<R>> flowable(
            @Nullable EventLoop loop, BiConsumer<? super T, ? super Emitter<R>> handler) {
        requireFunction(handler);
        return item -> Cold.flowable(loop, out -> accept(handler, item, out));
    }

    private static void requireFunction(@Nullable Object function) {
        Objects.requireNonNull(function, "function");
    }

    private static String nullFrom(String caller, Object function, Object item) {
        return "the function of " + caller + ", " + function.getClass().getName() + ", returned null for " + item
                + ", and RxJava has no null items; use liftMaybe(..) where there may be no value";
    }

    private static <T, R extends @Nullable Object> Callable<R> call(Function<? super T, ? extends R> function, T item) {
        return () -> {
            try {
                return function.apply(item);
            } catch (Throwable e) {
                throw Sneaky.<RuntimeException>raise(e);
            }
        };
    }

    private static <T> void accept(Consumer<? super T> action, T item) {
        try {
            action.accept(item);
        } catch (Throwable e) {
            throw Sneaky.<RuntimeException>raise(e);
        }
    }

    private static <T, U> void accept(BiConsumer<? super T, ? super U> action, T first, U second) {
        try {
            action.accept(first, second);
        } catch (Throwable e) {
            throw Sneaky.<RuntimeException>raise(e);
        }
    }
}
