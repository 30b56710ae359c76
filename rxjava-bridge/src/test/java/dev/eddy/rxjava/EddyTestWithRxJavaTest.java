package dev.eddy.rxjava;

import static dev.eddy.Asyncio.createTask;
import static dev.eddy.Asyncio.sleep;
import static dev.eddy.Asyncio.timeout;
import static dev.eddy.rxjava.RxBridge.await;
import static dev.eddy.rxjava.RxBridge.runOn;
import static dev.eddy.rxjava.RxBridge.scheduler;
import static dev.eddy.rxjava.RxBridge.single;
import static java.time.Duration.ZERO;
import static java.time.Duration.ofDays;
import static java.time.Duration.ofHours;
import static java.time.Duration.ofMinutes;
import static java.time.Duration.ofSeconds;
import static java.util.concurrent.TimeUnit.HOURS;
import static java.util.concurrent.TimeUnit.MILLISECONDS;
import static java.util.concurrent.TimeUnit.MINUTES;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.InstanceOfAssertFactories.STRING;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;

import dev.eddy.EventLoop;
import dev.eddy.Task;
import dev.eddy.testing.AllowLeaks;
import dev.eddy.testing.EddyTest;
import dev.eddy.testing.Leak;
import dev.eddy.testing.TestScope;
import io.reactivex.rxjava3.core.Completable;
import io.reactivex.rxjava3.core.Flowable;
import io.reactivex.rxjava3.core.Maybe;
import io.reactivex.rxjava3.core.Observable;
import io.reactivex.rxjava3.core.Scheduler;
import io.reactivex.rxjava3.core.Single;
import io.reactivex.rxjava3.disposables.Disposable;
import io.reactivex.rxjava3.functions.Consumer;
import io.reactivex.rxjava3.observers.TestObserver;
import io.reactivex.rxjava3.plugins.RxJavaPlugins;
import io.reactivex.rxjava3.schedulers.Schedulers;
import io.reactivex.rxjava3.schedulers.TestScheduler;
import io.reactivex.rxjava3.subscribers.DefaultSubscriber;
import io.reactivex.rxjava3.subscribers.TestSubscriber;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.testkit.engine.EngineTestKit;

/** RxJava in tests that are coroutines: one clock, and what such a test must not leave behind. */
class EddyTestWithRxJavaTest {

    private static final Single<Long> ASSEMBLED_BEFORE = Single.timer(5, HOURS);

    @Nested
    class OneClock {

        @EddyTest
        void the_operators_that_take_time_follow_the_clock_of_the_test(TestScope scope) {
            await(Single.timer(1, HOURS));
            assertThat(scope.time()).isEqualTo(ofHours(1));
            assertThat(await(Observable.interval(20, MINUTES).take(3).toList())).containsExactly(0L, 1L, 2L);
            assertThat(scope.time()).isEqualTo(ofHours(2));

            assertThatThrownBy(() -> await(Single.never().timeout(1, HOURS))).isInstanceOf(TimeoutException.class);
            assertThat(scope.time()).isEqualTo(ofHours(3));
            assertThat(await(Flowable.concat(Flowable.just(1, 2), Flowable.timer(2, SECONDS).map(tick -> 3))
                    .debounce(1, SECONDS)
                    .toList()))
                    .containsExactly(2, 3);
        }

        @EddyTest
        void retries_with_a_backoff_follow_the_clock_of_the_test(TestScope scope) {
            AtomicInteger calls = new AtomicInteger();
            Single<Integer> flaky = Single.defer(() -> calls.incrementAndGet() < 4
                    ? Single.error(new IllegalStateException("down"))
                    : Single.just(calls.get()));

            assertThat(await(flaky.retryWhen(errors -> errors
                    .zipWith(Flowable.range(0, 5), (error, attempt) -> 1L << attempt)
                    .flatMap(minutes -> Flowable.timer(minutes, MINUTES)))))
                    .isEqualTo(4);
            assertThat(scope.time()).isEqualTo(ofMinutes(1 + 2 + 4));
        }

        @EddyTest
        void coroutines_and_streams_take_turns_on_one_clock(TestScope scope) {
            List<String> seen = new ArrayList<>();
            Task<?> task = createTask(() -> {
                for (int i = 0; i < 2; i++) {
                    sleep(ofSeconds(2));
                    seen.add("task at " + scope.time().toSeconds());
                }
            });
            Disposable ticks = Observable.interval(1, 2, SECONDS)
                    .subscribe(tick -> seen.add("tick at " + scope.time().toSeconds()));

            dev.eddy.Asyncio.await(task);
            ticks.dispose();

            assertThat(seen).containsExactly("tick at 1", "task at 2", "tick at 3", "task at 4");
        }

        @EddyTest
        void time_stands_still_while_a_thread_of_a_scheduler_of_ones_own_works_for_the_loop(TestScope scope) {
            CompletableFuture<String> gate = new CompletableFuture<>();
            Scheduler own = Schedulers.from(task -> Thread.ofVirtual().start(task));
            Task<String> answer = createTask(() -> timeout(ofSeconds(1), () -> runOn(own, () -> gate.join())));
            scope.runCurrent();
            assertThat(answer.done()).isFalse();

            gate.complete("there");

            assertThat(dev.eddy.Asyncio.await(answer)).isEqualTo("there");
            assertThat(scope.time()).isEqualTo(ZERO);
        }

        @EddyTest
        void time_does_not_wait_for_a_call_on_a_scheduler_that_does_not_begin_or_that_is_over(TestScope scope) {
            Task<?> dropped = createTask(() -> runOn(Schedulers.from(task -> {}), () -> "never"));
            scope.runCurrent();
            dropped.cancel();
            Scheduler ofTheLoop = scheduler(scope.loop());
            assertThat(runOn(ofTheLoop, () -> EventLoop.current())).isSameAs(scope.loop());
            ofTheLoop.shutdown();
            assertThatThrownBy(() -> runOn(ofTheLoop, () -> "never")).isInstanceOf(RejectedExecutionException.class);

            sleep(ofHours(1));

            assertThat(scope.time()).isEqualTo(ofHours(1));
        }

        @EddyTest
        void every_scheduler_is_the_loop(EventLoop loop) {
            for (Scheduler scheduler : List.of(
                    Schedulers.computation(), Schedulers.io(), Schedulers.single(), Schedulers.newThread())) {
                assertThat(await(Single.fromCallable(EventLoop::current).subscribeOn(scheduler))).isSameAs(loop);
                assertThat(await(single(() -> {
                    sleep(ofDays(1));
                    return EventLoop.current();
                }).subscribeOn(scheduler))).isSameAs(loop);
            }
        }

        @EddyTest
        void a_pipeline_that_was_assembled_before_the_test_follows_its_clock(TestScope scope) {
            await(ASSEMBLED_BEFORE);

            assertThat(scope.time()).isEqualTo(ofHours(5));
        }

        @EddyTest
        void a_reset_of_the_plugins_leaves_the_clock(TestScope scope) {
            RxJavaPlugins.reset();

            await(Completable.timer(1, HOURS));

            assertThat(scope.time()).isEqualTo(ofHours(1));
        }

        @EddyTest(time = EddyTest.Time.REAL)
        void in_real_time_the_schedulers_are_the_real_ones() {
            assertThat(await(Single.fromCallable(() -> Thread.currentThread().getName())
                    .subscribeOn(Schedulers.computation()))).startsWith("RxComputationThreadPool-");
        }

        @Test
        void outside_of_such_tests_the_schedulers_are_the_real_ones() {
            assertThat(Single.fromCallable(() -> Thread.currentThread().getName())
                    .subscribeOn(Schedulers.computation())
                    .blockingGet()).startsWith("RxComputationThreadPool-");
            assertThat(Single.timer(1, MILLISECONDS, Schedulers.io())
                    .map(tick -> Thread.currentThread().getName())
                    .blockingGet()).startsWith("RxCachedThreadScheduler-");
        }
    }

    @Nested
    @EddyTest
    class BesideRxJavasOwnTools {

        @Test
        void test_observer_and_test_subscriber_see_what_has_happened_until_now(TestScope scope) {
            TestObserver<Long> observer = Observable.interval(1, HOURS).take(2).test();
            TestSubscriber<Long> subscriber = Flowable.interval(1, HOURS).take(3).test(2);

            scope.advance(ofHours(2));

            observer.assertResult(0L, 1L);
            subscriber.assertValues(0L, 1L).assertNotComplete();
            subscriber.cancel();
        }

        @Test
        void a_test_scheduler_has_a_clock_of_its_own(TestScope scope) {
            TestScheduler own = new TestScheduler();
            TestObserver<Long> observer = Single.timer(1, HOURS, own).test();

            own.advanceTimeBy(1, HOURS);

            observer.assertResult(0L);
            assertThat(scope.time()).isEqualTo(ZERO);
        }
    }

    // ---- what a test must not do ------------------------------------------------------------------------------------

    static class Blocked {
        @EddyTest
        void flowable() {
            await(Flowable.<String>never().map(String::length).firstOrError());
        }

        @EddyTest
        void single() {
            await(Single.<String>create(emitter -> {}).map(String::length).filter(length -> length > 3));
        }

        @EddyTest
        void observable() {
            await(Observable.never().distinct().ignoreElements().onErrorComplete());
        }
    }

    @Test
    void a_blocked_test_shows_the_operators_of_what_it_waits_for() {
        assertThat(failuresOf(Blocked.class)).extracting(Throwable::getMessage)
                .allSatisfy(message -> assertThat(message).contains("blocked for ever"))
                .satisfiesExactlyInAnyOrder(
                        message -> assertThat(message).contains(
                                "Task[flowable, pending",
                                "subscribed to FlowableNever -> FlowableMap -> FlowableElementAtSingle"),
                        message -> assertThat(message).contains(
                                "Task[single, pending",
                                "subscribed to SingleCreate -> SingleMap -> MaybeFilterSingle"),
                        message -> assertThat(message).contains(
                                "Task[observable, pending",
                                "subscribed to ObservableNever -> ObservableDistinct"
                                        + " -> ObservableIgnoreElementsCompletable -> CompletableOnErrorComplete"));
    }

    static class Leaking {
        @EddyTest
        void flowable() {
            Flowable.interval(1, SECONDS).map(tick -> tick + 1).subscribe();
        }

        @EddyTest
        void observable() {
            Observable.interval(1, SECONDS).subscribe();
        }

        @EddyTest
        void single() {
            Single.never().subscribe();
        }

        @EddyTest
        void maybe() {
            Maybe.never().subscribe();
        }

        @EddyTest
        void completable() {
            Completable.never().subscribe();
        }
    }

    @Test
    void open_subscriptions_of_every_kind_fail_the_test_and_say_where_they_were_made() {
        assertThat(failuresOf(Leaking.class))
                .hasSize(5)
                .allSatisfy(failure -> assertThat(failure)
                        .hasMessageContaining("an open subscription: ")
                        .hasMessageContaining("(EddyTestWithRxJavaTest.java:"))
                .anySatisfy(failure -> assertThat(failure)
                        .hasMessageContaining("FlowableInterval -> FlowableMap, created"));
    }

    static class LeakingSharedOnes {
        @EddyTest
        void flowableConnection() {
            Flowable.interval(1, SECONDS).publish().connect();
        }

        @EddyTest
        void observableConnection() {
            Observable.interval(1, SECONDS).publish().connect();
        }

        @EddyTest
        void flowableReplay() {
            Flowable.interval(1, SECONDS).replay(1).connect();
        }

        @EddyTest
        void observableReplay() {
            Observable.interval(1, SECONDS).replay().connect();
        }

        @EddyTest
        void flowableCache() {
            Flowable.interval(1, SECONDS).cache().subscribe().dispose();
        }

        @EddyTest
        void observableCache() {
            Observable.interval(1, SECONDS).cache().subscribe().dispose();
        }

        @EddyTest
        void singleCache() {
            Single.never().cache().subscribe().dispose();
        }

        @EddyTest
        void maybeCache() {
            Maybe.never().cache().subscribe().dispose();
        }

        @EddyTest
        void completableCache() {
            Completable.never().cache().subscribe().dispose();
        }

        @EddyTest
        void shared() {
            Observable.interval(1, SECONDS).share().subscribe();
        }
    }

    @Test
    void what_is_subscribed_to_for_several_fails_the_test_if_it_stays_open() {
        assertThat(failuresOf(LeakingSharedOnes.class))
                .hasSize(10)
                .allSatisfy(failure -> assertThat(failure)
                        .hasMessageContaining("(EddyTestWithRxJavaTest.java:")
                        .extracting(Throwable::getMessage, STRING)
                        .containsOnlyOnce("an open subscription: "));
    }

    static class Ending {
        @EddyTest
        void shared() {
            Flowable.interval(1, SECONDS).publish().connect().dispose();
            Observable.interval(1, SECONDS).replay().connect().dispose();
            Flowable.interval(1, SECONDS).share().subscribe().dispose();
            Single.just(1).cache().subscribe();
            await(Observable.timer(1, SECONDS).cache().ignoreElements());
        }

        @EddyTest
        void disposed() {
            Flowable.interval(1, SECONDS).subscribe().dispose();
            Observable.interval(1, SECONDS).subscribe().dispose();
            Single.never().subscribe().dispose();
            Maybe.never().subscribe().dispose();
            Completable.never().subscribe().dispose();
        }

        @EddyTest
        void terminated() {
            Flowable.just(1).subscribe();
            Observable.just(1).subscribe();
            Single.just(1).subscribe();
            Maybe.just(1).subscribe();
            Maybe.empty().subscribe();
            Completable.complete().subscribe();
            var first = Flowable.error(new IllegalStateException()).subscribe(item -> {}, error -> {});
            var second = Observable.error(new IllegalStateException()).subscribe(item -> {}, error -> {});
            assertThat(first.isDisposed() && second.isDisposed()).isTrue();
        }

        @EddyTest
        void neverBegun() {
            Single<?> failing = Single.unsafeCreate(observer -> {
                throw new IllegalCallerException();
            });
            assertThatThrownBy(() -> await(failing)).isInstanceOf(IllegalCallerException.class);
        }

        @EddyTest
        void leftByAnException(TestScope scope) {
            IllegalCallerException error = new IllegalCallerException();
            RxBridge.<Integer>flowable(out -> out.emit(1)).subscribe(new DefaultSubscriber<Integer>() {
                @Override
                public void onNext(Integer item) {
                    throw error;
                }

                @Override
                public void onError(Throwable none) {}

                @Override
                public void onComplete() {}
            });
            scope.runCurrent();
            assertThat(scope.droppedErrors()).containsExactly(error);
        }
    }

    @Test
    void subscriptions_that_have_ended_do_not_fail_the_test() {
        assertThat(failuresOf(Ending.class)).isEmpty();
    }

    static class Dropping {
        @EddyTest
        void drops() {
            RxJavaPlugins.onError(new IllegalStateException("nobody took it"));
        }
    }

    @Test
    void an_undeliverable_error_fails_the_test() {
        assertThat(failureOf(Dropping.class))
                .hasMessageContaining("an error was dropped: java.lang.IllegalStateException: nobody took it");
    }

    static class Replacing {
        @EddyTest
        void replaces() {
            TestScheduler own = new TestScheduler();
            RxJavaPlugins.setComputationSchedulerHandler(real -> own);
        }
    }

    @Test
    void a_scheduler_left_replaced_fails_the_test_and_is_restored() {
        assertThat(failureOf(Replacing.class))
                .hasMessageContaining("Schedulers.computation() was replaced, and not restored");
        assertThat(RxJavaPlugins.getComputationSchedulerHandler()).isNull();
    }

    static class Allowed {
        @EddyTest
        @AllowLeaks({Leak.SUBSCRIPTIONS, Leak.DROPPED_ERRORS, Leak.SCHEDULERS})
        void leaks() {
            Flowable.interval(1, SECONDS).subscribe();
            RxJavaPlugins.onError(new IllegalStateException("nobody took it"));
            RxJavaPlugins.setIoSchedulerHandler(real -> Schedulers.trampoline());
        }

        @EddyTest
        void asks(TestScope scope) {
            RxJavaPlugins.onError(new IllegalStateException("nobody took it"));
            assertThat(scope.droppedErrors()).singleElement().isInstanceOf(IllegalStateException.class);
        }
    }

    @Test
    void what_is_allowed_or_asked_for_does_not_fail_the_test() {
        assertThat(failuresOf(Allowed.class)).isEmpty();
    }

    @Test
    void the_hooks_that_were_set_before_are_there_afterwards() {
        Consumer<Throwable> handler = error -> {};
        RxJavaPlugins.setErrorHandler(handler);
        try {
            failuresOf(Dropping.class);
            assertThat(RxJavaPlugins.getErrorHandler()).isSameAs(handler);
            assertThat(RxJavaPlugins.getOnFlowableSubscribe()).isNull();
        } finally {
            RxJavaPlugins.reset();
        }
    }

    private static Throwable failureOf(Class<?> tests) {
        List<Throwable> failures = failuresOf(tests);
        assertThat(failures).hasSize(1);
        return failures.getFirst();
    }

    private static List<Throwable> failuresOf(Class<?> tests) {
        return EngineTestKit.engine("junit-jupiter")
                .selectors(selectClass(tests))
                .execute()
                .testEvents()
                .failed()
                .map(event -> event.getRequiredPayload(TestExecutionResult.class).getThrowable().orElseThrow())
                .toList();
    }
}
