package dev.eddy.introspection;

import static dev.eddy.Asyncio.await;
import static dev.eddy.Asyncio.createTask;
import static dev.eddy.Asyncio.currentTask;
import static dev.eddy.Asyncio.gather;
import static dev.eddy.Asyncio.getRunningLoop;
import static dev.eddy.Asyncio.sleep;
import static dev.eddy.Asyncio.taskGroupVoid;
import static dev.eddy.Asyncio.timeout;
import static dev.eddy.generator.Generator.generator;
import static java.nio.charset.StandardCharsets.UTF_8;
import static java.time.Duration.ZERO;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.eddy.Action;
import dev.eddy.CancelledError;
import dev.eddy.DeadlockException;
import dev.eddy.Engine;
import dev.eddy.EventLoop;
import dev.eddy.Future;
import dev.eddy.Runner;
import dev.eddy.Task;
import dev.eddy.TaskGroup;
import dev.eddy.TaskOptions;
import dev.eddy.VirtualClock;
import dev.eddy.generator.Generator;
import dev.eddy.greenlet.Greenlet;
import dev.eddy.sync.Lock;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** Where a task is. The programs here are in no package of Eddy's, whose calls are left out. */
class TaskStackTest {

    private final Runner runner =
            new Runner(() -> EventLoop.builder().clock(VirtualClock.detectingDeadlock()).build());
    private final List<StackTraceElement> seen = new ArrayList<>();
    private @Nullable Task<?> observed;

    @AfterEach
    void close() {
        runner.close();
    }

    /** Runs it in a task that suspends at time zero, and looks at that task a second later. */
    private List<String> callsOfSuspended(Action body) {
        return runner.run(() -> {
            Task<?> task = createTask(body);
            sleep(ofSeconds(1));
            List<String> calls = Calls.of(task.getStack());
            task.cancel();
            return calls;
        });
    }

    private void observe() {
        seen.addAll(observed.getStack());
    }

    private static void createEagerly(Action body) {
        createTask(() -> {
            body.run();
            return null;
        }, TaskOptions.DEFAULT.withEagerStart(true));
    }

    private void sleepLong() {
        sleep(ofSeconds(60));
    }

    @Nested
    class OfASuspendedTask {

        private void sleepInTimeout() throws Exception {
            timeout(ofSeconds(30), TaskStackTest.this::sleepLong);
        }

        private void sleepInGroup() {
            taskGroupVoid(this::sleepIn);
        }

        private void sleepIn(TaskGroup group) {
            sleepLong();
        }

        private void leaveGroup() {
            taskGroupVoid(this::startIn);
        }

        private void startIn(TaskGroup group) {
            group.createTask(TaskStackTest.this::sleepLong);
        }

        private void awaitFuture() {
            await(getRunningLoop().createFuture());
        }

        private void acquireTwice() {
            Lock lock = new Lock();
            lock.acquire();
            lock.acquire();
        }

        private void yieldOnAndOn() {
            while (true) {
                sleep(ZERO);
            }
        }

        @Test
        void theFunctionThatWaitsComesFirstAndThenItsCallers() {
            List<String> calls = callsOfSuspended(TaskStackTest.this::sleepLong);

            assertThat(calls).containsExactly("Asyncio.sleep", "TaskStackTest.sleepLong");
        }

        @Test
        void aFutureAnEndOfAGroupAndALockAreWaitedForInWhatWasCalled() {
            assertThat(callsOfSuspended(this::awaitFuture))
                    .containsExactly("Asyncio.await", "OfASuspendedTask.awaitFuture");
            assertThat(callsOfSuspended(this::leaveGroup))
                    .containsExactly("Asyncio.taskGroupVoid", "OfASuspendedTask.leaveGroup");
            assertThat(callsOfSuspended(this::acquireTwice))
                    .containsExactly("Lock.acquire", "OfASuspendedTask.acquireTwice");
        }

        @Test
        void aBlockStandsAboveTheOneThatRunsIt() {
            assertThat(callsOfSuspended(this::sleepInTimeout))
                    .containsExactly(
                            "Asyncio.sleep",
                            "TaskStackTest.sleepLong",
                            "Asyncio.timeout",
                            "OfASuspendedTask.sleepInTimeout");
            assertThat(callsOfSuspended(this::sleepInGroup))
                    .containsExactly(
                            "Asyncio.sleep",
                            "TaskStackTest.sleepLong",
                            "OfASuspendedTask.sleepIn",
                            "Asyncio.taskGroupVoid",
                            "OfASuspendedTask.sleepInGroup");
        }

        @Test
        void aTaskWhoseTurnHasComeButWhichDoesNotRunYetIsStillThere() {
            runner.run(() -> {
                Task<?> task = createTask(this::yieldOnAndOn);
                sleep(ZERO);
                assertThat(Calls.of(task.getStack()))
                        .containsExactly("Asyncio.sleep", "OfASuspendedTask.yieldOnAndOn");
            });
        }

        @Test
        void whileTheLoopDoesNotRunItsTasksAreWhereTheyWere() {
            runner.run(() -> {
                observed = createTask(TaskStackTest.this::sleepLong);
                sleep(ofSeconds(1));
            });

            assertThat(Calls.of(observed.getStack())).containsExactly("Asyncio.sleep", "TaskStackTest.sleepLong");
        }

        @Test
        void aStackIsAsDeepAsItIs() {
            assertThat(callsOfSuspended(() -> recurse(2000))).hasSize(2000 + 4);
        }

        private void recurse(int depth) {
            if (depth == 0) {
                sleepLong();
            } else {
                recurse(depth - 1);
            }
        }
    }

    @Nested
    class InAGreenlet {

        private void sleepInGreenlet() {
            new Greenlet(TaskStackTest.this::sleepLong).switchTo();
        }

        @Test
        void theCallsOfTheGreenletStandAboveThoseOfItsParent() {
            assertThat(callsOfSuspended(this::sleepInGreenlet))
                    .containsExactly("Asyncio.sleep", "TaskStackTest.sleepLong", "Greenlet.switchTo",
                            "InAGreenlet.sleepInGreenlet");
        }
    }

    /** The second of them has begun where the first one awaits it, perhaps on its stack. */
    @Nested
    class OfTwoOfWhichOneAwaitsTheOther {

        private final List<Task<?>> both = new ArrayList<>();

        private void awaitNew(Action body) {
            both.add(currentTask());
            both.add(createTask(body));
            await(both.getLast());
        }

        private void awaitOneThatSleeps() {
            awaitNew(TaskStackTest.this::sleepLong);
        }

        private void awaitOneThatLooks() {
            awaitNew(this::look);
        }

        private void look() {
            both.forEach(task -> seen.addAll(task.getStack()));
        }

        private void awaitOneThatSleepsInGenerator() {
            awaitNew(this::sleepInGenerator);
        }

        private void sleepInGenerator() {
            Generator.generator(g -> sleepLong()).next();
        }

        private List<String> callsOfBoth() {
            return Calls.of(both.stream().flatMap(task -> task.getStack().stream()).toList());
        }

        @Test
        void suspendedEachIsWhereItWaits() {
            runner.run(() -> {
                createTask(this::awaitOneThatSleeps);
                sleep(ofSeconds(1));

                assertThat(callsOfBoth())
                        .containsExactly(
                                "Asyncio.await",
                                "OfTwoOfWhichOneAwaitsTheOther.awaitNew",
                                "OfTwoOfWhichOneAwaitsTheOther.awaitOneThatSleeps",
                                "Asyncio.sleep",
                                "TaskStackTest.sleepLong");
            });
        }

        @Test
        void oneMayLookAtBoth() {
            runner.run(this::awaitOneThatLooks);

            assertThat(Calls.of(seen))
                    .containsSubsequence(
                            "Asyncio.await",
                            "OfTwoOfWhichOneAwaitsTheOther.awaitNew",
                            "OfTwoOfWhichOneAwaitsTheOther.awaitOneThatLooks",
                            "OfTwoOfWhichOneAwaitsTheOther.look")
                    .endsWith("OfTwoOfWhichOneAwaitsTheOther.look")
                    .doesNotHaveDuplicates();
        }

        @Test
        void soMayACallbackWhileTheyAreSuspended() {
            runner.run(() -> {
                getRunningLoop().callLater(ofSeconds(1), this::look);
                getRunningLoop().callLater(ofSeconds(1), () -> both.getLast().cancel());
                assertThatThrownBy(this::awaitOneThatSleeps).isInstanceOf(CancelledError.class);
            });

            assertThat(Calls.of(seen))
                    .containsSubsequence(
                            "Asyncio.await",
                            "OfTwoOfWhichOneAwaitsTheOther.awaitNew",
                            "OfTwoOfWhichOneAwaitsTheOther.awaitOneThatSleeps")
                    .endsWith("Asyncio.sleep", "TaskStackTest.sleepLong");
        }

        @Test
        void theSecondMayBeInAGenerator() {
            runner.run(() -> {
                createTask(this::awaitOneThatSleepsInGenerator);
                sleep(ofSeconds(1));

                assertThat(callsOfBoth())
                        .startsWith(
                                "Asyncio.await",
                                "OfTwoOfWhichOneAwaitsTheOther.awaitNew",
                                "OfTwoOfWhichOneAwaitsTheOther.awaitOneThatSleepsInGenerator",
                                "Asyncio.sleep",
                                "TaskStackTest.sleepLong")
                        .endsWith("Generator.next", "OfTwoOfWhichOneAwaitsTheOther.sleepInGenerator");
            });
        }
    }

    @Nested
    class OfTheRunningTask {

        private List<StackTraceElement> ofSelf() {
            return currentTask().getStack();
        }

        private List<StackTraceElement> ofSelfInTimeout() throws Exception {
            sleep(ofSeconds(1));
            return timeout(ofSeconds(1), this::ofSelf);
        }

        @Test
        void theCallerOfGetStackComesFirst() {
            assertThat(Calls.of(runner.run(this::ofSelf))).containsExactly("OfTheRunningTask.ofSelf");
            assertThat(Calls.of(runner.run(this::ofSelfInTimeout)))
                    .containsExactly(
                            "OfTheRunningTask.ofSelf", "Asyncio.timeout", "OfTheRunningTask.ofSelfInTimeout");
        }
    }

    @Nested
    class OfATaskThatDoesNotWait {

        private void fail() throws IOException {
            throw new IOException("disk full");
        }

        private void failLater() throws IOException {
            sleep(ofSeconds(1));
            fail();
        }

        private void setException(Future<?> future) {
            future.setException(new IOException("disk full"));
        }

        @Test
        void oneThatHasNotBegunHasNone() {
            runner.run(() -> {
                Task<?> task = createTask(() -> {});
                assertThat(task.getStack()).isEmpty();
                await(task);
            });
        }

        @Test
        void oneThatHasAResultOrWasCancelledHasNone() {
            runner.run(() -> {
                Task<?> finished = createTask(() -> "result");
                Task<?> cancelled = createTask(TaskStackTest.this::sleepLong);
                sleep(ofSeconds(1));
                cancelled.cancel();
                sleep(ofSeconds(1));

                assertThat(finished.getStack()).isEmpty();
                assertThat(cancelled.cancelled()).isTrue();
                assertThat(cancelled.getStack()).isEmpty();
            });
        }

        @Test
        void oneThatHasFailedHasItsExceptions() {
            runner.run(() -> {
                Task<?> failed = createTask(this::failLater);
                assertThatThrownBy(() -> await(failed)).isInstanceOf(Exception.class);

                assertThat(Calls.of(failed.getStack()))
                        .containsExactly("OfATaskThatDoesNotWait.fail", "OfATaskThatDoesNotWait.failLater");
            });
        }

        @Test
        void anExceptionThatACallbackHasMadeEndsThere() {
            runner.run(() -> {
                Future<?> future = getRunningLoop().createFuture();
                getRunningLoop().callSoon(() -> setException(future));
                Task<?> failed = createTask(() -> await(future));
                assertThatThrownBy(() -> await(failed)).isInstanceOf(Exception.class);

                assertThat(Calls.of(failed.getStack()))
                        .hasSize(2)
                        .startsWith("OfATaskThatDoesNotWait.setException");
            });
        }

        @Test
        void toAskForTheStackIsNotToRetrieveTheException() {
            List<String> reports = new ArrayList<>();
            runner.getLoop().setExceptionHandler((loop, report) -> reports.add(report.message()));
            runner.run(() -> {
                Task<?> failed = createTask(this::fail);
                sleep(ofSeconds(1));
                assertThat(failed.getStack()).isNotEmpty();
            });

            runner.close();

            assertThat(reports).containsExactly("an exception was never retrieved");
        }
    }

    /** A callback runs on top of the stack of the task that has suspended last. */
    @Nested
    class SeenFromACallback {

        private void observeIteratively() {
            generator(g -> {
                observe();
                g.yield(1);
            }).next();
        }

        private void observeInAnEagerTask() {
            createEagerly(TaskStackTest.this::observe);
        }

        private void suspendWith(Runnable callback) {
            getRunningLoop().callSoon(callback);
            sleep(ofSeconds(1));
        }

        private void assertThatItIsSeen(Runnable callback) {
            runner.run(() -> {
                observed = createTask(() -> suspendWith(callback));
                sleep(ofSeconds(2));
            });

            assertThat(Calls.of(seen))
                    .hasSize(3)
                    .startsWith("Asyncio.sleep", "SeenFromACallback.suspendWith");
        }

        @Test
        void theTaskBelowIsWhereItWaits() {
            assertThatItIsSeen(TaskStackTest.this::observe);
        }

        @Test
        void theTaskBelowAGeneratorThatTheCallbackIteratesIsToo() {
            assertThatItIsSeen(this::observeIteratively);
        }

        @Test
        void theTaskBelowAnEagerTaskThatTheCallbackCreatesIsToo() {
            assertThatItIsSeen(this::observeInAnEagerTask);
        }

        @Test
        void anotherTaskIsWhereItWaits() {
            runner.run(() -> {
                observed = createTask(TaskStackTest.this::sleepLong);
                sleep(ofSeconds(1));
                suspendWith(TaskStackTest.this::observe);
            });

            assertThat(Calls.of(seen)).containsExactly("Asyncio.sleep", "TaskStackTest.sleepLong");
        }
    }

    @Nested
    class OfTheCreatorOfAnEagerTask {

        private void create() {
            observed = currentTask();
            createEagerly(TaskStackTest.this::observe);
        }

        private void createInBetween() {
            observed = currentTask();
            createEagerly(this::createNext);
        }

        private void createNext() {
            createEagerly(TaskStackTest.this::observe);
        }

        private void observeItself() {
            observed = currentTask();
            observe();
        }

        @Test
        void theFirstStepSeesItsCreatorCreatingIt() {
            runner.run(this::create);

            assertThat(Calls.of(seen)).containsExactly("Asyncio.createTask", "TaskStackTest.createEagerly",
                    "OfTheCreatorOfAnEagerTask.create");
        }

        @Test
        void theCreatorsCreatorIsSeenToo() {
            runner.run(this::createInBetween);

            assertThat(Calls.of(seen))
                    .containsExactly("Asyncio.createTask", "TaskStackTest.createEagerly",
                            "OfTheCreatorOfAnEagerTask.createInBetween");
        }

        @Test
        void theFirstStepsOwnStackDoesNotReachTheCreator() {
            runner.run(() -> {
                createEagerly(this::observeItself);
            });

            assertThat(Calls.of(seen)).hasSize(3)
                    .startsWith("TaskStackTest.observe", "OfTheCreatorOfAnEagerTask.observeItself");
        }
    }

    @Nested
    class InAGenerator {

        private void inner(Generator<Integer> g) {
            sleepLong();
        }

        private void outer(Generator<Integer> g) {
            g.yieldFrom(generator(this::inner));
        }

        private void observeHere(Generator<Integer> g) {
            sleep(ZERO);
            observe();
            g.yield(1);
        }

        private void fail(Generator<Integer> g) {
            throw new IllegalArgumentException("no more");
        }

        private void iterate(Generator.Body<Integer> body) {
            generator(body).next();
        }

        @Test
        void aBodyThatWaitsStandsAboveWhoIteratesIt() {
            assertThat(callsOfSuspended(() -> iterate(this::inner)).subList(0, 5))
                    .containsExactly(
                            "Asyncio.sleep",
                            "TaskStackTest.sleepLong",
                            "InAGenerator.inner",
                            "Generator.next",
                            "InAGenerator.iterate");
        }

        @Test
        void oneToWhichAnotherDelegatesStandsAboveThatOne() {
            assertThat(callsOfSuspended(() -> iterate(this::outer)).subList(0, 7))
                    .containsExactly(
                            "Asyncio.sleep",
                            "TaskStackTest.sleepLong",
                            "InAGenerator.inner",
                            "Generator.yieldFrom",
                            "InAGenerator.outer",
                            "Generator.next",
                            "InAGenerator.iterate");
        }

        @Test
        void aBodyThatRunsIsPartOfTheRunningTask() {
            runner.run(() -> {
                observed = currentTask();
                iterate(this::observeHere);
            });

            assertThat(Calls.of(seen).subList(0, 4))
                    .containsExactly(
                            "TaskStackTest.observe",
                            "InAGenerator.observeHere",
                            "Generator.next",
                            "InAGenerator.iterate");
            assertThat(seen).hasSize(5);
        }

        @Test
        void aCallbackSeesTheBodyThatIsBelowIt() {
            runner.run(() -> {
                observed = createTask(() -> {
                    getRunningLoop().callSoon(TaskStackTest.this::observe);
                    iterate(this::inner);
                });
                sleep(ofSeconds(1));
            });

            assertThat(Calls.of(seen).subList(0, 5))
                    .containsExactly(
                            "Asyncio.sleep",
                            "TaskStackTest.sleepLong",
                            "InAGenerator.inner",
                            "Generator.next",
                            "InAGenerator.iterate");
        }

        @Test
        void anExceptionOfABodyEndsThere() {
            runner.run(() -> {
                Task<?> failed = createTask(() -> iterate(this::fail));
                assertThatThrownBy(() -> await(failed)).isInstanceOf(Exception.class);

                assertThat(Calls.of(failed.getStack())).first().isEqualTo("InAGenerator.fail");
                assertThat(Calls.of(failed.getStack())).noneMatch(call -> call.contains("run"));
            });
        }
    }

    @Nested
    class Printing {

        private String printed(Task<?> task) {
            ByteArrayOutputStream bytes = new ByteArrayOutputStream();
            task.printStack(new PrintStream(bytes, true, UTF_8));
            return Calls.in(bytes.toString(UTF_8).replace(System.lineSeparator(), "\n"));
        }

        @Test
        void theTaskAndItsCallsArePrinted() {
            runner.run(() -> {
                Task<?> task = createTask(TaskStackTest.this::sleepLong, "sleeper");
                assertThat(printed(task)).isEqualTo("No stack for Task[sleeper, pending]\n");
                sleep(ofSeconds(1));

                assertThat(printed(task))
                        .isEqualTo(
                                """
                                Stack for Task[sleeper, pending, waiting on Future[pending]]
                                \tat Asyncio.sleep
                                \tat TaskStackTest.sleepLong
                                """);
            });
        }

        @Test
        void aDeadlockShowsWhereTheTasksWait() {
            DeadlockException deadlock = catchThrowableOfType(
                    DeadlockException.class,
                    () -> runner.run(
                            () -> {
                                await(gather(() -> await(new CompletableFuture<>()), this::waitForever));
                            }));

            assertThat(deadlock.getSuppressed())
                    .extracting(where -> Calls.of(List.of(where.getStackTrace())).getFirst())
                    .containsExactly("Asyncio.await", "Asyncio.await", "Asyncio.await");
            assertThat(deadlock.getSuppressed()[2]).hasMessageContaining("Task-3");
            assertThat(Calls.of(List.of(deadlock.getSuppressed()[2].getStackTrace())))
                    .containsExactly("Asyncio.await", "Printing.waitForever");
        }

        private Object waitForever() {
            return await(getRunningLoop().createFuture());
        }
    }

    @Nested
    class OfATaskThatBlocks {

        private final CountDownLatch release = new CountDownLatch(1);

        @Test
        void onTheEngineGreenItBeginsWithTheCallsOfTheJdk() {
            assumeTrue(Engine.getDefault() == Engine.GREEN);

            List<String> calls = runner.run(() -> {
                Task<?> task = createTask(this::blockHere);
                sleep(ZERO);
                List<String> seenCalls = Calls.of(task.getStack());
                release.countDown();
                await(task);
                return seenCalls;
            });

            assertThat(calls)
                    .containsSubsequence("LockSupport.park", "CountDownLatch.await", "OfATaskThatBlocks.blockHere");
        }

        private void blockHere() throws InterruptedException {
            release.await();
        }
    }

    @Nested
    class BadInput {

        @Test
        void anotherThreadIsToldWhatToDo() {
            runner.run(() -> {
                Task<?> current = currentTask();
                CompletableFuture<Throwable> thrown = CompletableFuture.supplyAsync(
                        () -> catchThrowable(current::getStack), task -> Thread.ofPlatform().start(task));

                assertThat(thrown.join())
                        .isInstanceOf(IllegalStateException.class)
                        .hasMessageContaining("getStack was called by")
                        .hasMessageContaining("callSoonThreadsafe");
            });
        }

        @Test
        void aStreamIsRequired() {
            runner.run(() -> assertThatThrownBy(() -> currentTask().printStack(null))
                    .isInstanceOf(NullPointerException.class)
                    .hasMessage("out"));
        }
    }
}
