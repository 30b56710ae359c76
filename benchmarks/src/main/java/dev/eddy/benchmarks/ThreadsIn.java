package dev.eddy.benchmarks;

import dev.eddy.EventLoop;
import dev.eddy.LoopGroup;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/** Other threads hand callbacks to a loop. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class ThreadsIn {

    private static final int CALLBACKS = 100_000;

    private final LoopGroup group = new LoopGroup("threads-in", 1);
    private final ExecutorService single = Executors.newSingleThreadExecutor();

    @Param({"1", "2", "4"}) private int producers;

    @Benchmark
    @OperationsPerInvocation(CALLBACKS)
    public void eddy() throws InterruptedException {
        EventLoop loop = group.next();
        produce(loop::callSoonThreadsafe);
    }

    @Benchmark
    @OperationsPerInvocation(CALLBACKS)
    public void executorService() throws InterruptedException {
        produce(single);
    }

    @TearDown
    public void close() {
        group.close();
        single.shutdown();
    }

    private void produce(Executor target) throws InterruptedException {
        CountDownLatch done = new CountDownLatch(CALLBACKS);
        List<Thread> threads = new ArrayList<>();
        for (int p = 0; p < producers; p++) {
            threads.add(Thread.ofPlatform().start(() -> {
                for (int i = 0; i < CALLBACKS / producers; i++) {
                    target.execute(done::countDown);
                }
            }));
        }
        for (Thread thread : threads) {
            thread.join();
        }
        done.await();
    }
}
