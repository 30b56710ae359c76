package dev.eddy.benchmarks;

import static dev.eddy.Asyncio.await;
import static dev.eddy.Asyncio.createTask;

import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.OperationsPerInvocation;

/** One task created and awaited after the other. */
public class SpawnAwait extends OnLoop {

    private static final int TASKS = 10_000;

    @Benchmark
    @OperationsPerInvocation(TASKS)
    public int eddy() {
        return runner.run(() -> {
            int sum = 0;
            for (int i = 0; i < TASKS; i++) {
                int result = i;
                sum += await(createTask(() -> result));
            }
            return sum;
        });
    }

    @Benchmark
    @OperationsPerInvocation(TASKS)
    public int kotlinx() {
        return KotlinPeers.spawnAwait(TASKS);
    }

    /** What it is made of: a continuation yields to one that begins and ends. */
    @Benchmark
    @OperationsPerInvocation(TASKS)
    public void continuations() {
        RawContinuation.beginAndEnd(TASKS);
    }
}
