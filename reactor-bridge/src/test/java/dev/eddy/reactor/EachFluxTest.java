package dev.eddy.reactor;

import static dev.eddy.Asyncio.await;
import static dev.eddy.Asyncio.createTask;
import static dev.eddy.Asyncio.getRunningLoop;
import static dev.eddy.Asyncio.run;
import static dev.eddy.Asyncio.sleep;
import static dev.eddy.Asyncio.timeout;
import static dev.eddy.generator.Generator.generator;
import static dev.eddy.reactor.ReactorBridge.each;
import static dev.eddy.reactor.ReactorBridge.mono;
import static dev.eddy.reactor.Turns.onAnotherThread;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.eddy.CancelledError;
import dev.eddy.Task;
import dev.eddy.generator.Generator;
import dev.eddy.reactive.Each;
import dev.eddy.testing.EddyTest;
import dev.eddy.testing.TestScope;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.reactivestreams.Subscription;
import reactor.core.CoreSubscriber;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Operators;
import reactor.core.scheduler.Schedulers;
import reactor.test.publisher.PublisherProbe;
import reactor.test.publisher.TestPublisher;
import reactor.test.publisher.TestPublisher.Violation;

/** Behaviours R5, R7, R8 and R15 to R20 of an iterated Flux. */
class EachFluxTest {

    @RegisterExtension final Dropped dropped = new Dropped();

    final List<String> log = new CopyOnWriteArrayList<>();

    private <T> Flux<T> logged(Flux<T> source) {
        return source.doOnRequest(n -> log.add("request " + (n == Long.MAX_VALUE ? "all" : n)))
                .doOnCancel(() -> log.add("cancel"))
                .hide(); // a fused source has nothing requested
    }

    private static <T> List<T> listOf(Each<T> each) {
        List<T> items = new ArrayList<>();
        each.forEach(items::add);
        return items;
    }

    @Nested
    class Demand {

        @ParameterizedTest
        @EddyTest
        @CsvSource({
            "1,          1 1 1 1 1 1 1 1 1",
            "4,          4 3 3",
            "8,          8 6",
            "256,        256",
            "2147483647, all",
        })
        void r16_theRequestsAreThePrefetchAndThenThreeQuartersOfIt(int prefetch, String requests) {
            assertThat(listOf(each(logged(Flux.range(1, 9)), prefetch))).containsExactly(1, 2, 3, 4, 5, 6, 7, 8, 9);

            assertThat(log).containsExactly(
                    List.of(requests.split(" ")).stream().map("request "::concat).toArray(String[]::new));
        }

        @Test
        void r16_aPrefetchThatIsNotPositiveIsRefused() {
            assertThatThrownBy(() -> each(Flux.just(1), 0)).isInstanceOf(IllegalArgumentException.class);
        }

        @EddyTest
        void r16_withoutANumberItIs256() {
            assertThat(listOf(each(logged(Flux.range(1, 200))))).hasSize(200);
            assertThat(log.getFirst()).isEqualTo("request 256");
        }

        @EddyTest
        void r17_anEmitterThatFillsTheBufferGoesOnAtOnce(TestScope scope) {
            TestPublisher<Integer> source = TestPublisher.create();
            Task<List<Integer>> task = createTask(() -> listOf(each(source.flux(), 3)));
            scope.runCurrent();

            onAnotherThread(() -> source.next(1, 2, 3));
            onAnotherThread(() -> source.next(4, 5).complete());

            assertThat(await(task)).containsExactly(1, 2, 3, 4, 5);
        }

        @EddyTest
        void r5_moreThanRequestedIsAnErrorBehindWhatFits(TestScope scope) {
            TestPublisher<Integer> source = TestPublisher.createNoncompliant(Violation.REQUEST_OVERFLOW);
            List<Integer> items = new ArrayList<>();
            Task<?> task = createTask(() -> each(source.flux(), 2).forEach(items::add));
            scope.runCurrent();

            source.next(1, 2, 3);

            assertThatThrownBy(() -> await(task))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("requested");
            assertThat(items).containsExactly(1, 2);
            source.assertCancelled();
        }

        @Test
        void r17_manyItemsFromAnotherThreadArriveInOrder() {
            run(() -> {
                int expected = 0;
                for (int item : each(Flux.range(0, 100_000).publishOn(Schedulers.parallel()), 16)) {
                    assertThat(item).isEqualTo(expected++);
                }
                assertThat(expected).isEqualTo(100_000);
            });
        }
    }

    @Nested
    class Leaving {

        @Test
        void r18_aConsumerThatThrowsCancelsOnceAndWhatIsBufferedIsDiscarded() {
            List<Object> discarded = new ArrayList<>();
            Throwable thrown = run(() -> catchThrowable(() -> {
                ReactorBridge.await(ReactorBridge.mono(() -> {
                    for (int item : each(logged(Flux.range(1, 10)), 4)) {
                        if (item == 2) {
                            throw new IOException("enough");
                        }
                    }
                })
                        .contextWrite(context -> Operators.enableOnDiscard(context, discarded::add)));
            }));

            assertThat(thrown).isInstanceOf(IOException.class);
            assertThat(log).containsExactly("request 4", "cancel");
            assertThat(discarded).containsExactly(3, 4);
        }

        @EddyTest
        void r18_closingCancelsAtOnce() {
            try (Each<Integer> numbers = each(logged(Flux.range(1, 10)), 4)) {
                for (int item : numbers) {
                    if (item == 2) {
                        break;
                    }
                }
                assertThat(log).containsExactly("request 4");
            }
            assertThat(log).containsExactly("request 4", "cancel");
        }

        @EddyTest
        void r18_theEndOfTheTaskCancelsWhatItLeftOpen(TestScope scope) {
            Task<?> task = createTask(() -> each(logged(Flux.range(1, 10)), 4).iterator().next());
            await(task);
            scope.runCurrent();

            assertThat(log).containsExactly("request 4", "cancel");
        }

        @EddyTest
        void r18_aStreamThatEndedIsNotCancelled() {
            try (Each<Integer> numbers = each(logged(Flux.range(1, 2)), 4)) {
                listOf(numbers);
            }
            assertThat(log).containsExactly("request 4");
        }

        @EddyTest
        void r7_cancellingTheTaskCancelsUpstreamBeforeTheBodySeesIt(TestScope scope) {
            Task<?> task = createTask(() -> {
                try {
                    listOf(each(logged(Flux.never()), 4));
                } catch (CancelledError e) {
                    log.add("body");
                    throw e;
                }
            });
            scope.runCurrent();

            task.cancel();
            scope.runCurrent();

            assertThat(task.cancelled()).isTrue();
            assertThat(log).containsExactly("request 4", "cancel", "body");
        }

        @EddyTest
        void r8_aSubscriptionThatArrivesAfterTheCancellationIsCancelled(TestScope scope) {
            List<CoreSubscriber<? super Integer>> late = new ArrayList<>();
            Flux<Integer> source = new Flux<>() {
                @Override
                public void subscribe(CoreSubscriber<? super Integer> actual) {
                    late.add(actual);
                }
            };
            Task<?> task = createTask(() -> listOf(each(source, 4)));
            scope.runCurrent();
            task.cancel();
            scope.runCurrent();

            late.getFirst().onSubscribe(new Subscription() {
                @Override
                public void request(long n) {
                    log.add("request");
                }

                @Override
                public void cancel() {
                    log.add("cancel");
                }
            });

            assertThat(log).containsExactly("cancel");
        }

        @EddyTest
        void r18_anErrorThatNobodyReadsAnyMoreGoesToTheHook(TestScope scope) {
            IOException failure = new IOException("behind what was read");
            try (Each<Integer> numbers = each(Flux.just(1, 2).concatWith(Flux.error(failure)), 8)) {
                assertThat(numbers.iterator().next()).isEqualTo(1);
            }
            assertThat(scope.droppedErrors()).containsExactly(failure);
        }

        @EddyTest
        void r20_aSourceWithoutEndStopsAtTheCancel() {
            PublisherProbe<Long> probe = PublisherProbe.of(Flux.generate(() -> 0L, (n, sink) -> {
                sink.next(n);
                return n + 1;
            }));
            try (Each<Long> numbers = each(probe.flux(), 8)) {
                for (long n : numbers) {
                    if (n == 1000) {
                        break;
                    }
                }
            }
            probe.assertWasCancelled();
        }
    }

    /** A subscription that ends before the publisher does is not taken for the end of the publisher. */
    @Nested
    class CutOff {

        @EddyTest
        void byATimeout() {
            Iterator<Integer> items = each(logged(Flux.<Integer>never())).iterator();
            assertThatThrownBy(() -> timeout(ofSeconds(1), items::hasNext)).isInstanceOf(TimeoutException.class);

            assertThatThrownBy(items::hasNext)
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("cancelled");
            assertThatThrownBy(items::next).isInstanceOf(IllegalStateException.class);
            assertThat(log).endsWith("cancel");
        }

        @EddyTest
        void byATimeoutWhileAFusedSourceMakesAnItem() {
            Iterator<Integer> items = each(Flux.range(1, 3).map(item -> {
                sleep(ofSeconds(2));
                return item;
            })).iterator();
            assertThatThrownBy(() -> timeout(ofSeconds(1), items::hasNext)).isInstanceOf(TimeoutException.class);

            assertThatThrownBy(items::hasNext)
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("cancelled");
        }

        @EddyTest
        void byTheEndOfTheTaskThatSubscribed(TestScope scope) {
            Generator<Integer> numbers = generator(g -> each(Flux.range(1, 3)).forEach(g::yield));
            Iterator<Integer> iterator = numbers.iterator();
            await(createTask(iterator::next));
            scope.runCurrent();

            assertThatThrownBy(iterator::next)
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("task");
        }

        @EddyTest
        void notByWhoClosesIt() {
            Each<Integer> each = each(Flux.range(1, 3));
            Iterator<Integer> items = each.iterator();
            items.next();
            each.close();

            assertThat(items.hasNext()).isFalse();
        }
    }

    @Nested
    class Ending {

        @EddyTest
        void r19_theItemsComeBeforeTheError() {
            IOException failure = new IOException("at the end");
            List<Integer> items = new ArrayList<>();
            Throwable thrown =
                    catchThrowable(
                            () -> each(Flux.just(1, 2, 3).concatWith(Flux.error(failure))).forEach(items::add));

            assertThat(items).containsExactly(1, 2, 3);
            assertThat(thrown).isSameAs(failure);
        }

        @EddyTest
        void r5_signalsAfterTheEndGoToTheHooks(TestScope scope) {
            TestPublisher<Integer> source = TestPublisher.createNoncompliant(Violation.CLEANUP_ON_TERMINATE);
            Task<List<Integer>> task = createTask(() -> listOf(each(source.flux())));
            scope.runCurrent();
            source.next(1).complete();
            scope.runCurrent();

            source.next(2).error(new IOException("late")).complete();

            assertThat(await(task)).containsExactly(1);
            assertThat(dropped.items()).containsExactly(2);
            assertThat(scope.droppedErrors()).singleElement().isInstanceOf(IOException.class);
        }

        @EddyTest
        void r11_itemsThatAreThereDoNotSuspend() {
            int[] turns = {0};
            getRunningLoop().callSoon(() -> turns[0]++);

            listOf(each(Flux.range(1, 1000)));

            assertThat(turns[0]).isZero();
        }

        @EddyTest
        void itIsIteratedOnce() {
            Each<Integer> each = each(Flux.just(1));
            Iterator<Integer> iterator = each.iterator();

            assertThat(iterator.next()).isEqualTo(1);
            assertThat(iterator.hasNext()).isFalse();
            assertThatThrownBy(each::iterator).isInstanceOf(IllegalStateException.class);
        }

        @EddyTest
        void r10_aSubscribeThatThrowsIsTheError() {
            IllegalArgumentException failure = new IllegalArgumentException("cannot subscribe");
            Flux<Integer> throwing = new Flux<>() {
                @Override
                public void subscribe(CoreSubscriber<? super Integer> actual) {
                    throw failure;
                }
            };
            assertThat(catchThrowable(() -> listOf(each(throwing)))).isSameAs(failure);
        }
    }

    @Test
    void r36_theItemsComeInTheContextOfTheSubscriber() {
        String user = mono(() -> {
            StringBuilder seen = new StringBuilder();
            for (String each : each(Flux.deferContextual(context -> Flux.just(context.<String>get("user"))))) {
                seen.append(each);
            }
            return seen.toString();
        })
                .contextWrite(context -> context.put("user", "ada"))
                .block();

        assertThat(user).isEqualTo("ada");
    }
}
