package dev.eddy;

import static dev.eddy.Asyncio.await;
import static dev.eddy.Asyncio.coroutine;
import static dev.eddy.Asyncio.createTask;
import static dev.eddy.Asyncio.currentTask;
import static dev.eddy.Asyncio.ensureFuture;
import static dev.eddy.Asyncio.gather;
import static dev.eddy.Asyncio.getRunningLoop;
import static dev.eddy.Asyncio.shield;
import static dev.eddy.Asyncio.sleep;
import static dev.eddy.Asyncio.taskGroup;
import static dev.eddy.Asyncio.timeout;
import static dev.eddy.Asyncio.waitFor;
import static java.time.Duration.ZERO;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeoutException;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Behaviour A14 and other misuse: each a clear exception at once, never a hang. */
class BadInputTest {

    @RegisterExtension final VirtualLoop loop = new VirtualLoop();

    final List<String> log = new ArrayList<>();

    private static Throwable thrownInAnotherThread(ThrowingCallable call) {
        return CompletableFuture.supplyAsync(() -> catchThrowable(call), Thread.ofPlatform()::start).join();
    }

    private Throwable thrownInACallback(ThrowingCallable call) {
        CompletableFuture<Throwable> thrown = new CompletableFuture<>();
        loop.run(() -> {
            getRunningLoop().callSoon(() -> thrown.complete(catchThrowable(call)));
            sleep(ZERO);
        });
        return thrown.join();
    }

    @Nested
    class OutsideACoroutine {

        @Test
        void awaitWithoutALoopSaysSo() {
            Future<String> pending = loop.get().createFuture();
            List<ThrowingCallable> calls = List.of(
                    () -> await(pending),
                    () -> await(coroutine(() -> log.add("body"))),
                    () -> await(new CompletableFuture<String>()),
                    () -> sleep(ofSeconds(1)),
                    () -> Asyncio.wait(List.of(pending)),
                    () -> taskGroup(group -> log.add("body")));

            assertThat(calls).allSatisfy(call -> assertThatThrownBy(call)
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("outside a coroutine")
                    .hasMessageContaining("Asyncio.run"));
            assertThat(log).isEmpty();
        }

        @Test
        void whatNeedsALoopSaysThatNoneRuns() {
            List<ThrowingCallable> calls = List.of(
                    () -> getRunningLoop(),
                    () -> createTask(() -> log.add("body")),
                    () -> currentTask(),
                    () -> Asyncio.timeout(ofSeconds(1)),
                    () -> gather(coroutine(() -> log.add("body"))));

            assertThat(calls).allSatisfy(call -> assertThatThrownBy(call)
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("no event loop runs in this thread"));
            assertThat(log).isEmpty();
        }

        @Test
        void awaitInACallbackSaysThatACallbackCannotSuspend() {
            Future<String> pending = loop.get().createFuture();

            Throwable thrown = thrownInACallback(() -> await(pending));

            assertThat(thrown)
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("callback cannot suspend")
                    .hasMessageContaining("createTask");
        }

        @Test
        void sleepInACallbackSaysThatACallbackCannotSuspend() {
            Throwable thrown = thrownInACallback(() -> sleep(ZERO));

            assertThat(thrown).isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("callback cannot suspend");
        }

        @Test
        void inACallbackThereIsNoCurrentTask() {
            loop.run(() -> {
                List<Task<?>> seen = new ArrayList<>();
                getRunningLoop().callSoon(() -> seen.add(currentTask()));
                sleep(ZERO);

                assertThat(seen).hasSize(1).containsOnlyNulls();
                assertThat(currentTask()).isNotNull();
            });
        }
    }

    @Nested
    class BadAwaitables {

        @Test
        void nullIsNamed() {
            loop.run(() -> {
                List<ThrowingCallable> calls = List.of(
                        () -> await((Awaitable<String>) null),
                        () -> await((CompletionStage<String>) null),
                        () -> Asyncio.awaitShared(null),
                        () -> ensureFuture((Awaitable<String>) null),
                        () -> ensureFuture((Object) null),
                        () -> gather(coroutine(() -> log.add("body")), null),
                        () -> shield(null),
                        () -> waitFor((Awaitable<String>) null, ofSeconds(1)));

                assertThat(calls).allSatisfy(call -> assertThatThrownBy(call)
                        .isInstanceOf(NullPointerException.class)
                        .hasMessageContaining("cannot await null"));
            });
        }

        @Test
        void aNullBodyIsNamed() {
            loop.run(() -> {
                List<ThrowingCallable> calls = List.of(
                        () -> createTask((Callable<String>) null),
                        () -> createTask((Action) null),
                        () -> coroutine((Callable<String>) null),
                        () -> taskGroup(null));

                assertThat(calls).allSatisfy(
                        call -> assertThatThrownBy(call).isInstanceOf(NullPointerException.class).hasMessage("body"));
            });
        }

        @Test
        void whatIsNoAwaitableIsNamedAndTheKindsThereAre() {
            loop.run(() -> assertThatThrownBy(() -> ensureFuture((Object) "text"))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("java.lang.String")
                    .hasMessageContaining("CompletionStage"));
        }

        @Test
        void aCoroutineCanBeUsedOnce() {
            loop.run(() -> {
                Coroutine<Boolean> used = coroutine(() -> log.add("body"));
                await(used);

                assertThatThrownBy(() -> await(used))
                        .isInstanceOf(IllegalStateException.class)
                        .hasMessageContaining("cannot reuse a coroutine");
                assertThatThrownBy(() -> await(createTask(used)))
                        .isInstanceOf(IllegalStateException.class)
                        .hasMessageContaining("cannot reuse a coroutine");
                assertThat(log).containsExactly("body");
            });
        }

        @Test
        void aClosedCoroutineDoesNotRun() {
            loop.run(() -> {
                Coroutine<Boolean> closed = coroutine(() -> log.add("body"));
                closed.close();

                assertThatThrownBy(() -> await(closed))
                        .isInstanceOf(IllegalStateException.class)
                        .hasMessageContaining("closed");
                assertThat(log).isEmpty();
            });
        }

        @Test
        void a14_aTaskThatAwaitsItselfIsAnErrorAtTheAwait() {
            loop.run(() -> {
                Task<String> task = createTask(() -> {
                    Throwable thrown = catchThrowable(() -> await(currentTask()));
                    return thrown.getClass().getSimpleName() + ": " + thrown.getMessage();
                });

                assertThat(await(task)).startsWith("IllegalStateException").contains("cannot await itself");
            });
        }
    }

    @Nested
    class AnotherLoop {

        @Test
        void a14_awaitingAFutureOfAnotherLoopIsAnError() {
            try (EventLoop other = EventLoop.create()) {
                Future<String> foreign = other.createFuture();

                loop.run(() -> assertThatThrownBy(() -> await(foreign))
                        .isInstanceOf(IllegalStateException.class)
                        .hasMessageContaining("another loop")
                        .hasMessageContaining("toCompletableFuture"));
            }
        }

        @Test
        void a14_aDoneFutureOfAnotherLoopGivesItsResult() {
            try (EventLoop other = EventLoop.create()) {
                Future<String> foreign = other.createFuture();
                foreign.setResult("there");

                String result = loop.run(() -> await(foreign));

                assertThat(result).isEqualTo("there");
            }
        }

        @Test
        void a14_gatheringAndWaitingForFuturesOfAnotherLoopIsAnError() {
            try (EventLoop other = EventLoop.create()) {
                Future<String> foreign = other.createFuture();

                loop.run(() -> {
                    assertThatThrownBy(() -> gather(getRunningLoop().createFuture(), foreign))
                            .isInstanceOf(IllegalArgumentException.class)
                            .hasMessageContaining("of another one");
                    assertThatThrownBy(() -> Asyncio.wait(List.of(foreign)))
                            .isInstanceOf(IllegalArgumentException.class)
                            .hasMessageContaining("another loop's is");
                    assertThatThrownBy(() -> Asyncio.asCompleted(List.of(foreign)))
                            .isInstanceOf(IllegalArgumentException.class)
                            .hasMessageContaining("another loop's is");
                    assertThatThrownBy(() -> Asyncio.waitFor(foreign, ZERO))
                            .isInstanceOf(IllegalArgumentException.class)
                            .hasMessageContaining("another loop's is");
                });
            }
        }

        @Test
        void runningALoopUntilAFutureOfAnotherOneIsDoneIsAnError() {
            try (EventLoop other = EventLoop.create()) {
                Future<String> foreign = other.createFuture();

                assertThatThrownBy(() -> loop.get().runUntilComplete(foreign))
                        .isInstanceOf(IllegalArgumentException.class)
                        .hasMessageContaining("another loop");
            }
        }
    }

    @Nested
    class BadArguments {

        @Test
        void aNegativeDurationIsRefused() {
            loop.run(() -> {
                List<ThrowingCallable> calls = List.of(
                        () -> sleep(ofSeconds(-1)),
                        () -> getRunningLoop().callLater(ofSeconds(-1), () -> log.add("callback")));

                assertThat(calls).allSatisfy(call -> assertThatThrownBy(call)
                        .isInstanceOf(IllegalArgumentException.class)
                        .hasMessageContaining("delay must not be negative, is PT-1S"));
            });
        }

        @Test
        void aNullDurationIsNamed() {
            loop.run(() -> {
                List<ThrowingCallable> calls = List.of(
                        () -> sleep(null),
                        () -> getRunningLoop().callLater(null, () -> log.add("callback")),
                        () -> getRunningLoop().callAt(null, () -> log.add("callback")));

                assertThat(calls).allSatisfy(call -> assertThatThrownBy(call)
                        .isInstanceOf(NullPointerException.class)
                        .hasMessageMatching("a (delay|duration) is required"));
            });
        }

        @Test
        void aDurationTooLongForTheClockIsForEver() {
            loop.run(() -> {
                Task<Void> task = createTask(() -> sleep(ofSeconds(Long.MAX_VALUE)));
                sleep(ofSeconds(1));

                task.cancel();

                assertThatThrownBy(() -> await(task)).isInstanceOf(CancelledError.class);
            });
        }
    }

    @Nested
    class WrongThread {

        @Test
        void whatBelongsToTheLoopsThreadNamesTheWayForOthers() {
            EventLoop own = loop.get();
            List<ThrowingCallable> calls = List.of(
                    () -> own.callSoon(() -> log.add("callback")),
                    () -> own.callLater(ZERO, () -> log.add("callback")),
                    () -> own.createTask(() -> log.add("body")),
                    own::allTasks,
                    own::stop);

            assertThat(calls).allSatisfy(call -> assertThat(thrownInAnotherThread(call))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("callSoonThreadsafe"));
            loop.run(() -> sleep(ZERO));
            assertThat(log).isEmpty();
        }

        @Test
        void whileTheLoopRunsItsOwnThreadIsRightAndOthersAreWrong() {
            loop.run(() -> {
                EventLoop own = getRunningLoop();
                own.callSoon(() -> log.add("right"));

                Throwable thrown = thrownInAnotherThread(() -> own.callSoon(() -> log.add("wrong")));
                sleep(ZERO);

                assertThat(thrown).isInstanceOf(IllegalStateException.class);
                assertThat(log).containsExactly("right");
            });
        }

        @Test
        void a29_aTimeoutCannotBeRescheduledAndKeepsItsDeadline() {
            loop.run(() -> {
                Timeout limit = timeout(ofSeconds(5));
                List<ThrowingCallable> calls =
                        List.of(() -> limit.reschedule(ofSeconds(9)), () -> limit.reschedule(null));

                assertThatThrownBy(() -> limit.run(() -> {
                    assertThat(calls).allSatisfy(call -> assertThat(thrownInAnotherThread(call))
                            .isInstanceOf(IllegalStateException.class)
                            .hasMessageContaining("reschedule"));
                    sleep(ofSeconds(20));
                })).isInstanceOf(TimeoutException.class);
                assertThat(getRunningLoop().time()).isEqualTo(ofSeconds(5));
            });
        }

        @Test
        void norCanAScope() {
            loop.run(() -> {
                CancelScope scope = CancelScope.after(ofSeconds(5));

                scope.run(() -> {
                    assertThat(thrownInAnotherThread(() -> scope.reschedule(null)))
                            .isInstanceOf(IllegalStateException.class);
                    sleep(ofSeconds(20));
                });
                assertThat(scope.cancelledCaught()).isTrue();
                assertThat(getRunningLoop().time()).isEqualTo(ofSeconds(5));
            });
        }
    }
}
