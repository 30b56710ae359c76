package dev.eddy.benchmarks;

import static dev.eddy.Asyncio.await;
import static dev.eddy.Asyncio.createTask;
import static dev.eddy.Asyncio.gather;
import static dev.eddy.Asyncio.sleep;

import dev.eddy.EventLoop;
import dev.eddy.Runner;
import dev.eddy.Task;
import dev.eddy.VirtualClock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.LongStream;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/** Many tasks asleep at once, for 1 to 10 ms each; in virtual time, too, where a few need not be waited for. */
public class Sleepers extends OnLoop {

    private static final int FEW = 1_000;
    private static final int MANY = 100_000;
    private static final int MOST = 1_000_000;

    private final Runner inVirtualTime =
            new Runner(() -> EventLoop.builder().clock(new VirtualClock()).build());

    @Benchmark
    @OperationsPerInvocation(MANY)
    public int eddyMany() {
        return sleepers(runner, MANY);
    }

    @Benchmark
    @OperationsPerInvocation(MOST)
    public int eddyMost() {
        return sleepers(runner, MOST);
    }

    @Benchmark
    @OperationsPerInvocation(MANY)
    public void kotlinxMany() {
        KotlinPeers.sleepers(MANY);
    }

    @Benchmark
    @OperationsPerInvocation(MOST)
    public void kotlinxMost() {
        KotlinPeers.sleepers(MOST);
    }

    @Benchmark
    @OperationsPerInvocation(MANY)
    public void continuationsMany(Order order) {
        suspendAndResume(order.ofMany);
    }

    @Benchmark
    @OperationsPerInvocation(MOST)
    public void continuationsMost(Order order) {
        suspendAndResume(order.ofMost);
    }

    @Benchmark
    @OperationsPerInvocation(FEW)
    public void leastFew() {
        LeastSleepers.sleep(FEW);
    }

    @Benchmark
    @OperationsPerInvocation(MANY)
    public void leastMany() {
        LeastSleepers.sleep(MANY);
    }

    @Benchmark
    @OperationsPerInvocation(MOST)
    public void leastMost() {
        LeastSleepers.sleep(MOST);
    }

    /** As many continuations, each of which yields once, and goes on when its sleep would be over, had they been begun in 25 ms. */
    private static void suspendAndResume(int[] order) {
        Object[] suspended = new Object[order.length];
        for (int i = 0; i < suspended.length; i++) {
            suspended[i] = RawContinuation.suspended();
        }
        for (int next : order) {
            RawContinuation.resume(suspended[next]);
        }
    }

    /** The sleepers in the order in which their sleeps end; those that end together, as they began. */
    @State(Scope.Thread)
    public static class Order {

        final int[] ofMany = ofEnds(MANY);
        final int[] ofMost = ofEnds(MOST);

        private static int[] ofEnds(int count) {
            long step = 25_000_000 / count;
            return LongStream.range(0, count)
                    .map(i -> (i * step + millis((int) i) * 1_000_000L) * count + i)
                    .sorted()
                    .mapToInt(key -> (int) (key % count))
                    .toArray();
        }
    }

    private static int millis(int sleeper) {
        return 1 + sleeper % 10;
    }

    @Benchmark
    @OperationsPerInvocation(FEW)
    public int virtualTimeFew() {
        return sleepers(inVirtualTime, FEW);
    }

    @Benchmark
    @OperationsPerInvocation(MOST)
    public int virtualTimeMost() {
        return sleepers(inVirtualTime, MOST);
    }

    @TearDown
    public void closeVirtual() {
        inVirtualTime.close();
    }

    private static int sleepers(Runner runner, int count) {
        return runner.run(() -> {
            List<Task<?>> tasks = new ArrayList<>(count);
            for (int i = 0; i < count; i++) {
                Duration delay = Duration.ofMillis(millis(i));
                tasks.add(createTask(() -> sleep(delay)));
            }
            return await(gather(tasks)).size();
        });
    }
}
