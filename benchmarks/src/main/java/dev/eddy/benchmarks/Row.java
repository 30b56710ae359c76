package dev.eddy.benchmarks;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * One comparison: our benchmark with a peer's, and the ratio that is allowed.
 *
 * @param name the row of the budget, which several comparisons share
 * @param ours {@code Class.method}, and for a parameter {@code Class.method:value}
 * @param peer the same
 * @param budget how much of the peer's time ours may take; 0 if the row only informs
 */
record Row(String name, String ours, String peer, String peerName, double budget) {

    private static final String KOTLINX = "kotlinx.coroutines ";

    /** All comparisons of times, in the order of the table. */
    static List<Row> all() {
        List<Row> rows = new ArrayList<>(List.of(
                new Row("spawn", "Spawn.eddy", "Spawn.kotlinx", KOTLINX + "async, awaitAll", 0.1),
                new Row("spawn", "Spawn.eddy", "Spawn.virtualThreads", "raw virtual threads", 0.2),
                new Row("spawn", "Spawn.eddy", "Spawn.futures", "limit: CompletableFuture", 0),
                new Row("spawn-await", "SpawnAwait.eddy", "SpawnAwait.kotlinx", KOTLINX + "async, await", 0.6),
                new Row("spawn-await", "SpawnAwait.eddy", "SpawnAwait.continuations",
                        "limit: raw continuations", 0),
                new Row("switch", "Switch.eddy", "Switch.continuations", "raw continuation run + yield", 1.15),
                new Row("switch", "Switch.eddy", "Switch.leastLoop", "limit: raw continuations and a queue", 0),
                new Row("switch", "Switch.eddy", "Switch.kotlinx", KOTLINX + "yield", 0),
                new Row("switch-self", "Switch.eddySelf", "Switch.kotlinxSelf", KOTLINX + "yield", 0.5),
                new Row("switch-deep", "Switch.eddyDeep", "Switch.kotlinxDeep", KOTLINX + "yield, 50 deep", 0.5)));
        for (String kind : List.of("Mono", "Task", "Stage")) {
            rows.add(new Row(
                    "await-ready", "AwaitReady.eddy" + kind, "AwaitReady.kotlinxMono", KOTLINX + "awaitSingle", 0.1));
        }
        rows.add(new Row("await-async", "AwaitAsync.eddyMono", "AwaitAsync.kotlinxMono", KOTLINX + "awaitSingle", 1));
        rows.add(new Row(
                "await-async", "AwaitAsync.eddyMono", "AwaitAsync.virtualThreadMono", "Mono.block, virtual thread",
                1));
        rows.addAll(streamIn("flux-in", "Flux", "reactor", "Flux.toIterable"));
        rows.addAll(streamOut("flux-out", "Flux", "reactor", "flux {}", "Flux.generate"));
        rows.add(new Row("mono-out", "ValueOut.eddyMono", "ValueOut.kotlinxMono", KOTLINX + "mono {}", 0.7));
        rows.add(new Row("rx-in", "AwaitReady.eddySingle", "AwaitReady.kotlinxSingle", KOTLINX + "await", 0.1));
        rows.add(new Row("rx-in", "AwaitAsync.eddySingle", "AwaitAsync.kotlinxSingle", KOTLINX + "await", 1));
        rows.add(new Row(
                "rx-in", "AwaitAsync.eddySingle", "AwaitAsync.virtualThreadSingle",
                "Single.blockingGet, virtual thread", 1));
        rows.addAll(streamIn("rx-in", "Flowable", "rx", "Flowable.blockingIterable"));
        rows.addAll(streamOut("rx-out", "Flowable", "rx", "rxFlowable {}", "Flowable.generate"));
        rows.add(new Row("rx-out", "ValueOut.eddySingle", "ValueOut.kotlinxSingle", KOTLINX + "rxSingle {}", 0.7));
        rows.addAll(List.of(
                new Row("lift", "Lift.eddy", "Lift.reactor", "concatMap(Mono.fromCallable)", 1.2),
                new Row("lift", "Lift.eddy", "Lift.kotlinx", "concatMap(" + KOTLINX + "mono {})", 0),
                new Row("lift", "Lift.eddy", "Lift.reactorHidden", "limit: concatMap(Mono.fromCallable.hide)", 0),
                new Row("sleepers", "Sleepers.eddyMany", "Sleepers.kotlinxMany", KOTLINX + "delay, 100,000", 0.7),
                new Row("sleepers", "Sleepers.eddyMost", "Sleepers.kotlinxMost", KOTLINX + "delay, 1 million", 0.7),
                new Row("sleepers", "Sleepers.eddyMany", "Sleepers.continuationsMany",
                        "limit: raw continuations, 100,000", 0),
                new Row("sleepers", "Sleepers.eddyMost", "Sleepers.continuationsMost",
                        "limit: raw continuations, 1 million", 0),
                new Row("sleepers", "Sleepers.leastMany", "Sleepers.kotlinxMany",
                        "limit: " + KOTLINX + "delay, 100,000", 0),
                new Row("sleepers", "Sleepers.leastMost", "Sleepers.kotlinxMost",
                        "limit: " + KOTLINX + "delay, 1 million", 0),
                new Row("sleepers", "Sleepers.virtualTimeMost", "Sleepers.virtualTimeFew", "1,000 tasks of ours", 1.5),
                new Row("sleepers", "Sleepers.leastMost", "Sleepers.leastFew", "limit: 1,000 of the same", 0),
                new Row("queue", "Queues.eddy", "Queues.kotlinx", KOTLINX + "Channel(64)", 1),
                new Row("gather-mixed", "GatherMixed.eddy", "GatherMixed.reactorZip", "Mono.zip", 1.5)));
        for (String producers : List.of("1", "2", "4")) {
            rows.add(new Row(
                    "threads-in", "ThreadsIn.eddy:" + producers, "ThreadsIn.executorService:" + producers,
                    "ExecutorService, producers: " + producers, 1));
        }
        rows.addAll(List.of(
                new Row("loops", "Loops.two", "Loops.one", "one loop", 1 / 1.8),
                new Row("loops", "Loops.continuationsTwo", "Loops.continuationsOne",
                        "limit: raw continuations, one thread", 0),
                new Row("no-flag engine", "NoFlag.switchTwo", "NoFlag.handOver", "raw virtual-thread hand-off", 1.3),
                new Row("no-flag engine", "NoFlag.spawn", "Spawn.eddy", "engine continuation, spawn", 2),
                new Row("no-flag engine", "NoFlag.switchSelf", "Switch.eddySelf", "engine continuation, switch-self",
                        2)));
        return List.copyOf(rows);
    }

    private static List<Row> streamIn(String name, String type, String library, String iterable) {
        String peer = "StreamIn." + library + "Iterable";
        return List.of(
                new Row(name, "StreamIn.eddy" + type, "StreamIn.kotlinx" + type, KOTLINX + "asFlow, collect", 0.25),
                new Row(name, "StreamIn.eddy" + type, peer, iterable, 1),
                new Row(
                        name + "-async", "StreamIn.eddy" + type + "Async", "StreamIn.kotlinx" + type + "Async",
                        KOTLINX + "asFlow, collect", 0.7),
                new Row(name + "-async", "StreamIn.eddy" + type + "Async", peer + "Async", iterable, 1));
    }

    private static List<Row> streamOut(String name, String type, String library, String builder, String generate) {
        List<Row> rows = new ArrayList<>();
        for (String way : List.of("", "Async")) {
            String ours = "StreamOut.eddy" + type + way;
            String how = way.isEmpty() ? ", unbounded" : ", to another thread";
            rows.add(new Row(name, ours, "StreamOut.kotlinx" + type + way, KOTLINX + builder + how, 0.3));
            rows.add(new Row(name, ours, "StreamOut." + library + "Generate" + way, generate + how, 2));
        }
        rows.add(new Row(name, "StreamOut.eddy" + type + "Async", "StreamOut." + library + "TwoThreads",
                "limit: " + generate + ", from another thread to another", 0));
        return rows;
    }

    /** The regular expressions of the benchmarks that these rows need, as JMH takes them. */
    static List<String> patterns(List<Row> rows) {
        return rows.stream()
                .flatMap(row -> Stream.of(row.ours, row.peer))
                .map(id -> "\\." + id.replaceFirst(":.*", "").replace(".", "\\.") + "$")
                .distinct()
                .toList();
    }

    /** What came out, if both sides were measured. */
    Stream<Comparison> compare(Map<String, Measurement> measured) {
        Measurement our = measured.get(ours);
        Measurement theirs = measured.get(peer);
        return our == null || theirs == null
                ? Stream.of()
                : Stream.of(new Comparison(
                        name, ours, our, peerName, theirs, our.nanos() / theirs.nanos(), budget, "time"));
    }
}
