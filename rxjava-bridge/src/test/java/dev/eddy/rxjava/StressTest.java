package dev.eddy.rxjava;

import static dev.eddy.Asyncio.run;
import static dev.eddy.Asyncio.sleep;
import static dev.eddy.rxjava.RxBridge.await;
import static dev.eddy.rxjava.RxBridge.each;
import static dev.eddy.rxjava.RxBridge.single;
import static java.time.Duration.ZERO;
import static java.time.Duration.ofHours;
import static java.time.Duration.ofMillis;
import static org.assertj.core.api.Assertions.assertThat;

import dev.eddy.EventLoop;
import dev.eddy.LoopGroup;
import io.reactivex.rxjava3.core.Flowable;
import io.reactivex.rxjava3.core.Single;
import io.reactivex.rxjava3.observers.TestObserver;
import io.reactivex.rxjava3.schedulers.Schedulers;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Many threads at once. */
@Tag("stress")
class StressTest {

    private static final int THREADS = 8;

    @RegisterExtension final Undeliverable undeliverable = new Undeliverable();

    final ExecutorService threads = Executors.newFixedThreadPool(THREADS);
    final LoopGroup group = new LoopGroup("stress-loop", 2);

    @AfterEach
    void closeAll() {
        threads.shutdown();
        group.close();
    }

    /** Has each thread do the same at the same time; gives what they return. */
    private <T> List<T> atOnce(Callable<T> action) throws Exception {
        CyclicBarrier start = new CyclicBarrier(THREADS);
        List<Future<T>> futures = new ArrayList<>();
        for (int i = 0; i < THREADS; i++) {
            futures.add(threads.submit(() -> {
                start.await();
                return action.call();
            }));
        }
        List<T> results = new ArrayList<>();
        for (Future<T> future : futures) {
            results.add(future.get(60, TimeUnit.SECONDS));
        }
        return results;
    }

    private static void assertNoTaskIsLeft(EventLoop own) {
        CompletableFuture<List<?>> left = new CompletableFuture<>();
        own.callSoonThreadsafe(() -> left.complete(own.allTasks()));
        assertThat(left.join()).isEmpty();
    }

    @Test
    void aThousandSubscriptionsFromEightThreadsAllEnd() throws Exception {
        EventLoop own = group.next();
        Single<Integer> source = single(own, () -> {
            sleep(ofMillis(1));
            return await(single(() -> 1)) + await(Single.just(1));
        });

        List<List<TestObserver<Integer>>> observers = atOnce(() -> {
            List<TestObserver<Integer>> subscribed = new ArrayList<>();
            for (int i = 0; i < 1000 / THREADS; i++) {
                subscribed.add(source.test());
            }
            return subscribed;
        });

        observers.forEach(
                ofThread -> ofThread.forEach(observer -> observer.awaitDone(60, TimeUnit.SECONDS).assertResult(2)));
        assertNoTaskIsLeft(own);
    }

    @Test
    void aThousandSubscriptionsOnTheSharedLoopsAllEnd() throws Exception {
        List<List<TestObserver<Integer>>> observers = atOnce(() -> {
            List<TestObserver<Integer>> subscribed = new ArrayList<>();
            for (int i = 0; i < 1000 / THREADS; i++) {
                subscribed.add(single(() -> {
                    sleep(ofMillis(1));
                    return 1;
                })
                        .test());
            }
            return subscribed;
        });

        observers.forEach(
                ofThread -> ofThread.forEach(observer -> observer.awaitDone(60, TimeUnit.SECONDS).assertResult(1)));
        for (int i = 0; i < Runtime.getRuntime().availableProcessors(); i++) {
            assertNoTaskIsLeft(LoopGroup.shared().next());
        }
        LoopGroup.closeShared();
    }

    @Test
    void aThousandSubscriptionsThatAreDisposedLeaveNoTask() throws Exception {
        EventLoop own = group.next();
        Single<Integer> source = single(own, () -> {
            sleep(ofHours(1));
            return 1;
        });

        List<List<TestObserver<Integer>>> observers = atOnce(() -> {
            List<TestObserver<Integer>> subscribed = new ArrayList<>();
            for (int i = 0; i < 1000 / THREADS; i++) {
                TestObserver<Integer> observer = source.test();
                subscribed.add(observer);
                if (i % 2 == 0) {
                    observer.dispose();
                }
            }
            subscribed.forEach(TestObserver::dispose);
            return subscribed;
        });

        // Two turns: a cancelled task ends in the one after its cancellation.
        CompletableFuture<Void> turns = new CompletableFuture<>();
        own.callSoonThreadsafe(() -> own.createTask(() -> {
            sleep(ZERO);
            sleep(ZERO);
            turns.complete(null);
        }));
        turns.join();
        observers.forEach(ofThread -> ofThread.forEach(TestObserver::assertEmpty));
        assertNoTaskIsLeft(own);
    }

    @Test
    void aHundredThousandItemsOfAnotherThreadComeInTheirOrder() {
        int[] expected = new int[1];
        run(() -> {
            for (int item : each(Flowable.range(0, 100_000).observeOn(Schedulers.newThread()), 64)) {
                assertThat(item).isEqualTo(expected[0]++);
            }
        });
        assertThat(expected).containsExactly(100_000);
    }
}
