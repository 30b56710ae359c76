package dev.eddy.stress;

import static dev.eddy.Asyncio.asCompleted;
import static dev.eddy.Asyncio.await;
import static dev.eddy.Asyncio.coroutine;
import static dev.eddy.Asyncio.createTask;
import static dev.eddy.Asyncio.firstSuccess;
import static dev.eddy.Asyncio.gather;
import static dev.eddy.Asyncio.gatherReturnExceptions;
import static dev.eddy.Asyncio.getRunningLoop;
import static dev.eddy.Asyncio.race;
import static dev.eddy.Asyncio.shield;
import static dev.eddy.Asyncio.sleep;
import static dev.eddy.Asyncio.taskGroup;
import static dev.eddy.Asyncio.taskGroupVoid;
import static dev.eddy.Asyncio.timeout;
import static dev.eddy.Asyncio.waitFor;
import static dev.eddy.stress.Scene.check;

import dev.eddy.Asyncio;
import dev.eddy.CancelScope;
import dev.eddy.Coroutine;
import dev.eddy.ExceptionGroup;
import dev.eddy.Future;
import dev.eddy.ReturnWhen;
import dev.eddy.Task;
import dev.eddy.TaskOptions;
import dev.eddy.Timeout;
import dev.eddy.TimerHandle;
import dev.eddy.WaitResult;
import dev.eddy.context.ContextVar;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeoutException;

/** Tasks, futures and what combines them, on one loop. */
final class TaskScenarios {

    static final List<Scenario> ALL = List.of(
            new Scenario("tasks", TaskScenarios::tasks),
            new Scenario("gather", TaskScenarios::gatherSome),
            new Scenario("gather with exceptions", TaskScenarios::gatherExceptions),
            new Scenario("wait", TaskScenarios::waitForSome),
            new Scenario("wait for", TaskScenarios::waitForOne),
            new Scenario("timeouts", TaskScenarios::timeouts),
            new Scenario("cancel scopes", TaskScenarios::scopes),
            new Scenario("shield", TaskScenarios::shielded),
            new Scenario("task groups", TaskScenarios::groups),
            new Scenario("as completed", TaskScenarios::completed),
            new Scenario("context variables", TaskScenarios::contextVariables),
            new Scenario("callbacks", TaskScenarios::callbacks),
            new Scenario("clean-up", TaskScenarios::cleanUp),
            new Scenario("races", TaskScenarios::races),
            new Scenario("long-lived", TaskScenarios::longLived),
            new Scenario("unattended", TaskScenarios::unattended));

    private static final ContextVar<Integer> VARIABLE = new ContextVar<>("soak", 0);

    private TaskScenarios() {}

    private static List<Task<Integer>> start(Scene scene) {
        List<Task<Integer>> tasks = new ArrayList<>();
        int count = 1 + scene.number(10);
        for (int i = 0; i < count; i++) {
            int number = i;
            tasks.add(createTask(
                    () -> scene.work(number), TaskOptions.named("number " + i).withEagerStart(scene.chance(30))));
        }
        return tasks;
    }

    private static void tasks(Scene scene) {
        List<Task<Integer>> tasks = start(scene);
        tasks.get(scene.number(tasks.size())).cancel("not needed");
        Asyncio.wait(tasks);
        for (int i = 0; i < tasks.size(); i++) {
            Task<Integer> task = tasks.get(i);
            check(task.cancelled() || task.exception() != null || task.result() == i, "a task has its own result");
        }
    }

    private static void gatherSome(Scene scene) {
        List<Task<Integer>> tasks = start(scene);
        List<Integer> results = await(gather(tasks));
        check(results.size() == tasks.size() && results.getLast() == tasks.size() - 1, "results come in order");
    }

    private static void gatherExceptions(Scene scene) {
        List<?> results = await(gatherReturnExceptions(
                coroutine(() -> scene.work(0)),
                createTask(() -> scene.work(1)),
                start(scene).getFirst(),
                getRunningLoop().runInExecutor(() -> 3)));
        check(results.size() == 4 && results.getLast() instanceof Integer last && last == 3, "each has its place");
    }

    private static void waitForSome(Scene scene) {
        List<Task<Integer>> tasks = start(scene);
        ReturnWhen[] modes = ReturnWhen.values();
        WaitResult<Integer> first = Asyncio.wait(tasks, scene.moment(), modes[scene.number(modes.length)]);
        check(first.done().size() + first.pending().size() == tasks.size(), "each future is in one of the sets");
        tasks.forEach(Task::cancel);
        check(Asyncio.wait(tasks).pending().isEmpty(), "all are done when all are waited for");
    }

    private static void waitForOne(Scene scene) throws Exception {
        try {
            check(waitFor(() -> scene.work(1), scene.moment()) == 1, "the result comes through");
            check(waitFor(createTask(() -> scene.work(2)), scene.moment()) == 2, "the result comes through");
        } catch (TimeoutException e) {
            sleep(scene.moment());
        }
    }

    private static void timeouts(Scene scene) throws Exception {
        Timeout outer = timeout(scene.moment());
        outer.run(() -> {
            if (scene.chance(50)) {
                outer.reschedule(getRunningLoop().time().plus(scene.moment()));
            }
            timeout(scene.moment(), () -> scene.work(1));
            return timeout(null, () -> scene.work(2));
        });
    }

    private static void scopes(Scene scene) {
        CancelScope scope = CancelScope.after(scene.moment());
        int[] steps = {0};
        scope.run(() -> {
            try {
                while (true) {
                    sleep(scene.moment());
                    if (++steps[0] == 5) {
                        scene.elsewhere(scope::cancel);
                    }
                }
            } finally {
                CancelScope.shielding().run(() -> sleep(scene.moment()));
            }
        });
        check(scope.cancelledCaught(), "the scope was left by its cancellation");
    }

    private static void shielded(Scene scene) throws Exception {
        Task<Integer> inner = createTask(() -> scene.work(1));
        try {
            waitFor(shield(inner), scene.moment());
        } catch (TimeoutException e) {
            check(!inner.cancelled(), "what is shielded lives on");
        }
        check(await(inner) == 1, "what is shielded has its result");
    }

    private static void groups(Scene scene) {
        List<Task<Integer>> children = new ArrayList<>();
        try {
            int sum = taskGroup(group -> {
                for (int i = 0; i < 5; i++) {
                    children.add(group.createTask(() -> scene.work(1)));
                }
                children.add(group.createTask(() -> taskGroup(inner -> await(inner.createTask(() -> scene.work(1))))));
                scene.work(1);
                int total = 0;
                for (Task<Integer> child : children) {
                    total += await(child);
                }
                return total;
            });
            check(sum == 6, "a group that ends well has all results");
        } catch (ExceptionGroup e) {
            check(!e.exceptions().isEmpty(), "a group that fails says why");
        } finally {
            check(children.stream().allMatch(Future::done), "no child outlives its group");
        }
    }

    private static void completed(Scene scene) {
        List<Task<Integer>> tasks = start(scene);
        Set<Integer> seen = new HashSet<>();
        int failed = 0;
        for (Coroutine<Integer> next : asCompleted(tasks, scene.chance(50) ? scene.moment() : null)) {
            try {
                seen.add(await(next, Exception.class));
            } catch (Exception e) {
                check(PlannedException.isPlanned(e), "only what is planned fails, not " + e);
                failed++;
            }
        }
        check(seen.size() + failed == tasks.size(), "each is given once");
    }

    private static void contextVariables(Scene scene) {
        int own = scene.number(1_000_000);
        VARIABLE.set(own);
        int inherited = await(createTask(() -> {
            int seen = VARIABLE.get();
            VARIABLE.set(-1);
            sleep(scene.moment());
            return seen;
        }));
        check(inherited == own && VARIABLE.get() == own, "a task has a copy of its creator's context");
    }

    private static void callbacks(Scene scene) {
        Future<Integer> future = getRunningLoop().createFuture();
        int[] called = {0};
        future.addDoneCallback(done -> called[0]++);
        TimerHandle never = getRunningLoop().callLater(Duration.ofHours(1), () -> called[0] += 100);
        getRunningLoop().callSoon(() -> called[0] += 100).cancel();
        TimerHandle timer = getRunningLoop().callLater(scene.moment(), () -> future.setResult(1));
        try {
            await(future);
            sleep(Duration.ZERO);
            check(called[0] == 1, "what is cancelled is not called, the rest once");
        } finally {
            timer.cancel();
            if (scene.chance(50)) {
                never.cancel();
            } else {
                scene.elsewhere(never::cancel);
            }
        }
    }

    /** Cancelled when it cleans up, and when it cleans up after that. */
    private static void cleanUp(Scene scene) {
        Task<Integer> task = createTask(() -> {
            try {
                return scene.work(1);
            } finally {
                try {
                    sleep(scene.moment());
                } finally {
                    sleep(scene.moment());
                }
            }
        });
        for (int i = 0; i < 3; i++) {
            scene.elsewhere(task::cancel);
        }
        Asyncio.wait(List.of(task));
    }

    private static void races(Scene scene) {
        int winner = race(() -> scene.work(1), () -> scene.work(2), () -> await(shield(scene.longLived().future())));
        check(winner == 1 || winner == 2, "the first to end wins");
        int first = firstSuccess(() -> scene.work(1), () -> scene.work(2));
        check(first == 1 || first == 2, "the first to succeed wins");
        taskGroupVoid(group -> {
            int ready = group.start(status -> {
                status.started(scene.work(1));
                await(shield(scene.longLived().future()));
            });
            check(ready == 1, "a child says that it is ready");
            group.cancel();
        });
    }

    /** Waiting for what never comes, and giving up. */
    private static void longLived(Scene scene) {
        LongLived never = scene.longLived();
        for (int i = 0; i < 10; i++) {
            giveUp(never, scene);
        }
        check(!never.future().done(), "giving up leaves it alone");
    }

    private static void giveUp(LongLived never, Scene scene) {
        try {
            switch (scene.number(6)) {
                case 0 -> waitFor(shield(never.future()), scene.moment());
                case 1 -> await(asCompleted(List.of(never.future()), scene.moment()).iterator().next());
                case 2 -> timeout(scene.moment(), () -> never.event().await());
                case 3 -> timeout(scene.moment(), () -> never.queue().get());
                case 4 -> timeout(scene.moment(), () -> never.lock().acquire());
                default -> Asyncio.wait(List.of(never.future()), scene.moment(), ReturnWhen.ALL_COMPLETED);
            }
        } catch (TimeoutException e) {
            // as planned
        }
    }

    /** What nobody looks at any more. */
    @SuppressWarnings("FutureReturnValueIgnored")
    private static void unattended(Scene scene) {
        coroutine(() -> scene.work(1));
        getRunningLoop().createFuture().setException(new PlannedException());
        createTask(() -> {
            sleep(scene.moment());
            throw new PlannedException();
        });
        createTask(() -> scene.work(1)).cancel();
        shield(createTask(() -> scene.work(1))).cancel();
    }
}
