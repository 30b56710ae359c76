package dev.eddy.reactive;

import static dev.eddy.Asyncio.await;
import static dev.eddy.Asyncio.createTask;
import static dev.eddy.Asyncio.getRunningLoop;
import static dev.eddy.Asyncio.run;
import static dev.eddy.Asyncio.runCoroutineThreadsafe;
import static dev.eddy.Asyncio.sleep;
import static dev.eddy.Asyncio.timeout;
import static dev.eddy.generator.Generator.generator;
import static dev.eddy.reactive.Publishers.awaitFirst;
import static dev.eddy.reactive.Publishers.awaitSingleOrNull;
import static dev.eddy.reactive.Publishers.collect;
import static dev.eddy.reactive.Publishers.each;
import static dev.eddy.reactive.Publishers.toPublisher;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.eddy.EventLoop;
import dev.eddy.Future;
import dev.eddy.LoopGroup;
import dev.eddy.Task;
import dev.eddy.context.ContextVar;
import dev.eddy.generator.Generator;
import dev.eddy.queue.Queue;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.reactivestreams.Publisher;

/** Behaviour R21 of the hot conversions: futures, generators and queues as publishers. */
class HotPublishersTest {

    final List<Object> log = new ArrayList<>();
    final Recorder recorder = new Recorder();

    private static void letOthersRun() {
        for (int i = 0; i < 8; i++) {
            sleep(Duration.ZERO);
        }
    }

    /** Runs the body on another thread; the loop has no turn meanwhile, on an engine neither that hands it over to whoever blocks. */
    private static void onAnotherThreadWithinThisTurn(Runnable body) {
        Thread thread = new Thread(body);
        thread.start();
        while (thread.isAlive()) {
            Thread.onSpinWait();
        }
    }

    @Nested
    class OfAFuture {

        @Test
        void r21_allSubscribersShareItsResultWhenTheyHaveRequested() {
            run(() -> {
                Task<String> task = createTask(() -> "result");
                Publisher<String> publisher = toPublisher(task);
                publisher.subscribe(recorder);
                letOthersRun();
                assertThat(recorder.log).containsExactly("onSubscribe");
                recorder.request(1);

                assertThat(recorder.log).containsExactly("onSubscribe", "onNext result", "onComplete");
                assertThat(awaitFirst(publisher)).isEqualTo("result");
            });
        }

        @Test
        void itsResultIsToldInTheContextOfWhoHasSubscribed() {
            run(() -> {
                ContextVar<String> user = new ContextVar<>("user", "?");
                Future<String> future = getRunningLoop().createFuture();
                Recorder told = new Recorder() {
                    @Override
                    public void onNext(Object item) {
                        super.onNext(item + " for " + user.get());
                    }
                };
                user.set("ada");
                toPublisher(future).subscribe(told);
                told.request(1);
                createTask(() -> {
                    user.set("bob");
                    future.setResult("result");
                });
                letOthersRun();

                assertThat(told.log).containsExactly("onSubscribe", "onNext result for ada", "onComplete");
            });
        }

        @Test
        void r21_unsubscribingLeavesItAlone() {
            run(() -> {
                Future<String> future = getRunningLoop().createFuture();
                toPublisher(future).subscribe(recorder);
                recorder.cancel();
                letOthersRun();
                future.setResult("result");
                letOthersRun();

                assertThat(future.cancelled()).isFalse();
                assertThat(recorder.log).containsExactly("onSubscribe");
            });
        }

        @Test
        void r27_nullAndFailureAndCancellationNeedNoDemand() {
            run(() -> {
                Future<String> empty = getRunningLoop().createFuture();
                empty.setResult(null);
                Future<String> failed = getRunningLoop().createFuture();
                failed.setException(new IOException());
                Future<String> cancelled = getRunningLoop().createFuture();
                cancelled.cancel();
                for (Future<String> future : List.of(empty, failed, cancelled)) {
                    toPublisher(future).subscribe(recorder);
                }
                letOthersRun();

                assertThat(recorder.log)
                        .containsExactly(
                                "onSubscribe",
                                "onComplete",
                                "onSubscribe",
                                "onError IOException",
                                "onSubscribe",
                                "onError CancellationException");
                assertThat(awaitSingleOrNull(toPublisher(empty))).isNull();
            });
        }

        @Test
        void whoSubscribesIsToldOfTheEndOfTheLoopBeforeAndAfterIt() {
            EventLoop loop = EventLoop.create();
            Publisher<String> publisher = toPublisher(loop.createFuture());
            Recorder gone = new Recorder();
            Recorder late = new Recorder();
            loop.runUntilComplete(() -> {
                publisher.subscribe(recorder);
                publisher.subscribe(gone);
                gone.cancel();
            });
            loop.close();
            publisher.subscribe(late);

            assertThat(recorder.log).containsExactly("onSubscribe", "onError IllegalStateException");
            assertThat(late.log).containsExactly("onSubscribe", "onError IllegalStateException");
            assertThat(gone.log).containsExactly("onSubscribe");
        }

        @Test
        void theResultThatClosingBringsIsTheOnlySignal() {
            try (EventLoop loop = EventLoop.create()) {
                loop.runUntilComplete(() -> {
                    toPublisher(createTask(() -> sleep(Duration.ofDays(1)))).subscribe(recorder);
                    sleep(Duration.ZERO);
                });
                loop.setExceptionHandler((failing, context) -> {});
            }

            assertThat(recorder.log).containsExactly("onSubscribe", "onError CancellationException");
        }
    }

    @Nested
    class OfAGenerator {

        final Generator<Integer> numbers = generator(g -> {
            try {
                for (int i = 0;; i++) {
                    log.add("step " + i);
                    g.yield(i);
                }
            } finally {
                log.add("closed");
            }
        });

        @Test
        void whereItHasBegunDecidesWhenItIsSubscribedTo() throws Exception {
            Publisher<Integer> publisher = toPublisher(numbers);
            assertThat(runCoroutineThreadsafe(() -> numbers.next(), LoopGroup.sharedNext()).get()).isZero();
            run(() -> assertThat(awaitFirst(publisher)).isEqualTo(1));
        }

        @Test
        void demandTakesOneStepAtATime() {
            run(() -> {
                toPublisher(numbers).subscribe(recorder);
                letOthersRun();
                assertThat(log).isEmpty();
                recorder.request(2);
                letOthersRun();

                assertThat(log).containsExactly("step 0", "step 1");
                assertThat(recorder.log).containsExactly("onSubscribe", "onNext 0", "onNext 1");
                recorder.cancel();
                letOthersRun();
                assertThat(log).endsWith("closed");
            });
        }

        @Test
        void itsEndCompletesAndItsBodyMayAwait() {
            run(() -> {
                Generator<Integer> three = generator(g -> {
                    for (int i = 0; i < 3; i++) {
                        sleep(Duration.ofNanos(1));
                        g.yield(i);
                    }
                });

                assertThat(collect(toPublisher(three))).containsExactly(0, 1, 2);
            });
        }

        @Test
        void itsFailureIsTheStreamsAndComesBehindTheItems() {
            run(() -> {
                IOException failure = new IOException();
                Generator<Integer> failing = generator(g -> {
                    g.yield(1);
                    throw failure;
                });

                assertThatThrownBy(() -> each(toPublisher(failing)).forEach(log::add)).isSameAs(failure);
                assertThat(log).containsExactly(1);
            });
        }

        @Test
        void r26_nullIsTheStreamsErrorAndClosesIt() {
            run(() -> {
                Generator<Integer> withNull = generator(g -> {
                    try {
                        g.yield(null);
                    } finally {
                        log.add("closed");
                    }
                });

                assertThatThrownBy(() -> collect(toPublisher(withNull))).isInstanceOf(NullPointerException.class);
                assertThat(log).containsExactly("closed");
            });
        }

        @Test
        void aSecondSubscriberIsTurnedAwayAndTheFirstGoesOn() {
            run(() -> {
                Publisher<Integer> publisher = toPublisher(numbers);
                publisher.subscribe(recorder);
                recorder.request(1);
                letOthersRun();

                assertThatThrownBy(() -> awaitFirst(publisher))
                        .isInstanceOf(IllegalStateException.class)
                        .hasMessageContaining("one subscriber");
                recorder.request(1);
                letOthersRun();
                assertThat(recorder.log).containsExactly("onSubscribe", "onNext 0", "onNext 1");
            });
        }

        @Test
        void aCancellationBeforeTheBeginningClosesItToo() {
            run(() -> {
                assertThat(numbers.next()).isZero();
                toPublisher(numbers).subscribe(recorder);
                recorder.cancel();
                letOthersRun();

                assertThat(log).containsExactly("step 0", "closed");
                assertThat(numbers.state()).isEqualTo(Generator.State.CLOSED);
            });
        }

        @Test
        void aCancellationReachesTheAwaitInTheBody() {
            run(() -> {
                Generator<Integer> waiting = generator(g -> {
                    try {
                        sleep(Duration.ofDays(1));
                    } finally {
                        log.add("closed");
                    }
                });
                toPublisher(waiting).subscribe(recorder);
                recorder.request(1);
                letOthersRun();
                recorder.cancel();
                letOthersRun();

                assertThat(log).containsExactly("closed");
            });
        }

        @Test
        void itRunsOnItsLoopWhereverItIsSubscribedTo() {
            run(() -> {
                EventLoop own = getRunningLoop();
                Generator<EventLoop> loops = generator(g -> {
                    while (true) {
                        g.yield(getRunningLoop());
                    }
                });
                loops.next();
                Publisher<EventLoop> publisher = toPublisher(loops);

                assertThat(loops.getLoop()).isSameAs(own);
                assertThat(await(own.runInExecutor(() -> run(() -> awaitFirst(publisher))))).isSameAs(own);
            });
        }
    }

    @Nested
    class OfAQueue {

        final Queue<String> queue = new Queue<>();

        @Test
        void demandTakesTheItemsAndTheShutdownCompletes() {
            run(() -> {
                queue.putNow("a");
                queue.putNow("b");
                queue.putNow("c");
                toPublisher(queue).subscribe(recorder);
                recorder.request(2);
                letOthersRun();
                assertThat(queue.size()).isEqualTo(1);
                queue.shutdown();
                recorder.request(5);
                letOthersRun();

                assertThat(recorder.log)
                        .containsExactly("onSubscribe", "onNext a", "onNext b", "onNext c", "onComplete");
                queue.join();
            });
        }

        @Test
        void subscribersShareTheItemsAndOneThatLeavesTakesNone() {
            run(() -> {
                Recorder other = new Recorder();
                Publisher<String> publisher = toPublisher(queue);
                publisher.subscribe(recorder);
                publisher.subscribe(other);
                recorder.request(1);
                other.request(2);
                letOthersRun();
                recorder.cancel();
                letOthersRun();
                queue.putNow("a");
                letOthersRun();
                queue.putNow("b");
                letOthersRun();

                assertThat(recorder.log).containsExactly("onSubscribe");
                assertThat(other.log).containsExactly("onSubscribe", "onNext a", "onNext b");
                queue.putNow("c");
                assertThat(queue.getNow()).isEqualTo("c");
            });
        }

        @Test
        void anItemThatCameForASubscriberWhichIsCancelledFromAnotherThreadReachesTheNextOne() {
            run(() -> {
                Recorder other = new Recorder();
                Publisher<String> publisher = toPublisher(queue);
                publisher.subscribe(recorder);
                recorder.request(1);
                letOthersRun();
                publisher.subscribe(other);
                other.request(1);
                letOthersRun();

                queue.putNow("a");
                onAnotherThreadWithinThisTurn(recorder::cancel);
                letOthersRun();

                assertThat(recorder.log).containsExactly("onSubscribe");
                assertThat(other.log).containsExactly("onSubscribe", "onNext a");
                queue.join();
            });
        }

        @Test
        void anItemThatNobodyHasTakenIsNotDone() {
            run(() -> {
                toPublisher(queue).subscribe(recorder);
                recorder.request(1);
                letOthersRun();
                queue.putNow("a");
                onAnotherThreadWithinThisTurn(recorder::cancel);
                letOthersRun();

                assertThat(queue.getNow()).isEqualTo("a");
                assertThatThrownBy(() -> timeout(Duration.ofMillis(1), queue::join))
                        .isInstanceOf(TimeoutException.class);
            });
        }

        @Test
        void whoWaitsWithoutDemandLeavesTheItemToThoseWhoHaveSome() {
            run(() -> {
                Recorder other = new Recorder();
                Publisher<String> publisher = toPublisher(queue);
                publisher.subscribe(recorder);
                letOthersRun();
                publisher.subscribe(other);
                other.request(1);
                letOthersRun();
                queue.putNow("a");
                letOthersRun();
                queue.putNow("b");
                recorder.request(1);
                letOthersRun();

                assertThat(other.log).containsExactly("onSubscribe", "onNext a");
                assertThat(recorder.log).containsExactly("onSubscribe", "onNext b");
            });
        }

        @Test
        void r27_theShutdownCompletesWithoutDemand() {
            run(() -> {
                Publisher<String> publisher = toPublisher(queue);
                publisher.subscribe(recorder);
                recorder.request(1);
                queue.putNow("a");
                letOthersRun();
                assertThat(recorder.log).containsExactly("onSubscribe", "onNext a");
                queue.shutdown();
                letOthersRun();
                Recorder late = new Recorder();
                publisher.subscribe(late);
                letOthersRun();

                assertThat(recorder.log).containsExactly("onSubscribe", "onNext a", "onComplete");
                assertThat(late.log).containsExactly("onSubscribe", "onComplete");
            });
        }

        @Test
        void aBoundHoldsTheProducerBackUntilItemsAreRequested() {
            run(() -> {
                Queue<Integer> bounded = new Queue<>(1);
                createTask(() -> {
                    for (int i = 0; i < 5; i++) {
                        bounded.put(i);
                        log.add("put " + i);
                    }
                    bounded.shutdown();
                });
                toPublisher(bounded).subscribe(recorder);
                recorder.request(1);
                letOthersRun();
                assertThat(log).containsExactly("put 0", "put 1");

                recorder.request(Long.MAX_VALUE);
                letOthersRun();
                letOthersRun();
                assertThat(recorder.log).hasSize(7).endsWith("onNext 4", "onComplete");
            });
        }

        @Test
        void itBelongsToTheLoopWhereItWasConverted() {
            run(() -> {
                Publisher<String> publisher = toPublisher(queue);
                Future<String> first = getRunningLoop().runInExecutor(() -> run(() -> awaitFirst(publisher)));
                queue.put("a");

                assertThat(await(first)).isEqualTo("a");
            });
            assertThatThrownBy(() -> toPublisher(queue)).isInstanceOf(IllegalStateException.class);
        }
    }

    @Test
    void aCancelledFutureIsACancellationForWhoAwaitsThePublisher() {
        run(() -> {
            Future<String> cancelled = getRunningLoop().createFuture();
            cancelled.cancel();

            assertThatThrownBy(() -> awaitFirst(toPublisher(cancelled))).isInstanceOf(CancellationException.class);
        });
    }
}
