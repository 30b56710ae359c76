package dev.eddy.reactive;

import static dev.eddy.Asyncio.await;
import static dev.eddy.Asyncio.createTask;
import static dev.eddy.Asyncio.currentTask;
import static dev.eddy.Asyncio.getRunningLoop;
import static dev.eddy.Asyncio.run;
import static dev.eddy.Asyncio.sleep;
import static dev.eddy.Asyncio.taskGroup;
import static dev.eddy.reactive.Publishers.awaitFirst;
import static dev.eddy.reactive.Publishers.awaitFirstOrDefault;
import static dev.eddy.reactive.Publishers.awaitFirstOrNull;
import static dev.eddy.reactive.Publishers.awaitLast;
import static dev.eddy.reactive.Publishers.awaitSingle;
import static dev.eddy.reactive.Publishers.awaitSingleOrNull;
import static dev.eddy.reactive.Publishers.collect;
import static dev.eddy.reactive.Publishers.each;
import static dev.eddy.reactive.Publishers.publisher;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.eddy.CancelledError;
import dev.eddy.EventLoop;
import dev.eddy.Task;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.reactivestreams.Publisher;
import org.reactivestreams.Subscriber;
import org.reactivestreams.Subscription;

/** Behaviours R1 to R35 for any publisher; the bridges' tests have more of each. */
class PublishersTest {

    final ManualPublisher<String> source = new ManualPublisher<>();
    final List<String> log = new ArrayList<>();

    private static void letOthersRun() {
        for (int i = 0; i < 5; i++) {
            sleep(Duration.ZERO);
        }
    }

    private static <T> Task<T> begun(Callable<T> body) {
        Task<T> task = createTask(body);
        letOthersRun();
        return task;
    }

    @Nested
    class AwaitingOne {

        @Test
        void r1_theFirstIsRequestedAloneAndCancelled() {
            run(() -> {
                Task<String> task = begun(() -> awaitFirst(source));
                source.next("a");

                assertThat(await(task)).isEqualTo("a");
                assertThat(source.calls).containsExactly("subscribe", "request 1", "cancel");
            });
        }

        @Test
        void r1_theOthersWaitForTheEnd() {
            run(() -> {
                Task<String> task = begun(() -> awaitLast(source));
                source.next("a", "b");
                letOthersRun();
                assertThat(task.done()).isFalse();
                source.complete();

                assertThat(await(task)).isEqualTo("b");
                assertThat(source.calls).containsExactly("subscribe", "request all");
            });
        }

        @Test
        void r3_nothingIsMissedOrReplaced() {
            run(() -> {
                Publisher<String> empty = publisher(out -> {});
                assertThatThrownBy(() -> awaitFirst(empty)).isInstanceOf(NoSuchElementException.class);
                assertThatThrownBy(() -> awaitLast(empty)).isInstanceOf(NoSuchElementException.class);
                assertThatThrownBy(() -> awaitSingle(empty)).isInstanceOf(NoSuchElementException.class);
                assertThat(awaitFirstOrNull(empty)).isNull();
                assertThat(awaitFirstOrDefault(empty, "default")).isEqualTo("default");
                assertThat(awaitSingleOrNull(empty)).isNull();
            });
        }

        @Test
        void r4_aSecondItemCancelsOnceAndFails() {
            run(() -> {
                Task<String> task = begun(() -> awaitSingle(source));
                source.next("a", "b", "c").complete();

                assertThatThrownBy(() -> await(task)).isInstanceOf(IllegalArgumentException.class);
                assertThat(source.calls).containsExactly("subscribe", "request all", "cancel");
            });
        }

        @Test
        void r7_cancellingTheTaskCancelsUpstreamFirst() {
            run(() -> {
                Task<?> task = begun(() -> {
                    try {
                        return awaitLast(source);
                    } catch (CancelledError e) {
                        log.addAll(source.calls);
                        throw e;
                    }
                });
                task.cancel();
                letOthersRun();

                assertThat(log).containsExactly("subscribe", "request all", "cancel");
                assertThat(source.calls).hasSize(3);
            });
        }

        @Test
        void r8_aLateSubscriptionIsCancelled() {
            run(() -> {
                ManualPublisher<String> late = new ManualPublisher<>(false);
                Task<String> task = begun(() -> awaitFirst(late));
                task.cancel();
                letOthersRun();
                late.begin();

                assertThat(late.calls).containsExactly("subscribe", "cancel");
            });
        }

        @Test
        void r10_aSubscribeThatThrowsIsTheError() {
            IllegalArgumentException failure = new IllegalArgumentException();
            Publisher<String> throwing = subscriber -> {
                throw failure;
            };
            run(() -> assertThat(catchThrowable(() -> awaitFirst(throwing))).isSameAs(failure));
        }

        @Test
        void r10_soIsARequestThatThrowsAndItIsCancelledAllTheSame() {
            IllegalArgumentException failure = new IllegalArgumentException();
            Publisher<String> throwing = subscriber -> subscriber.onSubscribe(new Subscription() {
                @Override
                public void request(long n) {
                    throw failure;
                }

                @Override
                public void cancel() {
                    log.add("cancel");
                }
            });
            run(() -> {
                assertThat(catchThrowable(() -> awaitFirst(throwing))).isSameAs(failure);
                try (Each<String> items = each(throwing)) {
                    assertThat(catchThrowable(() -> items.iterator().next())).isSameAs(failure);
                }
            });
        }

        @Test
        void r11_anAnswerThatIsThereDoesNotSuspend() {
            Publisher<String> synchronous = subscriber -> subscriber.onSubscribe(new Subscription() {
                @Override
                public void request(long n) {
                    subscriber.onNext("a");
                    subscriber.onComplete();
                }

                @Override
                public void cancel() {}
            });
            run(() -> {
                getRunningLoop().callSoon(() -> log.add("turn"));

                assertThat(awaitFirst(synchronous)).isEqualTo("a");
                assertThat(awaitSingle(synchronous)).isEqualTo("a");
                assertThat(collect(synchronous)).containsExactly("a");
                assertThat(log).isEmpty();
            });
        }

        @Test
        void r15_itGoesOnOnItsLoopWhicheverThreadEmitted() {
            run(() -> {
                EventLoop own = getRunningLoop();
                Task<EventLoop> task = begun(() -> {
                    awaitFirst(source);
                    return getRunningLoop();
                });
                await(getRunningLoop().runInExecutor(() -> source.next("a")));

                assertThat(await(task)).isSameAs(own);
            });
        }

        @Test
        void theLoopThatIsClosedMeanwhileCancelsUpstream() {
            EventLoop loop = EventLoop.create();
            loop.setExceptionHandler((where, context) -> {});
            Task<String> task = loop.createTask(() -> awaitFirst(source));
            loop.callSoon(() -> loop.callSoon(loop::stop));
            loop.runForever();

            loop.close();

            assertThat(task.cancelled()).isTrue();
            assertThat(source.calls).containsExactly("subscribe", "request 1", "cancel");
        }
    }

    @Nested
    class Iterating {

        @Test
        void r16_threeQuartersAreRefilled() {
            run(() -> {
                Task<List<String>> task = begun(() -> {
                    each(source, 4).forEach(log::add);
                    return log;
                });
                source.next("a", "b");
                letOthersRun();
                assertThat(source.calls).containsExactly("subscribe", "request 4");
                source.next("c");
                letOthersRun();
                assertThat(source.calls).containsExactly("subscribe", "request 4", "request 3");
                source.next("d", "e").complete();

                assertThat(await(task)).containsExactly("a", "b", "c", "d", "e");
            });
        }

        @Test
        void r19_theErrorComesBehindTheItems() {
            IOException failure = new IOException();
            run(() -> {
                Task<?> task = begun(() -> {
                    each(source).forEach(log::add);
                    return null;
                });
                source.next("a", "b").fail(failure);

                assertThat(catchThrowable(() -> await(task))).isSameAs(failure);
                assertThat(log).containsExactly("a", "b");
            });
        }

        @Test
        void r18_theEndOfTheTaskCancels() {
            run(() -> {
                Task<String> task = begun(() -> each(source, 4).iterator().next());
                source.next("a", "b");

                assertThat(await(task)).isEqualTo("a");
                letOthersRun();
                assertThat(source.calls).containsExactly("subscribe", "request 4", "cancel");
            });
        }

        @Test
        void afterTheCloseThereIsNothing() {
            run(() -> {
                Each<String> each = each(source, 4);
                var items = each.iterator();
                source.next("a", "b");
                assertThat(items.next()).isEqualTo("a");
                each.close();
                source.next("c");

                assertThat(items.hasNext()).isFalse();
                assertThatThrownBy(items::next).isInstanceOf(NoSuchElementException.class);
                assertThat(source.calls).containsExactly("subscribe", "request 4", "cancel");
            });
        }

        @Test
        void aLargePrefetchCostsNoMemoryAtOnce() {
            run(() -> {
                Task<List<String>> task = begun(() -> {
                    each(source, Integer.MAX_VALUE - 1).forEach(log::add);
                    return log;
                });
                source.next("a").complete();

                assertThat(await(task)).containsExactly("a");
            });
        }

        @Test
        void itsOwnPublisherCanBeIterated() {
            run(() -> {
                Publisher<Integer> numbers = publisher(out -> {
                    for (int i = 0; i < 1000; i++) {
                        out.emit(i);
                    }
                });
                int expected = 0;
                for (int number : each(numbers, 7)) {
                    assertThat(number).isEqualTo(expected++);
                }
                assertThat(expected).isEqualTo(1000);
            });
        }
    }

    /** Logs, and requests what it is told to. */
    private final class Recorder implements Subscriber<Object> {
        private final long first;
        Subscription subscription;

        Recorder(long first) {
            this.first = first;
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

    @Nested
    class Publishing {

        @Test
        void r21_theBodyRunsForEachSubscriber() {
            run(() -> {
                AtomicInteger runs = new AtomicInteger();
                Publisher<Integer> publisher = publisher(out -> out.emit(runs.incrementAndGet()));

                assertThat(awaitSingle(publisher)).isEqualTo(1);
                assertThat(awaitSingle(publisher)).isEqualTo(2);
            });
        }

        @Test
        void r22_aRequestThatIsNotPositiveIsOneError() {
            run(() -> {
                publisher(out -> out.emit(1)).subscribe(new Recorder(0));
                Recorder recorder = new Recorder(-1);
                publisher(out -> out.emit(1)).subscribe(recorder);
                recorder.subscription.request(0);
                letOthersRun();

                assertThat(log).containsExactly("onSubscribe", "onSubscribe", "onError IllegalArgumentException");
            });
        }

        @Test
        void r25_childrenSendOneByOneAndTheEndComesBehindThem() {
            run(() -> {
                Publisher<String> publisher = publisher(out -> taskGroup(group -> {
                    for (String name : List.of("a", "b")) {
                        group.createTask(() -> {
                            out.emit(name + 1);
                            sleep(Duration.ZERO);
                            out.emit(name + 2);
                        });
                    }
                    return null;
                }));

                assertThat(collect(publisher)).containsExactlyInAnyOrder("a1", "b1", "a2", "b2");
            });
        }

        @Test
        void r25_theEndWaitsForTheChildrenThatEmitWithoutDemand() {
            run(() -> {
                Recorder recorder = new Recorder(1);
                Publisher<String> publisher = publisher(out -> {
                    for (int i = 0; i < 3; i++) {
                        String item = "n" + i;
                        createTask(() -> out.emit(item));
                    }
                    letOthersRun();
                });

                publisher.subscribe(recorder);
                letOthersRun();
                letOthersRun();
                log.add("more");
                recorder.subscription.request(5);
                letOthersRun();

                assertThat(log)
                        .containsExactly("onSubscribe", "onNext n0", "more", "onNext n1", "onNext n2", "onComplete");
            });
        }

        @Test
        void r26_nullIsRefusedWhereItIsEmitted() {
            run(() -> {
                Publisher<String> publisher = publisher(out -> {
                    assertThatThrownBy(() -> out.emit(null)).isInstanceOf(NullPointerException.class);
                    out.emit("a");
                });

                assertThat(collect(publisher)).containsExactly("a");
            });
        }

        @Test
        void r31_aBodyThatCleansUpIsCancelledOnce() {
            run(() -> {
                Publisher<Integer> numbers = publisher(out -> {
                    try {
                        for (int i = 0;; i++) {
                            out.emit(i);
                        }
                    } finally {
                        sleep(Duration.ZERO);
                        log.add("cleaned up, cancelled " + currentTask().cancelling());
                    }
                });

                assertThat(awaitFirst(numbers)).isZero();
                letOthersRun();

                assertThat(log).containsExactly("cleaned up, cancelled 1");
                assertThat(getRunningLoop().allTasks()).hasSize(1);
            });
        }

        @Test
        void r32_aBodyThatCancelsItselfIsAnError() {
            run(() -> {
                Publisher<Integer> publisher = publisher(out -> {
                    throw new CancelledError("by hand");
                });

                assertThatThrownBy(() -> awaitFirst(publisher)).isInstanceOf(CancellationException.class);
            });
        }

        @Test
        void itRunsOnTheLoopThatIsNamed() {
            run(() -> {
                EventLoop own = getRunningLoop();
                Publisher<EventLoop> publisher = publisher(own, out -> out.emit(getRunningLoop()));
                EventLoop seen = await(own.runInExecutor(() -> run(() -> awaitFirst(publisher))));

                assertThat(seen).isSameAs(own);
            });
        }

        @Test
        void emittingOnAnotherLoopIsRefused() {
            run(() -> {
                Publisher<Integer> publisher = publisher(out -> {
                    Throwable thrown = await(
                            getRunningLoop().runInExecutor(() -> catchThrowable(() -> out.emit(1))));
                    assertThat(thrown).isInstanceOf(IllegalStateException.class);
                    out.emit(2);
                });

                assertThat(collect(publisher)).containsExactly(2);
            });
        }
    }
}
