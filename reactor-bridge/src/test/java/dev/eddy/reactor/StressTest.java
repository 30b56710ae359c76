package dev.eddy.reactor;

import static dev.eddy.Asyncio.createTask;
import static dev.eddy.Asyncio.sleep;
import static dev.eddy.reactor.ReactorBridge.await;
import static dev.eddy.reactor.ReactorBridge.each;
import static dev.eddy.reactor.ReactorBridge.mono;
import static org.assertj.core.api.Assertions.assertThat;

import dev.eddy.Asyncio;
import dev.eddy.EventLoop;
import dev.eddy.LoopGroup;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

/** Probes for signals that get lost between the loops and the threads that subscribe, emit and cancel. */
@Tag("stress")
class StressTest {

    private static final int THREADS = 8;
    private static final int SUBSCRIPTIONS = 1000;

    @RegisterExtension final Dropped dropped = new Dropped();

    /** The first loops of the group that code gets which names none. */
    private static Set<EventLoop> sharedLoops() {
        Set<EventLoop> loops = new HashSet<>();
        while (loops.add(LoopGroup.shared().next())) {
            // the turn goes round
        }
        return loops;
    }

    private static int openTasks(EventLoop loop) throws ExecutionException, InterruptedException {
        CompletableFuture<Integer> count = new CompletableFuture<>();
        loop.callSoonThreadsafe(() -> count.complete(loop.allTasks().size()));
        return count.get();
    }

    private static void fromThreads(Runnable body) throws Exception {
        CountDownLatch start = new CountDownLatch(1);
        List<Future<?>> threads = new ArrayList<>();
        try (ExecutorService executor = Executors.newFixedThreadPool(THREADS)) {
            for (int t = 0; t < THREADS; t++) {
                threads.add(executor.submit(() -> {
                    start.await();
                    body.run();
                    return null;
                }));
            }
            start.countDown();
            for (Future<?> thread : threads) {
                thread.get();
            }
        }
    }

    @Test
    void aThousandSubscriptionsFromEightThreadsAtOnceAllEnd() throws Exception {
        AtomicInteger open = new AtomicInteger();
        Flux<Integer> source = Flux.range(1, 10)
                .publishOn(Schedulers.parallel())
                .doOnSubscribe(s -> open.incrementAndGet())
                .doFinally(end -> open.decrementAndGet());
        Mono<Integer> sum = mono(() -> {
            int total = Asyncio.await(createTask(() -> await(Mono.just(45).publishOn(Schedulers.parallel()))));
            for (int item : each(source, 3)) {
                sleep(Duration.ZERO);
                total += item;
            }
            return total;
        });

        fromThreads(() -> {
            List<CompletableFuture<Integer>> results = new ArrayList<>();
            for (int i = 0; i < SUBSCRIPTIONS / THREADS; i++) {
                results.add(sum.toFuture());
            }
            assertThat(results).allSatisfy(result -> assertThat(result.join()).isEqualTo(100));
        });

        for (EventLoop loop : sharedLoops()) {
            assertThat(openTasks(loop)).isZero();
        }
        assertThat(open).hasValue(0);
        LoopGroup.closeShared();
        assertThat(Thread.getAllStackTraces().keySet()).noneMatch(thread -> thread.getName().startsWith("eddy-loop"));
    }

    @Test
    void soDoThoseThatAreCancelledMeanwhile() throws Exception {
        AtomicInteger running = new AtomicInteger();
        Mono<Long> counting = mono(() -> {
            long last = 0;
            running.incrementAndGet();
            try {
                for (long item : each(
                        Flux.range(0, 1_000_000).map(Integer::longValue).publishOn(Schedulers.parallel(), 8), 8)) {
                    last = item;
                }
            } finally {
                running.decrementAndGet();
            }
            return last;
        });

        fromThreads(() -> {
            for (int i = 0; i < SUBSCRIPTIONS / THREADS; i++) {
                var subscription = counting.subscribe();
                while (i % 2 == 0 && running.get() == 0 && !subscription.isDisposed()) {
                    Thread.onSpinWait(); // so that some have begun
                }
                subscription.dispose();
            }
        });

        for (EventLoop loop : sharedLoops()) {
            while (openTasks(loop) > 0) {
                Thread.onSpinWait(); // what was cancelled cleans up
            }
        }
        assertThat(running).hasValue(0);
        LoopGroup.closeShared();
    }
}
