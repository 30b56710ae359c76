package dev.eddy;

import static dev.eddy.Asyncio.await;
import static dev.eddy.Asyncio.coroutine;
import static dev.eddy.Asyncio.createTask;
import static dev.eddy.Asyncio.currentTask;
import static dev.eddy.Asyncio.firstSuccess;
import static dev.eddy.Asyncio.getRunningLoop;
import static dev.eddy.Asyncio.sleep;
import static dev.eddy.Asyncio.timeout;
import static java.time.Duration.ZERO;
import static java.time.Duration.ofHours;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** {@code firstSuccess}, with {@code asyncio.staggered.staggered_race}. */
class FirstSuccessTest {

    @RegisterExtension final VirtualLoop loop = new VirtualLoop();

    private final List<String> log = new ArrayList<>();

    private final IOException one = new IOException("one");
    private final IOException two = new IOException("two");
    private final IOException three = new IOException("three");

    private void logNow(String event) {
        log.add(event + " at " + loop.time().toSeconds());
    }

    private Callable<String> after(int seconds, String result) {
        return () -> {
            logNow(result + " begins");
            try {
                sleep(ofSeconds(seconds));
            } catch (CancelledError e) {
                logNow(result + " cancelled");
                throw e;
            }
            return result;
        };
    }

    private Callable<String> failingAfter(int seconds, Exception failure) {
        return () -> {
            logNow(failure.getMessage() + " begins");
            sleep(ofSeconds(seconds));
            throw failure;
        };
    }

    private static void assertThatNothingIsLeft() {
        assertThat(getRunningLoop().allTasks()).containsExactly(currentTask());
        assertThat(currentTask().cancelling()).isZero();
    }

    @Nested
    class AllAtOnce {

        @Test
        void theFirstResultWinsWhateverHasFailedBefore() {
            loop.run(() -> {
                String winner = firstSuccess(failingAfter(1, one), after(3, "slow"), after(2, "fast"));

                assertThat(winner).isEqualTo("fast");
                assertThat(log).containsExactly(
                        "one begins at 0",
                        "slow begins at 0",
                        "fast begins at 0",
                        "slow cancelled at 2");
                assertThatNothingIsLeft();
            });
            loop.close();
            assertThat(loop.reports()).isEmpty();
        }

        @Test
        void ifAllFailTheirExceptionsAreThrownInTheOrderOfTheArguments() {
            loop.run(() -> {
                ExceptionGroup thrown = catchThrowableOfType(
                        ExceptionGroup.class,
                        () -> firstSuccess(failingAfter(3, one), failingAfter(1, two), failingAfter(2, three)));

                assertThat(thrown.exceptions()).containsExactly(one, two, three);
                assertThat(thrown.getSuppressed()).containsExactly(one, two, three);
                assertThat(loop.time()).isEqualTo(ofSeconds(3));
                assertThatNothingIsLeft();
            });
        }

        @Test
        void ofThoseThatWereCancelledByOthersTheGroupKnowsNothing() {
            loop.run(() -> {
                Task<String> cancelled = createTask(after(2, "cancelled"));
                cancelled.cancel();

                ExceptionGroup thrown = catchThrowableOfType(
                        ExceptionGroup.class,
                        () -> firstSuccess(cancelled, createTask(failingAfter(1, one))));

                assertThat(thrown.exceptions()).containsExactly(one);
            });
        }

        @Test
        void ifAllWereItIsCancelled() {
            loop.run(() -> {
                Task<String> cancelled = createTask(after(2, "cancelled"));
                cancelled.cancel("why");

                assertThatThrownBy(() -> firstSuccess(cancelled)).isInstanceOf(CancelledError.class).hasMessage("why");
            });
        }

        @Test
        void aCoroutineThatWasClosedIsOneThatFailsInACancelScopeToo() {
            Coroutine<String> closed = coroutine(() -> "never");
            closed.close();

            loop.run(() -> {
                String first = new CancelScope().run(() -> firstSuccess(List.of(closed, coroutine(() -> "result"))));

                assertThat(first).isEqualTo("result");
            });
        }

        @Test
        void awaitablesOfAnyKindCanBeMixed() {
            loop.run(() -> {
                Object winner = firstSuccess(CompletableFuture.failedFuture(one), after(1, "body"));

                assertThat(winner).isEqualTo("body");
            });
        }

        @Test
        void errorsOfTheLosersCleanUpAreReportedIfThereIsAResult() {
            loop.run(() -> {
                String winner = firstSuccess(failingAfter(1, one), after(2, "fast"), () -> {
                    try {
                        sleep(ofHours(1));
                    } finally {
                        failingAfter(1, two).call();
                    }
                    return "slow";
                });

                assertThat(winner).isEqualTo("fast");
                assertThat(loop.reports()).extracting(ExceptionContext::exception).containsExactly(two);
            });
        }

        @Test
        void cancelledItTellsWhatHadFailed() {
            loop.run(() -> {
                Throwable thrown = catchThrowable(
                        () -> timeout(ofSeconds(2), () -> firstSuccess(failingAfter(1, one), after(3, "slow"))));

                assertThat(thrown).isInstanceOf(TimeoutException.class);
                assertThat(thrown.getCause().getSuppressed()).containsExactly(one);
                assertThatNothingIsLeft();
            });
        }
    }

    @Nested
    class Staggered {

        @Test
        void theNextOneBeginsAfterTheDelay() {
            loop.run(() -> {
                String winner = firstSuccess(ofSeconds(2), after(9, "a"), after(3, "b"), after(9, "c"), after(9, "d"));

                assertThat(winner).isEqualTo("b");
                assertThat(log).containsExactly(
                        "a begins at 0",
                        "b begins at 2",
                        "c begins at 4",
                        "a cancelled at 5",
                        "c cancelled at 5");
                assertThat(loop.time()).isEqualTo(ofSeconds(5));
                assertThatNothingIsLeft();
            });
        }

        @Test
        void orWhenTheOneBeforeItHasFailed() {
            loop.run(() -> {
                String winner = firstSuccess(ofSeconds(3), failingAfter(1, one), after(4, "b"), after(9, "c"));

                assertThat(winner).isEqualTo("b");
                assertThat(log).containsExactly("one begins at 0", "b begins at 1", "c begins at 4",
                        "c cancelled at 5");
            });
        }

        @Test
        void theFailureOfAnEarlierOneHastensNothing() {
            loop.run(() -> {
                String winner = firstSuccess(ofSeconds(2), failingAfter(3, one), after(9, "b"), after(1, "c"));

                assertThat(winner).isEqualTo("c");
                assertThat(log).containsExactly("one begins at 0", "b begins at 2", "c begins at 4",
                        "b cancelled at 5");
            });
        }

        @Test
        void withoutADelayEachWaitsForTheFailureOfTheOneBefore() {
            loop.run(() -> {
                String winner =
                        firstSuccess((Duration) null, failingAfter(5, one), failingAfter(5, two), after(5, "c"));

                assertThat(winner).isEqualTo("c");
                assertThat(log).containsExactly("one begins at 0", "two begins at 5", "c begins at 10");
                assertThat(loop.time()).isEqualTo(ofSeconds(15));
            });
        }

        @Test
        void aDelayOfZeroBeginsAllAtOnce() {
            loop.run(() -> {
                String winner = firstSuccess(ZERO, after(2, "slow"), after(1, "fast"));

                assertThat(winner).isEqualTo("fast");
                assertThat(log).containsExactly("slow begins at 0", "fast begins at 0", "slow cancelled at 1");
            });
        }

        @Test
        void ifAllFailTheirExceptionsAreThrown() {
            loop.run(() -> {
                ExceptionGroup thrown = catchThrowableOfType(
                        ExceptionGroup.class,
                        () -> firstSuccess(ofSeconds(2), failingAfter(3, one), failingAfter(0, two),
                                failingAfter(0, three)));

                assertThat(thrown.exceptions()).containsExactly(one, two, three);
                assertThat(loop.time()).isEqualTo(ofSeconds(3));
            });
        }

        @Test
        void cancellingTheCallerCancelsThoseThatHaveBegunAndBeginsNoOther() {
            loop.run(() -> {
                Task<String> caller =
                        createTask(() -> firstSuccess(ofSeconds(2), after(9, "a"), after(9, "b"), after(9, "c")));
                sleep(ofSeconds(3));

                caller.cancel();

                assertThatThrownBy(() -> await(caller)).isInstanceOf(CancelledError.class);
                assertThat(log).containsExactly("a begins at 0", "b begins at 2", "a cancelled at 3",
                        "b cancelled at 3");
                sleep(ofSeconds(9));
                assertThat(log).hasSize(4);
            });
        }

        @Test
        void coroutinesThatNeverBeginAreClosed() {
            loop.run(() -> {
                Coroutine<String> never = coroutine(() -> "never");

                assertThat(firstSuccess(ofSeconds(2), List.of(coroutine(() -> "first"), never))).isEqualTo("first");
                assertThatThrownBy(() -> await(never)).hasMessageContaining("closed");
            });
        }

        @Test
        void whatIsLazyBeginsInItsTurn() {
            loop.run(() -> {
                Object winner =
                        firstSuccess(ofSeconds(1), new CompletableFuture<String>(), coroutine(after(1, "second")));

                assertThat(winner).isEqualTo("second");
                assertThat(log).containsExactly("second begins at 1");
            });
        }

        @Test
        void aNegativeDelayIsRefusedBeforeAnythingBegins() {
            loop.run(() -> {
                assertThatThrownBy(() -> firstSuccess(ofSeconds(-1), after(1, "a")))
                        .isInstanceOf(IllegalArgumentException.class)
                        .hasMessageContaining("stagger must not be negative");
                sleep(ZERO);
                assertThat(log).isEmpty();
            });
        }

        @Test
        void nothingToRunIsAnError() {
            loop.run(() -> assertThatThrownBy(() -> firstSuccess(ofSeconds(1), List.<Task<String>>of()))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("at least one"));
        }
    }
}
