package dev.eddy.benchmarks;

import static dev.eddy.Asyncio.await;
import static dev.eddy.reactor.ReactorBridge.flux;
import static dev.eddy.rxjava.RxBridge.flowable;

import dev.eddy.reactive.Emitter;
import io.reactivex.rxjava3.core.Flowable;
import java.util.concurrent.Callable;
import java.util.function.UnaryOperator;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Flux;
import reactor.core.scheduler.Schedulers;

/** A body that emits, to a subscriber that requests everything, and to one in another thread that requests as it goes. */
public class StreamOut extends OnLoop {

    private static final int ITEMS = 100_000;
    private final Flux<Integer> eddyFlux = flux(StreamOut::emitAll);
    private final Flowable<Integer> eddyFlowable = flowable(StreamOut::emitAll);
    private final Flux<Integer> generatedFlux = Flux.generate(() -> 0, (i, sink) -> {
        if (i < ITEMS) {
            sink.next(i);
        } else {
            sink.complete();
        }
        return i + 1;
    });
    private final Flowable<Integer> generatedFlowable = Flowable.generate(() -> 0, (i, emitter) -> {
        if (i < ITEMS) {
            emitter.onNext(i);
        } else {
            emitter.onComplete();
        }
        return i + 1;
    });

    private static void emitAll(Emitter<Integer> out) {
        for (int i = 0; i < ITEMS; i++) {
            out.emit(i);
        }
    }

    private static Publisher<Integer> publishOn(Publisher<Integer> source) {
        return Flux.from(source).publishOn(Schedulers.parallel());
    }

    private static Publisher<Integer> observeOn(Publisher<Integer> source) {
        return Flowable.fromPublisher(source).observeOn(io.reactivex.rxjava3.schedulers.Schedulers.computation());
    }

    @Benchmark
    @OperationsPerInvocation(ITEMS)
    public long eddyFlux() {
        return onLoop(() -> eddyFlux);
    }

    @Benchmark
    @OperationsPerInvocation(ITEMS)
    public long eddyFluxAsync() {
        return onLoop(() -> publishOn(eddyFlux));
    }

    @Benchmark
    @OperationsPerInvocation(ITEMS)
    public long eddyFlowable() {
        return onLoop(() -> eddyFlowable);
    }

    @Benchmark
    @OperationsPerInvocation(ITEMS)
    public long eddyFlowableAsync() {
        return onLoop(() -> observeOn(eddyFlowable));
    }

    @Benchmark
    @OperationsPerInvocation(ITEMS)
    public long kotlinxFlux() {
        return KotlinPeers.fluxOut(ITEMS, UnaryOperator.identity());
    }

    @Benchmark
    @OperationsPerInvocation(ITEMS)
    public long kotlinxFluxAsync() {
        return KotlinPeers.fluxOut(ITEMS, StreamOut::publishOn);
    }

    @Benchmark
    @OperationsPerInvocation(ITEMS)
    public long kotlinxFlowable() {
        return KotlinPeers.flowableOut(ITEMS, UnaryOperator.identity());
    }

    @Benchmark
    @OperationsPerInvocation(ITEMS)
    public long kotlinxFlowableAsync() {
        return KotlinPeers.flowableOut(ITEMS, StreamOut::observeOn);
    }

    @Benchmark
    @OperationsPerInvocation(ITEMS)
    public long reactorGenerate() {
        return Drain.sumOf(generatedFlux);
    }

    @Benchmark
    @OperationsPerInvocation(ITEMS)
    public long reactorGenerateAsync() {
        return Drain.sumOf(publishOn(generatedFlux));
    }

    /** What two threads need to hand items over, one of which makes them and the other one requests them. */
    @Benchmark
    @OperationsPerInvocation(ITEMS)
    public long reactorTwoThreads() {
        return Drain.sumOf(publishOn(generatedFlux.subscribeOn(Schedulers.single())));
    }

    @Benchmark
    @OperationsPerInvocation(ITEMS)
    public long rxTwoThreads() {
        return Drain
                .sumOf(observeOn(generatedFlowable.subscribeOn(io.reactivex.rxjava3.schedulers.Schedulers.single())));
    }

    @Benchmark
    @OperationsPerInvocation(ITEMS)
    public long rxGenerate() {
        return Drain.sumOf(generatedFlowable);
    }

    @Benchmark
    @OperationsPerInvocation(ITEMS)
    public long rxGenerateAsync() {
        return Drain.sumOf(observeOn(generatedFlowable));
    }

    private long onLoop(Callable<Publisher<Integer>> publisher) {
        return runner.run(() -> {
            Drain drain = new Drain(1);
            publisher.call().subscribe(drain);
            return await(drain.sum());
        });
    }
}
