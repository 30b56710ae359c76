package dev.eddy.benchmarks;

import static dev.eddy.reactor.ReactorBridge.await;
import static dev.eddy.rxjava.RxBridge.await;

import io.reactivex.rxjava3.core.Single;
import java.util.Objects;
import java.util.function.IntSupplier;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

/** Awaiting what another thread answers. */
public class AwaitAsync extends OnLoop {

    private static final int AWAITS = 1_000;

    private final Mono<Integer> mono = Mono.fromCallable(() -> 1).subscribeOn(Schedulers.single());
    private final Single<Integer> single =
            Single.fromCallable(() -> 1).subscribeOn(io.reactivex.rxjava3.schedulers.Schedulers.single());

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

    @Benchmark
    @OperationsPerInvocation(AWAITS)
    public int virtualThreadMono() throws InterruptedException {
        return inVirtualThread(() -> Objects.requireNonNull(mono.block()));
    }

    @Benchmark
    @OperationsPerInvocation(AWAITS)
    public int virtualThreadSingle() throws InterruptedException {
        return inVirtualThread(single::blockingGet);
    }

    private static int inVirtualThread(IntSupplier blocking) throws InterruptedException {
        int[] sum = {0};
        Thread.startVirtualThread(() -> {
            for (int i = 0; i < AWAITS; i++) {
                sum[0] += blocking.getAsInt();
            }
        }).join();
        return sum[0];
    }
}
