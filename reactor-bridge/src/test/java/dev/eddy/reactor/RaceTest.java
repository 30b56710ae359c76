package dev.eddy.reactor;

import static dev.eddy.Asyncio.await;
import static dev.eddy.Asyncio.createTask;
import static dev.eddy.Asyncio.run;
import static dev.eddy.Asyncio.sleep;
import static dev.eddy.reactor.ReactorBridge.await;
import static dev.eddy.reactor.ReactorBridge.each;
import static dev.eddy.reactor.ReactorBridge.mono;
import static java.time.Duration.ZERO;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.eddy.Action;
import dev.eddy.CancelledError;
import dev.eddy.LoopGroup;
import dev.eddy.Task;
import java.io.IOException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;
import reactor.test.publisher.TestPublisher;

/** A cancellation that meets an error: it is thrown, or told to the hook, once; core's tests have the other signals. */
@Tag("stress")
class RaceTest {

    private static final int ROUNDS = 10_000;

    @RegisterExtension final Dropped dropped = new Dropped();

    /** One that takes no lock when it is given something: on the engine green the race would be over when the lock is there. */
    private final ExecutorService emitter = new ForkJoinPool(1);
    private final LoopGroup group = new LoopGroup("race", 1);

    @AfterEach
    void close() {
        emitter.shutdown();
        group.close();
    }

    @Test
    void r9_aCancellationRacesTheErrorOfAMono() {
        race(source -> () -> await(source.mono()));
    }

    @Test
    void r9_aCancellationRacesTheErrorOfAFlux() {
        race(source -> () -> each(source.flux()).forEach(item -> {}));
    }

    private void race(Function<TestPublisher<Integer>, Action> awaiting) {
        run(() -> {
            for (int round = 0; round < ROUNDS; round++) {
                TestPublisher<Integer> source = TestPublisher.createNoncompliant(
                        TestPublisher.Violation.CLEANUP_ON_TERMINATE, TestPublisher.Violation.DEFER_CANCELLATION);
                Task<?> task = createTask(awaiting.apply(source));
                sleep(ZERO);
                Future<?> sent = emitter.submit(() -> source.error(new IOException()));
                task.cancel();
                Throwable thrown = catchThrowable(() -> await(task));
                sent.get();
                sleep(ZERO); // what is on its way to the loop arrives

                assertThat(thrown).isInstanceOf(CancelledError.class);
            }
        });

        assertThat(dropped.errors()).hasSize(ROUNDS);
    }

    @Test
    void r30_aCancellationRacesTheErrorOfABody() throws Exception {
        var own = group.next();
        AtomicInteger failures = new AtomicInteger();
        AtomicInteger told = new AtomicInteger();
        Mono<Integer> failing = mono(own, () -> {
            failures.incrementAndGet();
            throw new IOException();
        });
        for (int round = 0; round < ROUNDS; round++) {
            failing.subscribe(item -> {}, error -> told.incrementAndGet()).dispose();
        }

        CompletableFuture<Integer> left = new CompletableFuture<>();
        own.callSoonThreadsafe(() -> own.createTask(() -> {
            sleep(ZERO);
            sleep(ZERO);
            left.complete(own.allTasks().size());
        }));
        assertThat(left.get(60, TimeUnit.SECONDS)).isOne(); // the one that asks
        assertThat(told.get() + dropped.errors().size()).isEqualTo(failures.get());
    }

    @Test
    void r20_aCancellationRacesTheItemsOfAFlux() {
        Flux<Integer> endless = Flux.range(0, Integer.MAX_VALUE)
                .publishOn(Schedulers.parallel());
        run(() -> {
            for (int round = 0; round < ROUNDS / 10; round++) {
                int[] expected = {0};
                Task<?> task = createTask(() -> each(endless, 16).forEach(item -> {
                    assertThat(item).isEqualTo(expected[0]++);
                    sleep(ZERO);
                }));
                for (int i = 0; i < round % 7; i++) {
                    sleep(ZERO);
                }
                task.cancel();

                assertThat(catchThrowable(() -> await(task))).isInstanceOf(CancelledError.class);
            }
        });
    }
}
