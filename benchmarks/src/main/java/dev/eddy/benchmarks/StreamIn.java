package dev.eddy.benchmarks;

import static dev.eddy.reactor.ReactorBridge.each;
import static dev.eddy.rxjava.RxBridge.each;

import dev.eddy.reactive.Each;
import io.reactivex.rxjava3.core.Flowable;
import java.util.concurrent.Callable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import reactor.core.publisher.Flux;
import reactor.core.scheduler.Schedulers;

/** Iterating over a stream, of the same thread and of another one. */
public class StreamIn extends OnLoop {

    private static final int ITEMS = 100_000;

    private final Flux<Integer> flux = Flux.range(0, ITEMS);
    private final Flux<Integer> asyncFlux = flux.publishOn(Schedulers.parallel());
    private final Flowable<Integer> flowable = Flowable.range(0, ITEMS);
    private final Flowable<Integer> asyncFlowable =
            flowable.observeOn(io.reactivex.rxjava3.schedulers.Schedulers.computation());

    @Benchmark
    @OperationsPerInvocation(ITEMS)
    public long eddyFlux() {
        return sum(() -> each(flux));
    }

    @Benchmark
    @OperationsPerInvocation(ITEMS)
    public long eddyFluxAsync() {
        return sum(() -> each(asyncFlux));
    }

    @Benchmark
    @OperationsPerInvocation(ITEMS)
    public long eddyFlowable() {
        return sum(() -> each(flowable));
    }

    @Benchmark
    @OperationsPerInvocation(ITEMS)
    public long eddyFlowableAsync() {
        return sum(() -> each(asyncFlowable));
    }

    @Benchmark
    @OperationsPerInvocation(ITEMS)
    public long kotlinxFlux() {
        return KotlinPeers.collect(flux);
    }

    @Benchmark
    @OperationsPerInvocation(ITEMS)
    public long kotlinxFluxAsync() {
        return KotlinPeers.collect(asyncFlux);
    }

    @Benchmark
    @OperationsPerInvocation(ITEMS)
    public long kotlinxFlowable() {
        return KotlinPeers.collect(flowable);
    }

    @Benchmark
    @OperationsPerInvocation(ITEMS)
    public long kotlinxFlowableAsync() {
        return KotlinPeers.collect(asyncFlowable);
    }

    @Benchmark
    @OperationsPerInvocation(ITEMS)
    public long reactorIterable() {
        return sum(flux.toIterable());
    }

    @Benchmark
    @OperationsPerInvocation(ITEMS)
    public long reactorIterableAsync() {
        return sum(asyncFlux.toIterable());
    }

    @Benchmark
    @OperationsPerInvocation(ITEMS)
    public long rxIterable() {
        return sum(flowable.blockingIterable());
    }

    @Benchmark
    @OperationsPerInvocation(ITEMS)
    public long rxIterableAsync() {
        return sum(asyncFlowable.blockingIterable());
    }

    private long sum(Callable<Each<Integer>> items) {
        return runner.run(() -> sum(items.call()));
    }

    private static long sum(Iterable<Integer> items) {
        long sum = 0;
        for (int item : items) {
            sum += item;
        }
        return sum;
    }
}
