package dev.eddy.rxjava;

import dev.eddy.reactive.AwaitFunction;
import dev.eddy.reactive.AwaitHandler;
import io.reactivex.rxjava3.core.Completable;
import io.reactivex.rxjava3.core.Flowable;
import io.reactivex.rxjava3.core.Maybe;
import io.reactivex.rxjava3.core.Single;
import io.reactivex.rxjava3.functions.Function;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Functions that may await, as functions to the cold source of what they give. */
final class Lifted {

    private Lifted() {}

    /** @param caller what the function was given to */
    static <T, R> Function<T, Single<R>> single(AwaitFunction<? super T, ? extends R> function, String caller) {
        requireFunction(function);
        return item -> Cold.single(null, () -> function.apply(item), () -> nullFrom(caller, function, item));
    }

    static <T, R> Function<T, Maybe<R>> maybe(AwaitFunction<? super T, ? extends @Nullable R> function) {
        requireFunction(function);
        return item -> Cold.maybe(null, () -> function.apply(item));
    }

    static <T> Function<T, Completable> completable(AwaitFunction<? super T, ? extends @Nullable Object> function) {
        requireFunction(function);
        return item -> Cold.completable(null, () -> function.apply(item));
    }

    static <T, R> Function<T, Flowable<R>> flowable(AwaitHandler<? super T, R> handler) {
        requireFunction(handler);
        return item -> Cold.flowable(null, out -> handler.handle(item, out));
    }

    private static void requireFunction(@Nullable Object function) {
        Objects.requireNonNull(function, "function");
    }

    private static String nullFrom(String caller, Object function, Object item) {
        return "the function of " + caller + ", " + function.getClass().getName() + ", returned null for " + item
                + ", and RxJava has no null items; use liftMaybe(..) where there may be no value";
    }
}
