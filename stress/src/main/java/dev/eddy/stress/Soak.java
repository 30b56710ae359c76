package dev.eddy.stress;

import dev.eddy.Engine;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

/**
 * Loads Eddy for a long time, each engine in turn, and fails if anything is left.
 *
 * <p>The load comes in rounds of 30 s, or a tenth of the time if that is less. After each round all tasks must have ended by
 * themselves, and the heap in use is measured after a collection, with the loops still open: what they keep by mistake grows from
 * round to round. The first fifth of the rounds is for warming up; of the others, the last third may not use more than
 * the first third by over 0.5 MB, each by the round that used least. At the end loops and threads are closed, and then no thread
 * may be left.
 *
 * <p>Arguments: for how many minutes, all engines together; {@code all}, or the label of one; and a number as
 * the seed of all that is random, or {@code random}.
 */
public final class Soak {

    private static final Duration LONGEST_ROUND = Duration.ofSeconds(30);
    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final double MEGABYTE = 1024 * 1024;

    private final Engine engine;
    private final Duration duration;
    private final long seed;
    private final List<Long> heap = new ArrayList<>();

    private Soak(Engine engine, Duration duration, long seed) {
        this.engine = engine;
        this.duration = duration;
        this.seed = seed;
    }

    public static void main(String... args) throws Exception {
        List<Engine> engines = args[1].equals("all")
                ? List.of(Engine.values())
                : Arrays.stream(Engine.values()).filter(engine -> engine.label().equals(args[1])).toList();
        Duration each = Duration.ofSeconds(Math.round(Double.parseDouble(args[0]) * 60 / engines.size()));
        long seed = args[2].equals("random") ? new Random().nextLong() : Long.parseLong(args[2]);
        System.out.printf("soak: %s for %s each, seed %d%n", engines, each, seed);
        Problems.watchLog();
        for (Engine engine : engines) {
            new Soak(engine, each, seed).run();
        }
        if (Problems.all().isEmpty()) {
            System.out.println("soak: passed");
        } else {
            System.out.println("soak: FAILED");
            Problems.all().forEach(System.out::println);
            System.exit(1);
        }
    }

    private void run() throws Exception {
        Duration tenth = duration.dividedBy(10);
        Duration round = tenth.compareTo(LONGEST_ROUND) < 0 ? tenth : LONGEST_ROUND;
        long end = System.nanoTime() + duration.toNanos();
        long begin = System.nanoTime();
        List<String> before = Problems.all();
        try (Load load = new Load(engine, seed)) {
            while (System.nanoTime() < end && Problems.all().equals(before)) {
                int tasks = load.play(round);
                int left = waitForTasks(load);
                long used = heapUsed(load);
                heap.add(used);
                Census census = Census.take();
                System.out.printf(
                        "%-14s %4d s %s %6d tasks, then %d %8.2f MB %4d threads and %d virtual%n",
                        engine.label(),
                        Duration.ofNanos(System.nanoTime() - begin).toSeconds(),
                        load.counts(),
                        tasks,
                        left,
                        used / MEGABYTE,
                        census.platform().size(),
                        census.virtual().size());
            }
        }
        judgeHeap();
        judgeThreads();
    }

    /** Tasks end by themselves when the load has ended; gives how many have not. */
    private static int waitForTasks(Load load) throws InterruptedException {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (load.tasks() > 0 && System.nanoTime() < deadline) {
            Thread.sleep(10);
        }
        int left = load.tasks();
        if (left > 0) {
            Problems.add(left + " tasks are left after a round: " + load.describeTasks());
        }
        return left;
    }

    /** After a collection, what it made the loops do, and another one. */
    private static long heapUsed(Load load) throws InterruptedException {
        for (int i = 0; i < 3; i++) {
            System.gc();
            Thread.sleep(100);
            waitForTasks(load); // generators that were collected are closed
        }
        System.gc();
        return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
    }

    private void judgeHeap() {
        List<Long> warm = heap.subList((heap.size() + 4) / 5, heap.size());
        int third = Math.max(1, warm.size() / 3);
        if (warm.size() < 2) {
            Problems.add(engine.label() + ": too short to judge the heap");
            return;
        }
        long first = least(warm.subList(0, third));
        long last = least(warm.subList(warm.size() - third, warm.size()));
        System.out.printf(
                "%-14s heap %.2f MB in the first third, %.2f MB in the last: %+.2f MB%n",
                engine.label(), first / MEGABYTE, last / MEGABYTE, (last - first) / MEGABYTE);
        if (last - first > MEGABYTE / 2) {
            Problems.add(engine.label() + ": the heap has grown");
        }
    }

    private static long least(List<Long> values) {
        return values.stream().mapToLong(Long::longValue).min().orElseThrow();
    }

    private void judgeThreads() throws IOException, InterruptedException {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        Census left = Census.take();
        while (!left.isEmpty() && System.nanoTime() < deadline) {
            System.gc(); // generators that are collected end on virtual threads
            Thread.sleep(100);
            left = Census.take();
        }
        System.out.printf("%-14s closed: 0 loops, %d threads%n", engine.label(),
                left.platform().size() + left.virtual().size());
        if (!left.isEmpty()) {
            Problems.add(engine.label() + ": threads are left: " + left);
        }
    }
}
