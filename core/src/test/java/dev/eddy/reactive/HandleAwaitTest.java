package dev.eddy.reactive;

import static dev.eddy.Asyncio.await;
import static dev.eddy.Asyncio.createTask;
import static dev.eddy.Asyncio.currentTask;
import static dev.eddy.Asyncio.sleep;
import static dev.eddy.Asyncio.timeout;
import static dev.eddy.reactive.Concurrency.ordered;
import static dev.eddy.reactive.Concurrency.unordered;
import static dev.eddy.reactive.Publishers.awaitFirst;
import static dev.eddy.reactive.Publishers.collect;
import static dev.eddy.reactive.Publishers.each;
import static dev.eddy.reactive.Publishers.filterAwait;
import static dev.eddy.reactive.Publishers.handleAwait;
import static dev.eddy.reactive.Publishers.mapAwait;
import static dev.eddy.reactive.Publishers.publisher;
import static java.time.Duration.ofMillis;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.eddy.CancelledError;
import dev.eddy.Task;
import dev.eddy.VirtualLoop;
import dev.eddy.context.ContextVar;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.reactivestreams.Publisher;

/** The stages of a pipeline whose functions await. */
class HandleAwaitTest {

    @RegisterExtension final VirtualLoop loop = new VirtualLoop();

    final List<Object> log = new ArrayList<>();
    final ManualPublisher<Integer> source = new ManualPublisher<>();
    final Recorder recorder = new Recorder();

    static List<Concurrency> everyKind() {
        return List.of(Concurrency.SEQUENTIAL, ordered(3), unordered(3));
    }

    static Publisher<Integer> upTo(int end) {
        return publisher(out -> {
            for (int i = 1; i <= end; i++) {
                out.emit(i);
            }
        });
    }

    private static void letOthersRun() {
        for (int i = 0; i < 10; i++) {
            sleep(Duration.ZERO);
        }
    }

    /** Takes the longer, the smaller the item is. */
    private int slowest(int first) {
        sleep(ofMillis(100 - first));
        return first * 10;
    }

    @Nested
    class Results {

        @Test
        void sequentiallyOneItemComesAfterTheOther() {
            loop.run(() -> {
                assertThat(collect(mapAwait(upTo(3), item -> slowest(item)))).containsExactly(10, 20, 30);
                assertThat(loop.time()).isEqualTo(ofMillis(99 + 98 + 97));
            });
        }

        @Test
        void concurrentlyTheyComeInTheOrderOfTheItems() {
            loop.run(() -> {
                assertThat(collect(mapAwait(upTo(5), ordered(5), item -> slowest(item))))
                        .containsExactly(10, 20, 30, 40, 50);
                assertThat(loop.time()).isEqualTo(ofMillis(99));
            });
        }

        @Test
        void unorderedTheyComeWhenTheyAreThere() {
            loop.run(() -> {
                assertThat(collect(mapAwait(upTo(5), unordered(5), item -> slowest(item))))
                        .containsExactly(50, 40, 30, 20, 10);
                assertThat(loop.time()).isEqualTo(ofMillis(99));
            });
        }

        @Test
        void noMoreThanTheLimitAreHandledAtATime() {
            loop.run(() -> {
                int[] atATime = new int[2];
                for (Concurrency concurrency : List.of(ordered(3), unordered(3))) {
                    collect(mapAwait(upTo(50), concurrency, item -> {
                        atATime[1] = Math.max(atATime[1], ++atATime[0]);
                        sleep(ofMillis(item % 7));
                        atATime[0]--;
                        return item;
                    }));
                    assertThat(atATime).containsExactly(0, 3);
                }
            });
        }

        @ParameterizedTest
        @MethodSource("dev.eddy.reactive.HandleAwaitTest#everyKind")
        void aHandlerEmitsNothingOrMuch(Concurrency concurrency) {
            loop.run(() -> {
                List<Integer> result = collect(handleAwait(upTo(4), concurrency, (item, out) -> {
                    for (int i = 0; i < item - 1; i++) {
                        sleep(ofMillis(5 - item));
                        out.emit(item);
                    }
                }));

                assertThat(result).containsExactlyInAnyOrder(2, 3, 3, 4, 4, 4);
                if (concurrency.ordered()) {
                    assertThat(result).isSorted();
                }
            });
        }

        @ParameterizedTest
        @MethodSource("dev.eddy.reactive.HandleAwaitTest#everyKind")
        void aFilterKeepsWhatMeetsItsCondition(Concurrency concurrency) {
            loop.run(() -> assertThat(collect(filterAwait(upTo(9), concurrency, item -> {
                sleep(ofMillis(1));
                return item % 3 == 0;
            }))).containsExactly(3, 6, 9));
        }

        @Test
        void inOrderNothingOvertakesAnItemThatEmitsNothingAndIsSlow() {
            loop.run(() -> {
                handleAwait(upTo(3), ordered(3), (item, out) -> {
                    if (item == 1) {
                        sleep(ofMillis(50));
                        log.add("slow one ends");
                    } else if (item == 3) {
                        out.emit(item);
                    }
                }).subscribe(recorder);
                recorder.request(5);
                sleep(ofMillis(49));
                assertThat(recorder.log).containsExactly("onSubscribe");
                sleep(ofMillis(2));

                assertThat(recorder.log).containsExactly("onSubscribe", "onNext 3", "onComplete");
            });
        }

        @Test
        void inOrderATimeoutOfOneEmissionLeavesTheOrderAlone() {
            loop.run(() -> {
                List<Integer> result = collect(handleAwait(upTo(3), ordered(3), (item, out) -> {
                    if (item == 1) {
                        sleep(ofMillis(50));
                    }
                    try {
                        timeout(ofMillis(10), () -> out.emit(item));
                    } catch (TimeoutException e) {
                        out.emit(item * 100);
                    }
                }));

                assertThat(result).containsExactly(1, 200, 300);
            });
        }

        @Test
        void eachItemHasATaskAndAContextOfItsOwn() {
            ContextVar<Integer> variable = new ContextVar<>("variable", 0);
            loop.run(() -> {
                variable.set(7);
                assertThat(collect(mapAwait(upTo(3), ordered(2), item -> {
                    int seen = variable.get();
                    variable.set(item);
                    return seen;
                }))).containsExactly(7, 7, 7);
            });
        }
    }

    @Nested
    class Demand {

        @Test
        void itHoldsBackTheHandlersAndTheseTheSource() {
            loop.run(() -> {
                mapAwait(source, unordered(2).withPrefetch(4), item -> {
                    log.add(item);
                    return item;
                }).subscribe(recorder);
                letOthersRun();
                assertThat(source.calls).containsExactly("subscribe", "request 4");
                source.next(1, 2, 3, 4);
                letOthersRun();
                assertThat(log).containsExactly(1, 2);
                assertThat(source.calls).hasSize(2);

                recorder.request(1);
                letOthersRun();
                assertThat(log).containsExactly(1, 2, 3);
                assertThat(recorder.log).containsExactly("onSubscribe", "onNext 1");
                assertThat(source.calls).containsExactly("subscribe", "request 4", "request 3");
            });
        }

        @Test
        void r27_anEmptyOrFailedSourceEndsWithoutDemand() {
            loop.run(() -> {
                mapAwait(publisher(out -> {}), ordered(2), item -> item).subscribe(recorder);
                mapAwait(publisher(out -> {
                    throw new IOException();
                }), item -> item).subscribe(recorder);
                letOthersRun();

                assertThat(recorder.log)
                        .containsExactlyInAnyOrder("onSubscribe", "onSubscribe", "onComplete", "onError IOException");
            });
        }
    }

    @Nested
    class Cancellation {

        @ParameterizedTest
        @MethodSource("dev.eddy.reactive.HandleAwaitTest#everyKind")
        void itReachesTheHandlersAndTheSource(Concurrency concurrency) {
            loop.run(() -> {
                handleAwait(source, concurrency, (item, out) -> {
                    try {
                        sleep(Duration.ofDays(1));
                    } finally {
                        log.add("cancelled " + item);
                    }
                }).subscribe(recorder);
                letOthersRun();
                source.next(1, 2, 3, 4);
                letOthersRun();
                recorder.cancel();
                letOthersRun();

                assertThat(log).hasSize(Math.min(3, concurrency.limit())).startsWith("cancelled 1");
                assertThat(source.calls).endsWith("cancel").containsOnlyOnce("cancel");
                assertThat(recorder.log).containsExactly("onSubscribe");
            });
        }

        @ParameterizedTest
        @MethodSource("dev.eddy.reactive.HandleAwaitTest#everyKind")
        void theSourceIsCancelledBeforeTheHandlersHaveCleanedUp(Concurrency concurrency) {
            loop.run(() -> {
                handleAwait(source, concurrency, (item, out) -> {
                    try {
                        sleep(Duration.ofDays(1));
                    } finally {
                        sleep(ofMillis(10));
                        log.addAll(source.calls);
                    }
                }).subscribe(recorder);
                letOthersRun();
                source.next(1, 2);
                letOthersRun();
                recorder.cancel();
                sleep(ofMillis(11));

                assertThat(log).endsWith("cancel");
            });
        }

        @Test
        void whoTakesOnlyTheFirstEndsItAll() {
            loop.run(() -> {
                Publisher<Integer> endless = publisher(out -> {
                    try {
                        for (int i = 0;; i++) {
                            out.emit(i);
                        }
                    } finally {
                        log.add("source ended");
                    }
                });
                Publisher<Integer> doubled = mapAwait(endless, ordered(4), item -> item * 2);
                assertThat(awaitFirst(doubled)).isZero();
                letOthersRun();

                assertThat(log).containsExactly("source ended");
            });
        }
    }

    @Nested
    class Errors {

        @ParameterizedTest
        @MethodSource("dev.eddy.reactive.HandleAwaitTest#everyKind")
        void ofAHandlerCancelTheSourceAndTheOthersAndAreTheStreams(Concurrency concurrency) {
            IOException failure = new IOException();
            loop.run(() -> {
                Task<Throwable> task = createTask(() -> catchThrowable(
                        () -> each(Publishers.<Integer, Integer>handleAwait(source, concurrency, (item, out) -> {
                            if (item == concurrency.limit()) {
                                throw failure;
                            }
                            try {
                                sleep(Duration.ofDays(1));
                            } catch (CancelledError e) {
                                log.add("cancelled " + item);
                                throw e;
                            }
                        })).forEach(log::add)));
                letOthersRun();
                source.next(1, 2, 3, 4);

                assertThat(await(task)).isSameAs(failure);
                assertThat(log).isEqualTo(
                        concurrency.limit() == 1 ? List.of() : List.of("cancelled 1", "cancelled 2"));
                assertThat(source.calls).containsOnlyOnce("cancel");
            });
        }

        @Test
        void ofOthersThatCleanUpAreSuppressed() {
            IOException failure = new IOException();
            IOException cleanup = new IOException("clean-up");
            loop.run(() -> {
                Throwable thrown = catchThrowable(() -> collect(mapAwait(upTo(2), unordered(2), item -> {
                    if (item == 2) {
                        throw failure;
                    }
                    try {
                        sleep(Duration.ofDays(1));
                    } catch (CancelledError e) {
                        throw cleanup;
                    }
                    return item;
                })));

                assertThat(thrown).isSameAs(failure);
                assertThat(thrown.getSuppressed()).contains(cleanup);
            });
        }

        @ParameterizedTest
        @MethodSource("dev.eddy.reactive.HandleAwaitTest#everyKind")
        void r19_ofTheSourceComeBehindTheItemsBefore(Concurrency concurrency) {
            IOException failure = new IOException();
            Publisher<Integer> failing = publisher(out -> {
                out.emit(1);
                out.emit(2);
                throw failure;
            });
            loop.run(() -> {
                Throwable thrown = catchThrowable(() -> each(mapAwait(failing, concurrency, item -> {
                    sleep(ofMillis(10));
                    return item;
                })).forEach(log::add));

                assertThat(thrown).isSameAs(failure);
                assertThat(log).containsExactly(1, 2);
            });
        }

        @Test
        void inOrderNothingComesBehindTheItemThatFailed() {
            loop.run(() -> {
                mapAwait(upTo(3), ordered(3), item -> {
                    sleep(ofMillis(1));
                    if (item == 2) {
                        throw new IOException();
                    }
                    return item;
                }).subscribe(recorder);
                recorder.request(9);
                sleep(ofMillis(10));

                assertThat(recorder.log).containsExactly("onSubscribe", "onNext 1", "onError IOException");
            });
        }

        @ParameterizedTest
        @MethodSource("dev.eddy.reactive.HandleAwaitTest#everyKind")
        void r32_aHandlerThatCancelsItselfIsAnErrorAndNoItemVanishes(Concurrency concurrency) {
            loop.run(() -> {
                assertThatThrownBy(() -> collect(mapAwait(upTo(3), concurrency, item -> {
                    throw new CancelledError("by hand");
                }))).isInstanceOf(CancellationException.class);
                assertThatThrownBy(() -> collect(mapAwait(upTo(3), concurrency, item -> {
                    currentTask().cancel();
                    sleep(ofMillis(1));
                    return item;
                }))).isInstanceOf(CancellationException.class);
            });
        }

        @Test
        void r26_nullIsOne() {
            loop.run(() -> assertThatThrownBy(() -> collect(mapAwait(upTo(3), item -> null)))
                    .isInstanceOf(NullPointerException.class)
                    .hasMessageContaining("handleAwait"));
        }

        @Test
        void r26_aConditionThatIsNullIsOne() {
            loop.run(() -> assertThatThrownBy(() -> collect(filterAwait(upTo(3), item -> null)))
                    .isInstanceOf(NullPointerException.class)
                    .hasMessageContaining("the condition of filterAwait"));
        }
    }

    @Test
    void badArgumentsAreRefusedAtOnce() {
        assertThatThrownBy(() -> ordered(0)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> unordered(2).withPrefetch(0)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> mapAwait(upTo(1), null)).isInstanceOf(NullPointerException.class);
        assertThatThrownBy(() -> mapAwait(null, item -> item)).isInstanceOf(NullPointerException.class);
    }
}
