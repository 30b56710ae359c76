package dev.eddy.stress;

import static dev.eddy.Asyncio.getRunningLoop;
import static dev.eddy.Asyncio.sleep;

import dev.eddy.Engine;
import dev.eddy.EventLoop;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;

/** What a scenario has at hand. Its random numbers belong to one coroutine's loop, or one thread; others take a {@link #fork}. */
final class Scene {

    private final Random random;
    private final Engine engine;
    private final List<EventLoop> loops;
    private final ScheduledExecutorService threads;
    private final Map<EventLoop, LongLived> longLived;

    Scene(long seed, Engine engine, List<EventLoop> loops, ScheduledExecutorService threads) {
        this(seed, engine, loops, threads, new ConcurrentHashMap<>());
    }

    private Scene(
            long seed, Engine engine, List<EventLoop> loops, ScheduledExecutorService threads,
            Map<EventLoop, LongLived> longLived) {
        random = new Random(seed);
        this.engine = engine;
        this.loops = loops;
        this.threads = threads;
        this.longLived = longLived;
    }

    /** The same with random numbers of its own. */
    Scene fork() {
        return new Scene(random.nextLong(), engine, loops, threads, longLived);
    }

    boolean chance(int percent) {
        return random.nextInt(100) < percent;
    }

    /** From zero, inclusive, to the bound, exclusive. */
    int number(int bound) {
        return random.nextInt(bound);
    }

    /** None, or up to two milliseconds. */
    Duration moment() {
        return chance(30) ? Duration.ZERO : Duration.ofNanos(random.nextInt(2_000_000));
    }

    /** Suspends for a moment and gives the value, or fails. */
    <T> T work(T value) throws PlannedException {
        sleep(moment());
        if (chance(5)) {
            throw new PlannedException();
        }
        return value;
    }

    /** Has one of some threads, none of them a loop's, do something, in a moment. */
    void elsewhere(Runnable action) {
        ScheduledFuture<?> unused = threads.schedule(
                () -> {
                    try {
                        action.run();
                    } catch (Throwable e) {
                        Problems.unlessPlanned("on a thread", e);
                    }
                },
                moment().toNanos(),
                TimeUnit.NANOSECONDS);
    }

    /** These threads. */
    Executor threads() {
        return threads;
    }

    /** Those of the running loop. */
    LongLived longLived() {
        return longLived.computeIfAbsent(getRunningLoop(), LongLived::new);
    }

    /** One of the loops of the soak, perhaps the one that runs here. */
    EventLoop anyLoop() {
        return loops.get(random.nextInt(loops.size()));
    }

    /** A new loop, as the soak's. */
    EventLoop newLoop() {
        return EventLoop.builder().engine(engine).build();
    }

    static void check(boolean condition, String rule) {
        if (!condition) {
            throw new AssertionError("broken: " + rule);
        }
    }
}
