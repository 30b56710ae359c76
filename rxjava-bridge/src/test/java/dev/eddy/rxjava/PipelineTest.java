package dev.eddy.rxjava;

import static dev.eddy.Asyncio.getRunningLoop;
import static dev.eddy.Asyncio.sleep;
import static dev.eddy.Asyncio.toThread;
import static dev.eddy.reactive.Concurrency.ordered;
import static dev.eddy.reactive.Concurrency.unordered;
import static dev.eddy.rxjava.RxBridge.await;
import static dev.eddy.rxjava.RxBridge.collect;
import static dev.eddy.rxjava.RxBridge.filterAwait;
import static dev.eddy.rxjava.RxBridge.handleAwait;
import static dev.eddy.rxjava.RxBridge.lift;
import static dev.eddy.rxjava.RxBridge.liftCompletable;
import static dev.eddy.rxjava.RxBridge.liftFlowable;
import static dev.eddy.rxjava.RxBridge.liftMaybe;
import static dev.eddy.rxjava.RxBridge.mapAwait;
import static dev.eddy.rxjava.Turns.onAnotherThreadWithinThisTurn;
import static java.time.Duration.ofHours;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.eddy.EventLoop;
import dev.eddy.LoopGroup;
import dev.eddy.reactive.AwaitHandler;
import dev.eddy.reactive.Concurrency;
import dev.eddy.testing.EddyTest;
import dev.eddy.testing.TestScope;
import io.reactivex.rxjava3.core.Flowable;
import io.reactivex.rxjava3.core.Maybe;
import io.reactivex.rxjava3.core.Observable;
import io.reactivex.rxjava3.core.Single;
import io.reactivex.rxjava3.disposables.Disposable;
import io.reactivex.rxjava3.subscribers.TestSubscriber;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Coroutines as RxJava's operators. */
@EddyTest
class PipelineTest {

    final List<Object> log = new ArrayList<>();

    /** The later the item, the sooner it is done. */
    private static String slowly(int item) {
        sleep(ofSeconds(10 - item));
        return "item " + item;
    }

    @Nested
    class Lift {

        @Test
        void makesAFunctionThatAwaitsAnOperatorsFunction() {
            assertThat(collect(Flowable.range(1, 3).concatMapSingle(lift(i -> slowly(i)))))
                    .containsExactly("item 1", "item 2", "item 3");
            assertThat(collect(Observable.range(1, 3).flatMapSingle(lift(i -> slowly(i)))))
                    .containsExactly("item 3", "item 2", "item 1");
            String ofSingle = await(Single.just(1).flatMap(lift(i -> slowly(i))));
            String ofMaybe = await(Maybe.just(1).flatMapSingle(lift(i -> slowly(i))));
            assertThat(List.of(ofSingle, ofMaybe)).containsExactly("item 1", "item 1");
            assertThat(collect(Flowable.range(1, 4).concatMapMaybe(liftMaybe(i -> i % 2 == 0 ? slowly(i) : null))))
                    .containsExactly("item 2", "item 4");
            await(Flowable.range(1, 2).concatMapCompletable(liftCompletable(i -> log.add(slowly(i)))));
            assertThat(collect(Flowable.range(1, 2).<String>concatMap(liftFlowable((i, out) -> {
                out.emit(slowly(i));
                out.emit("again");
            })))).containsExactly("item 1", "again", "item 2", "again");

            assertThat(log).containsExactly("item 1", "item 2");
        }

        @Test
        void r26_aNullResultSaysWhereItCameFrom() {
            assertThat(catchThrowable(() -> collect(Flowable.just("tea").concatMapSingle(lift(i -> null)))))
                    .isInstanceOf(NullPointerException.class)
                    .hasMessageContaining("lift(..)")
                    .hasMessageContaining("tea")
                    .hasMessageContaining("liftMaybe(..)")
                    .hasMessageContaining(PipelineTest.class.getName());
            assertThat(catchThrowable(() -> collect(Flowable.just("tea").compose(mapAwait(i -> null)))))
                    .isInstanceOf(NullPointerException.class)
                    .hasMessageContaining("mapAwait");
        }

        @Test
        void whatTheFunctionThrowsIsTheError() {
            IOException error = new IOException();
            assertThat(catchThrowable(() -> collect(Flowable.just(1).concatMapSingle(lift(i -> {
                throw error;
            }))))).isSameAs(error);
            assertThat(catchThrowable(() -> await(Flowable.just(1).concatMapCompletable(liftCompletable(i -> {
                throw error;
            }))))).isSameAs(error);
            assertThat(catchThrowable(() -> collect(Flowable.just(1).concatMap(liftFlowable((i, out) -> {
                throw error;
            }))))).isSameAs(error);
        }

        @Test
        void nullIsRefused() {
            assertThatThrownBy(() -> lift(null)).isInstanceOf(NullPointerException.class);
            assertThatThrownBy(() -> mapAwait(null)).isInstanceOf(NullPointerException.class);
            assertThatThrownBy(() -> filterAwait(null)).isInstanceOf(NullPointerException.class);
            assertThatThrownBy(() -> handleAwait((AwaitHandler<Object, Object>) null))
                    .isInstanceOf(NullPointerException.class);
        }
    }

    @Nested
    class MapAwait {

        @Test
        void takesOneItemAfterTheOther(TestScope scope) {
            assertThat(collect(Flowable.range(1, 3).compose(mapAwait(i -> slowly(i)))))
                    .containsExactly("item 1", "item 2", "item 3");
            assertThat(scope.time()).isEqualTo(ofSeconds(9 + 8 + 7));
            assertThat(collect(Observable.range(1, 3).compose(mapAwait(i -> slowly(i)))))
                    .containsExactly("item 1", "item 2", "item 3");
            String ofSingle = await(Single.just(1).compose(mapAwait(i -> slowly(i))));
            String ofMaybe = await(Maybe.just(1).compose(mapAwait(i -> slowly(i))));
            String ofNothing = await(Maybe.<Integer>empty().compose(mapAwait(i -> slowly(i))));
            assertThat(List.of(ofSingle, ofMaybe)).containsExactly("item 1", "item 1");
            assertThat(ofNothing).isNull();
        }

        @Test
        void takesSeveralAtATimeInTheirOrder(TestScope scope) {
            assertThat(collect(Flowable.range(1, 4).compose(mapAwait(ordered(4), i -> slowly(i)))))
                    .containsExactly("item 1", "item 2", "item 3", "item 4");
            assertThat(scope.time()).isEqualTo(ofSeconds(9));
            assertThat(collect(Observable.range(1, 4).compose(mapAwait(ordered(4), i -> slowly(i)))))
                    .containsExactly("item 1", "item 2", "item 3", "item 4");
            assertThat(scope.time()).isEqualTo(ofSeconds(18));
        }

        @Test
        void takesSeveralAtATimeAsTheyGetDone() {
            assertThat(collect(Flowable.range(1, 4).compose(mapAwait(unordered(4), i -> slowly(i)))))
                    .containsExactly("item 4", "item 3", "item 2", "item 1");
            assertThat(collect(Observable.range(1, 4).compose(mapAwait(unordered(4), i -> slowly(i)))))
                    .containsExactly("item 4", "item 3", "item 2", "item 1");
        }

        @ParameterizedTest
        @ValueSource(booleans = {true, false})
        void r16_requestsAsManyAsMayBeUnderWayAndNoMoreRunAtATime(boolean ordered) {
            int[] running = new int[2];
            collect(Flowable.range(1, 20)
                    .doOnRequest(log::add)
                    .compose(mapAwait(new Concurrency(3, ordered, 3), i -> {
                        running[1] = Math.max(running[1], ++running[0]);
                        sleep(ofSeconds(i % 4));
                        running[0]--;
                        return i;
                    })));

            assertThat(running).containsExactly(0, 3);
            assertThat(log).startsWith(3L).allSatisfy(n -> assertThat((long) n).isLessThanOrEqualTo(3));
        }

        @ParameterizedTest
        @ValueSource(ints = {1, 3})
        void withoutDemandNoMoreRunThanMayBeUnderWay(int concurrency) {
            TestSubscriber<Integer> subscriber = Flowable.range(1, 100)
                    .compose(mapAwait(ordered(concurrency).withPrefetch(concurrency), (Integer i) -> {
                        log.add(i);
                        return i;
                    }))
                    .test(2);
            sleep(ofSeconds(1));

            subscriber.assertValues(1, 2);
            assertThat(log).hasSizeLessThanOrEqualTo(2 + concurrency);
            subscriber.cancel();
        }

        @ParameterizedTest
        @ValueSource(booleans = {true, false})
        void theFirstErrorCancelsTheOthers(boolean ordered) {
            IOException error = new IOException();
            Throwable thrown =
                    catchThrowable(() -> collect(
                            Flowable.range(1, 3).compose(mapAwait(new Concurrency(3, ordered, 3), i -> {
                                if (i == 3) {
                                    sleep(ofSeconds(1));
                                    throw error;
                                }
                                try {
                                    sleep(ofHours(1));
                                } finally {
                                    log.add("cancelled " + i);
                                }
                                return i;
                            }))));
            sleep(ofSeconds(1));

            assertThat(thrown).isSameAs(error);
            assertThat(log).containsExactly("cancelled 1", "cancelled 2");
        }

        @Test
        void anErrorOfTheSourceIsSuppressedInThatOfAHandlerOfAnItemBefore() {
            IOException ofSource = new IOException();
            IOException ofHandler = new IOException();
            Throwable thrown =
                    catchThrowable(() -> collect(Flowable.just(1)
                            .concatWith(Flowable.error(ofSource))
                            .compose(mapAwait(unordered(2), i -> {
                                sleep(ofSeconds(1));
                                throw ofHandler;
                            }))));

            assertThat(thrown).isSameAs(ofHandler);
            assertThat(thrown.getSuppressed()).contains(ofSource);
        }

        @Test
        void r30_anErrorOfTheSourceThatACancellationOvertakesIsDropped(TestScope scope) {
            IOException ofSource = new IOException();
            TestSubscriber<Integer> subscriber = Flowable.just(1)
                    .concatWith(Flowable.error(ofSource))
                    .compose(mapAwait(unordered(2), (Integer i) -> {
                        sleep(ofHours(1));
                        return i;
                    }))
                    .test();
            sleep(ofSeconds(1));
            subscriber.cancel();
            sleep(ofSeconds(1));

            assertThat(scope.droppedErrors()).containsExactly(ofSource);
        }

        @ParameterizedTest
        @ValueSource(ints = {1, 3})
        void leavingCancelsWhatIsUnderWay(int concurrency) {
            TestSubscriber<Integer> subscriber = Flowable.<Integer>never()
                    .startWithArray(1, 2, 3)
                    .doOnCancel(() -> log.add("upstream"))
                    .compose(mapAwait(unordered(concurrency), (Integer i) -> {
                        try {
                            sleep(ofHours(1));
                        } finally {
                            log.add("cancelled");
                        }
                        return i;
                    }))
                    .test();
            sleep(ofSeconds(1));

            subscriber.cancel();
            sleep(ofSeconds(1));

            assertThat(log).hasSize(1 + concurrency).contains("upstream", "cancelled");
        }

        @Test
        void r20_leavingStopsAStageThatNeitherSuspendsNorEmits() {
            Disposable[] subscription = new Disposable[1];
            subscription[0] = Flowable.range(1, 1000)
                    .compose(filterAwait((Integer i) -> {
                        log.add(i);
                        if (i == 3) {
                            onAnotherThreadWithinThisTurn(subscription[0]::dispose);
                        }
                        return false;
                    }))
                    .subscribe();
            sleep(ofSeconds(1));

            assertThat(log).containsExactly(1, 2, 3);
        }

        @Test
        void theCallsOfASubscriptionShareALoop() {
            List<EventLoop> loops = new CopyOnWriteArrayList<>();
            List<Integer> items = toThread(() -> Flowable.range(1, 20)
                    .compose(mapAwait(ordered(4), (Integer i) -> {
                        loops.add(getRunningLoop());
                        return i;
                    }))
                    .toList()
                    .blockingGet());

            assertThat(items).hasSize(20);
            assertThat(loops).hasSize(20).containsOnly(loops.getFirst());
            LoopGroup.closeShared();
        }
    }

    @Nested
    class FilterAwait {

        @Test
        void keepsWhatPasses() {
            assertThat(collect(
                    Flowable.range(1, 6).compose(filterAwait(i -> slowly(i).hashCode() != 0 && i % 2 == 0))))
                    .containsExactly(2, 4, 6);
            assertThat(collect(Observable.range(1, 6).compose(filterAwait(ordered(6), i -> {
                slowly(i);
                return i % 2 == 0;
            })))).containsExactly(2, 4, 6);
            assertThat(collect(Flowable.range(1, 6).compose(filterAwait(unordered(6), i -> {
                slowly(i);
                return i % 2 == 0;
            })))).containsExactly(6, 4, 2);
        }

        @Test
        void anItemThatIsLeftOutCountsForNoDemand() {
            TestSubscriber<Integer> subscriber =
                    Flowable.range(1, 100).compose(filterAwait(i -> i % 10 == 0)).test(1);
            sleep(ofSeconds(1));

            subscriber.assertValues(10);
            subscriber.cancel();
        }
    }

    @Nested
    class HandleAwait {

        @Test
        void emitsAnyNumberForEachItem() {
            assertThat(collect(Flowable.range(0, 4).<String>compose(handleAwait((i, out) -> {
                for (int j = 0; j < i; j++) {
                    out.emit(slowly(i));
                }
            })))).containsExactly("item 1", "item 2", "item 2", "item 3", "item 3", "item 3");
            assertThat(collect(Observable.range(1, 2).<String>compose(handleAwait(unordered(2), (i, out) -> {
                out.emit(slowly(i));
                out.emit("again");
            })))).containsExactly("item 2", "again", "item 1", "again");
        }

        @Test
        void waitsForDemand() {
            TestSubscriber<Integer> subscriber = Flowable.just(10, 20)
                    .<Integer>compose(handleAwait((i, out) -> {
                        for (int j = 0; j < 3; j++) {
                            log.add(i + j);
                            out.emit(i + j);
                        }
                    }))
                    .test(2);
            sleep(ofSeconds(1));
            subscriber.assertValues(10, 11);
            assertThat(log).containsExactly(10, 11, 12);

            subscriber.request(10);
            sleep(ofSeconds(1));
            subscriber.assertResult(10, 11, 12, 20, 21, 22);
        }
    }
}
