package dev.eddy.introspection;

import static dev.eddy.Asyncio.asCompleted;
import static dev.eddy.Asyncio.await;
import static dev.eddy.Asyncio.captureCallGraph;
import static dev.eddy.Asyncio.createTask;
import static dev.eddy.Asyncio.currentTask;
import static dev.eddy.Asyncio.gather;
import static dev.eddy.Asyncio.getRunningLoop;
import static dev.eddy.Asyncio.printCallGraph;
import static dev.eddy.Asyncio.shield;
import static dev.eddy.Asyncio.sleep;
import static dev.eddy.Asyncio.taskGroupVoid;
import static dev.eddy.Asyncio.waitFor;
import static java.nio.charset.StandardCharsets.UTF_8;
import static java.time.Duration.ZERO;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.eddy.Action;
import dev.eddy.Asyncio;
import dev.eddy.CallGraph;
import dev.eddy.CancelledError;
import dev.eddy.EventLoop;
import dev.eddy.Future;
import dev.eddy.ReturnWhen;
import dev.eddy.Runner;
import dev.eddy.Task;
import dev.eddy.VirtualClock;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** Who waits for whom. */
class CallGraphTest {

    private final Runner runner =
            new Runner(() -> EventLoop.builder().clock(new VirtualClock()).build());

    @AfterEach
    void close() {
        runner.close();
    }

    private static List<Future<?>> waiters(Future<?> future) {
        return captureCallGraph(future).awaitedBy()
                .stream()
                .<Future<?>>map(CallGraph::future)
                .toList();
    }

    /** A task that has run up to where it suspends. */
    private static Task<?> started(Action body, String name) {
        Task<?> task = createTask(body, name);
        sleep(ofSeconds(1));
        return task;
    }

    private static Future<Object> newFuture() {
        return getRunningLoop().createFuture();
    }

    @Nested
    class WhoWaits {

        private final List<Task<?>> group = new ArrayList<>();

        @Test
        void aTaskThatAwaitsAFutureOrATask() {
            runner.run(() -> {
                Future<?> future = newFuture();
                Task<?> inner = started(() -> await(future), "inner");
                Task<?> outer = started(() -> await(inner), "outer");

                assertThat(waiters(future)).containsExactly(inner);
                assertThat(waiters(inner)).containsExactly(outer);
                assertThat(waiters(outer)).isEmpty();
            });
        }

        @Test
        void severalTasksInTheOrderInWhichTheyCame() {
            runner.run(() -> {
                Future<?> future = newFuture();
                Task<?> first = started(() -> await(future), "first");
                Task<?> second = started(() -> await(future), "second");

                assertThat(waiters(future)).containsExactly(first, second);
            });
        }

        @Test
        void aTaskThatAwaitsAGathering() {
            runner.run(() -> {
                Future<?> a = newFuture();
                Future<?> b = newFuture();
                Task<?> outer = started(() -> await(gather(a, gather(b))), "outer");

                assertThat(waiters(a)).containsExactly(outer);
                assertThat(waiters(b)).containsExactly(outer);
            });
        }

        @Test
        void ofAGatheringWhoAwaitsItAndNotWhoMadeIt() {
            runner.run(() -> {
                Future<Object> a = newFuture();
                Future<List<Object>> gathering = gather(a);
                assertThat(waiters(a)).isEmpty();
                Task<?> outer = started(() -> await(gathering), "outer");

                assertThat(waiters(a)).containsExactly(outer);
                assertThat(waiters(gathering)).containsExactly(outer);
            });
        }

        @Test
        void aTaskThatAwaitsAShield() {
            runner.run(() -> {
                Future<?> inner = newFuture();
                Task<?> outer = started(() -> await(shield(inner)), "outer");
                assertThat(waiters(inner)).containsExactly(outer);

                outer.cancel();
                sleep(ofSeconds(1));

                assertThat(waiters(inner)).isEmpty();
            });
        }

        @Test
        void aTaskThatWaits() {
            runner.run(() -> {
                Future<Object> a = newFuture();
                Future<Object> b = newFuture();
                Task<?> outer = started(() -> {
                    Asyncio.wait(List.of(a, b), ReturnWhen.FIRST_COMPLETED);
                    sleep(ofSeconds(60));
                }, "outer");
                assertThat(waiters(a)).containsExactly(outer);
                assertThat(waiters(b)).containsExactly(outer);

                a.setResult("result");
                sleep(ofSeconds(1));

                assertThat(waiters(b)).isEmpty();
            });
        }

        @Test
        void aTaskThatWaitsWithALimit() {
            runner.run(() -> {
                Future<?> future = newFuture();
                Task<?> outer = started(() -> waitFor(future, ofSeconds(60)), "outer");

                assertThat(waiters(future)).containsExactly(outer);
            });
        }

        private void ignoreACancellation() {
            try {
                sleep(ofSeconds(60));
            } catch (CancelledError e) {
                sleep(ofSeconds(60));
            }
        }

        @Test
        void aTaskThatWaitsForTheEndOfWhatItHasCancelledSinceTheTimeIsOver() {
            runner.run(() -> {
                Task<?> inner = started(this::ignoreACancellation, "inner");
                Task<?> outer = started(() -> waitFor(inner, ZERO), "outer");

                assertThat(waiters(inner)).containsExactly(outer);
            });
        }

        @Test
        void aTaskThatTakesWhatIsCompletedFirst() {
            runner.run(() -> {
                Future<?> a = newFuture();
                Future<?> b = newFuture();
                Task<?> outer = started(() -> asCompleted(List.of(a, b)).futures().forEach(done -> {}), "outer");

                assertThat(waiters(a)).containsExactly(outer);
                assertThat(waiters(b)).containsExactly(outer);
            });
        }

        @Test
        void everyTaskThatAwaitsOneOfTheCompletions() {
            runner.run(() -> {
                Future<Object> a = newFuture();
                List<Task<?>> outers = new ArrayList<>();
                asCompleted(List.of(a, newFuture())).forEach(next -> outers.add(createTask(next)));
                sleep(ofSeconds(1));

                assertThat(waiters(a)).containsExactlyElementsOf(outers);
            });
        }

        @Test
        void theTaskWithTheGroupAlsoWhileItsBlockRuns() {
            runner.run(() -> {
                Task<?> outer = started(
                        () -> taskGroupVoid(children -> {
                            group.add(children.createTask(() -> sleep(ofSeconds(60))));
                            assertThat(waiters(group.getFirst())).containsExactly(currentTask());
                        }),
                        "outer");

                assertThat(waiters(group.getFirst())).containsExactly(outer);
            });
        }

        @Test
        void aTaskThatWaitsInTwoWaysIsThereOnce() {
            runner.run(() -> {
                Future<?> future = newFuture();
                Task<?> outer = started(() -> await(gather(future, shield(future))), "outer");

                assertThat(waiters(future)).containsExactly(outer);
            });
        }

        @Test
        void nobodyForWhatIsDone() {
            runner.run(() -> {
                Future<Object> future = newFuture();
                createTask(() -> await(future));
                sleep(ofSeconds(1));

                future.setResult("result");

                assertThat(waiters(future)).isEmpty();
            });
        }

        @Test
        void noCallbackOfAnotherKind() {
            runner.run(() -> {
                Future<?> future = newFuture();
                future.addDoneCallback(done -> {});

                assertThat(waiters(future)).isEmpty();
            });
        }
    }

    @Nested
    class Shapes {

        private final List<Task<?>> tasks = new ArrayList<>();

        @Test
        void aCycleIsMarkedAndNotFollowed() {
            runner.run(() -> {
                Callable<Object> first = () -> await(tasks.get(1));
                tasks.add(createTask(first, "first"));
                tasks.add(createTask(() -> await(gather(tasks.get(0))), "second"));
                sleep(ofSeconds(1));

                CallGraph graph = captureCallGraph(tasks.getFirst());

                CallGraph second = graph.awaitedBy().getFirst();
                CallGraph again = second.awaitedBy().getFirst();
                assertThat(List.of(graph.isCycle(), second.isCycle(), again.isCycle()))
                        .containsExactly(false, false, true);
                assertThat(again.future()).isSameAs(graph.future());
                assertThat(again.callStack()).isEqualTo(graph.callStack());
                assertThat(again.awaitedBy()).isEmpty();
                assertThat(graph.toString()).endsWith("* Task[first, pending, waiting on second] (cycle)");
            });
        }

        @Test
        void aTaskThatIsReachedInTwoWaysIsFollowedOnce() {
            runner.run(() -> {
                Future<?> future = newFuture();
                Task<?> left = started(() -> await(future), "left");
                Task<?> right = started(() -> await(future), "right");
                Task<?> both = started(() -> await(gather(left, right)), "both");

                CallGraph graph = captureCallGraph(future);

                assertThat(graph.awaitedBy()).hasSize(2);
                for (CallGraph side : graph.awaitedBy()) {
                    assertThat(side.awaitedBy()).extracting(CallGraph::future).containsExactly(both);
                }
                assertThat(graph.toString()).containsOnlyOnce("(see above)").doesNotContain("cycle");
            });
        }

        @Test
        void diamondsOnTopOfEachOtherDoNotMultiply() {
            runner.run(() -> {
                Future<Object> first = newFuture();
                List<Future<?>> level = List.of(first);
                for (int i = 0; i < 16; i++) {
                    List<Future<?>> below = level;
                    level = List.of(
                            createTask(() -> await(gather(below))), createTask(() -> await(gather(below))));
                }
                sleep(ofSeconds(1));

                assertThat(captureCallGraph(first).toString().lines())
                        .filteredOn(line -> line.contains("* "))
                        .hasSize(1 + 2 * 16 + 2 * 15);
                first.setResult("result");
                await(gather(level));
            });
        }

        @Test
        void aTaskWhoseWaitersStandTooFarToTheRightHasThemAtANearerPlace() {
            runner.run(() -> {
                Future<Object> first = newFuture();
                Future<?> last = first;
                for (int i = 0; i < 99; i++) {
                    Future<?> next = last;
                    last = createTask(() -> await(next));
                }
                Future<?> far = last;
                Task<?> nearToo = createTask(() -> await(gather(far, first)), "near too");
                started(() -> await(nearToo), "waiter");

                assertThat(captureCallGraph(first).toString().lines())
                        .containsSubsequence(" ".repeat(400) + "* " + nearToo, " ".repeat(404) + "...",
                                "    * " + nearToo)
                        .filteredOn(line -> line.contains("* Task[waiter"))
                        .hasSize(1);
            });
        }

        @Test
        void aChainOfThirtyThousandTasksIsCapturedWholeAndPrintedInPart() {
            runner.run(() -> {
                Future<Object> first = newFuture();
                List<Future<?>> chain = new ArrayList<>(List.of(first));
                for (int i = 0; i < 30_000; i++) {
                    Future<?> next = chain.getLast();
                    chain.add(createTask(() -> await(next)));
                }
                sleep(ofSeconds(1));

                CallGraph graph = captureCallGraph(first);

                int length = 0;
                for (CallGraph node = graph; !node.awaitedBy().isEmpty(); node = node.awaitedBy().getFirst()) {
                    length++;
                }
                assertThat(length).isEqualTo(30_000);
                List<String> lines = graph.toString().lines().toList();
                assertThat(lines).filteredOn(line -> line.contains("* ")).hasSize(1 + 100);
                assertThat(lines.getLast()).isEqualTo(" ".repeat(4 * 101) + "...");
                first.setResult("result");
                await(chain.getLast());
            });
        }
    }

    @Nested
    class AsText {

        private final List<Task<?>> children = new ArrayList<>();

        private void fetch() {
            sleep(ofSeconds(60));
        }

        private void loadAll() {
            taskGroupVoid(group -> {
                children.add(group.createTask(this::fetch));
                children.getFirst().setName("fetch");
            });
        }

        private void load() {
            await(gather(children.getFirst()));
        }

        private void look() {
            printed.append(captureCallGraph());
        }

        private void lookLater() {
            sleep(ofSeconds(1));
            look();
        }

        private final StringBuilder printed = new StringBuilder();

        @Test
        void tasksTheirCallsAndThoseWhoWaitForThem() {
            runner.run(() -> {
                started(this::loadAll, "all");
                started(this::load, "one");

                assertThat(Calls.in(captureCallGraph(children.getFirst()).toString()))
                        .isEqualTo(
                                """
                                * Task[fetch, pending, waiting on Future[pending]]
                                  + Call stack:
                                  |   Asyncio.sleep
                                  |   AsText.fetch
                                  + Awaited by:
                                    * Task[all, pending, waiting on Future[pending]]
                                      + Call stack:
                                      |   Asyncio.taskGroupVoid
                                      |   AsText.loadAll
                                    * Task[one, pending, waiting on Future[pending]]
                                      + Call stack:
                                      |   Asyncio.await
                                      |   AsText.load""");
            });
        }

        @Test
        void theCurrentTaskBeginsWithTheCaller() {
            runner.run(() -> {
                Task<?> task = createTask(this::lookLater, "looker");
                started(() -> await(task), "main");
            });

            assertThat(Calls.in(printed.toString()))
                    .startsWith(
                            """
                            * Task[looker, pending]
                              + Call stack:
                              |   AsText.look
                              |   AsText.lookLater
                              + Awaited by:
                                * Task[main, pending, waiting on looker]
                                  + Call stack:
                                  |   Asyncio.await
                            """);
        }

        @Test
        void aFutureHasNoCalls() {
            runner.run(() -> {
                Future<Object> future = newFuture();
                assertThat(captureCallGraph(future)).hasToString("* Future[pending]");
                future.setResult("result");
                assertThat(captureCallGraph(future)).hasToString("* Future[finished, result: result]");
            });
        }

        @Test
        void itIsPrintedToAStreamOrToTheStandardOne() {
            ByteArrayOutputStream bytes = new ByteArrayOutputStream();
            PrintStream standard = System.out;
            System.setOut(new PrintStream(bytes, true, UTF_8));
            try {
                runner.run(() -> {
                    Future<?> future = newFuture();
                    printCallGraph(future);
                    printCallGraph(future, System.out);
                    currentTask().setName("main");
                    printCallGraph();
                });
            } finally {
                System.setOut(standard);
            }

            assertThat(bytes.toString(UTF_8).lines())
                    .startsWith("* Future[pending]", "* Future[pending]", "* Task[main, pending]");
        }

        @Test
        void whatWasCapturedStaysAsItWas() {
            CallGraph graph = runner.run(() -> {
                Future<Object> future = newFuture();
                started(() -> await(future), "waiter");
                CallGraph captured = captureCallGraph(future);
                future.setResult("result");
                sleep(ofSeconds(1));
                return captured;
            });

            assertThat(graph.awaitedBy()).hasSize(1);
            assertThatThrownBy(() -> graph.awaitedBy().clear()).isInstanceOf(UnsupportedOperationException.class);
        }
    }

    @Nested
    class BadInput {

        @Test
        void nullIsNamed() {
            runner.run(() -> {
                assertThatThrownBy(() -> captureCallGraph(null))
                        .isInstanceOf(NullPointerException.class)
                        .hasMessageContaining("a future or task is required");
                assertThatThrownBy(() -> printCallGraph(newFuture(), null))
                        .isInstanceOf(NullPointerException.class)
                        .hasMessage("out");
            });
        }

        @Test
        void withoutALoopOrATaskAFutureMustBeNamed() {
            assertThatThrownBy(Asyncio::captureCallGraph)
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("no event loop runs in this thread");
            runner.run(() -> {
                Future<@Nullable Throwable> thrown = getRunningLoop().createFuture();
                getRunningLoop().callSoon(() -> thrown.setResult(catchThrowable(Asyncio::captureCallGraph)));

                assertThat(await(thrown))
                        .isInstanceOf(IllegalStateException.class)
                        .hasMessageContaining("captureCallGraph(future)");
            });
        }

        @Test
        void anotherThreadIsToldWhatToDo() {
            runner.run(() -> {
                Future<?> future = newFuture();
                CompletableFuture<Throwable> thrown = CompletableFuture.supplyAsync(
                        () -> catchThrowable(() -> captureCallGraph(future)),
                        task -> Thread.ofPlatform().start(task));

                assertThat(thrown.join())
                        .isInstanceOf(IllegalStateException.class)
                        .hasMessageContaining("captureCallGraph was called by")
                        .hasMessageContaining("callSoonThreadsafe");
            });
        }

        @Test
        void whileTheLoopDoesNotRunItsThreadMayAsk() {
            Future<Object> future = runner.getLoop().createFuture();
            runner.run(() -> {
                started(() -> await(future), "waiter");
            });

            assertThat(waiters(future)).singleElement().asString().contains("waiter");
        }
    }
}
