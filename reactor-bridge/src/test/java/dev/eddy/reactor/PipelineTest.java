package dev.eddy.reactor;

import static dev.eddy.Asyncio.run;
import static dev.eddy.Asyncio.sleep;
import static dev.eddy.reactive.Concurrency.ordered;
import static dev.eddy.reactive.Concurrency.unordered;
import static dev.eddy.reactor.ReactorBridge.await;
import static dev.eddy.reactor.ReactorBridge.collect;
import static dev.eddy.reactor.ReactorBridge.contextView;
import static dev.eddy.reactor.ReactorBridge.filterAwait;
import static dev.eddy.reactor.ReactorBridge.handleAwait;
import static dev.eddy.reactor.ReactorBridge.lift;
import static dev.eddy.reactor.ReactorBridge.mapAwait;
import static dev.eddy.reactor.Turns.onAnotherThreadWithinThisTurn;
import static java.time.Duration.ofMillis;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.eddy.CancelledError;
import dev.eddy.reactive.Concurrency;
import dev.eddy.testing.EddyTest;
import dev.eddy.testing.TestScope;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.reactivestreams.Subscription;
import reactor.core.Disposable;
import reactor.core.Exceptions;
import reactor.core.publisher.BaseSubscriber;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Hooks;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Operators;
import reactor.core.publisher.Sinks;
import reactor.core.scheduler.Schedulers;
import reactor.test.StepVerifier;
import reactor.test.publisher.TestPublisher;
import reactor.util.context.Context;

/** Functions that await, as operators of a flux. */
class PipelineTest {

    @RegisterExtension final Dropped dropped = new Dropped();

    final List<Object> log = new CopyOnWriteArrayList<>();

    @Nested
    class Lifted {

        @Test
        void forEveryOperatorThatTakesAMono() {
            Flux<Integer> source = Flux.range(1, 4);
            StepVerifier.create(source.concatMap(lift(item -> await(Mono.just(item * 10)))))
                    .expectNext(10, 20, 30, 40)
                    .verifyComplete();
            StepVerifier.create(source.flatMapSequential(lift(item -> {
                sleep(ofMillis(5 - item));
                return item;
            }))).expectNext(1, 2, 3, 4).verifyComplete();
            StepVerifier.create(source.<Integer>flatMap(lift(item -> item % 2 == 0 ? item : null)))
                    .expectNextCount(2)
                    .verifyComplete();
            StepVerifier.create(Mono.just(3).flatMap(lift(item -> item + 1))).expectNext(4).verifyComplete();
        }

        @Test
        void itsErrorIsTheStreams() {
            IOException failure = new IOException();
            StepVerifier.create(Flux.just(1).concatMap(lift(item -> {
                throw failure;
            }))).verifyErrorMatches(e -> e == failure);
        }
    }

    @Nested
    class Stages {

        @EddyTest
        void inOrderAndConcurrently() {
            assertThat(collect(Flux.range(1, 5).transform(mapAwait(ordered(5), item -> {
                sleep(ofMillis(10 - item));
                return item;
            })))).containsExactly(1, 2, 3, 4, 5);
            assertThat(collect(Flux.range(1, 5).transform(mapAwait(unordered(5), item -> {
                sleep(ofMillis(10 - item));
                return item;
            })))).containsExactly(5, 4, 3, 2, 1);
        }

        @Test
        void anywhereInAPipeline() {
            StepVerifier.create(Flux.range(1, 1000)
                    .publishOn(Schedulers.parallel())
                    .transform(filterAwait(item -> await(Mono.just(item % 2 == 0).hide())))
                    .transform(
                            mapAwait(ordered(7), item -> await(Mono.just(item / 2).publishOn(Schedulers.parallel()))))
                    .<Integer>transform(handleAwait((item, out) -> {
                        if (item % 100 == 0) {
                            out.emit(item);
                            out.emit(-item);
                        }
                    }))
                    .publishOn(Schedulers.boundedElastic()))
                    .expectNext(100, -100, 200, -200, 300, -300, 400, -400, 500, -500)
                    .verifyComplete();
        }

        @EddyTest
        void demandHoldsTheSourceBack(TestScope scope) {
            TestPublisher<Integer> source = TestPublisher.create();
            BaseSubscriber<Integer> subscriber = new BaseSubscriber<>() {
                @Override
                protected void hookOnSubscribe(Subscription subscription) {}

                @Override
                protected void hookOnNext(Integer item) {
                    log.add(item);
                }
            };
            source.flux().transform(mapAwait(ordered(2).withPrefetch(4), item -> item)).subscribe(subscriber);
            scope.runCurrent();
            source.assertMinRequested(4).assertMaxRequested(4).next(1, 2, 3, 4);
            scope.runCurrent();
            assertThat(log).isEmpty();
            subscriber.request(3);
            scope.runCurrent();

            assertThat(log).containsExactly(1, 2, 3);
            subscriber.cancel();
            scope.runCurrent();
            source.assertCancelled();
        }

        @Test
        void r36_theHandlerAndTheSourceSeeTheContextOfTheSubscriber() {
            Flux<String> source = Flux.deferContextual(context -> Flux.just(context.<String>get("user")));
            Flux<String> both = source.transform(
                    mapAwait(ordered(2), item -> item + " " + contextView().get("user") + " "
                            + await(Mono.deferContextual(context -> Mono.just(context.<String>get("user"))))));

            StepVerifier.create(both.contextWrite(Context.of("user", "ada")))
                    .expectNext("ada ada ada")
                    .verifyComplete();
        }

        @EddyTest
        void r18_cancellingCancelsTheHandlersAndTheSourceAndDiscardsWhatIsBuffered(TestScope scope) {
            List<Object> discarded = new CopyOnWriteArrayList<>();
            TestPublisher<Integer> source = TestPublisher.create();
            var subscription = source.flux()
                    .transform(mapAwait(ordered(2).withPrefetch(4), item -> {
                        try {
                            sleep(Duration.ofDays(1));
                        } catch (CancelledError e) {
                            log.add("cancelled " + item);
                            throw e;
                        }
                        return item;
                    }))
                    .contextWrite(context -> Operators.enableOnDiscard(context, discarded::add))
                    .subscribe();
            scope.runCurrent();
            source.next(1, 2, 3, 4);
            scope.runCurrent();
            subscription.dispose();
            scope.runCurrent();

            source.assertCancelled();
            assertThat(log).containsExactlyInAnyOrder("cancelled 1", "cancelled 2");
            assertThat(discarded).containsExactly(3, 4);
        }

        @Test
        void r34_whatDoesNotPassAFilterIsDiscarded() {
            List<Object> discarded = new CopyOnWriteArrayList<>();
            IOException failure = new IOException();
            Flux<Integer> source = Flux.range(1, 4);

            for (Concurrency concurrency : List.of(Concurrency.SEQUENTIAL, ordered(2), unordered(2))) {
                discarded.clear();
                StepVerifier.create(source.transform(filterAwait(concurrency, item -> {
                    if (item == 4) {
                        throw failure;
                    }
                    return item % 2 == 0;
                }))
                        .contextWrite(context -> Operators.enableOnDiscard(context, discarded::add)))
                        .expectNext(2)
                        .verifyErrorMatches(e -> e == failure);
                assertThat(discarded).containsExactly(1, 3, 4);
            }
        }

        @EddyTest
        void r34_soIsWhatAFilterHasNotDecidedYetWhenTheSubscriberCancels(TestScope scope) {
            List<Object> discarded = new CopyOnWriteArrayList<>();
            Disposable subscription = Flux.range(1, 2)
                    .transform(filterAwait(unordered(2), item -> await(Mono.never())))
                    .contextWrite(context -> Operators.enableOnDiscard(context, discarded::add))
                    .subscribe();
            scope.runCurrent();
            subscription.dispose();
            scope.runCurrent();

            assertThat(discarded).containsExactlyInAnyOrder(1, 2);
        }

        @EddyTest
        void r34_soIsAResultThatWaitsForItsTurn(TestScope scope) {
            List<Object> discarded = new CopyOnWriteArrayList<>();
            Disposable subscription = Flux.range(1, 3)
                    .transform(mapAwait(ordered(3), item -> item == 1 ? await(Mono.<String>never()) : "of " + item))
                    .contextWrite(context -> Operators.enableOnDiscard(context, discarded::add))
                    .subscribe();
            scope.runCurrent();
            assertThat(discarded).isEmpty();
            subscription.dispose();
            scope.runCurrent();

            assertThat(discarded).containsExactlyInAnyOrder("of 2", "of 3");
        }

        @EddyTest
        void r34_soIsAnItemWhoseCallIsCancelledBeforeItBegins(TestScope scope) {
            List<Object> discarded = new CopyOnWriteArrayList<>();
            TestPublisher<Integer> source = TestPublisher.create();
            Sinks.One<Integer> answer = Sinks.one();
            source.flux()
                    .transform(mapAwait(unordered(2), item -> {
                        log.add("begun " + item);
                        return await(answer.asMono());
                    }))
                    .contextWrite(context -> Operators.enableOnDiscard(context, discarded::add))
                    .subscribe(log::add, error -> log.add(error.getMessage()));
            scope.runCurrent();
            source.next(1);
            scope.runCurrent();
            answer.tryEmitError(new IOException("failure")); // the group gets to know of it after it has taken the next item
            source.next(2);
            scope.runCurrent();

            assertThat(log).containsExactly("begun 1", "failure");
            assertThat(discarded).containsExactly(2);
        }

        @Test
        void anErrorOfAHandlerGoesThroughOnOperatorErrorAndIsUnpacked() {
            IOException failure = new IOException("failure");
            List<Object> told = new CopyOnWriteArrayList<>();
            Flux<Integer> stage = Flux.just(1).transform(mapAwait(item -> {
                throw Exceptions.propagate(failure);
            }));

            StepVerifier.create(stage).verifyErrorMatches(e -> e == failure);
            Hooks.onOperatorError((error, item) -> {
                told.add(item);
                return new IllegalStateException(error);
            });
            try {
                StepVerifier.create(stage).verifyErrorMatches(e -> e.getCause() == failure);
                StepVerifier.create(Flux.<Integer>error(failure).transform(mapAwait(item -> item)))
                        .verifyErrorMatches(e -> e == failure);
            } finally {
                Hooks.resetOnOperatorError();
            }
            assertThat(told).containsExactly(1);
        }

        @EddyTest
        void r18_cancellingCancelsTheHandlersAlsoWhileTheSourceMakesAnItemByAwaiting(TestScope scope) {
            Disposable subscription = Flux.range(1, 2)
                    .map(item -> item == 1 ? item : await(Mono.<Integer>never()))
                    .transform(mapAwait(unordered(2), item -> {
                        try {
                            sleep(Duration.ofDays(1));
                        } finally {
                            log.add("handler ended");
                        }
                        return item;
                    }))
                    .subscribe();
            scope.runCurrent();
            subscription.dispose();
            scope.runCurrent();

            assertThat(log).containsExactly("handler ended");
        }

        @ParameterizedTest
        @EddyTest
        @ValueSource(booleans = {true, false})
        void r20_cancellingStopsAStageThatNeitherSuspendsNorEmits(boolean fused, TestScope scope) {
            Flux<Integer> source = fused ? Flux.range(1, 1000) : Flux.range(1, 1000).hide();
            Disposable[] subscription = new Disposable[1];
            subscription[0] = source.transform(filterAwait(item -> {
                log.add(item);
                if (item == 3) {
                    onAnotherThreadWithinThisTurn(subscription[0]::dispose);
                }
                return false;
            })).subscribe();
            scope.runCurrent();

            assertThat(log).containsExactly(1, 2, 3);
        }

        @EddyTest
        void anErrorOfAHandlerCancelsTheSource(TestScope scope) {
            TestPublisher<Integer> source = TestPublisher.create();
            source.flux().transform(mapAwait(unordered(2), item -> {
                throw new IOException("of " + item);
            })).subscribe(log::add, error -> log.add(error.getMessage()));
            scope.runCurrent();
            source.next(1);
            scope.runCurrent();

            assertThat(log).containsExactly("of 1");
            source.assertCancelled();
        }

        @EddyTest
        void anErrorOfTheSourceIsSuppressedInThatOfAHandlerOfAnItemBefore() {
            IOException ofSource = new IOException("of the source");
            IOException ofHandler = new IOException("of a handler");
            Throwable thrown = catchThrowable(() -> collect(
                    Flux.just(1).concatWith(Flux.error(ofSource)).transform(mapAwait(unordered(2), item -> {
                        sleep(ofMillis(1));
                        throw ofHandler;
                    }))));

            assertThat(thrown).isSameAs(ofHandler);
            assertThat(thrown.getSuppressed()).contains(ofSource);
        }

        @EddyTest
        void r30_anErrorOfTheSourceThatACancellationOvertakesIsDropped(TestScope scope) {
            IOException ofSource = new IOException("of the source");
            Disposable subscription = Flux.just(1)
                    .concatWith(Flux.error(ofSource))
                    .transform(mapAwait(unordered(2), item -> await(Mono.never())))
                    .subscribe();
            scope.runCurrent();
            subscription.dispose();
            scope.runCurrent();

            assertThat(scope.droppedErrors()).containsExactly(ofSource);
        }

        @Test
        void retryRunsItAgain() {
            AtomicInteger attempts = new AtomicInteger();
            StepVerifier.create(Flux.just("a").<String>transform(mapAwait(item -> {
                if (attempts.incrementAndGet() < 3) {
                    throw new IOException();
                }
                return item;
            })).retry(5)).expectNext("a").verifyComplete();
            assertThat(attempts).hasValue(3);
        }

        @Test
        void handlersOfOneSubscriptionShareALoopAndNeverOverlap() {
            int[] counter = new int[1];
            Flux<Integer> counted = Flux.range(0, 2000).transform(mapAwait(unordered(16), item -> {
                int before = counter[0];
                if (item % 3 == 0) {
                    sleep(Duration.ZERO);
                    before = counter[0];
                }
                counter[0] = before + 1;
                return item;
            }));

            StepVerifier.create(counted.subscribeOn(Schedulers.parallel())).expectNextCount(2000).verifyComplete();
            assertThat(counter[0]).isEqualTo(2000);
        }
    }

    @Test
    void theyTakeWhatOtherThreadsEmit() {
        List<Long> ticks = new ArrayList<>();
        run(() -> await(createTicks().transform(mapAwait(tick -> await(Mono.just(tick)))).doOnNext(ticks::add).then()));
        assertThat(ticks).containsExactly(0L, 1L, 2L);
    }

    private static Flux<Long> createTicks() {
        return Flux.interval(Duration.of(1, TimeUnit.MILLISECONDS.toChronoUnit())).onBackpressureBuffer().take(3);
    }
}
