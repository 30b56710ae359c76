package dev.eddy.reactive;

import static dev.eddy.Asyncio.await;
import static dev.eddy.Asyncio.createTask;
import static dev.eddy.Asyncio.run;
import static dev.eddy.Asyncio.sleep;
import static dev.eddy.reactive.Publishers.awaitFirst;
import static dev.eddy.reactive.Publishers.awaitLast;
import static dev.eddy.reactive.Publishers.awaitSingle;
import static dev.eddy.reactive.Publishers.collect;
import static dev.eddy.reactive.Publishers.each;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.eddy.Task;
import java.time.Duration;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.reactivestreams.Publisher;
import org.reactivestreams.Subscriber;
import org.reactivestreams.Subscription;

/** Publishers that are hard to live with: they emit without end within a request, or throw where they must not. */
class HostilePublisherTest {

    final List<String> log = new CopyOnWriteArrayList<>();

    /** A way to consume a publisher, with its name for the reports. */
    record Way(String name, Function<Publisher<Integer>, Object> consume) {
        @Override
        public String toString() {
            return name;
        }
    }

    static List<Way> untilTheEnd() {
        return List.of(
                new Way("awaitLast", Publishers::awaitLast),
                new Way("collect", Publishers::collect),
                new Way("each", publisher -> {
                    each(publisher, Integer.MAX_VALUE).forEach(item -> sleep(Duration.ZERO));
                    return null;
                }));
    }

    static List<Way> all() {
        return List.of(
                new Way("awaitFirst", Publishers::awaitFirst),
                new Way("awaitFirstOrNull", Publishers::awaitFirstOrNull),
                new Way("awaitLast", Publishers::awaitLast),
                new Way("awaitSingle", Publishers::awaitSingle),
                new Way("awaitSingleOrNull", Publishers::awaitSingleOrNull),
                new Way("collect", Publishers::collect),
                new Way("each", publisher -> each(publisher, 4).iterator().next()));
    }

    private static void letOthersRun() {
        for (int i = 0; i < 5; i++) {
            sleep(Duration.ZERO);
        }
    }

    /** Emits on a thread of its own, within the request, until it is cancelled. */
    private static final class Endless implements Publisher<Integer> {
        final AtomicInteger emitted = new AtomicInteger();
        final AtomicInteger cancels = new AtomicInteger();
        final CountDownLatch stopped = new CountDownLatch(1);

        @Override
        public void subscribe(Subscriber<? super Integer> subscriber) {
            Thread.ofPlatform().daemon().start(() -> subscriber.onSubscribe(new Subscription() {
                @Override
                public void request(long n) {
                    while (cancels.get() == 0) {
                        subscriber.onNext(emitted.incrementAndGet());
                    }
                    stopped.countDown();
                }

                @Override
                public void cancel() {
                    cancels.incrementAndGet();
                }
            }));
        }
    }

    @ParameterizedTest
    @MethodSource("untilTheEnd")
    void r20_aSourceThatEmitsWithinTheRequestOnItsOwnThreadStopsAtTheCancel(Way way) throws InterruptedException {
        Endless endless = new Endless();
        run(() -> {
            Task<?> task = createTask(() -> way.consume().apply(endless));
            while (endless.emitted.get() < 10) {
                sleep(Duration.ZERO);
            }

            task.cancel();

            assertThat(catchThrowable(() -> await(task))).isNotNull();
        });
        endless.stopped.await();
        assertThat(endless.cancels).hasValue(1);
    }

    @ParameterizedTest
    @MethodSource("all")
    void r10_aRequestThatThrowsOnAnotherThreadFailsTheAwaitAndIsCancelled(Way way) {
        IllegalArgumentException failure = new IllegalArgumentException("request");
        Publisher<Integer> throwing =
                subscriber -> Thread.ofVirtual().start(() -> subscriber.onSubscribe(new Subscription() {
                    @Override
                    public void request(long n) {
                        throw failure;
                    }

                    @Override
                    public void cancel() {
                        log.add("cancel");
                    }
                }));

        run(() -> {
            assertThat(catchThrowable(() -> way.consume().apply(throwing))).isSameAs(failure);
        });
        assertThat(log).containsExactly("cancel");
    }

    @ParameterizedTest
    @MethodSource("all")
    void r10_aSubscribeThatThrowsAfterTheSubscriptionIsTheErrorAndIsCancelled(Way way) {
        IllegalArgumentException failure = new IllegalArgumentException("subscribe");
        Publisher<Integer> throwing = subscriber -> {
            subscriber.onSubscribe(new Subscription() {
                @Override
                public void request(long n) {}

                @Override
                public void cancel() {
                    log.add("cancel");
                }
            });
            throw failure;
        };

        run(() -> {
            assertThat(catchThrowable(() -> way.consume().apply(throwing))).isSameAs(failure);
        });
        assertThat(log).containsExactly("cancel");
    }

    /** Emits two items when it is asked, and throws when it is cancelled. */
    private static Publisher<Integer> throwingInCancel() {
        return subscriber -> subscriber.onSubscribe(new Subscription() {
            @Override
            public void request(long n) {
                for (int i = 1; i <= Math.min(n, 2); i++) {
                    subscriber.onNext(i);
                }
            }

            @Override
            public void cancel() {
                throw new IllegalStateException("cancel");
            }
        });
    }

    @Test
    void aCancelThatThrowsChangesNothing() {
        run(() -> {
            assertThat(awaitFirst(throwingInCancel())).isEqualTo(1);
            assertThatThrownBy(() -> awaitSingle(throwingInCancel())).isInstanceOf(IllegalArgumentException.class);
            try (Each<Integer> each = each(throwingInCancel(), 2)) {
                assertThat(each.iterator().next()).isEqualTo(1);
            }
            Task<?> task = createTask(() -> awaitLast(throwingInCancel()));
            letOthersRun();
            task.cancel();
            letOthersRun();
            assertThat(task.cancelled()).isTrue();
        });
    }

    @Test
    void r18_closingWakesTheTaskThatIterates() {
        run(() -> {
            ManualPublisher<Integer> source = new ManualPublisher<>();
            Each<Integer> each = each(source, 4);
            Task<Boolean> task = createTask(() -> each.iterator().hasNext());
            letOthersRun();

            each.close();

            assertThat(await(task)).isFalse();
            assertThat(source.calls).containsExactly("subscribe", "request 4", "cancel");
        });
    }

    @Test
    void r18_soDoesTheEndOfTheTaskThatHadSubscribed() {
        run(() -> {
            ManualPublisher<Integer> source = new ManualPublisher<>();
            Task<Iterator<Integer>> owner = createTask(() -> {
                Iterator<Integer> items = each(source, 4).iterator();
                createTask(() -> log.add(catchThrowable(items::hasNext).getMessage()));
                letOthersRun();
                return items;
            });

            await(owner);
            letOthersRun();

            assertThat(log).singleElement().asString().contains("the task that subscribed has ended");
        });
    }

    @Test
    void aFailureThatIsACancellationIsNoCancellationOfTheTask() {
        CancellationException failure = new CancellationException("of the source");
        run(() -> {
            ManualPublisher<Integer> source = new ManualPublisher<>();
            Task<Integer> task = createTask(() -> awaitLast(source));
            letOthersRun();
            source.fail(failure);

            assertThat(catchThrowable(() -> await(task))).isSameAs(failure);
            assertThat(task.cancelled()).isFalse();
            assertThat(collect(Publishers.<Integer>publisher(out -> {}))).isEmpty();
        });
    }
}
