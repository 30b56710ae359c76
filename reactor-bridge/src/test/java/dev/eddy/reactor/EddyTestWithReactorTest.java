package dev.eddy.reactor;

import static dev.eddy.Asyncio.createTask;
import static dev.eddy.Asyncio.sleep;
import static dev.eddy.Asyncio.timeout;
import static dev.eddy.reactor.ReactorBridge.await;
import static dev.eddy.reactor.ReactorBridge.awaitSingle;
import static dev.eddy.reactor.ReactorBridge.collect;
import static dev.eddy.reactor.ReactorBridge.mono;
import static dev.eddy.reactor.ReactorBridge.runOn;
import static dev.eddy.reactor.ReactorBridge.scheduler;
import static dev.eddy.testing.TaskAssert.assertThatTask;
import static java.time.Duration.ZERO;
import static java.time.Duration.ofDays;
import static java.time.Duration.ofHours;
import static java.time.Duration.ofMinutes;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;

import dev.eddy.EventLoop;
import dev.eddy.Task;
import dev.eddy.VirtualClock;
import dev.eddy.testing.AllowLeaks;
import dev.eddy.testing.EddyTest;
import dev.eddy.testing.Leak;
import dev.eddy.testing.TestScope;
import dev.eddy.testing.UnderTest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.testkit.engine.EngineTestKit;
import org.reactivestreams.Subscription;
import reactor.core.CoreSubscriber;
import reactor.core.Disposable;
import reactor.core.Fuseable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Hooks;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Operators;
import reactor.core.publisher.Sinks;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;
import reactor.test.StepVerifier;
import reactor.test.publisher.TestPublisher;
import reactor.test.scheduler.VirtualTimeScheduler;
import reactor.util.context.Context;
import reactor.util.retry.Retry;

/** Reactor in tests that are coroutines: one clock, and what such a test must not leave behind. */
class EddyTestWithReactorTest {

    private static final Mono<Long> ASSEMBLED_BEFORE = Mono.delay(ofHours(5));

    @Nested
    class OneClock {

        @EddyTest
        void the_operators_that_take_time_follow_the_clock_of_the_test(TestScope scope) {
            await(Mono.delay(ofHours(1)));
            assertThat(scope.time()).isEqualTo(ofHours(1));

            assertThat(collect(Flux.interval(ofMinutes(20)).take(3))).containsExactly(0L, 1L, 2L);
            assertThat(scope.time()).isEqualTo(ofHours(2));

            assertThatThrownBy(() -> await(Mono.never().timeout(ofHours(1)))).isInstanceOf(TimeoutException.class);
            assertThat(scope.time()).isEqualTo(ofHours(3));

            assertThat(collect(Flux.concat(Flux.just(1, 2), Mono.delay(ofSeconds(2)).thenReturn(3))
                    .sampleTimeout(item -> Mono.delay(ofSeconds(1)))))
                    .containsExactly(2, 3);
        }

        @EddyTest
        void retries_with_a_backoff_follow_the_clock_of_the_test(TestScope scope) {
            AtomicInteger calls = new AtomicInteger();
            Mono<Integer> flaky = Mono.defer(() -> calls.incrementAndGet() < 4
                    ? Mono.<Integer>error(new IllegalStateException("down"))
                    : Mono.just(calls.get()));

            assertThat(awaitSingle(flaky.retryWhen(Retry.backoff(5, ofMinutes(1)).jitter(0)))).isEqualTo(4);
            assertThat(scope.time()).isEqualTo(ofMinutes(1 + 2 + 4));
        }

        @EddyTest
        void coroutines_and_streams_take_turns_on_one_clock(TestScope scope) {
            List<String> seen = new ArrayList<>();
            Task<?> task = createTask(() -> {
                for (int i = 0; i < 3; i++) {
                    sleep(ofSeconds(2));
                    seen.add("task at " + scope.time().toSeconds());
                }
            });
            Disposable ticks = Flux.interval(ofSeconds(1), ofSeconds(2))
                    .subscribe(tick -> seen.add("tick at "
                            + scope.time().toSeconds() + " on " + EventLoop.current().equals(scope.loop())));

            dev.eddy.Asyncio.await(task);
            ticks.dispose();

            assertThat(seen)
                    .containsExactly("tick at 1 on true", "task at 2", "tick at 3 on true", "task at 4",
                            "tick at 5 on true", "task at 6");
        }

        @EddyTest
        void time_stands_still_while_a_thread_of_a_scheduler_of_ones_own_works_for_the_loop(TestScope scope) {
            CompletableFuture<String> gate = new CompletableFuture<>();
            Scheduler own = Schedulers.fromExecutor(task -> Thread.ofVirtual().start(task));
            Task<String> answer = createTask(() -> timeout(ofSeconds(1), () -> runOn(own, () -> gate.join())));
            scope.runCurrent();
            assertThat(answer.done()).isFalse();

            gate.complete("there");

            assertThat(dev.eddy.Asyncio.await(answer)).isEqualTo("there");
            assertThat(scope.time()).isEqualTo(ZERO);
        }

        @EddyTest
        void time_does_not_wait_for_a_call_on_a_scheduler_that_does_not_begin_or_that_is_over(TestScope scope) {
            Task<?> dropped = createTask(() -> runOn(Schedulers.fromExecutor(task -> {}), () -> "never"));
            scope.runCurrent();
            dropped.cancel();
            Scheduler ofTheLoop = scheduler(scope.loop());
            assertThat(runOn(ofTheLoop, () -> EventLoop.current())).isSameAs(scope.loop());
            ofTheLoop.dispose();
            assertThatThrownBy(() -> runOn(ofTheLoop, () -> "never")).isInstanceOf(RejectedExecutionException.class);

            sleep(ofHours(1));

            assertThat(scope.time()).isEqualTo(ofHours(1));
        }

        @EddyTest
        void every_scheduler_is_the_loop(EventLoop loop) {
            for (Scheduler scheduler : List.of(
                    Schedulers.parallel(),
                    Schedulers.single(),
                    Schedulers.boundedElastic(),
                    Schedulers.newParallel("own"),
                    Schedulers.newSingle("own"),
                    Schedulers.newBoundedElastic(1, 1, "own"))) {
                assertThat(awaitSingle(Mono.fromCallable(EventLoop::current).subscribeOn(scheduler))).isSameAs(loop);
                assertThat(awaitSingle(mono(() -> {
                    sleep(ofDays(1));
                    return EventLoop.current();
                }).subscribeOn(scheduler))).isSameAs(loop);
            }
        }

        @EddyTest
        void a_scheduler_of_the_test_can_be_disposed() {
            Scheduler own = Schedulers.newSingle("own");
            own.dispose();

            assertThat(own.isDisposed()).isTrue();
            assertThatThrownBy(() -> await(Mono.delay(ofSeconds(1), own)))
                    .isInstanceOf(RejectedExecutionException.class);
            assertThat(Schedulers.single().isDisposed()).isFalse();
        }

        @EddyTest
        void a_scheduler_of_the_test_that_is_disposed_gracefully_runs_what_it_has_accepted() {
            List<String> seen = new ArrayList<>();
            Scheduler own = Schedulers.newSingle("own");
            own.schedule(() -> seen.add("job"));
            Mono<Void> end = own.disposeGracefully();
            own.schedule(() -> seen.add("later"), 1, TimeUnit.HOURS);

            await(end);

            assertThat(seen).containsExactly("job", "later");
            assertThat(own.isDisposed()).isTrue();
            assertThatThrownBy(() -> own.schedule(() -> {})).isInstanceOf(RejectedExecutionException.class);
        }

        @EddyTest
        void a_pipeline_that_was_assembled_before_the_test_follows_its_clock(TestScope scope) {
            await(ASSEMBLED_BEFORE);

            assertThat(scope.time()).isEqualTo(ofHours(5));
        }

        @EddyTest(time = EddyTest.Time.REAL)
        void in_real_time_the_schedulers_are_the_real_ones() {
            assertThat(awaitSingle(Mono.fromCallable(() -> Thread.currentThread().getName())
                    .subscribeOn(Schedulers.parallel()))).startsWith("parallel-");
        }

        @Test
        void outside_of_such_tests_the_schedulers_are_the_real_ones() {
            assertThat(Mono.fromCallable(() -> Thread.currentThread().getName())
                    .subscribeOn(Schedulers.parallel())
                    .block()).startsWith("parallel-");
            assertThat(Mono.delay(Duration.ofMillis(1)).map(tick -> Thread.currentThread().getName()).block())
                    .startsWith("parallel-");
            assertThat(Schedulers.parallel()).hasToString("Schedulers.parallel()");
        }

        @Test
        void outside_of_such_tests_a_scheduler_of_ones_own_is_a_real_one() {
            Scheduler own = Schedulers.newSingle("own");
            assertThat(Mono.fromCallable(() -> Thread.currentThread().getName()).subscribeOn(own).block())
                    .startsWith("own-");
            own.dispose();
            assertThatThrownBy(() -> own.schedule(() -> {}))
                    .isInstanceOf(RejectedExecutionException.class);
        }

        @Test
        void outside_of_such_tests_it_is_disposed_gracefully() throws Exception {
            List<String> seen = new CopyOnWriteArrayList<>();
            CountDownLatch begun = new CountDownLatch(1);
            CountDownLatch gate = new CountDownLatch(1);
            Scheduler own = Schedulers.newSingle("own");
            own.schedule(() -> {
                begun.countDown();
                try {
                    gate.await();
                    seen.add("job");
                } catch (InterruptedException e) {
                    seen.add("interrupted");
                }
            });
            begun.await();
            Mono<Void> end = own.disposeGracefully();
            own.schedule(() -> seen.add("next"));

            CompletableFuture<Void> ended = end.toFuture();
            gate.countDown();
            ended.get(30, TimeUnit.SECONDS);

            assertThat(seen).containsExactly("job", "next");
        }
    }

    @TestMethodOrder(MethodOrderer.MethodName.class)
    static class AssembledInTheFirst {
        private static Mono<Thread> kept;
        private static Thread real;

        @EddyTest
        void a_assembles() {
            kept = Mono.delay(Duration.ofMillis(1)).map(tick -> Thread.currentThread());
        }

        @EddyTest
        void b_is_on_its_clock(TestScope scope) {
            await(kept);
            assertThat(scope.time()).isEqualTo(Duration.ofMillis(1));
        }

        @EddyTest(time = EddyTest.Time.REAL)
        void c_is_in_real_time() {
            kept = Mono.delay(Duration.ofMillis(1)).map(tick -> Thread.currentThread());
            real = await(kept);
            assertThat(real.getName()).startsWith("parallel-");
        }

        @Test
        void d_is_no_such_test() throws InterruptedException {
            assertThat(kept.block().getName()).startsWith("parallel-");
            assertThat(real.join(ofSeconds(30))).isTrue(); // a test in real time leaves no threads
        }
    }

    @Test
    void a_pipeline_that_was_assembled_in_a_test_serves_later_ones() {
        assertThat(failuresOf(AssembledInTheFirst.class)).isEmpty();
    }

    @Nested
    @EddyTest
    class AssembledBeforeAll {
        private static Mono<Long> assembled;

        @BeforeAll
        static void assemble() {
            assembled = Mono.delay(ofHours(5));
        }

        @RepeatedTest(2)
        void a_pipeline_follows_the_clock_of_each_test(TestScope scope) {
            await(assembled);

            assertThat(scope.time()).isEqualTo(ofHours(5));
        }
    }

    @Nested
    @EddyTest
    class BesideReactorsOwnTools {

        private Flux<Integer> slow;

        @BeforeEach
        void assemble() {
            slow = Flux.just(1, 2, 3).delayElements(ofHours(1));
        }

        @Test
        void step_verifier_verifies_when_the_time_has_passed(TestScope scope) {
            StepVerifier verifier = StepVerifier.create(slow).expectNext(1, 2, 3).expectComplete().verifyLater();

            scope.advance(ofHours(3));

            verifier.verify();
        }

        @Test
        void step_verifier_verifies_what_takes_no_time() {
            StepVerifier.create(Flux.range(1, 3).map(i -> i * 2)).expectNext(2, 4, 6).verifyComplete();
        }

        @Test
        void fusion_is_what_it_is_without_the_extension() {
            StepVerifier.create(Flux.range(1, 3).map(i -> i * 2))
                    .expectFusion(Fuseable.SYNC)
                    .expectNext(2, 4, 6)
                    .verifyComplete();
            StepVerifier.create(Flux.range(1, 3).hide()).expectNoFusionSupport().expectNextCount(3).verifyComplete();
        }

        @Test
        void step_verifier_with_virtual_time_has_a_clock_of_its_own(TestScope scope) {
            StepVerifier.withVirtualTime(() -> Flux.just(1, 2).delayElements(ofHours(1)))
                    .thenAwait(ofHours(2))
                    .expectNext(1, 2)
                    .verifyComplete();
            assertThat(scope.time()).isEqualTo(ZERO);

            await(Mono.delay(ofHours(1)));
            assertThat(scope.time()).isEqualTo(ofHours(1));
        }

        @Test
        void a_test_publisher_is_awaited() {
            TestPublisher<String> source = TestPublisher.create();
            Task<String> first = createTask(() -> awaitSingle(source.mono()));
            sleep(ZERO);

            source.emit("item");

            assertThat(dev.eddy.Asyncio.await(first)).isEqualTo("item");
            source.assertWasRequested();
        }
    }

    // ---- what a test must not do ------------------------------------------------------------------------------------

    static class Blocked {
        @EddyTest
        void waits() {
            await(Mono.<String>never().map(String::length).filter(length -> length > 3));
        }
    }

    @Test
    void a_blocked_test_shows_the_operators_of_what_it_waits_for() {
        assertThat(failureOf(Blocked.class))
                .hasMessageContaining("blocked for ever")
                .hasMessageContaining("Task[waits, pending")
                .hasMessageContaining("subscribed to source(MonoNever) -> map -> filter");
    }

    static class BlockedInside {
        @EddyTest
        void waits() {
            await(Flux.range(1, 2).concatMap(i -> Sinks.one().asMono().thenReturn(i)).collectList());
        }
    }

    @Test
    void a_blocked_test_shows_the_inner_stream_too() {
        assertThat(failureOf(BlockedInside.class).getMessage())
                .containsPattern("subscribed to source\\(FluxRange\\) -> concatMap.* -> collectList")
                .containsPattern("subscribed to sinkOne");
    }

    @EddyTest
    void an_assertion_about_a_task_shows_the_operators_of_what_it_waits_for(TestScope scope) {
        Task<?> task = createTask(() -> await(Mono.never().map(Object::toString)));
        scope.runCurrent();

        assertThatThrownBy(() -> assertThatTask(task).isDone())
                .hasMessageContaining("subscribed to source(MonoNever) -> map");
        task.cancel();
    }

    static class Leaking {
        @EddyTest
        void interval() {
            Flux.interval(ofSeconds(1)).map(tick -> tick + 1).subscribe();
        }
    }

    @Test
    void an_open_subscription_fails_the_test_and_says_where_it_was_made() {
        assertThat(failureOf(Leaking.class))
                .hasMessageContaining("an open subscription: source(FluxInterval) -> map, created")
                .hasMessageContaining("EddyTestWithReactorTest$Leaking.interval(EddyTestWithReactorTest.java:");
    }

    static class Ending {
        @EddyTest
        void neverBegun() {
            Flux<?> failing = Flux.from(subscriber -> {
                throw new IllegalCallerException();
            });
            assertThatThrownBy(() -> ReactorBridge.collect(failing)).isInstanceOf(IllegalCallerException.class);
        }

        @EddyTest
        void leftByAnException(TestScope scope) {
            IllegalCallerException error = new IllegalCallerException();
            ReactorBridge.<Integer>flux(out -> out.emit(1)).subscribe(new CoreSubscriber<>() {
                @Override
                public void onSubscribe(Subscription subscription) {
                    subscription.request(1);
                }

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
    void subscriptions_that_have_ended_without_a_signal_do_not_fail_the_test() {
        assertThat(failuresOf(Ending.class)).isEmpty();
    }

    static class Dropping {
        @EddyTest
        void drops() {
            Operators.onErrorDropped(new IllegalStateException("nobody took it"), Context.empty());
        }
    }

    @Test
    void a_dropped_error_fails_the_test() {
        assertThat(failureOf(Dropping.class))
                .hasMessageContaining("an error was dropped: java.lang.IllegalStateException: nobody took it")
                .hasRootCauseMessage("nobody took it");
    }

    static class FailingJobs {
        private static void fail() {
            throw new AssertionError("in a job");
        }

        @EddyTest
        void ofAScheduler() {
            Schedulers.parallel().schedule(FailingJobs::fail);
        }

        @EddyTest
        void ofAWorker() {
            Scheduler.Worker worker = Schedulers.single().createWorker();
            worker.schedule(FailingJobs::fail, 1, TimeUnit.SECONDS);
            sleep(ofSeconds(1));
            worker.dispose();
        }

        @EddyTest(time = EddyTest.Time.REAL)
        void inRealTime() {
            Scheduler single = Schedulers.single();
            single.schedule(FailingJobs::fail);
            await(Mono.empty().subscribeOn(single)); // behind it
        }
    }

    @Test
    void a_failed_job_of_a_scheduler_fails_the_test() {
        assertThat(failuresOf(FailingJobs.class)).hasSize(3)
                .allSatisfy(failure -> assertThat(failure)
                        .hasMessageContaining("an error was dropped: java.lang.AssertionError: in a job"));
    }

    static class Replacing {
        @EddyTest
        void replaces() {
            VirtualTimeScheduler.getOrSet();
        }
    }

    @Test
    void a_scheduler_left_replaced_fails_the_test_and_is_restored() {
        Scheduler before = Schedulers.parallel();

        assertThat(failureOf(Replacing.class))
                .hasMessageContaining("Schedulers.parallel() was replaced, and not restored");

        assertThat(VirtualTimeScheduler.isFactoryEnabled()).isFalse();
        assertThat(Schedulers.parallel()).isSameAs(before);
        assertThat(Mono.delay(Duration.ofMillis(1)).block()).isZero();
    }

    @EddyTest
    static class HasNoSuchParameter {
        @BeforeAll
        static void start(EventLoop loop, UnderTest ofAnotherKind) {}

        @Test
        void test() {}
    }

    @EddyTest(time = EddyTest.Time.REAL)
    static class HasNoSuchParameterAtItsEnd {
        @Test
        void test() {}

        @AfterAll
        static void stop(TestScope scope, VirtualClock ofVirtualTime) {}
    }

    @ParameterizedTest
    @ValueSource(classes = {HasNoSuchParameter.class, HasNoSuchParameterAtItsEnd.class})
    void a_method_whose_parameters_cannot_be_had_leaves_no_scheduler_replaced(Class<?> tests) {
        Scheduler before = Schedulers.parallel();

        EngineTestKit.engine("junit-jupiter")
                .selectors(selectClass(tests))
                .execute()
                .containerEvents()
                .assertStatistics(containers -> containers.failed(1));

        assertThat(Schedulers.parallel()).isSameAs(before);
    }

    static class Allowed {
        @EddyTest
        @AllowLeaks({Leak.SUBSCRIPTIONS, Leak.DROPPED_ERRORS, Leak.TASKS})
        void leaks() {
            Flux.interval(ofSeconds(1)).subscribe();
            createTask(() -> await(Mono.never()));
            Operators.onErrorDropped(new IllegalStateException("nobody took it"), Context.empty());
        }

        @EddyTest
        void asks(TestScope scope) {
            Operators.onErrorDropped(new IllegalStateException("nobody took it"), Context.empty());
            assertThat(scope.droppedErrors()).singleElement().isInstanceOf(IllegalStateException.class);
        }
    }

    @Test
    void what_is_allowed_or_asked_for_does_not_fail_the_test() {
        assertThat(failuresOf(Allowed.class)).isEmpty();
    }

    @Test
    void a_hook_that_was_set_before_is_there_afterwards() {
        List<Throwable> dropped = new ArrayList<>();
        Hooks.onErrorDropped(dropped::add);
        try {
            failuresOf(Dropping.class);
            Operators.onErrorDropped(new IllegalStateException("later"), Context.empty());
        } finally {
            Hooks.resetOnErrorDropped();
        }
        assertThat(dropped).extracting(Throwable::getMessage).containsExactly("nobody took it", "later");
    }

    static class Failing {
        @EddyTest
        void fails() {
            await(Mono.delay(ofSeconds(1)));
            throw new IllegalStateException("broken");
        }
    }

    @Test
    void the_schedulers_are_restored_when_a_test_fails_or_is_blocked() {
        Scheduler before = Schedulers.parallel();

        assertThat(failureOf(Failing.class)).hasMessage("broken");
        failuresOf(Blocked.class);

        assertThat(Schedulers.parallel()).isSameAs(before);
        assertThat(Mono.fromCallable(EventLoop::current).subscribeOn(Schedulers.parallel()).blockOptional())
                .isEmpty();
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
