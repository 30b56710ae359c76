package dev.eddy.benchmarks;

import static dev.eddy.Asyncio.await;
import static dev.eddy.Asyncio.createTask;
import static dev.eddy.reactor.ReactorBridge.await;
import static dev.eddy.rxjava.RxBridge.await;

import dev.eddy.Task;
import io.reactivex.rxjava3.core.Single;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import reactor.core.publisher.Mono;

/** Awaiting what has its answer already. */
public class AwaitReady extends OnLoop {

    private static final int AWAITS = 10_000;

    private final Mono<Integer> mono = Mono.just(1);
    private final Single<Integer> single = Single.just(1);
    private final CompletableFuture<Integer> stage = CompletableFuture.completedFuture(1);
    private final Task<Integer> task = runner.run(() -> {
        Task<Integer> done = createTask(() -> 1);
        await(done);
        return done;
    });

    @Benchmark
    @OperationsPerInvocation(AWAITS)
    public int eddyMono() {
        return runner.run(() -> {
            int sum = 0;
            for (int i = 0; i < AWAITS; i++) {
                sum += Objects.requireNonNull(await(mono));
            }
            return sum;
        });
    }

    @Benchmark
    @OperationsPerInvocation(AWAITS)
    public int eddyTask() {
        return runner.run(() -> {
            int sum = 0;
            for (int i = 0; i < AWAITS; i++) {
                sum += await(task);
            }
            return sum;
        });
    }

    @Benchmark
    @OperationsPerInvocation(AWAITS)
    public int eddyStage() {
        return runner.run(() -> {
            int sum = 0;
            for (int i = 0; i < AWAITS; i++) {
                sum += await(stage);
            }
            return sum;
        });
    }

    @Benchmark
    @OperationsPerInvocation(AWAITS)
    public int eddySingle() {
        return runner.run(() -> {
            int sum = 0;
            for (int i = 0; i < AWAITS; i++) {
                sum += await(single);
            }
            return sum;
        });
    }

    @Benchmark
    @OperationsPerInvocation(AWAITS)
    public int kotlinxMono() {
        return KotlinPeers.awaitMono(mono, AWAITS);
    }

    @Benchmark
    @OperationsPerInvocation(AWAITS)
    public int kotlinxSingle() {
        return KotlinPeers.awaitSingle(single, AWAITS);
    }
}
