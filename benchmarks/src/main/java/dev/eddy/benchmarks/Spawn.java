package dev.eddy.benchmarks;

import static dev.eddy.Asyncio.await;
import static dev.eddy.Asyncio.createTask;
import static dev.eddy.Asyncio.gather;

import dev.eddy.Task;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
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

    /** As many futures, completed in the order of a queue: no task, and nothing that could be suspended. */
    @Benchmark
    @OperationsPerInvocation(TASKS)
    public int futures() {
        ArrayDeque<Runnable> queue = new ArrayDeque<>();
        List<CompletableFuture<Integer>> futures = new ArrayList<>(TASKS);
        for (int i = 0; i < TASKS; i++) {
            int result = i;
            CompletableFuture<Integer> future = new CompletableFuture<>();
            futures.add(future);
            queue.add(() -> future.complete(result));
        }
        for (Runnable next = queue.poll(); next != null; next = queue.poll()) {
            next.run();
        }
        List<Integer> results = new ArrayList<>(TASKS);
        for (CompletableFuture<Integer> future : futures) {
            results.add(future.join());
        }
        return results.size();
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
