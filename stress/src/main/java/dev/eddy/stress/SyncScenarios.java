package dev.eddy.stress;

import static dev.eddy.Asyncio.sleep;
import static dev.eddy.Asyncio.taskGroupVoid;
import static dev.eddy.generator.Generator.generator;
import static dev.eddy.stress.Scene.check;

import dev.eddy.Action;
import dev.eddy.generator.Generator;
import dev.eddy.queue.LifoQueue;
import dev.eddy.queue.PriorityQueue;
import dev.eddy.queue.Queue;
import dev.eddy.sync.Barrier;
import dev.eddy.sync.BoundedSemaphore;
import dev.eddy.sync.Condition;
import dev.eddy.sync.Event;
import dev.eddy.sync.Lock;
import dev.eddy.sync.Semaphore;
import java.util.List;

/** The sync primitives, the queues and generators, on one loop. */
final class SyncScenarios {

    static final List<Scenario> ALL = List.of(
            new Scenario("lock", SyncScenarios::lock),
            new Scenario("semaphore", SyncScenarios::semaphore),
            new Scenario("condition", SyncScenarios::condition),
            new Scenario("event", SyncScenarios::event),
            new Scenario("barrier", SyncScenarios::barrier),
            new Scenario("queues", SyncScenarios::queues),
            new Scenario("generators", SyncScenarios::generators),
            new Scenario("awaiting generators", SyncScenarios::awaitingGenerators));

    private SyncScenarios() {}

    /** Runs the body in several tasks at the same time. */
    private static void inTasks(int count, Action body) {
        taskGroupVoid(group -> {
            for (int i = 0; i < count; i++) {
                group.createTask(body);
            }
        });
    }

    private static void lock(Scene scene) {
        Lock lock = new Lock();
        int[] inside = {0};
        inTasks(5, () -> lock.run(() -> atMost(1, inside, scene)));
        check(!lock.locked(), "a lock is free when nobody uses it");
    }

    private static void semaphore(Scene scene) {
        Semaphore semaphore = scene.chance(50) ? new Semaphore(2) : new BoundedSemaphore(2);
        int[] inside = {0};
        inTasks(6, () -> semaphore.run(() -> atMost(2, inside, scene)));
        check(!semaphore.locked(), "all permits come back");
    }

    private static void atMost(int limit, int[] inside, Scene scene) throws Exception {
        inside[0]++;
        try {
            check(inside[0] <= limit, "no more than " + limit + " at a time");
            scene.work(1);
        } finally {
            inside[0]--;
        }
    }

    private static void condition(Scene scene) {
        Condition changed = new Condition();
        int[] stock = {0};
        taskGroupVoid(group -> {
            for (int i = 0; i < 4; i++) {
                group.createTask(() -> changed.run(() -> {
                    changed.awaitUntil(() -> stock[0] > 0);
                    stock[0]--;
                }));
            }
            for (int i = 0; i < 4; i++) {
                scene.work(1);
                changed.run(() -> {
                    stock[0]++;
                    changed.notifyOne();
                });
            }
        });
        check(stock[0] == 0, "each has taken one");
    }

    private static void event(Scene scene) {
        Event event = new Event();
        taskGroupVoid(group -> {
            for (int i = 0; i < 4; i++) {
                group.createTask(() -> event.await());
            }
            scene.work(1);
            event.set();
        });
    }

    private static void barrier(Scene scene) {
        Barrier barrier = new Barrier(3);
        int[] indices = {0};
        inTasks(6, () -> {
            scene.work(1);
            int index = barrier.await();
            indices[0] += index;
        });
        check(indices[0] == 6, "each place in both rounds is given once");
    }

    private static void queues(Scene scene) {
        Queue<Integer> queue =
                switch (scene.number(3)) {
                    case 0 -> new Queue<>(2);
                    case 1 -> PriorityQueue.naturalOrder(2);
                    default -> new LifoQueue<>(2);
                };
        int[] taken = {0};
        taskGroupVoid(group -> {
            for (int i = 0; i < 3; i++) {
                group.createTask(() -> queue.forEach(item -> {
                    sleep(scene.moment());
                    taken[0]++;
                    queue.taskDone();
                }));
            }
            inTasks(2, () -> {
                for (int i = 0; i < 5; i++) {
                    queue.put(scene.work(i));
                }
            });
            queue.join();
            check(taken[0] == 10, "all that was put is dealt with");
            queue.shutdown();
        });
    }

    private static Generator<Integer> upTo(int end) {
        return generator(g -> {
            for (int i = 0; i < end; i++) {
                g.yield(i);
            }
        });
    }

    private static void generators(Scene scene) {
        int sum = 0;
        try (Generator<Integer> both = generator(g -> {
            g.yieldFrom(upTo(5));
            g.yieldFrom(List.of(5, 6));
        })) {
            for (int value : both) {
                sum += value;
                sleep(scene.moment());
            }
        }
        check(sum == 21, "each value comes once");
        Generator<Integer> unfinished = upTo(2);
        check(unfinished.next() == 0, "the first value comes first");
        if (scene.chance(90)) {
            unfinished.close();
        } // else it is closed when it is collected
    }

    private static void awaitingGenerators(Scene scene) {
        Generator<Integer> numbers = generator(g -> {
            try {
                for (int i = 0;; i++) {
                    g.yield(scene.work(i));
                }
            } finally {
                sleep(scene.moment());
            }
        });
        int expected = 0;
        for (int value : numbers) {
            check(value == expected, "values come in order");
            if (++expected == 5) {
                break;
            }
        }
        if (scene.chance(90)) {
            numbers.close();
        }
    }
}
