package dev.eddy.rxjava;

import static dev.eddy.Asyncio.await;
import static dev.eddy.Asyncio.coroutine;
import static dev.eddy.Asyncio.createTask;
import static dev.eddy.Asyncio.ensureFuture;
import static dev.eddy.Asyncio.gather;
import static dev.eddy.Asyncio.gatherReturnExceptions;
import static dev.eddy.Asyncio.sleep;
import static dev.eddy.Asyncio.toThread;
import static java.time.Duration.ZERO;
import static java.time.Duration.ofSeconds;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.eddy.Asyncio;
import dev.eddy.CancelledError;
import dev.eddy.Future;
import dev.eddy.ReturnWhen;
import dev.eddy.WaitResult;
import dev.eddy.testing.AllowLeaks;
import dev.eddy.testing.EddyTest;
import dev.eddy.testing.Leak;
import dev.eddy.testing.TestScope;
import io.reactivex.rxjava3.core.Completable;
import io.reactivex.rxjava3.core.Flowable;
import io.reactivex.rxjava3.core.Maybe;
import io.reactivex.rxjava3.core.Observable;
import io.reactivex.rxjava3.core.Single;
import io.reactivex.rxjava3.disposables.Disposable;
import io.reactivex.rxjava3.processors.PublishProcessor;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** RxJava's types in gather, wait and ensureFuture. */
@EddyTest
class AwaitableAdapterTest {

    @Test
    void gatherTakesEveryKindMixed() {
        List<Object> results = await(gather(
                Single.just(1),
                Maybe.just(2),
                Maybe.empty(),
                Completable.complete(),
                Flowable.just(3, 4),
                Flowable.empty(),
                Observable.just(3, 4),
                createTask(() -> 5),
                coroutine(() -> 6),
                CompletableFuture.completedFuture(7)));

        assertThat(results).containsExactly(1, 2, null, null, List.of(3, 4), List.of(), List.of(3, 4), 5, 6, 7);
    }

    @Test
    void gatherRunsThemAtTheSameTime(TestScope scope) {
        Single<Integer> one = Single.timer(1, SECONDS).map(i -> 1);

        assertThat(await(gather(one, one.map(i -> 2), one.map(i -> 3)))).containsExactly(1, 2, 3);
        assertThat(scope.time()).isEqualTo(ofSeconds(1));
    }

    @Test
    void gatherLetsSourcesThatAwaitWhileTheyAreSubscribedToRunAtTheSameTime(TestScope scope) {
        Single<Integer> awaiting = Single.fromCallable(() -> {
            sleep(ofSeconds(1));
            return 1;
        });

        assertThat(await(gather(awaiting, awaiting.map(i -> 2)))).containsExactly(1, 2);
        assertThat(scope.time()).isEqualTo(ofSeconds(1));
    }

    @ParameterizedTest
    @EnumSource
    void whatIsPendingAtTheEndOfTheRunIsDisposed(Kind kind) {
        ManualSource source = ManualSource.of(kind);
        toThread(() -> Asyncio.run(() -> {
            Future<?> pending = ensureFuture(source.source());
            sleep(ZERO);
            return pending;
        }));

        assertThat(source.disposals()).isOne();
    }

    @Test
    @AllowLeaks(Leak.TASKS) // what has not failed goes on
    void gatherGivesTheErrorOfASource() {
        IOException error = new IOException();
        assertThat(catchThrowable(() -> await(gather(Single.error(error), Maybe.never())))).isSameAs(error);
        assertThat(await(gatherReturnExceptions(
                Single.error(error),
                Maybe.error(error),
                Completable.error(error),
                Flowable.error(error),
                Observable.error(error))))
                .containsExactly(error, error, error, error, error);
    }

    @ParameterizedTest
    @EnumSource
    void r7_cancellingTheFutureDisposesTheSource(Kind kind) {
        ManualSource source = ManualSource.of(kind);
        Future<?> future = ensureFuture(source.source());
        sleep(ofSeconds(1));
        boolean subscribed = source.isSubscribed();

        future.cancel();
        Throwable thrown = catchThrowable(() -> await(future));

        assertThat(subscribed).isTrue();
        assertThat(thrown).isInstanceOf(CancelledError.class);
        assertThat(source.disposals()).isOne();
    }

    @Test
    void r7_cancellingTheFutureOfAFlowableCancelsIt() {
        PublishProcessor<Integer> processor = PublishProcessor.create();
        Future<?> future = ensureFuture(processor);
        sleep(ofSeconds(1));
        boolean subscribed = processor.hasSubscribers();

        future.cancel();
        Throwable thrown = catchThrowable(() -> await(future));

        assertThat(subscribed).isTrue();
        assertThat(thrown).isInstanceOf(CancelledError.class);
        assertThat(processor.hasSubscribers()).isFalse();
    }

    @Test
    void waitTakesThemAndTheLoserCanBeCancelled() {
        ManualSource slow = ManualSource.of(Kind.SINGLE);
        WaitResult<?> result = Asyncio.wait(ReturnWhen.FIRST_COMPLETED, slow.source(), Single.just("fast"));

        result.pending().forEach(Future::cancel);
        sleep(ofSeconds(1));

        assertThat(result.done()).singleElement().satisfies(done -> assertThat(done.result()).isEqualTo("fast"));
        assertThat(slow.disposals()).isOne();
    }

    @Test
    void nothingElseOfRxJavaIsTaken() {
        assertThatThrownBy(() -> ensureFuture(Disposable.empty()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("Observable");
    }
}
