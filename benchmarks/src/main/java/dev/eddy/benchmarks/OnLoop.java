package dev.eddy.benchmarks;

import dev.eddy.Runner;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/** A benchmark with a loop in its thread. Each invocation does so much that its own beginning and end do not count. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public abstract class OnLoop {

    protected final Runner runner = new Runner();

    @TearDown
    public void close() {
        runner.close();
    }
}
