package dev.eddy.rxjava;

import static dev.eddy.Asyncio.getRunningLoop;
import static dev.eddy.Asyncio.sleep;
import static dev.eddy.Asyncio.timeout;
import static dev.eddy.rxjava.RxBridge.await;
import static dev.eddy.rxjava.RxBridge.runAsGuest;
import static dev.eddy.rxjava.RxBridge.scheduler;
import static java.time.Duration.ZERO;
import static java.time.Duration.ofHours;
import static java.time.Duration.ofMillis;
import static java.util.concurrent.TimeUnit.HOURS;
import static java.util.concurrent.TimeUnit.MILLISECONDS;
import static java.util.concurrent.TimeUnit.MINUTES;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.eddy.Asyncio;
import dev.eddy.EventLoop;
import dev.eddy.LoopGroup;
import io.reactivex.rxjava3.core.Flowable;
import io.reactivex.rxjava3.core.Scheduler;
import io.reactivex.rxjava3.core.Single;
import io.reactivex.rxjava3.plugins.RxJavaPlugins;
import io.reactivex.rxjava3.schedulers.Schedulers;
import io.reactivex.rxjava3.schedulers.TestScheduler;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A loop that is a guest on a scheduler's worker: R38, R40. */
class GuestTest {

    final List<Object> log = new ArrayList<>();

    static List<Supplier<Scheduler>> schedulers() {
        return List.of(Schedulers::single, Schedulers::computation, Schedulers::io, Schedulers::newThread);
    }

    @AfterEach
    void resetHooks() {
        RxJavaPlugins.reset();
    }

    @ParameterizedTest
    @MethodSource("schedulers")
    void theWorkersOfRxJavaHostALoop(Supplier<Scheduler> scheduler) {
        CompletableFuture<String> outcome = runAsGuest(
                scheduler.get(),
                () -> {
                    sleep(ofMillis(1));
                    return await(Single.timer(1, MILLISECONDS).map(tick -> "tick"));
                });

        assertThat(outcome.join()).isEqualTo("tick");
    }

    @Test
    void anExecutorsWorkerHostsALoopToo() {
        Scheduler.Worker worker = Schedulers.single().createWorker();
        try {
            assertThat(Asyncio.runAsGuest(worker::schedule, () -> "result").join()).isEqualTo("result");
        } finally {
            worker.dispose();
        }
    }

    @Test
    void whoIsToldTheOutcomeIsNotInterrupted() {
        CompletableFuture<Boolean> interrupted = runAsGuest(Schedulers.newThread(), () -> sleep(ZERO))
                .thenApply(done -> Thread.currentThread().isInterrupted());

        assertThat(interrupted.join()).isFalse();
    }

    @Test
    void theSchedulerOfALoopIsThatLoop() {
        EventLoop loop = LoopGroup.sharedNext();

        assertThat(runAsGuest(scheduler(loop), () -> getRunningLoop()).join()).isSameAs(loop);
    }

    @Nested
    class OnATestScheduler {

        final TestScheduler scheduler = new TestScheduler();

        @Test
        void r40_itsTimeIsTheLoops() {
            CompletableFuture<Void> outcome = runAsGuest(scheduler, () -> {
                for (int i = 0; i < 3; i++) {
                    log.add(getRunningLoop().time());
                    sleep(ofHours(1));
                }
            });
            assertThat(log).isEmpty();

            scheduler.triggerActions();
            scheduler.advanceTimeBy(59, MINUTES);
            assertThat(log).containsExactly(ofHours(0));

            scheduler.advanceTimeTo(2, HOURS);
            assertThat(log).containsExactly(ofHours(0), ofHours(1), ofHours(2));

            scheduler.advanceTimeTo(3, HOURS);
            assertThat(outcome).isCompleted();
        }

        @Test
        void itsOperatorsAndTheLoopsTimersShareIt() {
            CompletableFuture<String> outcome = runAsGuest(scheduler, () -> {
                String early = timeout(ofHours(2), () -> await(Single.just("early").delay(1, HOURS, scheduler)));
                log.add(getRunningLoop().time());
                try {
                    timeout(ofHours(1), () -> await(Single.just("late").delay(2, HOURS, scheduler)));
                } catch (Exception e) {
                    log.add(e.getClass());
                }
                return early;
            });

            scheduler.advanceTimeBy(9, HOURS);

            assertThat(outcome.join()).isEqualTo("early");
            assertThat(log).containsExactly(ofHours(1), TimeoutException.class);
        }

        @Test
        void cancellingTheOutcomeCancelsTheMainTask() {
            CompletableFuture<Void> outcome = runAsGuest(scheduler, () -> {
                try {
                    sleep(ofHours(1));
                } finally {
                    log.add("clean-up");
                }
            });
            scheduler.triggerActions();

            outcome.cancel(true);
            scheduler.triggerActions();

            assertThat(log).containsExactly("clean-up");
        }

        @Test
        void r38_onASchedulerThatIsShutDownTheOutcomeIsAnError() {
            RxJavaPlugins.setErrorHandler(log::add);
            CompletableFuture<Void> outcome = runAsGuest(Schedulers.from(task -> {
                throw new RejectedExecutionException("full");
            }), () -> sleep(ofHours(1)));

            assertThatThrownBy(outcome::join)
                    .isInstanceOf(CompletionException.class)
                    .hasCauseInstanceOf(RejectedExecutionException.class);
        }
    }

    @Test
    void r38_whicheverKindThatIs() {
        RxJavaPlugins.setErrorHandler(log::add);

        assertThat(RunOnTest.shutDown())
                .allSatisfy(scheduler -> assertThatThrownBy(runAsGuest(scheduler, () -> "never")::join)
                        .isInstanceOf(CompletionException.class)
                        .hasCauseInstanceOf(RejectedExecutionException.class));
    }

    @Test
    void r38_aSchedulerThatIsShutDownWhileTheGuestSleepsIsTheOutcome() throws InterruptedException {
        RxJavaPlugins.setErrorHandler(log::add);
        Scheduler scheduler = RxJavaPlugins.createSingleScheduler(Thread::new);
        CompletableFuture<Void> outcome = runAsGuest(scheduler, () -> sleep(ofMillis(50)));
        CountDownLatch asleep = new CountDownLatch(1);
        scheduler.scheduleDirect(asleep::countDown);
        asleep.await();
        scheduler.shutdown();

        assertThatThrownBy(outcome::join)
                .isInstanceOf(CompletionException.class)
                .hasCauseInstanceOf(RejectedExecutionException.class);
    }

    @Test
    void theBodiesOfCoroutinesOnTheGuestRunInVirtualTimeToo() {
        TestScheduler scheduler = new TestScheduler();
        CompletableFuture<Integer> outcome = runAsGuest(
                scheduler,
                () -> RxBridge.collect(Flowable.range(1, 3)
                        .concatMapSingle(RxBridge.lift(i -> {
                            sleep(ofHours(i));
                            return i;
                        })))
                        .size());

        scheduler.advanceTimeBy(5, HOURS);
        assertThat(outcome).isNotDone();
        scheduler.advanceTimeBy(1, HOURS);
        scheduler.advanceTimeBy(1, SECONDS);

        assertThat(outcome.join()).isEqualTo(3);
    }
}
