package dev.eddy;

import static dev.eddy.Asyncio.await;
import static dev.eddy.Asyncio.coroutine;
import static dev.eddy.Asyncio.createTask;
import static dev.eddy.Asyncio.currentTask;
import static dev.eddy.Asyncio.getRunningLoop;
import static dev.eddy.Asyncio.shield;
import static dev.eddy.Asyncio.sleep;
import static dev.eddy.Asyncio.waitFor;
import static java.time.Duration.ZERO;
import static java.time.Duration.ofHours;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.eddy.context.ContextVar;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Behaviours A18 to A24: {@code waitFor}. */
class WaitForTest {

    @RegisterExtension final VirtualLoop loop = new VirtualLoop();

    final List<String> log = new ArrayList<>();

    @Nested
    class InTime {

        @Test
        void a18_theBodyRunsInTheCallersTaskAndTheCallerSeesItsContextChanges() {
            ContextVar<String> variable = new ContextVar<>("variable", "unset");

            loop.run(() -> {
                Task<?> inside = waitFor(
                        () -> {
                            variable.set("set inside");
                            sleep(ofSeconds(1));
                            return currentTask();
                        },
                        ofSeconds(2));

                assertThat(inside).isSameAs(currentTask());
                assertThat(variable.get()).isEqualTo("set inside");
            });
        }

        @Test
        void a18_soDoesACoroutineObject() {
            loop.run(() -> {
                Task<?> inside = waitFor(coroutine(() -> currentTask()), ofSeconds(2));

                assertThat(inside).isSameAs(currentTask());
            });
        }

        @Test
        void aFailureInTimeIsThrownAsItIs() {
            IOException failure = new IOException("in time");

            Throwable thrown = catchThrowable(() -> loop.run(() -> waitFor(
                    () -> {
                        throw failure;
                    },
                    ofSeconds(1))));

            assertThat(thrown).isSameAs(failure);
        }

        @Test
        void withoutALimitItIsAPlainAwait() {
            String result = loop.run(() -> waitFor(
                    () -> {
                        sleep(ofHours(1000));
                        return "at last";
                    },
                    null));

            assertThat(result).isEqualTo("at last");
        }
    }

    @Nested
    class WithoutTime {

        @Test
        void a19_withATimeoutOfZeroADoneFutureGivesItsResult() {
            loop.run(() -> {
                Task<String> task = createTask(() -> "there");
                await(task);

                assertThat(waitFor(task, ZERO)).isEqualTo("there");
                assertThat(waitFor(task, ofSeconds(-1))).isEqualTo("there");
            });
        }

        @Test
        void a19_withATimeoutOfZeroACoroutineNeverStarts() {
            loop.run(() -> {
                assertThatThrownBy(() -> waitFor(() -> log.add("body"), ZERO))
                        .isInstanceOf(TimeoutException.class)
                        .hasCauseInstanceOf(CancelledError.class);
                assertThatThrownBy(() -> waitFor(() -> log.add("body"), ofSeconds(-1)))
                        .isInstanceOf(TimeoutException.class);
                assertThatThrownBy(() -> waitFor(coroutine(() -> log.add("body")), ZERO))
                        .isInstanceOf(TimeoutException.class);
                assertThat(log).isEmpty();
            });
        }

        @Test
        void a19_withATimeoutOfZeroAPendingTaskIsCancelledAndItsEndWaitedFor() {
            loop.run(() -> {
                Task<Void> task = createTask(() -> {
                    try {
                        sleep(ofHours(1));
                    } finally {
                        sleep(ofSeconds(3));
                    }
                });
                sleep(ZERO);

                Throwable thrown = catchThrowable(() -> waitFor(task, ZERO));

                assertThat(thrown).isInstanceOf(TimeoutException.class);
                assertThat(task.cancelled()).isTrue();
                assertThat(loop.time()).isEqualTo(ofSeconds(3));
            });
        }

        @Test
        void a19_withATimeoutOfZeroACancelledFutureGivesItsCancelledError() {
            loop.run(() -> {
                Future<String> future = getRunningLoop().createFuture();
                future.cancel("before");

                assertThatThrownBy(() -> waitFor(future, ZERO))
                        .isInstanceOf(CancelledError.class)
                        .hasMessage("before");
            });
        }
    }

    @Nested
    class SamePass {

        @Test
        void a20_aResultInThePassOfTheDeadlineIsATimeout() {
            loop.run(() -> {
                Future<String> future = getRunningLoop().createFuture();
                getRunningLoop().callLater(ofSeconds(1), () -> future.setResult("too late"));

                Throwable thrown = catchThrowable(() -> waitFor(future, ofSeconds(1)));

                assertThat(thrown).isInstanceOf(TimeoutException.class);
                assertThat(future.result()).isEqualTo("too late");
            });
        }

        @Test
        void a20_aSleepAsLongAsTheLimitIsATimeout() {
            loop.run(() -> {
                assertThatThrownBy(() -> waitFor(coroutine(() -> sleep(ofSeconds(1))), ofSeconds(1)))
                        .isInstanceOf(TimeoutException.class);
            });
        }

        @Test
        void a21_aResultAndAnExternalCancelTogetherGiveACancelledError() {
            loop.run(() -> {
                Future<String> future = getRunningLoop().createFuture();
                Task<String> task = createTask(() -> waitFor(future, ofSeconds(5)));
                sleep(ofSeconds(1));

                future.setResult("lost");
                task.cancel("external");

                assertThatThrownBy(() -> await(task)).isInstanceOf(CancelledError.class).hasMessage("external");
                assertThat(task.cancelled()).isTrue();
                assertThat(future.result()).isEqualTo("lost");
            });
        }

        @Test
        void a21_anErrorAndAnExternalCancelTogetherGiveACancelledError() {
            loop.run(() -> {
                Future<String> future = getRunningLoop().createFuture();
                Task<String> task = createTask(() -> waitFor(future, ofSeconds(5)));
                sleep(ofSeconds(1));

                future.setException(new IOException("lost"));
                task.cancel();

                assertThatThrownBy(() -> await(task)).isInstanceOf(CancelledError.class);
            });
        }
    }

    @Nested
    class Cleanup {

        private String cleanUpForThreeSeconds() {
            try {
                sleep(ofHours(1));
                return "slept";
            } finally {
                sleep(ofSeconds(3));
                log.add("cleaned up");
            }
        }

        @Test
        void a22_theCleanupOfTheBodyIsWaitedFor() {
            loop.run(() -> {
                Throwable thrown = catchThrowable(() -> waitFor(() -> cleanUpForThreeSeconds(), ofSeconds(1)));

                assertThat(thrown).isInstanceOf(TimeoutException.class);
                assertThat(log).containsExactly("cleaned up");
                assertThat(loop.time()).isEqualTo(ofSeconds(4));
            });
        }

        @Test
        void a22_theCleanupOfAnAwaitedTaskIsWaitedFor() {
            loop.run(() -> {
                Task<String> inner = createTask(() -> cleanUpForThreeSeconds());

                Throwable thrown = catchThrowable(() -> waitFor(inner, ofSeconds(1)));

                assertThat(thrown).isInstanceOf(TimeoutException.class);
                assertThat(inner.cancelled()).isTrue();
                assertThat(loop.time()).isEqualTo(ofSeconds(4));
            });
        }

        @Test
        void a23_aBodyThatSwallowsTheTimeoutGivesItsValue() {
            String result = loop.run(() -> waitFor(
                    () -> {
                        try {
                            sleep(ofHours(1));
                        } catch (CancelledError e) {
                            sleep(ofSeconds(1));
                        }
                        return "late";
                    },
                    ofSeconds(1)));

            assertThat(result).isEqualTo("late");
            assertThat(loop.time()).isEqualTo(ofSeconds(2));
        }

        @Test
        void a23_aBodyThatFailsWhileItIsCancelledFailsTheWait() {
            IOException failure = new IOException("in cleanup");

            Throwable thrown = catchThrowable(() -> loop.run(() -> waitFor(
                    () -> {
                        try {
                            sleep(ofHours(1));
                        } catch (CancelledError e) {
                            throw failure;
                        }
                        return "slept";
                    },
                    ofSeconds(1))));

            assertThat(thrown).isSameAs(failure);
        }

        @Test
        void a24_aShieldedTaskOutlivesTheTimeout() {
            loop.run(() -> {
                Task<String> task = createTask(() -> {
                    sleep(ofSeconds(5));
                    return "lived on";
                });

                Throwable thrown = catchThrowable(() -> waitFor(shield(task), ofSeconds(1)));

                assertThat(thrown).isInstanceOf(TimeoutException.class);
                assertThat(loop.time()).isEqualTo(ofSeconds(1));
                assertThat(await(task)).isEqualTo("lived on");
            });
        }
    }
}
