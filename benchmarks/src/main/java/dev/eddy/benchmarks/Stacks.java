package dev.eddy.benchmarks;

import static dev.eddy.generator.Generator.generator;
import static dev.eddy.generator.Generator.returning;

import dev.eddy.Asyncio;
import dev.eddy.Engine;
import dev.eddy.generator.Generator;
import dev.eddy.gevent.Event;
import dev.eddy.gevent.Gevent;
import dev.eddy.gevent.Hub;
import dev.eddy.greenlet.Greenlet;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What generators, greenlets and gevent's greenlets cost: the table of {@code docs/generators-and-greenlets.md}. Times are the
 * best of several rounds, without JMH's care; a memory is the heap in use with many of them suspended, less that without.
 *
 * <p>Argument: how many are suspended at the same time, a million if there is none.
 */
public final class Stacks {

    private static final int ROUNDS = 12;
    private static final int STEPS = 200_000;
    private static final int DEEP = 10_000;
    private static final int STAGES = 1_000;

    private Stacks() {}

    public static void main(String... args) throws Exception {
        int many = args.length == 0 || args[0].isBlank() ? 1_000_000 : Integer.parseInt(args[0]);
        System.out.printf("engine %s, JDK %s, %d processors, %,d suspended at the same time%n",
                Engine.getDefault().label(), Runtime.version(), Runtime.getRuntime().availableProcessors(), many);
        time("generator, a step", STEPS, () -> steps(naturals()));
        time("generator in a loop, a step", STEPS, () -> Asyncio.run(() -> steps(naturals())));
        time("generator, begun and closed", DEEP, Stacks::beginAndClose);
        time("yieldFrom, " + DEEP + " deep, a value", DEEP, Stacks::walk);
        time("pipeline of " + STAGES + " stages, a value through one", 100 * STAGES, Stacks::pipeline);
        time("greenlet, a switch", STEPS, Stacks::switches);
        time("greenlet in a task, a switch", STEPS, () -> Asyncio.run(Stacks::switches));
        time("greenlet, made and run", DEEP, Stacks::makeAndRun);
        time("gevent, spawn and joinAll, a greenlet", DEEP, Stacks::spawnAndJoin);
        time("gevent, sleep(0) of two, a switch", STEPS, Stacks::sleeps);
        memory("generator", many, Stacks::suspendedGenerator);
        Asyncio.run(() -> memory("generator in a loop", many, Stacks::suspendedGenerator));
        memory("greenlet", many, Stacks::suspendedGreenlet);
        memoryOfGevent(many);
    }

    // ---- times ------------------------------------------------------------------------------------------------------

    private static void time(String what, int operations, Callable<?> round) throws Exception {
        long best = Long.MAX_VALUE;
        for (int i = 0; i < ROUNDS; i++) {
            long start = System.nanoTime();
            round.call();
            best = Math.min(best, System.nanoTime() - start);
        }
        System.out.printf(Locale.ROOT, "%-45s %8.0f ns%n", what, (double) best / operations);
    }

    private static Generator<Integer> naturals() {
        return generator(g -> {
            for (int i = 0;; i++) {
                g.yield(i);
            }
        });
    }

    private static long steps(Generator<Integer> generator) {
        long sum = 0;
        try (generator) {
            for (int i = 0; i < STEPS; i++) {
                sum += generator.next();
            }
        }
        return sum;
    }

    private static long beginAndClose() {
        long sum = 0;
        for (int i = 0; i < DEEP; i++) {
            try (Generator<Integer> generator = naturals()) {
                sum += generator.next();
            }
        }
        return sum;
    }

    private static long walk() {
        long sum = 0;
        for (int depth : Generator.<Integer>returning(g -> descend(g, 1))) {
            sum += depth;
        }
        return sum;
    }

    private static @Nullable Object descend(Generator<Integer> g, int depth) {
        g.yield(depth);
        return depth == DEEP ? null : g.yieldFrom(returning(inner -> descend(inner, depth + 1)));
    }

    private static long pipeline() {
        Generator<Integer> last = generator(g -> {
            for (int i = 0; i < 100; i++) {
                g.yield(i);
            }
        });
        for (int i = 0; i < STAGES; i++) {
            Generator<Integer> before = last;
            last = generator(g -> {
                for (int value : before) {
                    g.yield(value + 1);
                }
            });
        }
        long sum = 0;
        for (int value : last) {
            sum += value;
        }
        return sum;
    }

    private static long switches() {
        Greenlet main = Greenlet.getCurrent();
        Greenlet other = new Greenlet(() -> {
            while (true) {
                main.switchTo();
            }
        });
        for (int i = 0; i < STEPS / 2; i++) {
            other.switchTo(); // there and back
        }
        other.raise();
        return 0;
    }

    private static long makeAndRun() {
        long sum = 0;
        for (int i = 0; i < DEEP; i++) {
            int number = i;
            sum += new Greenlet(() -> number).switchTo(null, Integer.class) == null ? 0 : 1;
        }
        return sum;
    }

    private static int spawnAndJoin() {
        List<dev.eddy.gevent.Greenlet<Integer>> all = new ArrayList<>(DEEP);
        for (int i = 0; i < DEEP; i++) {
            int number = i;
            all.add(Gevent.spawn(() -> number));
        }
        return Gevent.joinAll(all).size();
    }

    private static int sleeps() {
        List<dev.eddy.gevent.Greenlet<?>> two = new ArrayList<>();
        for (int i = 0; i < 2; i++) {
            two.add(Gevent.spawn(() -> {
                for (int step = 0; step < STEPS / 2; step++) {
                    Gevent.sleep();
                }
            }));
        }
        return Gevent.joinAll(two).size();
    }

    // ---- memory -----------------------------------------------------------------------------------------------------

    private static Object suspendedGenerator() {
        Generator<Integer> generator = naturals();
        generator.next();
        return generator;
    }

    private static Object suspendedGreenlet() {
        Greenlet main = Greenlet.getCurrent();
        Greenlet greenlet = new Greenlet(() -> main.switchTo());
        greenlet.switchTo();
        return greenlet;
    }

    private static void memory(String what, int many, Supplier<Object> maker) {
        Object[] all = new Object[many];
        long before = Memory.used();
        for (int i = 0; i < many; i++) {
            all[i] = maker.get();
        }
        print(what, Memory.used() - before, many);
        for (Object each : all) {
            if (each instanceof Generator<?> generator) {
                generator.close();
            } else if (each instanceof Greenlet greenlet) {
                greenlet.raise();
            }
        }
    }

    private static void memoryOfGevent(int many) {
        Event event = new Event();
        List<dev.eddy.gevent.Greenlet<?>> all = new ArrayList<>(many);
        long before = Memory.used();
        for (int i = 0; i < many; i++) {
            all.add(Gevent.spawn(() -> event.await()));
        }
        Gevent.sleep(); // all wait now
        Gevent.sleep();
        print("gevent's greenlet that waits", Memory.used() - before, many);
        event.set();
        Gevent.joinAll(all);
        Hub.get().close();
    }

    private static void print(String what, long bytes, int many) {
        System.out.printf(Locale.ROOT, "%-45s %8.0f bytes each, %.2f GB all%n", what, (double) bytes / many,
                bytes / 1e9);
    }
}
