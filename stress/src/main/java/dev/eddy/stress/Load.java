package dev.eddy.stress;

import static dev.eddy.Asyncio.createTask;
import static dev.eddy.Asyncio.getRunningLoop;
import static dev.eddy.Asyncio.runCoroutineThreadsafe;

import dev.eddy.Asyncio;
import dev.eddy.Engine;
import dev.eddy.EventLoop;
import dev.eddy.LoopGroup;
import dev.eddy.Task;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.Stream;

/** Coroutines on some loops that play one scenario after the other, chosen at random, and cancel every third at some instant. */
final class Load implements AutoCloseable {

    private static final List<Scenario> SCENARIOS = Stream.of(
            TaskScenarios.ALL, SyncScenarios.ALL, ThreadScenarios.ALL)
            .flatMap(List::stream)
            .toList();
    private static final int LOOPS = 3;
    private static final int PLAYERS = 16; // on each loop
    private static final int THREADS = 8;
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final LoopGroup group;
    private final List<EventLoop> loops;
    private final ScheduledExecutorService threads =
            Executors.newScheduledThreadPool(THREADS, Thread.ofPlatform().name("soak-thread-", 1).factory());
    private final List<Player> players = new ArrayList<>();
    private final LongAdder played = new LongAdder();
    private final LongAdder cancelled = new LongAdder();
    private final LongAdder failed = new LongAdder();
    private volatile boolean stopping;

    Load(Engine engine, long seed) {
        group = new LoopGroup("soak-loop", LOOPS, EventLoop.builder().engine(engine)::build);
        loops = Stream.generate(group::next).limit(LOOPS).toList();
        Scene scene = new Scene(seed, engine, loops, threads);
        for (int i = 0; i < LOOPS * PLAYERS; i++) {
            players.add(new Player(loops.get(i % LOOPS), scene.fork()));
        }
    }

    /** Plays for a time; gives how many tasks there were at its end. */
    int play(Duration duration) throws InterruptedException {
        stopping = false;
        CompletableFuture<?>[] ends = players.stream().map(Player::start).toArray(CompletableFuture<?>[]::new);
        Thread.sleep(duration);
        int tasks = tasks();
        stopping = true;
        try {
            CompletableFuture.allOf(ends).get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
        } catch (TimeoutException | ExecutionException e) {
            Problems.add("the load does not end, but with " + e + "; pending: " + describeTasks());
        }
        return tasks;
    }

    /** What was played up to now. */
    String counts() {
        return "%,11d played %,10d cancelled %,9d failed".formatted(played.sum(), cancelled.sum(), failed.sum());
    }

    /** How many tasks there are on all loops. */
    int tasks() {
        return tasksByLoop().stream().mapToInt(List::size).sum();
    }

    String describeTasks() {
        return tasksByLoop().toString();
    }

    private List<List<Task<?>>> tasksByLoop() {
        return loops.stream()
                .map(loop -> {
                    CompletableFuture<List<Task<?>>> all = new CompletableFuture<>();
                    loop.callSoonThreadsafe(() -> all.complete(loop.allTasks()));
                    return all.orTimeout(PATIENCE.toSeconds(), TimeUnit.SECONDS).join();
                })
                .toList();
    }

    /** Ends loops and threads, and waits for that. */
    @Override
    public void close() {
        group.close();
        threads.close();
    }

    /** A coroutine of a loop that plays until it is told to stop. */
    private final class Player {
        private final EventLoop loop;
        private final Scene scene;

        Player(EventLoop loop, Scene scene) {
            this.loop = loop;
            this.scene = scene;
        }

        CompletableFuture<?> start() {
            return runCoroutineThreadsafe(() -> {
                while (!stopping) {
                    play(SCENARIOS.get(scene.number(SCENARIOS.size())));
                }
            }, loop);
        }

        private void play(Scenario scenario) {
            Task<?> task = createTask(() -> scenario.body().play(scene), scenario.name());
            if (scene.chance(33)) {
                for (int i = 0; i <= scene.number(2); i++) {
                    if (scene.chance(50)) {
                        getRunningLoop().callLater(scene.moment(), task::cancel);
                    } else {
                        scene.elsewhere(task::cancel);
                    }
                }
            }
            Asyncio.wait(List.of(task));
            played.increment();
            if (task.cancelled()) {
                cancelled.increment();
            } else if (task.exception() != null) {
                failed.increment();
                Problems.unlessPlanned(scenario.name(), task.exception());
            }
        }
    }
}
