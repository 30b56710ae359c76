package dev.eddy.benchmarks;

import static dev.eddy.Asyncio.await;
import static dev.eddy.Asyncio.createTask;
import static dev.eddy.Asyncio.getRunningLoop;
import static dev.eddy.Asyncio.run;
import static dev.eddy.Asyncio.sleep;

import dev.eddy.Future;
import dev.eddy.Task;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** How much memory a suspended task keeps: the heap in use with many of them, less that without. */
final class Memory {

    static final String ROW = "memory";

    private static final int TASKS = 200_000;
    private static final double BUDGET = 500;

    private Memory() {}

    static Comparison measure() {
        double bytes = run(() -> {
            Future<@Nullable Void> open = getRunningLoop().createFuture();
            List<Task<?>> tasks = new ArrayList<>(TASKS);
            long before = used();
            for (int i = 0; i < TASKS; i++) {
                tasks.add(createTask(() -> await(open)));
            }
            sleep(Duration.ZERO); // each has begun, and waits
            sleep(Duration.ZERO);
            long after = used();
            open.setResult(null);
            for (Task<?> task : tasks) {
                await(task);
            }
            return (double) (after - before) / TASKS;
        });
        return new Comparison(
                ROW, "a task that awaits a future", new Measurement(Double.NaN, bytes), "500 bytes",
                new Measurement(Double.NaN, BUDGET), bytes / BUDGET, 1, "bytes");
    }

    static long used() {
        for (int i = 0; i < 3; i++) {
            System.gc();
        }
        return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
    }
}
