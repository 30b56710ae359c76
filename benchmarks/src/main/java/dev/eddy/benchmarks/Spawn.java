package dev.eddy.benchmarks;

import static dev.eddy.Asyncio.await;
import static dev.eddy.Asyncio.createTask;
import static dev.eddy.Asyncio.gather;

import dev.eddy.Task;
import java.util.ArrayList;
import java.util.List;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.OperationsPerInvocation;

/** A million tasks created, run and gathered. */
public class Spawn extends OnLoop {

    private static final int TASKS = 1_000_000;

    @Benchmark
    @OperationsPerInvocation(TASKS)
    public int eddy() {
        return runner.run(() -> {
            List<Task<Integer>> tasks = new ArrayList<>(TASKS);
            for (int i = 0; i < TASKS; i++) {
                int result = i;
                tasks.add(createTask(() -> result));
            }
            return await(gather(tasks)).size();
        });
    }

    @Benchmark
    @OperationsPerInvocation(TASKS)
    public int kotlinx() {
        return KotlinPeers.spawn(TASKS);
    }

    @Benchmark
    @OperationsPerInvocation(TASKS)
    public int virtualThreads() throws InterruptedException {
        List<Thread> threads = new ArrayList<>(TASKS);
        int[] results = new int[TASKS];
        for (int i = 0; i < TASKS; i++) {
            int result = i;
            threads.add(Thread.startVirtualThread(() -> results[result] = result));
        }
        for (Thread thread : threads) {
            thread.join();
        }
        return results.length;
    }
}
