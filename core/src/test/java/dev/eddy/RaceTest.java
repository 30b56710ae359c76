package dev.eddy;

import static dev.eddy.Asyncio.await;
import static dev.eddy.Asyncio.coroutine;
import static dev.eddy.Asyncio.createTask;
import static dev.eddy.Asyncio.currentTask;
import static dev.eddy.Asyncio.getRunningLoop;
import static dev.eddy.Asyncio.race;
import static dev.eddy.Asyncio.shield;
import static dev.eddy.Asyncio.sleep;
import static dev.eddy.Asyncio.timeout;
import static java.time.Duration.ZERO;
import static java.time.Duration.ofHours;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.eddy.context.ContextVar;
import dev.eddy.internal.AwaitTrace;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** {@code race}: the first to end decides. */
class RaceTest {

    @RegisterExtension final VirtualLoop loop = new VirtualLoop();

    private final List<String> log = new ArrayList<>();

    private Callable<String> after(int seconds, String result) {
        return () -> {
            try {
                sleep(ofSeconds(seconds));
            } catch (CancelledError e) {
                log.add(result + " cancelled");
                throw e;
            }
            return result;
        };
    }

    private static Callable<String> failingAfter(int seconds, Exception failure) {
        return () -> {
            sleep(ofSeconds(seconds));
            throw failure;
        };
    }

    private static Callable<String> failingInCleanup(Exception failure) {
        return () -> {
            try {
                sleep(ofHours(1));
            } catch (CancelledError e) {
                throw failure;
            }
            return "slept";
        };
    }

    private static Callable<String> cleaningUpFor(int seconds) {
        return () -> {
            try {
                sleep(ofHours(1));
            } finally {
                sleep(ofSeconds(seconds));
            }
            return "slept";
        };
    }

    /** Only the task that runs the test is left. */
    private static void assertThatNothingIsLeft() {
        assertThat(getRunningLoop().allTasks()).containsExactly(currentTask());
        assertThat(currentTask().cancelling()).isZero();
    }

    /** What is suppressed in an exception, beside where it was awaited. */
    private static List<Throwable> othersIn(Throwable thrown) {
        return Stream.of(thrown.getSuppressed())
                .filter(suppressed -> !(suppressed instanceof AwaitTrace))
                .toList();
    }

    @Nested
    class Results {

        @Test
        void theFirstToEndWinsAndTheOthersAreCancelled() {
            loop.run(() -> {
                String winner = race(after(3, "slow"), after(1, "fast"), after(2, "middle"));

                assertThat(winner).isEqualTo("fast");
                assertThat(log).containsExactly("slow cancelled", "middle cancelled");
                assertThat(loop.time()).isEqualTo(ofSeconds(1));
                assertThatNothingIsLeft();
            });
        }

        @Test
        void aFailureThatComesFirstIsThrown() {
            loop.run(() -> {
                IOException failure = new IOException("first");

                Throwable thrown = catchThrowable(() -> race(after(2, "late"), failingAfter(1, failure)));

                assertThat(thrown).isSameAs(failure);
                assertThat(othersIn(thrown)).isEmpty();
                assertThat(log).containsExactly("late cancelled");
                assertThatNothingIsLeft();
            });
        }

        @Test
        void ofSimultaneousEndsTheOneThatCompletedFirstWins() {
            loop.run(() -> {
                Future<String> first = getRunningLoop().createFuture();
                Future<String> second = getRunningLoop().createFuture();
                getRunningLoop().callLater(ofSeconds(1), () -> {
                    second.setResult("second argument");
                    first.setResult("first argument");
                });

                assertThat(race(first, second)).isEqualTo("second argument");
            });
        }

        @Test
        void ofThoseThatAreDoneTheFirstArgumentWins() {
            loop.run(() -> {
                Future<String> first = getRunningLoop().createFuture();
                Future<String> second = getRunningLoop().createFuture();
                second.setResult("second argument");
                first.setResult("first argument");

                assertThat(race(first, second)).isEqualTo("first argument");
            });
        }

        @Test
        void aNullIsAResult() {
            loop.run(() -> {
                String winner = race(after(1, "slow"), () -> null);

                assertThat(winner).isNull();
            });
        }

        @Test
        void bodiesWithoutResultsRaceToo() {
            loop.run(() -> {
                race(() -> sleep(ofSeconds(2)), () -> sleep(ofSeconds(1)));

                assertThat(loop.time()).isEqualTo(ofSeconds(1));
                assertThatNothingIsLeft();
            });
        }

        @Test
        void awaitablesOfAnyKindCanBeMixedAndAreCancelled() {
            loop.run(() -> {
                CompletableFuture<String> stage = new CompletableFuture<>();

                Object winner = race(stage, after(2, "body"), coroutine(after(1, "coroutine")));

                assertThat(winner).isEqualTo("coroutine");
                assertThat(stage).isCancelled();
                assertThat(log).containsExactly("body cancelled");
            });
        }

        @Test
        void aCollectionIsTaken() {
            loop.run(() -> {
                String typed = race(List.of(coroutine(after(2, "slow")), coroutine(after(1, "fast"))));
                Object mixed = race(List.of(CompletableFuture.completedFuture("stage"), after(1, "body")));

                assertThat(typed).isEqualTo("fast");
                assertThat(mixed).isEqualTo("stage");
            });
        }

        @Test
        void oneThatIsGivenTwiceRunsOnce() {
            loop.run(() -> {
                Task<String> task = createTask(after(1, "once"));

                assertThat(race(task, task)).isEqualTo("once");
            });
        }

        @Test
        void aShieldedTaskGoesOn() {
            loop.run(() -> {
                Task<String> shielded = createTask(after(2, "shielded"));

                assertThat(race(shield(shielded), createTask(after(1, "fast")))).isEqualTo("fast");
                assertThat(await(shielded)).isEqualTo("shielded");
            });
        }

        @Test
        void eachBodySeesTheCallersContextAndItsChangesStayItsOwn() {
            ContextVar<String> variable = new ContextVar<>("variable");
            loop.run(() -> {
                variable.set("caller's");

                String seen = race(() -> {
                    String before = variable.get();
                    variable.set("changed");
                    return before;
                });

                assertThat(seen).isEqualTo("caller's");
                assertThat(variable.get()).isEqualTo("caller's");
            });
        }

        @Test
        void eagerTasksThatEndAtOnceWin() {
            loop.get().setTaskFactory(TaskFactory.EAGER);
            loop.run(() -> {
                assertThat(race(after(1, "slow"), () -> "at once")).isEqualTo("at once");
                assertThatNothingIsLeft();
            });
        }

        @Test
        void theCallGraphShowsWhoRaces() {
            loop.run(() -> {
                Task<?> caller = currentTask();
                race(() -> assertThat(Asyncio.captureCallGraph().awaitedBy())
                        .extracting(CallGraph::future)
                        .containsExactly(caller));
            });
        }
    }

    @Nested
    class Losers {

        @Test
        void oneThatTakesLongToCleanUpIsWaitedFor() {
            loop.run(() -> {
                String winner = race(after(1, "fast"), cleaningUpFor(10));

                assertThat(winner).isEqualTo("fast");
                assertThat(loop.time()).isEqualTo(ofSeconds(11));
                assertThatNothingIsLeft();
            });
        }

        @Test
        void theResultOfOneThatSwallowsTheCancellationIsDropped() {
            loop.run(() -> {
                String winner = race(after(1, "fast"), () -> {
                    try {
                        sleep(ofHours(1));
                    } catch (CancelledError e) {
                        sleep(ofSeconds(5));
                    }
                    return "swallowed";
                });

                assertThat(winner).isEqualTo("fast");
                assertThat(loop.time()).isEqualTo(ofSeconds(6));
            });
        }

        @Test
        void theirErrorsAreSuppressedInWhatIsThrown() {
            loop.run(() -> {
                IOException failure = new IOException("first");
                IOException one = new IOException("one");
                IOException two = new IOException("two");

                Throwable thrown = catchThrowable(
                        () -> race(failingInCleanup(one), failingAfter(1, failure), failingInCleanup(two)));

                assertThat(thrown).isSameAs(failure);
                assertThat(othersIn(thrown)).containsExactly(one, two);
            });
        }

        @Test
        void anErrorThatTwoOfThemHaveInCommonIsThrownAsItIs() {
            loop.run(() -> {
                IOException common = new IOException("common");

                Throwable thrown = catchThrowable(() -> race(failingAfter(1, common), failingInCleanup(common)));

                assertThat(thrown).isSameAs(common);
                assertThat(othersIn(thrown)).isEmpty();
            });
        }

        @Test
        void theirErrorsAreReportedIfThereIsAResult() {
            loop.run(() -> {
                IOException cleanup = new IOException("cleanup");

                String winner = race(after(1, "fast"), failingInCleanup(cleanup));

                assertThat(winner).isEqualTo("fast");
                assertThat(loop.reports()).singleElement().satisfies(report -> {
                    assertThat(report.exception()).isSameAs(cleanup);
                    assertThat(report.message()).contains("lost a race");
                });
            });
        }

        @Test
        void soAreErrorsOfTheSamePass() {
            loop.run(() -> {
                IOException failure = new IOException("as fast");

                String winner = race(after(1, "fast"), failingAfter(1, failure));

                assertThat(winner).isEqualTo("fast");
                assertThat(loop.reports()).extracting(ExceptionContext::exception).containsExactly(failure);
            });
        }
    }

    @Nested
    class Cancellation {

        @Test
        void cancellingTheCallerCancelsAllAndWaits() {
            loop.run(() -> {
                Task<String> caller = createTask(() -> race(after(3, "a"), cleaningUpFor(5)));
                sleep(ofSeconds(1));

                caller.cancel("why");

                assertThatThrownBy(() -> await(caller)).isInstanceOf(CancelledError.class).hasMessage("why");
                assertThat(log).containsExactly("a cancelled");
                assertThat(loop.time()).isEqualTo(ofSeconds(6));
                assertThatNothingIsLeft();
            });
        }

        @Test
        void anOuterTimeoutIsATimeout() {
            loop.run(() -> {
                IOException cleanup = new IOException("cleanup");

                Throwable thrown = catchThrowable(
                        () -> timeout(ofSeconds(1), () -> race(after(3, "a"), failingInCleanup(cleanup))));

                assertThat(thrown).isInstanceOf(TimeoutException.class);
                assertThat(thrown.getCause().getSuppressed()).containsExactly(cleanup);
                assertThat(log).containsExactly("a cancelled");
                assertThat(loop.time()).isEqualTo(ofSeconds(1));
                assertThatNothingIsLeft();
            });
        }

        @Test
        void aTimeoutWhileALoserCleansUpInterruptsThatAndIsATimeout() {
            loop.run(() -> {
                Throwable thrown = catchThrowable(
                        () -> timeout(ofSeconds(2), () -> race(after(1, "fast"), cleaningUpFor(3600))));

                assertThat(thrown).isInstanceOf(TimeoutException.class);
                assertThat(loop.time()).isEqualTo(ofSeconds(2));
                assertThatNothingIsLeft();
            });
        }

        @Test
        void aFailureOfTheWinnerIsNotLostThen() {
            loop.run(() -> {
                IOException failure = new IOException("winner");

                Throwable thrown = catchThrowable(
                        () -> timeout(ofSeconds(2), () -> race(failingAfter(1, failure), cleaningUpFor(3600))));

                assertThat(thrown).isInstanceOf(TimeoutException.class);
                assertThat(thrown.getCause().getSuppressed()).containsExactly(failure);
            });
        }

        @Test
        void togetherWithTheEndItIsACancellation() {
            loop.run(() -> {
                Future<String> contestant = getRunningLoop().createFuture();
                Task<String> caller = createTask(() -> race(contestant, createTask(after(3, "slow"))));
                sleep(ofSeconds(1));

                contestant.setResult("lost");
                caller.cancel();

                assertThatThrownBy(() -> await(caller)).isInstanceOf(CancelledError.class);
                assertThatNothingIsLeft();
            });
        }

        @Test
        void aContestantThatIsCancelledByOthersIsOutOfTheRace() {
            loop.run(() -> {
                Task<String> cancelled = createTask(after(2, "out"));
                getRunningLoop().callLater(ofSeconds(1), cancelled::cancel);

                assertThat(race(cancelled, createTask(after(3, "in")))).isEqualTo("in");
                assertThat(loop.time()).isEqualTo(ofSeconds(3));
            });
        }

        @Test
        void ifAllAreTheRaceIsCancelled() {
            loop.run(() -> {
                Task<String> one = createTask(after(3, "one"));
                Task<String> two = createTask(after(3, "two"));
                getRunningLoop().callLater(ofSeconds(1), () -> one.cancel("why"));
                getRunningLoop().callLater(ofSeconds(2), two::cancel);

                assertThatThrownBy(() -> race(one, two)).isInstanceOf(CancelledError.class).hasMessage("why");
                assertThat(loop.time()).isEqualTo(ofSeconds(2));
                assertThatNothingIsLeft();
            });
        }

        @Test
        void bodiesBelongToTheCancelScopeOfTheRace() {
            loop.run(() -> {
                CancelScope scope = CancelScope.after(ofSeconds(1));
                scope.run(() -> race(() -> {
                    for (int i = 0; i < 3; i++) {
                        try {
                            sleep(ofHours(1));
                        } catch (CancelledError e) {
                            log.add("swallowed");
                        }
                    }
                    sleep(ofHours(1));
                }));

                assertThat(scope.cancelledCaught()).isTrue();
                assertThat(log).containsExactly("swallowed", "swallowed", "swallowed");
                assertThat(loop.time()).isEqualTo(ofSeconds(1));
                assertThatNothingIsLeft();
            });
        }

        @Test
        void inAScopeThatIsCancelledTheCleanUpOfATaskFromOutsideIsWaitedFor() {
            loop.run(() -> {
                Task<String> outside = createTask(cleaningUpFor(5));
                CancelScope scope = CancelScope.after(ofSeconds(1));
                scope.run(() -> race(outside));

                assertThat(scope.cancelledCaught()).isTrue();
                assertThat(outside.cancelled()).isTrue();
                assertThat(loop.time()).isEqualTo(ofSeconds(6));
            });
        }

        @Test
        void inAScopeThatIsCancelledItEndsAtOnce() {
            loop.run(() -> {
                CancelScope scope = new CancelScope();
                scope.cancel();
                scope.run(() -> race(after(1, "body")));

                assertThat(scope.cancelledCaught()).isTrue();
                assertThat(loop.time()).isZero();
                assertThatNothingIsLeft();
            });
        }
    }

    @Nested
    class BadInput {

        @Test
        void nothingToRunIsAnError() {
            loop.run(() -> {
                List<ThrowingCallable> calls = List.of(
                        () -> race(new Callable<?>[0]),
                        () -> race(new Action[0]),
                        () -> race(List.<Task<String>>of()),
                        () -> race(new Object[0]));

                assertThat(calls).allSatisfy(call -> assertThatThrownBy(call)
                        .isInstanceOf(IllegalArgumentException.class)
                        .hasMessageContaining("at least one"));
            });
        }

        @Test
        void beforeAnythingBeginsTheArgumentsAreLookedAt() {
            try (EventLoop other = EventLoop.create()) {
                Callable<Boolean> body = () -> log.add("ran");
                List<ThrowingCallable> calls = List.of(
                        () -> race(body, "text"),
                        () -> race(body, (Object) null),
                        () -> race(body, (Callable<Boolean>) null),
                        () -> race(body, other.createFuture()),
                        () -> race(body, currentTask()));

                loop.run(() -> {
                    assertThat(calls).map(call -> catchThrowable(call))
                            .allSatisfy(
                                    thrown -> assertThat(thrown).hasMessageMatching(
                                            ".*(an awaitable is required|body|another loop|cannot await itself).*"));
                    sleep(ZERO);
                    assertThat(log).isEmpty();
                });
            }
        }

        @Test
        void oneThatCannotBeginStopsThoseThatHave() {
            loop.run(() -> {
                Coroutine<String> used = coroutine(() -> "used");
                await(used);
                Coroutine<String> fresh = coroutine(() -> "fresh");

                assertThatThrownBy(() -> race(coroutine(after(1, "begun")), used, fresh))
                        .isInstanceOf(IllegalStateException.class)
                        .hasMessageContaining("cannot reuse a coroutine");
                assertThatNothingIsLeft();
                assertThatThrownBy(() -> await(fresh)).isInstanceOf(IllegalStateException.class);
            });
        }

        @Test
        void outsideACoroutineNothingBegins() {
            assertThatThrownBy(() -> race(() -> log.add("ran")))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("outside a coroutine");
            assertThat(log).isEmpty();
        }
    }
}
