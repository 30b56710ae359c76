package dev.eddy.reactor;

import static dev.eddy.Asyncio.createTask;
import static dev.eddy.Asyncio.currentTask;
import static dev.eddy.Asyncio.getRunningLoop;
import static dev.eddy.Asyncio.run;
import static dev.eddy.Asyncio.sleep;
import static dev.eddy.Asyncio.taskGroup;
import static dev.eddy.reactor.ReactorBridge.await;
import static dev.eddy.reactor.ReactorBridge.each;
import static dev.eddy.reactor.ReactorBridge.flux;
import static dev.eddy.reactor.Turns.letOthersRun;
import static dev.eddy.reactor.Turns.onAnotherThread;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.eddy.CancelledError;
import dev.eddy.Task;
import dev.eddy.testing.EddyTest;
import dev.eddy.testing.TestScope;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.reactivestreams.Subscription;
import reactor.core.CoreSubscriber;
import reactor.core.publisher.BaseSubscriber;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Operators;
import reactor.core.scheduler.Schedulers;
import reactor.test.StepVerifier;
import reactor.util.context.Context;

/** Behaviours R21 to R35 of a cold Flux. */
class FluxBuilderTest {

    @RegisterExtension final Dropped dropped = new Dropped();

    final List<String> log = new CopyOnWriteArrayList<>();

    /** Logs, and requests what it is told to at the beginning. */
    private class Recorder implements CoreSubscriber<Object> {
        Subscription subscription;
        Context context = Context.empty();
        private final long first;

        Recorder(long first) {
            this.first = first;
        }

        @Override
        public Context currentContext() {
            return context;
        }

        @Override
        public void onSubscribe(Subscription given) {
            subscription = given;
            log.add("onSubscribe");
            if (first != 0) {
                given.request(first);
            }
        }

        @Override
        public void onNext(Object item) {
            log.add("onNext " + item);
        }

        @Override
        public void onError(Throwable error) {
            log.add("onError " + error.getClass().getSimpleName());
        }

        @Override
        public void onComplete() {
            log.add("onComplete");
        }
    }

    private Flux<Integer> counting() {
        return flux(out -> {
            try {
                for (int i = 1;; i++) {
                    out.emit(i);
                }
            } finally {
                log.add("cleans up");
            }
        });
    }

    @Nested
    class Outcomes {

        @Test
        void r21_theBodyRunsForEachSubscriber() {
            AtomicInteger runs = new AtomicInteger();
            Flux<Integer> flux = flux(out -> out.emit(runs.incrementAndGet()));
            assertThat(runs).hasValue(0);

            StepVerifier.create(flux).expectNext(1).verifyComplete();
            StepVerifier.create(flux).expectNext(2).verifyComplete();
        }

        @Test
        void r27_anEmptyOrFailedFluxEndsWithoutDemand() {
            StepVerifier.create(flux(out -> {}), 0).verifyComplete();
            StepVerifier.create(
                    flux(out -> {
                        throw new IOException();
                    }),
                    0)
                    .verifyError(IOException.class);
        }

        @Test
        void theBodyMayAwaitBetweenItems() {
            Flux<Integer> flux = flux(out -> {
                for (int item : each(Flux.range(1, 3))) {
                    sleep(Duration.ZERO);
                    out.emit(await(Mono.just(item * 10)));
                }
            });

            StepVerifier.create(flux).expectNext(10, 20, 30).verifyComplete();
        }

        @Test
        void r26_emittingNullFailsThereAndTheStreamStaysUsable() {
            Flux<Integer> flux = flux(out -> {
                Throwable thrown = catchThrowable(() -> out.emit(null));
                assertThat(thrown).isInstanceOf(NullPointerException.class);
                out.emit(1);
            });

            StepVerifier.create(flux).expectNext(1).verifyComplete();
        }

        @Test
        void r32_aBodyThatCancelsItselfIsACancellationException() {
            StepVerifier.create(FluxBuilderTest.<Integer>items(() -> {
                currentTask().cancel();
                sleep(Duration.ZERO);
            }))
                    .expectNext(1)
                    .verifyError(CancellationException.class);
        }

        @Test
        void r35_aLinkageErrorInTheBodyIsTheError() {
            StepVerifier.create(FluxBuilderTest.<Integer>items(() -> {
                throw new NoClassDefFoundError("missing");
            }))
                    .expectNext(1)
                    .verifyError(NoClassDefFoundError.class);
        }

        @EddyTest
        void anEmitterThatOutlivesItsStreamIsRefused(TestScope scope) {
            List<Object> refused = new ArrayList<>();
            flux(out -> createTask(() -> {
                sleep(Duration.ZERO);
                scope.runCurrent();
                refused.add(catchThrowable(() -> out.emit(1)));
            }))
                    .subscribe(new Recorder(Long.MAX_VALUE));
            scope.runCurrent();
            scope.runCurrent();
            scope.runCurrent();

            assertThat(log).containsExactly("onSubscribe", "onComplete");
            assertThat(refused).singleElement().isInstanceOf(IllegalStateException.class);
            assertThat(dropped.items()).containsExactly(1);
        }
    }

    /** Emits 1 and then runs the body. */
    @SuppressWarnings("unchecked")
    private static <T> Flux<T> items(dev.eddy.Action afterwards) {
        return flux(out -> {
            out.emit((T) (Integer) 1);
            afterwards.run();
        });
    }

    @Nested
    class Demand {

        @EddyTest
        void theBodyGoesOnOnlyAsFarAsWasRequested(TestScope scope) {
            Recorder recorder = new Recorder(2);
            counting().subscribe(recorder);
            scope.runCurrent();
            assertThat(log).containsExactly("onSubscribe", "onNext 1", "onNext 2");

            onAnotherThread(() -> recorder.subscription.request(1));
            assertThat(log).endsWith("onNext 2", "onNext 3");

            recorder.subscription.cancel();
            scope.runCurrent();
            assertThat(log).endsWith("onNext 3", "cleans up");
        }

        @EddyTest
        void r22_aRequestThatIsNotPositiveIsOneErrorAndCancelsTheBody(TestScope scope) {
            Recorder recorder = new Recorder(1);
            counting().subscribe(recorder);
            scope.runCurrent();

            recorder.subscription.request(0);
            recorder.subscription.request(-1);
            scope.runCurrent();

            assertThat(log)
                    .containsExactly("onSubscribe", "onNext 1", "onError IllegalArgumentException", "cleans up");
            assertThat(getRunningLoop().allTasks()).hasSize(1);
        }

        @EddyTest
        void r22_soDoesOneInOnSubscribe(TestScope scope) {
            counting().subscribe(new Recorder(-5));
            scope.runCurrent();

            assertThat(log).containsExactly("onSubscribe", "onError IllegalArgumentException");
            assertThat(getRunningLoop().allTasks()).hasSize(1);
        }

        @EddyTest
        void r23_demandSaturates(TestScope scope) {
            Recorder recorder = new Recorder(Long.MAX_VALUE);
            FluxBuilderTest.<Integer>items(() -> {}).subscribe(recorder);
            recorder.subscription.request(Long.MAX_VALUE);
            recorder.subscription.request(1);
            scope.runCurrent();

            assertThat(log).containsExactly("onSubscribe", "onNext 1", "onComplete");
        }

        @Test
        void r23_requestsFromManyThreadsNeverGetMore() {
            run(() -> {
                AtomicInteger received = new AtomicInteger();
                Recorder recorder = new Recorder(0) {
                    @Override
                    public void onNext(Object item) {
                        received.incrementAndGet();
                    }
                };
                counting().subscribe(recorder);
                CountDownLatch start = new CountDownLatch(1);
                List<dev.eddy.Future<Object>> requesters = new ArrayList<>();
                for (int i = 0; i < 4; i++) {
                    requesters.add(getRunningLoop().runInExecutor(() -> {
                        start.await();
                        for (int n = 0; n < 1000; n++) {
                            recorder.subscription.request(1);
                        }
                        return null;
                    }));
                }
                start.countDown();
                for (dev.eddy.Future<Object> requester : requesters) {
                    dev.eddy.Asyncio.await(requester);
                }
                while (received.get() < 4000) {
                    sleep(Duration.ZERO);
                }
                letOthersRun();

                assertThat(received).hasValue(4000);
                recorder.subscription.cancel();
            });
        }

        @Test
        void r24_requestingInOnNextDoesNotRecur() {
            run(() -> {
                Set<Integer> depths = new HashSet<>();
                Flux<Integer> flux = flux(out -> {
                    for (int i = 0; i < 20_000; i++) {
                        out.emit(i);
                    }
                });
                Recorder recorder = new Recorder(1) {
                    @Override
                    public void onNext(Object item) {
                        if ((Integer) item % 1000 == 0) {
                            depths.add(new Throwable().getStackTrace().length);
                        }
                        subscription.request(1);
                    }
                };
                flux.subscribe(recorder);
                while (!log.contains("onComplete")) {
                    sleep(Duration.ZERO);
                }

                assertThat(depths).hasSize(1);
            });
        }

        @Test
        void r25_theItemsOfManyChildrenComeOneByOneAndTheEndBehindThem() {
            Flux<Integer> flux = flux(out -> taskGroup(group -> {
                for (int child = 0; child < 10; child++) {
                    int first = child * 100;
                    group.createTask(() -> {
                        for (int i = 0; i < 100; i++) {
                            out.emit(first + i);
                            if (i % 7 == 0) {
                                sleep(Duration.ZERO);
                            }
                        }
                    });
                }
                return null;
            }));

            List<Integer> received = flux.limitRate(5).publishOn(Schedulers.parallel(), 3).collectList().block();

            assertThat(received).containsExactlyInAnyOrderElementsOf(IntStream.range(0, 1000).boxed().toList());
        }

        @EddyTest
        void r25_theEndWaitsForAChildThatTheBodyLeavesBehindWaitingForDemand(TestScope scope) {
            Recorder recorder = new Recorder(0);
            flux(out -> createTask(() -> out.emit(1))).subscribe(recorder);
            scope.runCurrent();
            assertThat(log).containsExactly("onSubscribe");

            recorder.subscription.request(1);
            scope.runCurrent();

            assertThat(log).containsExactly("onSubscribe", "onNext 1", "onComplete");
            assertThat(getRunningLoop().allTasks()).hasSize(1);
        }

        @EddyTest
        void r25_aCancelledSubscriptionDoesNotLeaveSuchAChildWaiting(TestScope scope) {
            Recorder recorder = new Recorder(0);
            flux(out -> createTask(() -> out.emit(1))).subscribe(recorder);
            scope.runCurrent();

            recorder.subscription.cancel();
            scope.runCurrent();

            assertThat(log).containsExactly("onSubscribe");
            assertThat(getRunningLoop().allTasks()).hasSize(1);
        }

        @EddyTest
        void r25_theErrorOfTheBodyDoesNotLeaveSuchAChildWaiting(TestScope scope) {
            Recorder recorder = new Recorder(0);
            List<Task<?>> children = new ArrayList<>();
            flux(out -> {
                children.add(createTask(() -> out.emit(1)));
                throw new IOException("body");
            }).subscribe(recorder);
            scope.runCurrent();

            assertThat(log).containsExactly("onSubscribe", "onError IOException");
            assertThat(children.getFirst().exception()).isInstanceOf(IllegalStateException.class);
            assertThat(getRunningLoop().allTasks()).hasSize(1);
            assertThat(dropped.items()).containsExactly(1);
        }
    }

    @Nested
    class Cancellation {

        @EddyTest
        void r20_theBodyStopsAtTheNextItemAndCleansUpOnce(TestScope scope) {
            BaseSubscriber<Integer> three = new BaseSubscriber<>() {
                @Override
                protected void hookOnNext(Integer item) {
                    log.add("onNext " + item);
                    if (item == 3) {
                        cancel();
                    }
                }
            };
            counting().subscribe(three);
            scope.runCurrent();

            assertThat(log).containsExactly("onNext 1", "onNext 2", "onNext 3", "cleans up");
            assertThat(getRunningLoop().allTasks()).hasSize(1);
        }

        @Test
        void r31_theCleanUpMayAwaitAndIsNotCancelledAgain() {
            run(() -> {
                Flux<Integer> flux = flux(out -> {
                    try {
                        for (int i = 1;; i++) {
                            out.emit(i);
                        }
                    } finally {
                        sleep(Duration.ZERO);
                        await(Mono.just(1).publishOn(Schedulers.parallel()));
                        log.add("cleaned up");
                    }
                });
                assertThat(flux.take(2).collectList().subscribeOn(Schedulers.immediate()).toFuture()).isNotNull();
                while (!log.contains("cleaned up")) {
                    sleep(Duration.ZERO);
                }
                letOthersRun();

                assertThat(log).containsExactly("cleaned up");
                assertThat(getRunningLoop().allTasks()).hasSize(1);
            });
        }

        @Test
        void r31_soFromAnotherThread() {
            for (int round = 0; round < 200; round++) {
                run(() -> {
                    CountDownLatch cleanedUp = new CountDownLatch(1);
                    Flux<Integer> flux = flux(getRunningLoop(), out -> {
                        try {
                            for (int i = 1;; i++) {
                                out.emit(i);
                            }
                        } finally {
                            sleep(Duration.ZERO);
                            sleep(Duration.ZERO);
                            cleanedUp.countDown();
                        }
                    });
                    onAnotherThread(() -> {
                        flux.publishOn(Schedulers.parallel(), 4).take(50).blockLast();
                        cleanedUp.await();
                    });
                });
            }
        }

        @EddyTest
        void r30_anErrorOfTheCleanUpGoesToTheHook(TestScope scope) {
            IOException failure = new IOException("clean-up");
            Flux<Integer> flux = flux(out -> {
                try {
                    await(Mono.never());
                } catch (CancelledError e) {
                    throw failure;
                }
            });
            Recorder recorder = new Recorder(1);
            flux.subscribe(recorder);
            scope.runCurrent();

            recorder.subscription.cancel();
            scope.runCurrent();

            assertThat(scope.droppedErrors()).containsExactly(failure);
            assertThat(log).containsExactly("onSubscribe");
        }

        @EddyTest
        void r28_aSubscriberThatThrowsInOnNextHasLeft(TestScope scope) {
            Recorder recorder = new Recorder(5) {
                @Override
                public void onNext(Object item) {
                    super.onNext(item);
                    throw new IllegalStateException("onNext");
                }
            };
            counting().subscribe(recorder);
            scope.runCurrent();

            assertThat(log).containsExactly("onSubscribe", "onNext 1", "cleans up");
            assertThat(scope.droppedErrors()).singleElement().isInstanceOf(IllegalStateException.class);
        }

        @EddyTest
        void r29_aSubscriberThatThrowsAtTheEndIsReported(TestScope scope) {
            Recorder recorder = new Recorder(5) {
                @Override
                public void onComplete() {
                    throw new IllegalStateException("onComplete");
                }
            };
            flux(out -> {}).subscribe(recorder);
            scope.runCurrent();

            assertThat(scope.droppedErrors()).singleElement().isInstanceOf(IllegalStateException.class);
        }

        @EddyTest
        void r33_disposedBeforeTheStartTheBodyNeverRuns(TestScope scope) {
            Recorder recorder = new Recorder(1);
            counting().subscribe(recorder);
            recorder.subscription.cancel();
            scope.runCurrent();

            assertThat(log).containsExactly("onSubscribe");
        }

        @EddyTest
        void r34_theItemThatWaitsForDemandIsDiscarded(TestScope scope) {
            List<Object> discarded = new ArrayList<>();
            Recorder recorder = new Recorder(1);
            recorder.context = Operators.enableOnDiscard(Context.empty(), discarded::add);
            counting().subscribe(recorder);
            scope.runCurrent();

            recorder.subscription.cancel();
            scope.runCurrent();

            assertThat(discarded).containsExactly(2);
        }

        @EddyTest
        void r31_aChildOutsideOfAnyGroupThatWaitsForDemandIsReleased(TestScope scope) {
            List<Task<?>> children = new ArrayList<>();
            Recorder recorder = new Recorder(0);
            flux(out -> {
                children.add(createTask(() -> out.emit(1)));
                await(Mono.never());
            })
                    .subscribe(recorder);
            scope.runCurrent();

            recorder.subscription.cancel();
            scope.runCurrent();

            assertThat(children).allMatch(Task::cancelled);
            assertThat(getRunningLoop().allTasks()).hasSize(1);
        }
    }
}
