package dev.eddy.benchmarks;

import static dev.eddy.Asyncio.await;
import static dev.eddy.reactor.ReactorBridge.mono;
import static dev.eddy.rxjava.RxBridge.single;

import io.reactivex.rxjava3.core.Single;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import reactor.core.publisher.Mono;

/** Subscribing to a body that returns a value at once. */
public class ValueOut extends OnLoop {

    private static final int SUBSCRIPTIONS = 10_000;

    private final Mono<Integer> mono = mono(() -> 1);
    private final Single<Integer> single = single(() -> 1);

    @Benchmark
    @OperationsPerInvocation(SUBSCRIPTIONS)
    public long eddyMono() {
        return runner.run(() -> {
            Drain drain = new Drain(SUBSCRIPTIONS);
            for (int i = 0; i < SUBSCRIPTIONS; i++) {
                mono.subscribe(drain);
            }
            return await(drain.sum());
        });
    }

    @Benchmark
    @OperationsPerInvocation(SUBSCRIPTIONS)
    public long eddySingle() {
        return runner.run(() -> {
            Drain drain = new Drain(SUBSCRIPTIONS);
            for (int i = 0; i < SUBSCRIPTIONS; i++) {
                single.subscribe(drain);
            }
            return await(drain.sum());
        });
    }

    @Benchmark
    @OperationsPerInvocation(SUBSCRIPTIONS)
    public long kotlinxMono() {
        return KotlinPeers.monoOut(SUBSCRIPTIONS);
    }

    @Benchmark
    @OperationsPerInvocation(SUBSCRIPTIONS)
    public long kotlinxSingle() {
        return KotlinPeers.singleOut(SUBSCRIPTIONS);
    }
}
