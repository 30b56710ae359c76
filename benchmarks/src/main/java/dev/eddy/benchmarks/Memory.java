package dev.eddy.benchmarks;

import static dev.eddy.Asyncio.await;
import static dev.eddy.Asyncio.createTask;
import static dev.eddy.Asyncio.getRunningLoop;
import static dev.eddy.Asyncio.run;
import static dev.eddy.Asyncio.sleep;

import dev.eddy.Asyncio;
import dev.eddy.Future;
import dev.eddy.Task;
import java.lang.management.ManagementFactory;
import java.lang.ref.Reference;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.DoubleSupplier;
import org.jspecify.annotations.Nullable;

/**
 * How much memory a suspended task keeps: the heap in use with many of them, less that without. Of some rounds the last one, when
 * the code is compiled: the frames of interpreted code are larger.
 */
final class Memory {

    static final String ROW = "memory";

    private static final int TASKS = 200_000;
    private static final int ROUNDS = 10;
    private static final double BUDGET = 500;

    private Memory() {}

    static List<Comparison> measure() {
        double ours = settled(Memory::tasks);
        return List.of(
                comparison(ours, "500 bytes", BUDGET, 1),
                comparison(ours, "raw continuation, suspended", settled(Memory::continuations), 0),
                comparison(ours, "kotlinx.coroutines async, in await", settled(Memory::kotlinx), 0));
    }

    private static Comparison comparison(double ours, String peerName, double peer, double budget) {
        return new Comparison(
                ROW, "a task that awaits a future", new Measurement(Double.NaN, ours), peerName,
                new Measurement(Double.NaN, peer), ours / peer, budget, "bytes");
    }

    private static double settled(DoubleSupplier round) {
        double last = 0;
        for (int i = 0; i < ROUNDS; i++) {
            last = round.getAsDouble();
        }
        return last;
    }

    private static double tasks() {
        return run(() -> {
            Future<@Nullable Void> open = getRunningLoop().createFuture();
            List<Task<?>> tasks = new ArrayList<>(TASKS);
            long before = used();
            for (int i = 0; i < TASKS; i++) {
                tasks.add(createTask(() -> await(open)));
            }
            sleep(Duration.ZERO); // each has begun, and waits
            sleep(Duration.ZERO);
            double bytes = (double) (used() - before) / TASKS;
            open.setResult(null);
            tasks.forEach(Asyncio::await);
            return bytes;
        });
    }

    private static double continuations() {
        Object[] suspended = new Object[TASKS];
        long before = used();
        try {
            for (int i = 0; i < TASKS; i++) {
                suspended[i] = RawContinuation.suspended();
            }
            return (double) (used() - before) / TASKS;
        } finally {
            Reference.reachabilityFence(suspended);
        }
    }

    private static double kotlinx() {
        return KotlinPeers.bytesSuspended(TASKS, Memory::used);
    }

    static long used() {
        for (int i = 0; i < 3; i++) {
            System.gc();
        }
        return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
    }
}
