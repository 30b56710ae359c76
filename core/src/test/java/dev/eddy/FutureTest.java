package dev.eddy;

import static dev.eddy.Asyncio.await;
import static dev.eddy.Asyncio.createTask;
import static dev.eddy.Asyncio.currentTask;
import static dev.eddy.Asyncio.getRunningLoop;
import static dev.eddy.Asyncio.sleep;
import static java.time.Duration.ZERO;
import static java.time.Duration.ofHours;
import static java.time.Duration.ofMillis;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Behaviours A13 to A15, and A58 for exceptions; {@link NeverAwaitedTest} has it for coroutines. */
class FutureTest {

    @RegisterExtension final VirtualLoop loop = new VirtualLoop();

    @Nested
    class Probes {

        @Test
        void a13_aPendingFutureHasNeitherResultNorException() {
            Future<String> pending = loop.get().createFuture();

            assertThatThrownBy(pending::result).isInstanceOf(InvalidStateException.class);
            assertThatThrownBy(pending::exception).isInstanceOf(InvalidStateException.class);
            assertThat(pending.done()).isFalse();
            assertThat(pending.cancelled()).isFalse();
        }

        @Test
        void a13_bothProbesOfACancelledFutureRaiseCancelledError() {
            Future<String> cancelled = loop.get().createFuture();
            cancelled.cancel("why");

            assertThatThrownBy(cancelled::result).isInstanceOf(CancelledError.class).hasMessage("why");
            assertThatThrownBy(cancelled::exception).isInstanceOf(CancelledError.class).hasMessage("why");
            assertThat(cancelled.done()).isTrue();
        }

        @Test
        void a13_bothProbesOfACancelledTaskRaiseCancelledError() {
            loop.run(() -> {
                Task<Void> task = createTask(() -> sleep(ofHours(1)));
                task.cancel();
                sleep(ZERO);

                assertThatThrownBy(task::result).isInstanceOf(CancelledError.class);
                assertThatThrownBy(task::exception).isInstanceOf(CancelledError.class);
            });
        }

        @Test
        void aFailedFutureGivesItsExceptionAndRaisesItForTheResult() {
            IOException failure = new IOException("failure");
            Future<String> failed = loop.get().createFuture();
            failed.setException(failure);

            Throwable raised = catchThrowable(failed::result);

            assertThat(failed.exception()).isSameAs(failure);
            assertThat(raised).isSameAs(failure);
        }

        @Test
        void aFinishedFutureHasItsResultAndNoException() {
            Future<String> finished = loop.get().createFuture();
            finished.setResult("result");

            assertThat(finished.result()).isEqualTo("result");
            assertThat(finished.exception()).isNull();
            assertThat(finished.cancel()).isFalse();
        }
    }

    @Nested
    class Completion {

        @Test
        void aDoneFutureCannotBeCompletedAgain() {
            Future<String> future = loop.get().createFuture();
            future.setResult("first");

            assertThatThrownBy(() -> future.setResult("second"))
                    .isInstanceOf(InvalidStateException.class)
                    .hasMessageContaining("done already");
            assertThatThrownBy(() -> future.setException(new IOException("second")))
                    .isInstanceOf(InvalidStateException.class);
            assertThat(future.result()).isEqualTo("first");
        }

        @Test
        void aCancelledFutureCannotBeCompleted() {
            Future<String> future = loop.get().createFuture();
            future.cancel();

            assertThatThrownBy(() -> future.setResult("late")).isInstanceOf(InvalidStateException.class);
        }

        @Test
        void a14_aTaskCannotBeCompletedFromOutside() {
            loop.run(() -> {
                Task<String> task = createTask(() -> "own result");

                assertThatThrownBy(() -> task.setResult("other"))
                        .isInstanceOf(UnsupportedOperationException.class)
                        .hasMessageContaining("what its body returns");
                assertThatThrownBy(() -> task.setException(new IOException("other")))
                        .isInstanceOf(UnsupportedOperationException.class)
                        .hasMessageContaining("what its body throws");
                assertThat(await(task)).isEqualTo("own result");
            });
        }

        @Test
        void allTasksThatAwaitAFutureResumeInTheOrderInWhichTheyAwaitedIt() {
            loop.run(() -> {
                List<String> order = new ArrayList<>();
                Future<String> future = getRunningLoop().createFuture();
                for (String name : List.of("a", "b", "c")) {
                    createTask(() -> order.add(name + await(future)));
                }
                sleep(ZERO);

                future.setResult("!");
                sleep(ZERO);

                assertThat(order).containsExactly("a!", "b!", "c!");
            });
        }

        @Test
        void aTaskThatIsPrintedTellsWhatItWaitsOn() {
            loop.run(() -> {
                Task<Void> awaited = createTask(() -> sleep(ofHours(1)), "awaited");
                Task<Void> waiter = createTask(() -> await(awaited), "waiter");
                sleep(ZERO);

                assertThat(waiter).hasToString("Task[waiter, pending, waiting on awaited]");
                assertThat(awaited).hasToString("Task[awaited, pending, waiting on Future[pending]]");
            });
        }

        @Test
        void aSleepThatIsOverGivesATaskBackItsStack() {
            String result = loop.run(() -> {
                String local = "kept over ";
                sleep(ofHours(1));
                return local + getRunningLoop().time();
            });

            assertThat(result).isEqualTo("kept over PT1H");
        }
    }

    @Nested
    class NeverRetrieved {

        private final IOException failure = new IOException("nobody looks");

        private Task<String> failing() {
            return createTask(() -> {
                throw failure;
            });
        }

        private void failsAndIsForgotten() {
            failing();
            sleep(ZERO);
        }

        @Test
        void a58_aFailureThatNobodyLooksAtIsReportedWhenTheLoopIsClosed() {
            Task<String> held = loop.run(() -> {
                Task<String> task = failing();
                sleep(ofHours(1));
                return task;
            });
            List<ExceptionContext> before = List.copyOf(loop.reports());

            loop.close();

            assertThat(before).isEmpty();
            assertThat(loop.reports()).singleElement().satisfies(report -> {
                assertThat(report.message()).isEqualTo("an exception was never retrieved");
                assertThat(report.exception()).isSameAs(failure);
                assertThat(report.future()).isSameAs(held);
            });
        }

        @Test
        void a58_andBeforeWhenItsFutureIsCollectedOnceOnly() {
            loop.run(() -> {
                failsAndIsForgotten();
                while (loop.reports().isEmpty()) {
                    System.gc();
                    sleep(ofMillis(1)); // a new pass: the loop looks what was collected
                }
            });
            loop.close();

            assertThat(loop.reports()).extracting(ExceptionContext::exception).containsExactly(failure);
        }

        @Test
        void a58_alsoInALoopThatIsNeverIdle() {
            loop.run(() -> {
                failsAndIsForgotten();
                for (int turn = 0; loop.reports().isEmpty(); turn++) {
                    if (turn % 1_000 == 0) {
                        System.gc(); // seldom, since it takes longer than a thousand turns
                    }
                    sleep(ZERO);
                }
                assertThat(currentTask()).isNotNull();
            });

            assertThat(loop.reports()).extracting(ExceptionContext::exception).containsExactly(failure);
        }

        @Test
        void a58_soIsThatOfAFutureThatIsNoTask() {
            loop.get().createFuture().setException(failure);

            loop.close();

            assertThat(loop.reports()).extracting(ExceptionContext::exception).containsExactly(failure);
        }

        @Test
        void a58_whoLooksInAnyWayHasRetrievedIt() {
            loop.run(() -> {
                List<Function<Future<String>, Object>> ways = List.of(
                        Future::exception,
                        future -> catchThrowable(future::result),
                        future -> catchThrowable(() -> await(future)),
                        Future::cancel);
                for (Function<Future<String>, Object> way : ways) {
                    Task<String> task = failing();
                    sleep(ZERO);
                    assertThat(way.apply(task)).isNotNull();
                }
            });
            loop.close();

            assertThat(loop.reports()).isEmpty();
        }

        @Test
        void a58_aCancelledFutureHasNothingToRetrieve() {
            loop.run(() -> {
                Task<Void> task = createTask(() -> sleep(ofHours(1)));
                sleep(ZERO);
                task.cancel();
            });
            loop.close();

            assertThat(loop.reports()).isEmpty();
        }
    }

    @Nested
    class FatalErrors {

        private final InternalError fatal = new InternalError("fatal");

        @Test
        void a15_aFatalErrorInATaskIsStoredAndEscapesTheLoopAtOnce() {
            List<String> log = new ArrayList<>();
            Task<String> failing = loop.get().createTask(() -> {
                throw fatal;
            });
            loop.get().callSoon(() -> log.add("same pass"));

            Throwable thrown = catchThrowable(() -> loop.get().runForever());

            assertThat(thrown).isSameAs(fatal);
            assertThat(failing.exception()).isSameAs(fatal);
            assertThat(log).isEmpty();
        }

        @Test
        void a15_aFatalErrorInACallbackEscapesTheLoopAtOnce() {
            List<String> log = new ArrayList<>();
            loop.get().callSoon(() -> {
                throw fatal;
            });
            loop.get().callSoon(() -> log.add("same pass"));

            Throwable thrown = catchThrowable(() -> loop.get().runForever());

            assertThat(thrown).isSameAs(fatal);
            assertThat(log).isEmpty();
        }

        @Test
        void a15_aRunThatItsOwnTaskHasEndedFatallyDoesNotStopTheNextOne() {
            Throwable thrown = catchThrowable(() -> loop.get().runUntilComplete(() -> {
                throw fatal;
            }));

            String next = loop.get().runUntilComplete(() -> {
                sleep(ZERO);
                return "next";
            });

            assertThat(thrown).isSameAs(fatal);
            assertThat(next).isEqualTo("next");
        }

        @Test
        void a15_aStackOverflowFailsItsTaskAlone() {
            loop.run(() -> {
                Task<Integer> endless = createTask(() -> depth(0));

                assertThatThrownBy(() -> await(endless)).isInstanceOf(StackOverflowError.class);
                sleep(ofHours(1));
            });
        }

        @Test
        void a15_aStackThatOverflowsWhereItsTaskSuspendsIsNobodyElsesLoss() {
            loop.run(() -> {
                int[] turns = {0};
                Task<?> other = createTask(() -> {
                    while (turns[0] >= 0) {
                        sleep(ZERO);
                        turns[0]++;
                    }
                });
                int limit = deepestToSuspendAt();
                for (int depth = limit - 60; depth < limit + 60; depth++) {
                    canSuspendAt(depth);
                }
                int before = turns[0];
                sleep(ZERO);
                sleep(ZERO);

                assertThat(turns[0]).isGreaterThan(before);
                turns[0] = -2;
                await(other);
            });
        }

        private static int deepestToSuspendAt() {
            int possible = 100;
            int impossible = 1_000_000;
            while (impossible - possible > 1) {
                int middle = (possible + impossible) / 2;
                if (canSuspendAt(middle)) {
                    possible = middle;
                } else {
                    impossible = middle;
                }
            }
            return possible;
        }

        private static boolean canSuspendAt(int depth) {
            try {
                await(createTask(() -> suspendBelow(depth)));
                return true;
            } catch (StackOverflowError e) {
                return false;
            }
        }

        private static int suspendBelow(int calls) {
            if (calls == 0) {
                sleep(ZERO);
                return 0;
            }
            return suspendBelow(calls - 1) + 1;
        }

        private static int depth(int above) {
            return above < 0 ? 0 : depth(above + 1) + 1;
        }

        @Test
        void a15_theLoopCanBeRunAgainAndGoesOnWhereItWas() {
            List<Task<?>> tasks = new ArrayList<>();
            Throwable thrown = catchThrowable(() -> loop.run(() -> {
                tasks.add(createTask(() -> sleep(ofHours(1))));
                tasks.add(createTask(() -> {
                    throw fatal;
                }));
                sleep(ofHours(1));
            }));

            String result = loop.run(() -> {
                sleep(ofHours(2));
                return "again";
            });

            assertThat(thrown).isSameAs(fatal);
            assertThat(result).isEqualTo("again");
            assertThat(tasks.getFirst().exception()).isNull();
            assertThat(tasks.getLast().exception()).isSameAs(fatal);
        }
    }
}
