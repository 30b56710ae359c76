package dev.eddy.benchmarks;

import static dev.eddy.Asyncio.await;
import static dev.eddy.reactor.ReactorBridge.lift;

import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** A function in a pipeline that has its answer at once. */
public class Lift extends OnLoop {

    private static final int ITEMS = 10_000;

    private final Flux<Integer> lifted = Flux.range(0, ITEMS).concatMap(lift(item -> item + 1));
    private final Flux<Integer> called = Flux.range(0, ITEMS).concatMap(item -> Mono.fromCallable(() -> item + 1));

    private final Flux<Integer> subscribed =
            Flux.range(0, ITEMS).concatMap(item -> Mono.fromCallable(() -> item + 1).hide());

    @Benchmark
    @OperationsPerInvocation(ITEMS)
    public long eddy() {
        return runner.run(() -> {
            Drain drain = new Drain(1);
            lifted.subscribe(drain);
            return await(drain.sum());
        });
    }

    @Benchmark
    @OperationsPerInvocation(ITEMS)
    public long kotlinx() {
        return KotlinPeers.lift(ITEMS);
    }

    @Benchmark
    @OperationsPerInvocation(ITEMS)
    public long reactor() {
        return Drain.sumOf(called);
    }

    /** A {@code Mono} that is not known to have its answer, and has to be subscribed to. */
    @Benchmark
    @OperationsPerInvocation(ITEMS)
    public long reactorHidden() {
        return Drain.sumOf(subscribed);
    }
}
