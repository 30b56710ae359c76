package dev.eddy.reactive;

import static dev.eddy.Asyncio.await;
import static dev.eddy.Asyncio.createTask;
import static dev.eddy.Asyncio.run;
import static dev.eddy.Asyncio.sleep;
import static dev.eddy.Asyncio.taskGroupVoid;
import static dev.eddy.reactive.Publishers.awaitFirst;
import static dev.eddy.reactive.Publishers.awaitSingle;
import static dev.eddy.reactive.Publishers.each;
import static dev.eddy.reactive.Publishers.publisher;
import static java.time.Duration.ZERO;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.eddy.CancelledError;
import dev.eddy.EventLoop;
import dev.eddy.LoopGroup;
import dev.eddy.Task;
import dev.eddy.internal.fiber.FiberGroup;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.logging.Logger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.reactivestreams.Publisher;
import org.reactivestreams.Subscriber;
import org.reactivestreams.Subscription;

/** Many threads that request and cancel, and signals that meet a cancellation: nothing is lost, doubled or out of order. */
@Tag("stress")
class ReactiveStressTest {

    private static final int THREADS = 8;
    private static final int ITEMS = 80_000;
    private static final int ROUNDS = 10_000;

    private final ExecutorService threads = Executors.newFixedThreadPool(THREADS);
    private final LoopGroup group = new LoopGroup("reactive-stress", 1);
    private final EventLoop own = group.next();

    /** Errors without a receiver are logged: these count, and the log is spared ten thousand records. */
    private final Logger drops = Logger.getLogger("dev.eddy.reactive");

    private final AtomicInteger planned = new AtomicInteger();

    @BeforeEach
    void countDropped() {
        drops.setFilter(dropped -> {
            if (dropped.getThrown() instanceof IOException) {
                planned.incrementAndGet();
            }
            return false;
        });
    }

    @AfterEach
    void closeAll() {
        drops.setFilter(null);
        threads.shutdown();
        group.close();
    }

    /** Keeps the items, and notices signals that overlap or come after the end. */
    private static final class Checking implements Subscriber<Integer> {
        final List<Integer> items = new ArrayList<>();
        final CompletableFuture<List<Integer>> completed = new CompletableFuture<>();
        final AtomicInteger inside = new AtomicInteger();
        volatile boolean violated;
        volatile Subscription subscription;

        @Override
        public void onSubscribe(Subscription given) {
            subscription = given;
        }

        @Override
        public void onNext(Integer item) {
            violated |= inside.getAndIncrement() != 0 || completed.isDone();
            items.add(item);
            violated |= inside.decrementAndGet() != 0;
        }

        @Override
        public void onError(Throwable error) {
            violated |= inside.get() != 0 || !completed.completeExceptionally(error);
        }

        @Override
        public void onComplete() {
            violated |= inside.get() != 0 || !completed.complete(items);
        }
    }

    private static Emitter.Body<Integer> counting(int count) {
        return out -> {
            for (int i = 0; i < count; i++) {
                out.emit(i);
            }
        };
    }

    @Test
    void r23_requestsFromManyThreadsMeetTheEmission() throws Exception {
        Checking subscriber = new Checking();
        publisher(own, counting(ITEMS)).subscribe(subscriber);

        for (int t = 0; t < THREADS; t++) {
            threads.execute(() -> {
                for (int i = 0; i < ITEMS / THREADS; i++) {
                    subscriber.subscription.request(1);
                }
            });
        }

        assertThat(subscriber.completed.get(60, TimeUnit.SECONDS))
                .isEqualTo(IntStream.range(0, ITEMS).boxed().toList());
        assertThat(subscriber.violated).isFalse();
    }

    @Test
    void r25_tenThousandSendersAtTheSameTime() throws Exception {
        Checking subscriber = new Checking();
        Publisher<Integer> sending = publisher(own, out -> taskGroupVoid(senders -> {
            for (int i = 0; i < ROUNDS; i++) {
                int item = i;
                senders.createTask(() -> out.emit(item));
            }
        }));
        sending.subscribe(subscriber);

        for (int t = 0; t < THREADS; t++) {
            threads.execute(() -> {
                for (int i = 0; i < ROUNDS / THREADS; i++) {
                    subscriber.subscription.request(1);
                }
            });
        }

        assertThat(subscriber.completed.get(60, TimeUnit.SECONDS))
                .isEqualTo(IntStream.range(0, ROUNDS).boxed().toList());
        assertThat(subscriber.violated).isFalse();
    }

    @Test
    void r33_aCancellationRacesRequests() throws Exception {
        assertThat(cancelWhileRequesting(counting(3)))
                .noneMatch(subscriber -> subscriber.completed.isCompletedExceptionally());
    }

    @Test
    void r33_aCancellationRacesTheErrorOfABody() throws Exception {
        AtomicInteger failures = new AtomicInteger();
        List<Checking> all = cancelWhileRequesting(out -> {
            out.emit(0);
            failures.incrementAndGet();
            throw new IOException();
        });

        long told = all.stream()
                .filter(subscriber -> subscriber.completed.isCompletedExceptionally())
                .count();
        assertThat(told + planned.get()).isEqualTo(failures.get());
    }

    /** The subscribers, after all bodies have ended; none was told anything out of turn. */
    private List<Checking> cancelWhileRequesting(Emitter.Body<Integer> body) throws Exception {
        List<Checking> all = new ArrayList<>();
        for (int round = 0; round < ROUNDS; round++) {
            Checking subscriber = new Checking();
            all.add(subscriber);
            publisher(own, body).subscribe(subscriber);
            Future<?> requests = threads.submit(() -> {
                for (int i = 0; i < 4; i++) {
                    subscriber.subscription.request(1);
                }
            });
            for (int i = 0; i < round % 64; i++) {
                Thread.onSpinWait(); // so that some are told of the end
            }
            subscriber.subscription.cancel();
            requests.get();
        }

        CompletableFuture<Integer> left = new CompletableFuture<>();
        own.callSoonThreadsafe(() -> own.createTask(() -> {
            sleep(ZERO);
            sleep(ZERO);
            left.complete(own.allTasks().size());
        }));
        assertThat(left.get(60, TimeUnit.SECONDS)).isOne(); // the one that asks
        assertThat(all)
                .allMatch(subscriber -> !subscriber.violated
                        && subscriber.items
                                .equals(IntStream.range(0, subscriber.items.size())
                                        .boxed()
                                        .toList()));
        return all;
    }

    /** How an item is awaited. */
    enum Way {
        AWAIT_FIRST,
        AWAIT_SINGLE,
        EACH;

        void await(Publisher<Integer> source) {
            switch (this) {
                case AWAIT_FIRST -> awaitFirst(source);
                case AWAIT_SINGLE -> awaitSingle(source);
                case EACH -> each(source).forEach(item -> {});
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void r9_aCancellationRacesOnNext(Way way) {
        race(way, subscriber -> subscriber.onNext(1));
    }

    @ParameterizedTest
    @EnumSource
    void r9_aCancellationRacesOnError(Way way) {
        race(way, subscriber -> subscriber.onError(new IOException()));

        assertThat(planned).hasValue(ROUNDS); // each told once, for the cancellation is thrown
    }

    @ParameterizedTest
    @EnumSource
    void r9_aCancellationRacesOnComplete(Way way) {
        race(way, Subscriber::onComplete);
    }

    @ParameterizedTest
    @EnumSource
    void r9_aCancellationRacesOnSubscribe(Way way) {
        run(() -> {
            for (int round = 0; round < ROUNDS; round++) {
                AtomicInteger cancellations = new AtomicInteger();
                Subscriber<?>[] subscribed = {null};
                Task<?> task = createTask(() -> way.await(given -> subscribed[0] = given));
                sleep(ZERO);
                cancelWhile(task, () -> subscribed[0].onSubscribe(counting(cancellations)));

                assertThat(cancellations).hasValue(1);
            }
        });
    }

    private void race(Way way, Consumer<Subscriber<? super Integer>> signal) {
        run(() -> {
            for (int round = 0; round < ROUNDS; round++) {
                AtomicInteger cancellations = new AtomicInteger();
                List<Subscriber<? super Integer>> subscribed = new ArrayList<>();
                Task<?> task = createTask(() -> way.await(given -> {
                    subscribed.add(given);
                    given.onSubscribe(counting(cancellations));
                }));
                sleep(ZERO);
                cancelWhile(task, () -> signal.accept(subscribed.getFirst()));

                assertThat(cancellations).hasValueLessThanOrEqualTo(1);
            }
        });
    }

    private void cancelWhile(Task<?> task, Runnable signal) throws Exception {
        AtomicReference<Future<?>> sent = new AtomicReference<>();
        // On the engine green a submission may block, and the task end meanwhile.
        Objects.requireNonNull(FiberGroup.current()).block(() -> sent.set(threads.submit(signal)));
        task.cancel();
        Throwable thrown = catchThrowable(() -> await(task));
        sent.get().get();
        sleep(ZERO); // what is on its way to the loop arrives

        assertThat(thrown).isInstanceOf(CancelledError.class);
    }

    private static Subscription counting(AtomicInteger cancellations) {
        return new Subscription() {
            @Override
            public void request(long n) {}

            @Override
            public void cancel() {
                cancellations.incrementAndGet();
            }
        };
    }
}
