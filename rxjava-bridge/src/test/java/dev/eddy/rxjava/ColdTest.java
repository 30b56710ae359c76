package dev.eddy.rxjava;

import static dev.eddy.Asyncio.currentTask;
import static dev.eddy.Asyncio.getRunningLoop;
import static dev.eddy.Asyncio.sleep;
import static dev.eddy.Asyncio.timeout;
import static dev.eddy.Asyncio.toThread;
import static dev.eddy.rxjava.RxBridge.await;
import static dev.eddy.rxjava.RxBridge.completable;
import static dev.eddy.rxjava.RxBridge.flowable;
import static dev.eddy.rxjava.RxBridge.maybe;
import static dev.eddy.rxjava.RxBridge.single;
import static java.time.Duration.ZERO;
import static java.time.Duration.ofHours;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.eddy.Asyncio;
import dev.eddy.CancelledError;
import dev.eddy.EventLoop;
import dev.eddy.LoopGroup;
import dev.eddy.testing.EddyTest;
import dev.eddy.testing.TestScope;
import io.reactivex.rxjava3.core.Flowable;
import io.reactivex.rxjava3.core.Single;
import io.reactivex.rxjava3.core.SingleObserver;
import io.reactivex.rxjava3.disposables.Disposable;
import io.reactivex.rxjava3.observers.TestObserver;
import io.reactivex.rxjava3.subscribers.TestSubscriber;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Coroutines as Single, Maybe, Completable and Flowable: R21, R26, R30 to R35. */
@EddyTest
class ColdTest {

    final List<Object> log = new ArrayList<>();

    /** Subscribes on the loop and lets everything happen that does so within a minute. */
    private Built.Run minuteOf(Built kind, Callable<String> body) {
        Built.Run run = kind.subscribe(getRunningLoop(), body);
        sleep(ofSeconds(60));
        return run;
    }

    @Nested
    class Outcomes {

        @ParameterizedTest
        @EnumSource
        void theResultIsTheValue(Built kind) {
            Built.Run run = minuteOf(kind, () -> {
                sleep(ofSeconds(1));
                return "value";
            });

            run.consumer().assertComplete().assertNoErrors();
            if (kind != Built.COMPLETABLE) {
                assertThat(run.consumer().values().toString()).isEqualTo("[value]");
            }
        }

        @ParameterizedTest
        @EnumSource
        void theFailureIsTheError(Built kind) {
            IOException error = new IOException();
            Built.Run run = minuteOf(kind, () -> {
                sleep(ofSeconds(1));
                throw error;
            });

            run.consumer().assertNotComplete().assertError(thrown -> thrown == error);
        }

        @ParameterizedTest
        @EnumSource
        void r21_theBodyRunsForEachSubscriber(Built kind) {
            minuteOf(kind, () -> {
                log.add("run");
                return "value";
            });
            Single<Integer> runs = single(() -> {
                log.add("run");
                return log.size();
            });
            assertThat(await(runs)).isEqualTo(2);
            assertThat(await(runs)).isEqualTo(3);
        }

        @Test
        void r26_aNullResultOfASingleIsAnErrorThatSaysWhereItCameFrom() {
            Throwable thrown = catchThrowable(() -> await(single(() -> null)));

            assertThat(thrown)
                    .isInstanceOf(NullPointerException.class)
                    .hasMessageContaining("single(..)")
                    .hasMessageContaining(ColdTest.class.getName())
                    .hasMessageContaining("maybe(..)");
        }

        @Test
        void r26_aNullResultOfAMaybeIsEmpty() {
            TestObserver<String> observer = RxBridge.<String>maybe(() -> null).test();
            sleep(ofSeconds(1));

            observer.assertResult();
        }

        @Test
        void r26_aNullItemIsAnErrorWhereItIsEmittedAndTheStreamGoesOn() {
            TestSubscriber<String> subscriber = RxBridge.<String>flowable(out -> {
                assertThat(catchThrowable(() -> out.emit(null))).isInstanceOf(NullPointerException.class);
                out.emit("next");
            })
                    .test();
            sleep(ofSeconds(1));

            subscriber.assertResult("next");
        }

        @ParameterizedTest
        @EnumSource
        void r32_aBodyThatCancelsItselfIsACancellationException(Built kind) {
            Built.Run run = minuteOf(kind, () -> {
                currentTask().cancel();
                sleep(ofSeconds(1));
                return "value";
            });

            run.consumer().assertNotComplete().assertError(CancellationException.class);
        }

        @ParameterizedTest
        @EnumSource
        void r32_aBodyThatThrowsACancelledErrorIsACancellationException(Built kind) {
            Built.Run run = minuteOf(kind, () -> {
                throw new CancelledError();
            });

            run.consumer().assertNotComplete().assertError(CancellationException.class);
        }

        @ParameterizedTest
        @EnumSource
        void r32_aTimeoutInTheBodyIsATimeoutException(Built kind) {
            Built.Run run = minuteOf(kind, () -> timeout(ofSeconds(1), () -> {
                sleep(ofHours(1));
                return "value";
            }));

            run.consumer().assertNotComplete().assertError(TimeoutException.class);
        }

        @ParameterizedTest
        @EnumSource
        void r35_aLinkageErrorInTheBodyIsTheError(Built kind) {
            NoClassDefFoundError error = new NoClassDefFoundError();
            Built.Run run = minuteOf(kind, () -> {
                throw error;
            });

            run.consumer().assertNotComplete().assertError(thrown -> thrown == error);
        }

        @ParameterizedTest
        @EnumSource
        void onAClosedLoopTheSubscriberGetsAnError(Built kind) {
            EventLoop closed = EventLoop.create();
            closed.close();

            Built.Run run = kind.subscribe(closed, () -> "value");

            run.consumer().assertNotComplete().assertError(IllegalStateException.class);
        }

        @ParameterizedTest
        @EnumSource
        void theEndOfTheLoopsRunCancelsTheBodyAndTheSubscriberLearnsOfIt(Built kind) {
            Built.Run run = toThread(() -> Asyncio.run(() -> {
                Built.Run begun = kind.subscribe(getRunningLoop(), () -> {
                    sleep(ofHours(1));
                    return "value";
                });
                sleep(ZERO);
                return begun;
            }));

            run.consumer().assertNotComplete().assertError(CancellationException.class);
        }
    }

    @Nested
    class Places {

        @ParameterizedTest
        @EnumSource
        void theBodyRunsOnTheLoopThatIsNamedWhicheverThreadSubscribes(Built kind, EventLoop named) {
            toThread(() -> kind.subscribe(named, () -> {
                log.add(getRunningLoop());
                return "value";
            }));
            sleep(ZERO);

            assertThat(log).containsExactly(named);
        }

        @Test
        void theBodyRunsOnTheLoopWhereItIsSubscribedTo(EventLoop loop) {
            assertThat(await(single(() -> getRunningLoop()))).isSameAs(getRunningLoop());
            assertThat(await(maybe(() -> getRunningLoop()))).isSameAs(getRunningLoop());
            await(completable(() -> log.add(getRunningLoop())));
            await(flowable(out -> log.add(getRunningLoop())).ignoreElements());

            assertThat(log).containsExactly(loop, loop);
        }

        @Test
        void outsideOfAnyLoopTheBodyRunsOnOneOfTheSharedGroup() {
            LoopGroup.closeShared();
            EventLoop first = LoopGroup.shared().next();
            int others = Runtime.getRuntime().availableProcessors() - 1;

            List<EventLoop> loops = toThread(() -> Flowable.range(0, others + 1)
                    .flatMapSingle(i -> single(() -> getRunningLoop()))
                    .toList()
                    .blockingGet());

            assertThat(loops).doesNotHaveDuplicates().contains(first);
            LoopGroup.closeShared();
        }

        @Test
        void aCoroutineInTheMiddleOfAPipeline(TestScope scope) {
            List<Integer> doubled = await(Flowable.range(1, 3)
                    .concatMapSingle(i -> single(() -> {
                        sleep(ofSeconds(1));
                        return 2 * i;
                    }))
                    .toList());

            assertThat(doubled).containsExactly(2, 4, 6);
            assertThat(scope.time()).isEqualTo(ofSeconds(3));
        }
    }

    @Nested
    class Disposal {

        @ParameterizedTest
        @EnumSource
        void cancelsTheBody(Built kind) {
            Built.Run run = kind.subscribe(getRunningLoop(), () -> {
                try {
                    sleep(ofHours(1));
                } finally {
                    log.add("clean-up");
                }
                return "value";
            });
            sleep(ofSeconds(1));

            run.dispose().run();
            sleep(ofSeconds(1));

            assertThat(log).containsExactly("clean-up");
            run.consumer().assertNotComplete().assertNoErrors();
        }

        @ParameterizedTest
        @EnumSource
        void r30_anErrorOfTheCleanUpGoesToTheHook(Built kind, TestScope scope) {
            IOException error = new IOException();
            Built.Run run = kind.subscribe(getRunningLoop(), () -> {
                try {
                    sleep(ofHours(1));
                    return "value";
                } catch (CancelledError e) {
                    throw error;
                }
            });
            sleep(ofSeconds(1));

            run.dispose().run();
            sleep(ofSeconds(1));

            run.consumer().assertNotComplete().assertNoErrors();

            assertThat(scope.droppedErrors()).containsExactly(error);
        }

        @ParameterizedTest
        @EnumSource
        void r31_theCancelledErrorThatItCausedIsDropped(Built kind, TestScope scope) {
            Built.Run run = kind.subscribe(getRunningLoop(), () -> {
                sleep(ofHours(1));
                return "value";
            });
            sleep(ofSeconds(1));

            run.dispose().run();
            sleep(ofSeconds(1));

            assertThat(scope.droppedErrors()).isEmpty();
        }

        @ParameterizedTest
        @EnumSource
        void r34_aValueAfterItIsLost(Built kind) {
            Built.Run run = kind.subscribe(getRunningLoop(), () -> {
                try {
                    sleep(ofHours(1));
                    return "value";
                } catch (CancelledError e) {
                    return "swallowed";
                }
            });
            sleep(ofSeconds(1));

            run.dispose().run();
            sleep(ofSeconds(1));

            run.consumer().assertEmpty();
        }

        @ParameterizedTest
        @EnumSource
        void r33_beforeTheStartTheBodyNeverRuns(Built kind) {
            Built.Run run = kind.subscribe(getRunningLoop(), () -> {
                log.add("body");
                return "value";
            });

            run.dispose().run();
            sleep(ofSeconds(1));

            assertThat(log).isEmpty();
        }

        @Test
        void r33_inOnSubscribeTheBodyNeverRuns() {
            SingleObserver<Object> leaving = new SingleObserver<>() {
                @Override
                public void onSubscribe(Disposable disposable) {
                    disposable.dispose();
                    log.add(disposable.isDisposed());
                }

                @Override
                public void onSuccess(Object value) {
                    log.add(value);
                }

                @Override
                public void onError(Throwable error) {
                    log.add(error);
                }
            };
            single(() -> log.add("body")).subscribe(leaving);
            sleep(ofSeconds(1));

            assertThat(log).containsExactly(true);
        }

        @ParameterizedTest
        @EnumSource
        void r33_afterTheEndDoesNothing(Built kind) {
            Built.Run run = minuteOf(kind, () -> "value");

            run.dispose().run();
            sleep(ofSeconds(1));

            run.consumer().assertComplete();
        }
    }
}
