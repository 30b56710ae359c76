package dev.eddy.benchmarks;

import static dev.eddy.Asyncio.await;
import static dev.eddy.Asyncio.gather;
import static dev.eddy.Asyncio.sleep;

import java.time.Duration;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.OperationsPerInvocation;

/** Two tasks that hand over to each other; one alone; and from deep down. */
public class Switch extends OnLoop {

    private static final int SWITCHES = 10_000;
    private static final int DEPTH = 50;

    @Benchmark
    @OperationsPerInvocation(SWITCHES)
    public void eddy() {
        runner.run(() -> await(gather(() -> yields(SWITCHES / 2), () -> yields(SWITCHES / 2))));
    }

    @Benchmark
    @OperationsPerInvocation(SWITCHES)
    public void eddySelf() {
        runner.run(() -> yields(SWITCHES));
    }

    @Benchmark
    @OperationsPerInvocation(SWITCHES)
    public void eddyDeep() {
        runner.run(() -> await(gather(Switch::deepYields, Switch::deepYields)));
    }

    @Benchmark
    @OperationsPerInvocation(SWITCHES)
    public void kotlinx() {
        KotlinPeers.switchTwo(SWITCHES);
    }

    @Benchmark
    @OperationsPerInvocation(SWITCHES)
    public void kotlinxSelf() {
        KotlinPeers.switchSelf(SWITCHES);
    }

    @Benchmark
    @OperationsPerInvocation(SWITCHES)
    public void kotlinxDeep() {
        KotlinPeers.switchDeep(SWITCHES, DEPTH);
    }

    /** Two of the JDK's continuations, run in turn, each yielding at once: what every switch is made of. */
    @Benchmark
    @OperationsPerInvocation(SWITCHES)
    public void continuations() {
        RawContinuation.alternate(SWITCHES);
    }

    /** The same with the queue that a loop needs. */
    @Benchmark
    @OperationsPerInvocation(SWITCHES)
    public void leastLoop() {
        LeastLoop.switchTwo(SWITCHES);
    }

    private static void yields(int times) {
        for (int i = 0; i < times; i++) {
            sleep(Duration.ZERO);
        }
    }

    private static int deepYields() {
        int sum = 0;
        for (int i = 0; i < SWITCHES / 2; i++) {
            sum += deep(DEPTH);
        }
        return sum;
    }

    private static int deep(int depth) {
        if (depth == 0) {
            sleep(Duration.ZERO);
            return 0;
        }
        return deep(depth - 1) + 1;
    }
}
