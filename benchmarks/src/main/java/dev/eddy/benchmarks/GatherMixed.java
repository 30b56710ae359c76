package dev.eddy.benchmarks;

import static dev.eddy.Asyncio.await;
import static dev.eddy.Asyncio.createTask;
import static dev.eddy.Asyncio.gather;
import static dev.eddy.reactor.ReactorBridge.toMono;

import dev.eddy.Task;
import io.reactivex.rxjava3.core.Single;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.Setup;
import reactor.core.publisher.Mono;

/** A thousand answers that are there already, of three kinds, gathered. */
public class GatherMixed extends OnLoop {

    private static final int COUNT = 1_000;
    private static final int ROUNDS = 20;

    private final List<Object> mixed = new ArrayList<>();
    private final List<Mono<Integer>> monos = new ArrayList<>();

    @Setup
    public void fill() {
        Task<Integer> task = runner.run(() -> {
            Task<Integer> done = createTask(() -> 1);
            await(done);
            return done;
        });
        Single<Integer> single = Single.just(1);
        for (int i = 0; i < COUNT; i++) {
            switch (i % 3) {
                case 0 -> {
                    mixed.add(Mono.just(i));
                    monos.add(Mono.just(i));
                }
                case 1 -> {
                    mixed.add(single);
                    monos.add(Mono.from(single.toFlowable()));
                }
                default -> {
                    mixed.add(task);
                    monos.add(toMono(task));
                }
            }
        }
    }

    @Benchmark
    @OperationsPerInvocation(COUNT * ROUNDS)
    public int eddy() {
        return runner.run(() -> {
            int count = 0;
            for (int i = 0; i < ROUNDS; i++) {
                count += await(gather(mixed.toArray())).size();
            }
            return count;
        });
    }

    @Benchmark
    @OperationsPerInvocation(COUNT * ROUNDS)
    public int reactorZip() {
        int count = 0;
        for (int i = 0; i < ROUNDS; i++) {
            count += Objects.requireNonNull(
                    Mono.zip(monos, results -> results.length).block());
        }
        return count;
    }
}
