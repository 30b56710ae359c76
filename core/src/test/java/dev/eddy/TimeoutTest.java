package dev.eddy;

import static dev.eddy.Asyncio.await;
import static dev.eddy.Asyncio.createTask;
import static dev.eddy.Asyncio.currentTask;
import static dev.eddy.Asyncio.getRunningLoop;
import static dev.eddy.Asyncio.sleep;
import static dev.eddy.Asyncio.timeout;
import static dev.eddy.Asyncio.timeoutAt;
import static java.time.Duration.ZERO;
import static java.time.Duration.ofHours;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Behaviours A25 to A29; {@link WaitForTest} has A18 to A24. */
class TimeoutTest {

    @RegisterExtension final VirtualLoop loop = new VirtualLoop();

    final List<String> log = new ArrayList<>();

    private static Task<?> self() {
        return Objects.requireNonNull(currentTask());
    }

    @Nested
    class Expiry {

        @Test
        void aTimeoutCutsTheBlockAndLeavesNoCancelRequest() {
            loop.run(() -> {
                Timeout limit = timeout(ofSeconds(1));

                Throwable thrown = catchThrowable(() -> limit.run(() -> sleep(ofHours(1))));

                assertThat(thrown).isInstanceOf(TimeoutException.class).hasCauseInstanceOf(CancelledError.class);
                assertThat(limit.expired()).isTrue();
                assertThat(self().cancelling()).isZero();
                assertThat(loop.time()).isEqualTo(ofSeconds(1));
            });
        }

        @Test
        void aBlockThatEndsInTimeGivesItsResult() {
            loop.run(() -> {
                Timeout limit = timeout(ofSeconds(2));

                String result = limit.run(() -> {
                    sleep(ofSeconds(1));
                    return "in time";
                });
                sleep(ofSeconds(5));

                assertThat(result).isEqualTo("in time");
                assertThat(limit.expired()).isFalse();
            });
        }

        @Test
        void a25_aBlockWithoutASuspensionCompletesThoughItsTimeIsUp() throws Exception {
            String result = loop.run(() -> timeout(ZERO, () -> "done"));

            assertThat(result).isEqualTo("done");
        }

        @Test
        void a25_anExpiredTimeoutFiresAtTheFirstSuspension() {
            loop.run(() -> {
                Throwable thrown = catchThrowable(() -> timeout(ofSeconds(-1), () -> {
                    log.add("before");
                    sleep(ZERO);
                    log.add("after");
                }));

                assertThat(thrown).isInstanceOf(TimeoutException.class);
                assertThat(log).containsExactly("before");
            });
        }

        @Test
        void a27_anotherErrorAtExpiryPropagatesAndTheTimeoutJoinsIt() {
            loop.run(() -> {
                IOException failure = new IOException("in cleanup");

                Throwable thrown = catchThrowable(() -> timeout(ofSeconds(1), () -> {
                    try {
                        sleep(ofHours(1));
                    } catch (CancelledError e) {
                        throw failure;
                    }
                }));

                assertThat(thrown).isSameAs(failure);
                assertThat(thrown.getSuppressed()).singleElement().isInstanceOf(TimeoutException.class);
                assertThat(self().cancelling()).isZero();
            });
        }

        @Test
        void aBlockThatSwallowsTheExpiryGivesItsResultAndCountsAsExpired() {
            loop.run(() -> {
                Timeout limit = timeout(ofSeconds(1));

                String result = limit.run(() -> {
                    try {
                        sleep(ofHours(1));
                    } catch (CancelledError e) {
                        return "swallowed";
                    }
                    return "slept";
                });

                assertThat(result).isEqualTo("swallowed");
                assertThat(limit.expired()).isTrue();
                assertThat(self().cancelling()).isZero();
            });
        }
    }

    @Nested
    class WithCancellation {

        @Test
        void a26_aTimeoutAndAnExternalCancelGiveACancelledErrorAndACountOfOne() {
            loop.run(() -> {
                Task<Void> task = createTask(() -> timeout(ofSeconds(1), () -> sleep(ofHours(1))));
                getRunningLoop().callLater(ofSeconds(1), task::cancel);

                Throwable thrown = catchThrowable(() -> await(task));

                assertThat(thrown).isInstanceOf(CancelledError.class);
                assertThat(task.cancelled()).isTrue();
                assertThat(task.cancelling()).isEqualTo(1);
            });
        }

        @Test
        void a26_anExternalCancelDuringTheCleanupAfterATimeoutWins() {
            loop.run(() -> {
                Task<Void> task = createTask(() -> timeout(ofSeconds(1), () -> {
                    try {
                        sleep(ofHours(1));
                    } finally {
                        sleep(ofSeconds(5));
                    }
                }));
                sleep(ofSeconds(2));

                task.cancel("external");

                assertThatThrownBy(() -> await(task)).isInstanceOf(CancelledError.class).hasMessage("external");
                assertThat(task.cancelling()).isEqualTo(1);
            });
        }

        @Test
        void anExternalCancelBeforeTheDeadlineIsNoTimeout() {
            loop.run(() -> {
                Timeout limit = timeout(ofSeconds(5));
                Task<Void> task = createTask(() -> limit.run(() -> sleep(ofHours(1))));
                sleep(ofSeconds(1));

                task.cancel("external");

                assertThatThrownBy(() -> await(task)).isInstanceOf(CancelledError.class).hasMessage("external");
                assertThat(limit.expired()).isFalse();
            });
        }

        @Test
        void aCancelRequestFromBeforeTheBlockDoesNotSpoilTheTimeout() {
            loop.run(() -> {
                Task<String> task = createTask(() -> {
                    try {
                        sleep(ofHours(1));
                    } catch (CancelledError e) {
                        log.add("swallowed");
                    }
                    Throwable thrown = catchThrowable(() -> timeout(ofSeconds(1), () -> sleep(ofHours(1))));
                    return thrown.getClass().getSimpleName() + " " + self().cancelling();
                });
                sleep(ZERO);
                task.cancel();

                assertThat(await(task)).isEqualTo("TimeoutException 1");
                assertThat(log).containsExactly("swallowed");
            });
        }

        @Test
        void a28_ofNestedTimeoutsWithTheSameDeadlineTheOuterOneRaises() {
            loop.run(() -> {
                Timeout outer = timeout(ofSeconds(1));
                Timeout inner = timeout(ofSeconds(1));

                Throwable thrown = catchThrowable(() -> outer.run(() -> {
                    try {
                        inner.run(() -> sleep(ofHours(1)));
                    } catch (Throwable e) {
                        log.add("inner passes " + e.getClass().getSimpleName());
                        throw e;
                    }
                }));

                assertThat(thrown).isInstanceOf(TimeoutException.class);
                assertThat(log).containsExactly("inner passes CancelledError");
                assertThat(inner.expired()).isTrue();
                assertThat(outer.expired()).isTrue();
                assertThat(self().cancelling()).isZero();
            });
        }

        @Test
        void a28_ofNestedTimeoutsOnlyTheOneWhoseTimeIsUpRaises() {
            loop.run(() -> {
                Timeout outer = timeout(ofSeconds(5));

                String result = outer.run(() -> {
                    Throwable thrown = catchThrowable(() -> timeout(ofSeconds(1), () -> sleep(ofHours(1))));
                    assertThat(thrown).isInstanceOf(TimeoutException.class);
                    sleep(ofSeconds(1));
                    return "went on";
                });

                assertThat(result).isEqualTo("went on");
                assertThat(outer.expired()).isFalse();
            });
        }
    }

    @Nested
    class Deadline {

        @Test
        void theDelayCountsFromTheCreationOfTheTimeout() {
            loop.run(() -> {
                Timeout limit = timeout(ofSeconds(3));
                sleep(ofSeconds(2));

                Throwable thrown = catchThrowable(() -> limit.run(() -> sleep(ofHours(1))));

                assertThat(thrown).isInstanceOf(TimeoutException.class);
                assertThat(limit.when()).isEqualTo(ofSeconds(3));
                assertThat(loop.time()).isEqualTo(ofSeconds(3));
            });
        }

        @Test
        void timeoutAtTakesATimeOfTheLoop() {
            loop.run(() -> {
                sleep(ofSeconds(2));

                Throwable thrown = catchThrowable(() -> timeoutAt(ofSeconds(3)).run(() -> sleep(ofHours(1))));

                assertThat(thrown).isInstanceOf(TimeoutException.class);
                assertThat(loop.time()).isEqualTo(ofSeconds(3));
            });
        }

        @Test
        void aTimeoutCanBePutOffAndTakenAway() {
            loop.run(() -> {
                Timeout limit = timeout(ofSeconds(1));

                limit.run(() -> {
                    limit.reschedule(ofSeconds(5));
                    sleep(ofSeconds(4));
                    limit.reschedule(null);
                    sleep(ofSeconds(4));
                });

                assertThat(limit.expired()).isFalse();
                assertThat(loop.time()).isEqualTo(ofSeconds(8));
            });
        }

        @Test
        void aDeadlineMovedIntoThePastFiresAtTheNextSuspension() {
            loop.run(() -> {
                Timeout limit = timeout(null);
                sleep(ofSeconds(2));

                Throwable thrown = catchThrowable(() -> limit.run(() -> {
                    limit.reschedule(ofSeconds(1));
                    log.add("before");
                    sleep(ofHours(1));
                }));

                assertThat(thrown).isInstanceOf(TimeoutException.class);
                assertThat(log).containsExactly("before");
                assertThat(loop.time()).isEqualTo(ofSeconds(2));
            });
        }
    }

    @Nested
    class Misuse {

        @Test
        void a29_enteringATimeoutASecondTimeIsAnError() {
            loop.run(() -> {
                Timeout limit = timeout(ofSeconds(1));
                limit.run(() -> log.add("once"));

                assertThatThrownBy(() -> limit.run(() -> log.add("twice")))
                        .isInstanceOf(IllegalStateException.class)
                        .hasMessageContaining("entered already");
                assertThat(log).containsExactly("once");
            });
        }

        @Test
        void a29_enteringATimeoutOutsideATaskIsAnError() {
            loop.run(() -> {
                List<Throwable> thrown = new ArrayList<>();
                getRunningLoop().callSoon(() -> thrown
                        .add(catchThrowable(() -> timeout(ofSeconds(1)).run(() -> log.add("body")))));
                sleep(ZERO);

                assertThat(thrown).singleElement().isInstanceOf(IllegalStateException.class);
                assertThat(log).isEmpty();
            });
        }

        @Test
        void a29_reschedulingATimeoutThatIsNotActiveIsAnError() {
            loop.run(() -> {
                Timeout limit = timeout(ofSeconds(1));

                assertThatThrownBy(() -> limit.reschedule(null))
                        .isInstanceOf(IllegalStateException.class)
                        .hasMessageContaining("not entered yet");
                limit.run(() -> log.add("body"));
                assertThatThrownBy(() -> limit.reschedule(null))
                        .isInstanceOf(IllegalStateException.class)
                        .hasMessageContaining("cannot change any more");
            });
        }

        @Test
        void a29_reschedulingATimeoutThatExpiresIsAnError() {
            loop.run(() -> {
                Timeout limit = timeout(ofSeconds(1));

                Throwable thrown = catchThrowable(() -> limit.run(() -> {
                    try {
                        sleep(ofHours(1));
                    } finally {
                        assertThatThrownBy(() -> limit.reschedule(null)).isInstanceOf(IllegalStateException.class);
                    }
                }));

                assertThat(thrown).isInstanceOf(TimeoutException.class);
            });
        }
    }
}
