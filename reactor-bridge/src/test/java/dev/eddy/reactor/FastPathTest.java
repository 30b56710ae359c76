package dev.eddy.reactor;

import static dev.eddy.Asyncio.createTask;
import static dev.eddy.Asyncio.getRunningLoop;
import static dev.eddy.Asyncio.run;
import static dev.eddy.reactor.ReactorBridge.await;
import static dev.eddy.reactor.ReactorBridge.awaitFirst;
import static dev.eddy.reactor.ReactorBridge.awaitFirstOrDefault;
import static dev.eddy.reactor.ReactorBridge.awaitFirstOrNull;
import static dev.eddy.reactor.ReactorBridge.awaitLast;
import static dev.eddy.reactor.ReactorBridge.awaitSingle;
import static dev.eddy.reactor.ReactorBridge.collect;
import static dev.eddy.reactor.ReactorBridge.each;
import static dev.eddy.reactor.Turns.letOthersRun;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.eddy.Action;
import dev.eddy.EventLoop;
import dev.eddy.Task;
import dev.eddy.internal.AwaitTrace;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Operators;

/** R11, R16: what does not suspend, and what is requested; counted. */
class FastPathTest {

    @RegisterExtension final Dropped dropped = new Dropped();

    /** How often the coroutine has been suspended: how often a callback, which comes again in each pass, had its turn. */
    private static int suspensionsIn(Action body) {
        int[] passes = new int[1];
        run(() -> {
            EventLoop loop = getRunningLoop();
            Runnable[] again = new Runnable[1];
            boolean[] over = new boolean[1];
            again[0] = () -> {
                if (!over[0]) {
                    passes[0]++;
                    loop.callSoon(again[0]);
                }
            };
            loop.callSoon(again[0]);
            body.run();
            over[0] = true;
        });
        return passes[0];
    }

    @Nested
    class Suspensions {

        @Test
        void r11_scalarsAreAskedForTheirValueAndNotSubscribedTo() {
            AtomicInteger subscribers = new AtomicInteger();
            reactor.core.publisher.Hooks.onLastOperator("count", Operators.lift((source, actual) -> {
                subscribers.incrementAndGet();
                return actual;
            }));
            try {
                assertThat(suspensionsIn(() -> {
                    assertThat(await(Mono.just("a"))).isEqualTo("a");
                    assertThat(await(Mono.<String>empty())).isNull();
                    assertThat(awaitFirst(Flux.just("a"))).isEqualTo("a");
                    assertThat(awaitLast(Flux.just("a"))).isEqualTo("a");
                    assertThat(awaitSingle(Flux.just("a"))).isEqualTo("a");
                    assertThat(awaitFirstOrNull(Flux.<String>empty())).isNull();
                    assertThat(awaitFirstOrDefault(Flux.<String>empty(), "b")).isEqualTo("b");
                    assertThatThrownBy(() -> awaitLast(Flux.empty())).isInstanceOf(NoSuchElementException.class);
                    IOException failure = new IOException();
                    assertThat(catchThrowable(() -> awaitFirst(Flux.error(failure)))).isSameAs(failure);
                })).isZero();
            } finally {
                reactor.core.publisher.Hooks.resetOnLastOperator("count");
            }
            assertThat(subscribers).hasValue(0);
        }

        @Test
        void r11_sourcesThatAnswerAtOnceDoNotSuspend() {
            assertThat(suspensionsIn(() -> {
                for (int i = 0; i < 1000; i++) {
                    await(Mono.fromSupplier(() -> "a").map(String::length).hide());
                    awaitFirst(Flux.range(1, 9).hide());
                }
                assertThat(collect(Flux.range(0, 10_000).hide())).hasSize(10_000);
            })).isZero();
        }

        @Test
        void r11_stepsOfAnIterationWhoseItemsAreThereDoNotSuspend() {
            assertThat(suspensionsIn(() -> {
                int sum = 0;
                for (int item : each(Flux.range(0, 10_000).hide())) {
                    sum += item;
                }
                for (int item : each(Flux.range(0, 10_000).map(item -> -item))) {
                    sum += item;
                }
                assertThat(sum).isZero();
            })).isZero();
        }
    }

    @Nested
    class Requests {

        final List<Long> requests = new ArrayList<>();

        private Flux<Integer> counted(int count) {
            return Flux.range(0, count).hide().doOnRequest(requests::add);
        }

        @Test
        void r16_oneForTheFirstAndAllForTheOthers() {
            run(() -> {
                awaitFirst(counted(9));
                awaitLast(counted(9));
                collect(counted(9));
            });

            assertThat(requests).containsExactly(1L, Long.MAX_VALUE, Long.MAX_VALUE);
        }

        @Test
        void r16_thePrefetchAndThenThreeQuartersOfItEachTimeTheyAreConsumed() {
            run(() -> each(counted(1000)).forEach(item -> {}));

            assertThat(requests).containsExactly(256L, 192L, 192L, 192L, 192L);
        }

        @Test
        void r16_onePerItemForAPrefetchOfOne() {
            run(() -> each(counted(3), 1).forEach(item -> {}));

            assertThat(requests).containsExactly(1L, 1L, 1L);
        }
    }

    @Nested
    class Fused {

        @Test
        void itemsArePulledOneByOneAndNothingIsRequested() {
            List<String> log = new ArrayList<>();
            run(() -> {
                Flux<Integer> source = Flux.range(1, 3)
                        .doOnRequest(n -> log.add("request " + n))
                        .map(item -> {
                            log.add("made " + item);
                            return item;
                        });
                for (int item : each(source)) {
                    log.add("taken " + item);
                }
            });

            assertThat(log).containsExactly("made 1", "taken 1", "made 2", "taken 2", "made 3", "taken 3");
        }

        @Test
        void r20_anEndlessSourceStopsWhereItIsLeft() {
            int[] made = new int[1];
            run(() -> {
                for (int item : each(Flux.fromStream(IntStream.iterate(0, i -> i + 1).peek(i -> made[0]++).boxed()))) {
                    if (item == 5) {
                        break;
                    }
                }
            });

            assertThat(made[0]).isBetween(6, 7);
        }

        @Test
        void r18_leavingCancelsAndDiscardsTheRest() {
            List<Object> discarded = new ArrayList<>();
            List<String> log = new ArrayList<>();
            run(() -> await(ReactorBridge.<Integer>mono(() -> {
                try (var items = each(Flux.fromIterable(List.of(1, 2, 3)).doOnCancel(() -> log.add("cancel")))) {
                    return items.iterator().next();
                }
            }).contextWrite(context -> Operators.enableOnDiscard(context, discarded::add))));

            assertThat(log).containsExactly("cancel");
            assertThat(discarded).containsExactly(2, 3);
        }

        @Test
        void r19_itsErrorComesBehindTheItemsAndCancels() {
            IOException failure = new IOException();
            List<Object> log = new ArrayList<>();
            run(() -> {
                Flux<Integer> source = Flux.range(1, 3).doOnCancel(() -> log.add("cancel")).map(item -> {
                    if (item == 2) {
                        throw reactor.core.Exceptions.propagate(failure);
                    }
                    return item;
                });
                assertThat(catchThrowable(() -> each(source).forEach(log::add))).isSameAs(failure);
            });

            assertThat(log).containsExactly(1, "cancel");
        }

        @Test
        void r12_itsErrorIsTheVeryOneWithWhereItWasAwaited() {
            IOException failure = new IOException();
            run(() -> {
                Flux<Integer> source = Flux.range(1, 3).handle((item, sink) -> sink.error(failure));
                assertThat(catchThrowable(() -> each(source).forEach(item -> {}))).isSameAs(failure);
            });

            assertThat(failure.getSuppressed()).singleElement().isInstanceOf(AwaitTrace.class);
        }

        @Test
        void r7_aTaskThatIsCancelledWhileAnItemIsMadeByAwaitingIsCancelled() {
            run(() -> {
                Task<?> task = createTask(() -> {
                    try {
                        each(Flux.range(1, 3).map(item -> await(Mono.<Integer>never()))).forEach(item -> {});
                    } catch (Exception e) {
                        throw new AssertionError("a cancellation is none", e);
                    }
                });
                letOthersRun();
                task.cancel();
                letOthersRun();

                assertThat(task.cancelled()).isTrue();
            });
        }

        @Test
        void anItemMayBeMadeByAwaiting() {
            run(() -> {
                List<Integer> items = new ArrayList<>();
                each(Flux.range(1, 2)
                        .map(item -> await(Mono.just(item)
                                .hide()
                                .delayElement(
                                        java.time.Duration.ofMillis(1)))))
                        .forEach(items::add);

                assertThat(items).containsExactly(1, 2);
            });
        }
    }
}
