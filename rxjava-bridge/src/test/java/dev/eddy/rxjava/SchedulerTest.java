package dev.eddy.rxjava;

import static dev.eddy.Asyncio.getRunningLoop;
import static dev.eddy.Asyncio.sleep;
import static dev.eddy.Asyncio.toThread;
import static dev.eddy.rxjava.RxBridge.await;
import static dev.eddy.rxjava.RxBridge.each;
import static dev.eddy.rxjava.RxBridge.scheduler;
import static java.time.Duration.ZERO;
import static java.time.Duration.ofNanos;
import static java.time.Duration.ofSeconds;
import static java.util.concurrent.TimeUnit.MILLISECONDS;
import static java.util.concurrent.TimeUnit.NANOSECONDS;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import dev.eddy.EventLoop;
import dev.eddy.testing.EddyTest;
import dev.eddy.testing.TestScope;
import io.reactivex.rxjava3.core.Flowable;
import io.reactivex.rxjava3.core.Scheduler;
import io.reactivex.rxjava3.core.Single;
import io.reactivex.rxjava3.disposables.Disposable;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** The loop as a Scheduler, its order and its time: R39, R40. */
@EddyTest
class SchedulerTest {

    final List<Object> log = new ArrayList<>();

    private Runnable noting(Object entry) {
        return () -> log.add(entry);
    }

    @Nested
    class Order {

        @Test
        void r39_tasksRunInTheOrderInWhichTheyWereScheduledAndNotAtOnce() {
            Scheduler.Worker worker = scheduler(getRunningLoop()).createWorker();
            worker.schedule(() -> {
                worker.schedule(noting("third"));
                log.add("first");
            });
            worker.schedule(noting("second"));
            log.add("body");
            sleep(ofSeconds(1));

            assertThat(log).containsExactly("body", "first", "second", "third");
        }

        @Test
        void r39_whatAnotherThreadScheduledBeforeComesBefore() throws InterruptedException {
            Scheduler.Worker worker = scheduler(getRunningLoop()).createWorker();
            for (int i = 0; i < 10; i += 2) {
                int next = i;
                Thread.ofPlatform().start(() -> worker.schedule(noting(next))).join();
                worker.schedule(noting(next + 1));
            }
            sleep(ofSeconds(1));

            assertThat(log).containsExactly(0, 1, 2, 3, 4, 5, 6, 7, 8, 9);
        }

        @Test
        void r39_tasksOfThreadsAtOnceDoNotOverlapAndKeepEachThreadsOrder(EventLoop loop, TestScope scope)
                throws InterruptedException {
            Scheduler.Worker worker = scheduler(loop).createWorker();
            int[] unsynchronised = new int[5];
            CountDownLatch start = new CountDownLatch(1);
            List<Thread> threads = new ArrayList<>();
            for (int i = 0; i < 4; i++) {
                int number = i;
                threads.add(Thread.ofPlatform().start(() -> {
                    try {
                        start.await();
                    } catch (InterruptedException e) {
                        throw new AssertionError(e);
                    }
                    for (int j = 0; j < 1000; j++) {
                        int expected = j;
                        worker.schedule(() -> {
                            assertThat(unsynchronised[number]++).isEqualTo(expected);
                            unsynchronised[4]++;
                        });
                    }
                }));
            }
            start.countDown();
            for (Thread thread : threads) {
                thread.join();
            }
            scope.runCurrent();

            assertThat(unsynchronised).containsExactly(1000, 1000, 1000, 1000, 4000);
        }

        @Test
        void r39_delayedTasksRunWhenTheyAreDueInTheOrderInWhichTheyWereScheduled(TestScope scope) {
            Scheduler.Worker worker = scheduler(getRunningLoop()).createWorker();
            worker.schedule(() -> log.add("2 s at " + scope.time()), 2, SECONDS);
            worker.schedule(() -> log.add("1 s at " + scope.time()), 1, SECONDS);
            worker.schedule(() -> log.add("1 s too at " + scope.time()), 1000, MILLISECONDS);
            sleep(ofSeconds(3));

            assertThat(log).containsExactly("1 s at PT1S", "1 s too at PT1S", "2 s at PT2S");
        }

        @Test
        void theyRunOnTheLoop(EventLoop loop) {
            scheduler(getRunningLoop()).scheduleDirect(() -> log.add(EventLoop.current()));
            toThread(() -> scheduler(loop).scheduleDirect(() -> log.add(EventLoop.current()), 1, SECONDS));
            sleep(ofSeconds(2));

            assertThat(log).containsExactly(loop, loop);
        }
    }

    @Nested
    class Time {

        @Test
        void r40_nowFollowsTheLoopsClock(EventLoop loop) {
            Scheduler scheduler = scheduler(loop);
            sleep(ofSeconds(90));

            assertThat(scheduler.now(SECONDS)).isEqualTo(90);
            assertThat(scheduler.now(MILLISECONDS)).isEqualTo(90_000);
            assertThat(scheduler.createWorker().now(NANOSECONDS)).isEqualTo(90_000_000_000L);
        }

        @Test
        void r40_aDelayThatIsNotPositiveIsImmediateAndKeepsItsPlace(TestScope scope) {
            Scheduler.Worker worker = scheduler(getRunningLoop()).createWorker();
            worker.schedule(noting("first"), -1, SECONDS);
            worker.schedule(noting("second"));
            worker.schedule(noting("third"), 0, SECONDS);
            scope.runCurrent();

            assertThat(log).containsExactly("first", "second", "third");
            assertThat(scope.time()).isZero();
        }

        @Test
        void r40_delaysBelowAMillisecondAreKept(TestScope scope) {
            scheduler(getRunningLoop()).scheduleDirect(() -> log.add(scope.time()), 1500, NANOSECONDS);
            sleep(ofSeconds(1));

            assertThat(log).containsExactly(ofNanos(1500));
        }

        @Test
        void aDelayForEverIsNoError() {
            Disposable never =
                    scheduler(getRunningLoop()).scheduleDirect(noting("never"), Long.MAX_VALUE, SECONDS);
            sleep(ofSeconds(1));
            assertThat(never.isDisposed()).isFalse();
            never.dispose();
            sleep(ZERO);

            assertThat(log).isEmpty();
        }

        @Test
        void periodicTasksRunAtAFixedRateUntilDisposed(TestScope scope) {
            Scheduler.Worker worker = scheduler(getRunningLoop()).createWorker();
            Disposable ticks = worker.schedulePeriodically(() -> log.add(scope.time()), 1, 2, SECONDS);
            sleep(ofSeconds(6));
            ticks.dispose();
            sleep(ofSeconds(6));

            assertThat(log).containsExactly(ofSeconds(1), ofSeconds(3), ofSeconds(5));
        }

        @Test
        void aPeriodicTaskMayDisposeItself() {
            Disposable[] ticks = new Disposable[1];
            ticks[0] = scheduler(getRunningLoop())
                    .schedulePeriodicallyDirect(
                            () -> {
                                log.add("tick");
                                ticks[0].dispose();
                            },
                            0,
                            1,
                            SECONDS);
            sleep(ofSeconds(5));

            assertThat(log).containsExactly("tick");
        }

        @Test
        void operatorsUseTheVirtualTime(TestScope scope) {
            Scheduler scheduler = scheduler(getRunningLoop());
            for (long tick : each(Flowable.interval(1, SECONDS, scheduler).take(3))) {
                log.add(tick + " at " + scope.time());
            }
            await(Single.never().timeout(7, SECONDS, scheduler, Single.just("late")));

            assertThat(log).containsExactly("0 at PT1S", "1 at PT2S", "2 at PT3S");
            assertThat(scope.time()).isEqualTo(ofSeconds(10));
        }
    }
}
