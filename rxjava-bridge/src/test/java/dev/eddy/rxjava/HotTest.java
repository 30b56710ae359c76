package dev.eddy.rxjava;

import static dev.eddy.Asyncio.await;
import static dev.eddy.Asyncio.createTask;
import static dev.eddy.Asyncio.getRunningLoop;
import static dev.eddy.Asyncio.sleep;
import static dev.eddy.Asyncio.toThread;
import static dev.eddy.rxjava.RxBridge.await;
import static dev.eddy.rxjava.RxBridge.toCompletable;
import static dev.eddy.rxjava.RxBridge.toMaybe;
import static dev.eddy.rxjava.RxBridge.toSingle;
import static java.time.Duration.ofHours;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;

import dev.eddy.EventLoop;
import dev.eddy.Future;
import dev.eddy.Task;
import dev.eddy.testing.EddyTest;
import dev.eddy.testing.TestScope;
import io.reactivex.rxjava3.core.Single;
import io.reactivex.rxjava3.observers.TestObserver;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import org.junit.jupiter.api.Test;

/** Tasks and futures as Single, Maybe and Completable: R21. */
@EddyTest
class HotTest {

    final List<String> log = new ArrayList<>();

    @Test
    void r21_allSubscribersShareTheResult() {
        Single<String> single = toSingle(createTask(() -> {
            log.add("run");
            sleep(ofSeconds(1));
            return "value";
        }));
        TestObserver<String> first = single.test();
        TestObserver<String> second = single.test();
        sleep(ofSeconds(2));

        first.assertResult("value");
        second.assertResult("value");
        single.test().assertResult("value");
        assertThat(log).containsExactly("run");
    }

    @Test
    void r21_disposingLeavesTheTaskAlone() {
        Task<String> task = createTask(() -> {
            sleep(ofSeconds(1));
            return "value";
        });
        TestObserver<String> leaving = toSingle(task).test();
        TestObserver<String> staying = toSingle(task).test();

        leaving.dispose();
        sleep(ofSeconds(2));

        assertThat(await(task)).isEqualTo("value");
        leaving.assertEmpty();
        staying.assertResult("value");
    }

    @Test
    void r21_aTaskThatAwaitsItAndIsCancelledLeavesItAlone() {
        Task<String> shared = createTask(() -> {
            sleep(ofSeconds(2));
            return "value";
        });
        Task<String> waiter = createTask(() -> await(toSingle(shared)));
        sleep(ofSeconds(1));

        waiter.cancel();

        assertThat(await(shared)).isEqualTo("value");
        assertThat(waiter.cancelled()).isTrue();
    }

    @Test
    void aFailureIsTheErrorOfEach() {
        IOException error = new IOException();
        Future<String> future = getRunningLoop().createFuture();
        TestObserver<String> early = toSingle(future).test();
        future.setException(error);
        sleep(ofSeconds(1));

        early.assertError(thrown -> thrown == error);
        toMaybe(future).test().assertError(thrown -> thrown == error);
        toCompletable(future).test().assertError(thrown -> thrown == error);
    }

    @Test
    void r32_aCancellationIsACancellationException() {
        Task<Void> task = createTask(() -> sleep(ofHours(1)));
        TestObserver<Void> early = toSingle(task).test();
        sleep(ofSeconds(1));
        task.cancel();
        sleep(ofSeconds(1));

        early.assertFailure(CancellationException.class);
        toMaybe(task).test().assertFailure(CancellationException.class);
        toCompletable(task).test().assertFailure(CancellationException.class);
    }

    @Test
    void r26_aNullResultIsAnErrorOfASingleThatSaysWhereItCameFrom() {
        Task<Void> task = createTask(() -> {}, "the-writer");
        await(task);

        toSingle(task)
                .test()
                .assertError(NullPointerException.class)
                .assertError(error -> error.getMessage().contains("toSingle(..)")
                        && error.getMessage().contains("the-writer"));
        toMaybe(task).test().assertResult();
        toCompletable(task).test().assertResult();
    }

    @Test
    void anotherThreadMaySubscribe(EventLoop loop, TestScope scope) {
        Future<String> future = loop.createFuture();
        TestObserver<String> observer = toThread(() -> toSingle(future).test());

        future.setResult("value");
        scope.runCurrent();

        observer.assertResult("value");
    }

    @Test
    void afterTheLoopIsClosedAResultIsStillThereAndWhatIsPendingIsAnError() {
        EventLoop own = EventLoop.create();
        Future<String> pending = own.createFuture();
        Future<String> done = own.createFuture();
        done.setResult("value");
        own.close();

        toSingle(done).test().assertResult("value");
        toSingle(pending).test().assertFailure(IllegalStateException.class);
    }
}
