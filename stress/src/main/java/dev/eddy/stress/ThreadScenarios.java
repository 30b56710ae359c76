package dev.eddy.stress;

import static dev.eddy.Asyncio.await;
import static dev.eddy.Asyncio.awaitShared;
import static dev.eddy.Asyncio.createTask;
import static dev.eddy.Asyncio.getRunningLoop;
import static dev.eddy.Asyncio.runAsGuest;
import static dev.eddy.Asyncio.runCoroutineThreadsafe;
import static dev.eddy.Asyncio.sleep;
import static dev.eddy.Asyncio.toThread;
import static dev.eddy.Asyncio.waitFor;
import static dev.eddy.Asyncio.wrapFuture;
import static dev.eddy.reactive.Publishers.each;
import static dev.eddy.reactive.Publishers.publisher;
import static dev.eddy.stress.Scene.check;

import dev.eddy.CancelledError;
import dev.eddy.EventLoop;
import dev.eddy.Future;
import dev.eddy.Handle;
import dev.eddy.LoopGroup;
import dev.eddy.Runner;
import dev.eddy.Task;
import dev.eddy.reactive.Each;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

/** Several threads and loops. */
final class ThreadScenarios {

    static final List<Scenario> ALL = List.of(
            new Scenario("executors", ThreadScenarios::executors),
            new Scenario("callbacks from threads", ThreadScenarios::callbacks),
            new Scenario("futures from threads", ThreadScenarios::futures),
            new Scenario("stages", ThreadScenarios::stages),
            new Scenario("futures of the JDK", ThreadScenarios::futuresOfTheJdk),
            new Scenario("other loops", ThreadScenarios::otherLoops),
            new Scenario("publishers", ThreadScenarios::publishers),
            new Scenario("loops of their own", ThreadScenarios::loopsOfTheirOwn),
            new Scenario("interrupts", ThreadScenarios::interrupts),
            new Scenario("loop groups", ThreadScenarios::loopGroups),
            new Scenario("guests", ThreadScenarios::guests));

    private static final int POSTS = 5;

    private ThreadScenarios() {}

    private static int block(Duration duration, int value) {
        LockSupport.parkNanos(duration.toNanos());
        return value;
    }

    private static void executors(Scene scene) {
        Duration first = scene.moment();
        Duration second = scene.moment();
        Duration third = scene.moment();
        Future<Integer> one = getRunningLoop().runInExecutor(() -> block(first, 1));
        Future<Integer> two = getRunningLoop().runInExecutor(scene.threads(), () -> block(second, 2));
        check(toThread(() -> block(third, 3)) == 3, "the result comes back");
        check(await(one) + await(two) == 3, "the results come back");
    }

    /** Of ten that a thread posts, another one cancels some. */
    private static void callbacks(Scene scene) {
        EventLoop loop = getRunningLoop();
        Future<String> all = loop.createFuture();
        List<Integer> called = new ArrayList<>();
        Scene others = scene.fork();
        scene.elsewhere(() -> {
            for (int i = 0; i < 10; i++) {
                int number = i;
                Handle handle = loop.callSoonThreadsafe(() -> called.add(number));
                if (others.chance(20)) {
                    others.elsewhere(handle::cancel);
                }
            }
            loop.callSoonThreadsafe(() -> all.setResult("posted"));
        });
        await(all);
        check(called.stream().sorted().distinct().toList().equals(called), "a thread's callbacks run once, in order");
    }

    private static void futures(Scene scene) {
        Future<Integer> future = getRunningLoop().createFuture();
        AtomicInteger called = new AtomicInteger();
        CompletableFuture<Integer> stage = future.toCompletableFuture();
        scene.elsewhere(() -> future.addDoneCallback(done -> called.incrementAndGet()));
        switch (scene.number(4)) {
            case 0 -> scene.elsewhere(() -> future.setException(new PlannedException()));
            case 1 ->
                    scene.elsewhere(() -> check(future.cancel() || future.done(), "what is not done can be cancelled"));
            case 2 -> scene.elsewhere(() -> stage.cancel(true));
            default -> scene.elsewhere(() -> future.setResult(42));
        }
        check(await(future) == 42, "the result is the one that was set");
    }

    private static void stages(Scene scene) throws Exception {
        CompletableFuture<Integer> stage = new CompletableFuture<>();
        Scene others = scene.fork();
        scene.elsewhere(() -> {
            if (others.chance(10)) {
                stage.completeExceptionally(new PlannedException());
            } else {
                stage.complete(1);
            }
        });
        switch (scene.number(3)) {
            case 0 -> check(await(stage) == 1, "the result comes through");
            case 1 -> check(awaitShared(stage.thenApply(value -> value + 1)) == 2, "the result comes through");
            default -> {
                try {
                    check(waitFor(stage, scene.moment()) == 1, "the result comes through");
                } catch (TimeoutException e) {
                    check(stage.isDone(), "what was not in time is cancelled");
                }
            }
        }
        Task<Integer> task = createTask(() -> scene.work(1));
        CompletableFuture<Integer> following = task.toCompletableFuture();
        if (scene.chance(30)) {
            scene.elsewhere(() -> following.cancel(true));
        }
        await(following);
    }

    private static void futuresOfTheJdk(Scene scene) {
        FutureTask<Integer> future = new FutureTask<>(() -> 1);
        Future<Integer> wrapped = wrapFuture(future);
        scene.elsewhere(future);
        check(await(wrapped) == 1, "the result comes through");
    }

    private static void otherLoops(Scene scene) {
        Scene others = scene.fork();
        CompletableFuture<Integer> outcome = runCoroutineThreadsafe(
                () -> await(createTask(() -> others.work(1))), scene.anyLoop());
        if (scene.chance(20)) {
            scene.elsewhere(() -> outcome.cancel(true));
        }
        check(await(outcome) == 1, "the result comes through");
    }

    private static void publishers(Scene scene) {
        Scene others = scene.fork();
        int wanted = scene.number(12);
        int expected = 0;
        try (Each<Integer> items = each(
                publisher(scene.anyLoop(), out -> {
                    for (int i = 0; i < 10; i++) {
                        out.emit(others.work(i));
                    }
                }),
                1 + scene.number(4))) {
            for (int item : items) {
                check(item == expected, "items come in order");
                if (++expected == wanted) {
                    return;
                }
            }
            check(expected == 10, "all items come");
        }
    }

    /** A run in another thread, which leaves tasks behind, and to which others still post while it ends. */
    private static void loopsOfTheirOwn(Scene scene) {
        Scene others = scene.fork();
        toThread(() -> {
            AtomicInteger accepted = new AtomicInteger();
            AtomicInteger called = new AtomicInteger();
            CountDownLatch posted = new CountDownLatch(POSTS);
            try (Runner runner = new Runner(others::newLoop)) {
                EventLoop loop = runner.getLoop();
                if (others.chance(20)) {
                    loop.setWatchdog(Duration.ofMinutes(1));
                }
                Runnable post = () -> {
                    try {
                        loop.callSoonThreadsafe(called::incrementAndGet);
                        accepted.incrementAndGet();
                    } catch (IllegalStateException e) {
                        check(loop.isClosed(), "only a closed loop refuses");
                    } finally {
                        posted.countDown();
                    }
                };
                for (int i = 0; i < POSTS; i++) {
                    others.elsewhere(post);
                }
                runner.run(() -> {
                    createTask(() -> sleep(Duration.ofHours(1)));
                    sleep(others.moment());
                });
            }
            posted.await();
            check(called.get() == accepted.get(), "what was accepted is called, before the loop is closed");
            return null;
        });
    }

    private static void interrupts(Scene scene) {
        Scene others = scene.fork();
        toThread(() -> {
            boolean[] cancelled = {false};
            Thread thread = Thread.ofPlatform().name("soak-interrupted").start(() -> {
                try (Runner runner = new Runner(others::newLoop)) {
                    runner.run(() -> sleep(Duration.ofHours(1)));
                } catch (CancelledError e) {
                    cancelled[0] = true;
                }
            });
            block(others.moment(), 0);
            thread.interrupt();
            thread.join();
            check(cancelled[0], "an interrupt cancels the main coroutine");
            return null;
        });
    }

    private static void loopGroups(Scene scene) {
        Scene others = scene.fork();
        toThread(() -> {
            List<CompletableFuture<Integer>> outcomes = new ArrayList<>();
            try (LoopGroup group = new LoopGroup("soak-group", 2, others::newLoop)) {
                for (int i = 0; i < 4; i++) {
                    Scene own = others.fork();
                    outcomes.add(runCoroutineThreadsafe(() -> own.work(1), group.next()));
                }
                block(others.moment(), 0);
            }
            check(outcomes.stream().allMatch(CompletableFuture::isDone), "nothing is pending in a closed group");
            return null;
        });
    }

    private static void guests(Scene scene) {
        Scene others = scene.fork();
        toThread(() -> {
            try (ExecutorService host = Executors.newSingleThreadExecutor()) {
                CompletableFuture<Integer> outcome = runAsGuest(host, others::newLoop, () -> {
                    CompletableFuture<Integer> answer = new CompletableFuture<>();
                    others.elsewhere(() -> answer.complete(1));
                    return await(answer);
                });
                check(outcome.join() == 1, "the guest has its result");
            }
            return null;
        });
    }
}
