package dev.eddy.benchmarks;

import static dev.eddy.Asyncio.runCoroutineThreadsafe;
import static dev.eddy.Asyncio.sleep;

import dev.eddy.LoopGroup;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/** The same coroutines on a group of one loop, and on one of two. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class Loops {

    private static final int TASKS = 64;
    private static final int SWITCHES = 1_000;

    private final LoopGroup oneLoop = new LoopGroup("one", 1);
    private final LoopGroup twoLoops = new LoopGroup("two", 2);
    private final ExecutorService otherThread = Executors.newSingleThreadExecutor();

    @Benchmark
    @OperationsPerInvocation(TASKS * SWITCHES)
    public void one() {
        load(oneLoop);
    }

    @Benchmark
    @OperationsPerInvocation(TASKS * SWITCHES)
    public void two() {
        load(twoLoops);
    }

    /** Two threads that do nothing but run continuations, and one: what the machine allows. */
    @Benchmark
    @OperationsPerInvocation(TASKS * SWITCHES)
    public void continuationsOne() {
        RawContinuation.alternate(TASKS * SWITCHES);
    }

    @Benchmark
    @OperationsPerInvocation(TASKS * SWITCHES)
    public void continuationsTwo() {
        CompletableFuture<?> other =
                CompletableFuture.runAsync(() -> RawContinuation.alternate(TASKS * SWITCHES / 2), otherThread);
        RawContinuation.alternate(TASKS * SWITCHES / 2);
        other.join();
    }

    @TearDown
    public void close() {
        oneLoop.close();
        twoLoops.close();
        otherThread.close();
    }

    private static void load(LoopGroup group) {
        List<CompletableFuture<?>> tasks = new ArrayList<>();
        for (int i = 0; i < TASKS; i++) {
            tasks.add(runCoroutineThreadsafe(
                    () -> {
                        for (int j = 0; j < SWITCHES; j++) {
                            sleep(Duration.ZERO);
                        }
                    },
                    group.next()));
        }
        tasks.forEach(CompletableFuture::join);
    }
}
