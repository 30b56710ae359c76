package dev.eddy.benchmarks;

import static dev.eddy.Asyncio.await;
import static dev.eddy.Asyncio.createTask;
import static dev.eddy.Asyncio.gather;
import static dev.eddy.Asyncio.sleep;

import dev.eddy.Task;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.OperationsPerInvocation;

/** The engine that needs no flag. */
@Fork(jvmArgsAppend = "-Deddy.engine=virtual-thread")
public class NoFlag extends OnLoop {

    private static final int TASKS = 100_000;
    private static final int SWITCHES = 10_000;

    @Benchmark
    @OperationsPerInvocation(TASKS)
    public int spawn() {
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
    @OperationsPerInvocation(SWITCHES)
    public void switchTwo() {
        runner.run(() -> await(gather(() -> yields(SWITCHES / 2), () -> yields(SWITCHES / 2))));
    }

    @Benchmark
    @OperationsPerInvocation(SWITCHES)
    public void switchSelf() {
        runner.run(() -> yields(SWITCHES));
    }

    /** Two virtual threads that hand a baton to each other: what every switch of this engine is made of. */
    @Benchmark
    @OperationsPerInvocation(SWITCHES)
    public void handOver() throws InterruptedException {
        Baton one = new Baton();
        Baton other = new Baton();
        one.thread = Thread.ofVirtual().unstarted(() -> alternate(one, other));
        other.thread = Thread.ofVirtual().unstarted(() -> alternate(other, one));
        one.here = true;
        one.thread.start();
        other.thread.start();
        one.thread.join();
        other.thread.join();
    }

    private static final class Baton {
        volatile boolean here;
        Thread thread = Thread.currentThread();
    }

    private static void alternate(Baton mine, Baton others) {
        for (int i = 0; i < SWITCHES / 2; i++) {
            while (!mine.here) {
                LockSupport.park();
            }
            mine.here = false;
            others.here = true;
            LockSupport.unpark(others.thread);
        }
    }

    private static void yields(int times) {
        for (int i = 0; i < times; i++) {
            sleep(Duration.ZERO);
        }
    }
}
