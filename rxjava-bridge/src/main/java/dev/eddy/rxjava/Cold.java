package dev.eddy.rxjava;

import dev.eddy.Action;
import dev.eddy.EventLoop;
import dev.eddy.internal.reactive.ColdRun;
import dev.eddy.internal.reactive.Emission;
import dev.eddy.reactive.Emitter;
import io.reactivex.rxjava3.core.Completable;
import io.reactivex.rxjava3.core.Flowable;
import io.reactivex.rxjava3.core.Maybe;
import io.reactivex.rxjava3.core.Observable;
import io.reactivex.rxjava3.core.Single;
import io.reactivex.rxjava3.disposables.Disposable;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The sources that run a body for each observer. */
final class Cold {

    private Cold() {}

    static <T> Single<T> single(@Nullable EventLoop loop, Callable<? extends T> body) {
        return single(loop, body, () -> nullFrom(body));
    }

    /** @param nullFrom says where a null result comes from */
    static <T> Single<T> single(@Nullable EventLoop loop, Callable<? extends T> body, Supplier<String> nullFrom) {
        requireBody(body);
        return Single.unsafeCreate(observer -> run(loop, body, Downstream.<T>of(observer, nullFrom)));
    }

    static <T> Maybe<T> maybe(@Nullable EventLoop loop, Callable<? extends @Nullable T> body) {
        requireBody(body);
        return Maybe.unsafeCreate(observer -> run(loop, body, Downstream.<T>of(observer)));
    }

    static Completable completable(@Nullable EventLoop loop, Action body) {
        requireBody(body);
        Callable<@Nullable Void> withoutResult = body.toCallable();
        return Completable.unsafeCreate(observer -> run(loop, withoutResult, Downstream.of(observer)));
    }

    static <T> Flowable<T> flowable(@Nullable EventLoop loop, Emitter.Body<T> body) {
        requireBody(body);
        return Flowable.unsafeCreate(subscriber -> {
            Emission<T> emission = new Emission<>(loop, subscriber, body, RxDropHooks.INSTANCE);
            subscriber.onSubscribe(emission);
            emission.start(null);
        });
    }

    static <T> Observable<T> observable(@Nullable EventLoop loop, Emitter.Body<T> body) {
        return flowable(loop, body).toObservable();
    }

    private static void requireBody(@Nullable Object body) {
        Objects.requireNonNull(body, "body");
    }

    private static String nullFrom(Callable<?> body) {
        return "the body of single(..), " + body.getClass().getName()
                + ", returned null, and a Single has no null; use maybe(..) where there may be no value";
    }

    private static <T> void run(
            @Nullable EventLoop loop, Callable<? extends @Nullable T> body, Downstream<T> downstream) {
        ValueRun<T> run = new ValueRun<>(loop, body, downstream);
        downstream.onSubscribe(run);
        run.start(null);
    }

    /** One run of the body, for one observer. */
    private static final class ValueRun<T> extends ColdRun<@Nullable T> implements Disposable {

        private final Callable<? extends @Nullable T> body;
        private final Downstream<T> downstream;

        ValueRun(@Nullable EventLoop loop, Callable<? extends @Nullable T> body, Downstream<T> downstream) {
            super(loop, RxDropHooks.INSTANCE);
            this.body = body;
            this.downstream = downstream;
        }

        @Override
        protected @Nullable T body() throws Exception {
            return body.call();
        }

        @Override
        protected void succeeded(@Nullable T result) {
            downstream.succeed(result);
        }

        @Override
        protected void failed(Throwable error) {
            downstream.fail(error);
        }
    }
}
