package dev.eddy.rxjava;

import dev.eddy.EventLoop;
import dev.eddy.Future;
import dev.eddy.generator.Generator;
import dev.eddy.internal.reactive.GeneratorBody;
import dev.eddy.internal.reactive.HotRun;
import dev.eddy.internal.reactive.QueueBody;
import dev.eddy.queue.Queue;
import io.reactivex.rxjava3.core.Completable;
import io.reactivex.rxjava3.core.Flowable;
import io.reactivex.rxjava3.core.Maybe;
import io.reactivex.rxjava3.core.Single;
import io.reactivex.rxjava3.disposables.Disposable;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The sources that share what is there or runs anyway: the result of a future, the values of a generator, the items of a queue. */
final class Hot {

    private Hot() {}

    static <T> Single<T> single(Future<? extends T> future) {
        requireFuture(future);
        return Single.unsafeCreate(observer -> share(future, Downstream.<T>of(observer, () -> nullFrom(future))));
    }

    static <T> Maybe<T> maybe(Future<? extends @Nullable T> future) {
        requireFuture(future);
        return Maybe.unsafeCreate(observer -> share(future, Downstream.<T>of(observer)));
    }

    static Completable completable(Future<?> future) {
        requireFuture(future);
        return Completable.unsafeCreate(observer -> share(future, Downstream.of(observer)));
    }

    static <T> Flowable<T> flowable(Generator<? extends T> generator) {
        return Cold.flowable(null, new GeneratorBody<T>(generator));
    }

    static <T> Flowable<T> flowable(EventLoop loop, Queue<? extends T> queue) {
        return Cold.flowable(Objects.requireNonNull(loop, "loop"), new QueueBody<>(queue));
    }

    private static void requireFuture(@Nullable Object future) {
        Objects.requireNonNull(future, "future");
    }

    private static String nullFrom(Future<?> future) {
        return "toSingle(..): the result of " + future
                + " is null, and a Single has no null; use toMaybe(..) where there may be no value";
    }

    private static <T> void share(Future<? extends @Nullable T> future, Downstream<T> downstream) {
        Share<T> share = new Share<>(future, downstream);
        downstream.onSubscribe(share);
        share.start();
    }

    /** One observer's share in the result. */
    private static final class Share<T> extends HotRun<@Nullable T> implements Disposable {

        private final Downstream<T> downstream;

        Share(Future<? extends @Nullable T> future, Downstream<T> downstream) {
            super(future);
            this.downstream = downstream;
        }

        @Override
        public void dispose() {
            stop();
        }

        @Override
        public boolean isDisposed() {
            return isStopped();
        }

        @Override
        protected void succeeded(@Nullable T result) {
            if (!isStopped()) {
                downstream.succeed(result);
            }
        }

        @Override
        protected void failed(Throwable error) {
            if (!isStopped()) {
                downstream.fail(error);
            }
        }
    }
}
