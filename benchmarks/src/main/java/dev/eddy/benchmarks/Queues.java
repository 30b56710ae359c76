package dev.eddy.benchmarks;

import static dev.eddy.Asyncio.createTask;

import dev.eddy.queue.Queue;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.OperationsPerInvocation;

/** A producer and a consumer with a bounded queue between them. */
public class Queues extends OnLoop {

    private static final int ITEMS = 100_000;
    private static final int CAPACITY = 64;

    @Benchmark
    @OperationsPerInvocation(ITEMS)
    public long eddy() {
        return runner.run(() -> {
            Queue<Integer> queue = new Queue<>(CAPACITY);
            createTask(() -> {
                for (int i = 0; i < ITEMS; i++) {
                    queue.put(i);
                }
            });
            long sum = 0;
            for (int i = 0; i < ITEMS; i++) {
                sum += queue.get();
            }
            return sum;
        });
    }

    @Benchmark
    @OperationsPerInvocation(ITEMS)
    public long kotlinx() {
        return KotlinPeers.channel(ITEMS, CAPACITY);
    }
}
