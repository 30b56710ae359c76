package dev.eddy;

import static dev.eddy.Asyncio.await;
import static dev.eddy.Asyncio.createTask;
import static dev.eddy.Asyncio.currentTask;
import static dev.eddy.Asyncio.getRunningLoop;
import static dev.eddy.Asyncio.shield;
import static dev.eddy.Asyncio.sleep;
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
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Behaviours A1 to A12. */
class CancellationTest {

    @RegisterExtension final VirtualLoop loop = new VirtualLoop();

    final List<String> log = new ArrayList<>();

    /** Sleeps, and notes the cancellation that ends the sleep before it goes on. */
    private void sleepNotingCancellation() {
        try {
            sleep(ofHours(1));
        } catch (CancelledError e) {
            log.add("cancelled: " + e.getMessage());
            throw e;
        }
    }

    private static Task<?> self() {
        return Objects.requireNonNull(currentTask());
    }

    @Nested
    class BeforeTheFirstStep {

        @Test
        void a1_aTaskCancelledBeforeItsFirstStepNeverRunsItsBody() {
            loop.run(() -> {
                Task<Boolean> task = createTask(() -> log.add("body"));

                boolean accepted = task.cancel();
                Throwable thrown = catchThrowable(() -> await(task));

                assertThat(accepted).isTrue();
                assertThat(thrown).isInstanceOf(CancelledError.class);
                assertThat(task.cancelled()).isTrue();
                assertThat(log).isEmpty();
            });
        }

        @Test
        void a1_ofTwoCancelsBeforeTheFirstStepTheLastMessageCounts() {
            loop.run(() -> {
                Task<Boolean> task = createTask(() -> log.add("body"));

                task.cancel("first");
                task.cancel("last");

                assertThatThrownBy(() -> await(task)).isInstanceOf(CancelledError.class).hasMessage("last");
            });
        }

        @Test
        void a1_cancelledShowsOnlyWhenTheTaskHasEnded() {
            loop.run(() -> {
                Task<Boolean> task = createTask(() -> log.add("body"));

                task.cancel();
                boolean atOnce = task.cancelled();
                sleep(ZERO);

                assertThat(atOnce).isFalse();
                assertThat(task.cancelled()).isTrue();
            });
        }
    }

    @Nested
    class Messages {

        @Test
        void a2_theMessageTravelsThroughAChainOfAwaitedTasks() {
            loop.run(() -> {
                Task<Void> inner = createTask(() -> sleepNotingCancellation());
                Task<Void> middle = createTask(() -> await(inner));
                Task<Void> outer = createTask(() -> await(middle));
                sleep(ofSeconds(1));

                outer.cancel("why");

                assertThatThrownBy(() -> await(outer)).isInstanceOf(CancelledError.class).hasMessage("why");
                assertThat(log).containsExactly("cancelled: why");
                assertThat(List.of(inner, middle, outer)).allMatch(Task::cancelled);
            });
        }

        @Test
        void a2_onlyTheFirstReaderOfACancelledTaskGetsTheMessage() {
            loop.run(() -> {
                Task<Void> task = createTask(() -> sleep(ofHours(1)));
                sleep(ZERO);

                task.cancel("why");

                assertThatThrownBy(() -> await(task)).isInstanceOf(CancelledError.class).hasMessage("why");
                assertThatThrownBy(() -> await(task)).isInstanceOf(CancelledError.class).hasMessage(null);
            });
        }

        @Test
        void a2_everyReaderOfACancelledFutureGetsTheMessage() {
            loop.run(() -> {
                Future<String> future = getRunningLoop().createFuture();

                future.cancel("why");

                assertThatThrownBy(() -> await(future)).isInstanceOf(CancelledError.class).hasMessage("why");
                assertThatThrownBy(future::result).isInstanceOf(CancelledError.class).hasMessage("why");
            });
        }

        @Test
        void a2_shieldDropsTheMessage() {
            loop.run(() -> {
                Task<Void> inner = createTask(() -> sleepNotingCancellation());
                Future<Void> outer = shield(inner);
                sleep(ZERO);

                inner.cancel("why");

                assertThatThrownBy(() -> await(outer)).isInstanceOf(CancelledError.class).hasMessage(null);
                assertThat(log).containsExactly("cancelled: why");
            });
        }
    }

    @Nested
    class Counting {

        @Test
        void a3_cancellingADoneTaskReturnsFalseAndAddsNoCount() {
            loop.run(() -> {
                Task<String> task = createTask(() -> "result");
                await(task);

                boolean accepted = task.cancel();

                assertThat(accepted).isFalse();
                assertThat(task.cancelling()).isZero();
                assertThat(task.result()).isEqualTo("result");
            });
        }

        @Test
        void a4_twoCancelsBeforeDeliveryGiveOneErrorWithTheFirstMessageAndACountOfTwo() {
            loop.run(() -> {
                Task<String> task = createTask(() -> {
                    try {
                        sleep(ofHours(1));
                    } catch (CancelledError e) {
                        log.add(e.getMessage());
                    }
                    sleep(ofSeconds(1));
                    return "went on";
                });
                sleep(ofSeconds(1));

                boolean first = task.cancel("first");
                boolean second = task.cancel("second");

                assertThat(await(task)).isEqualTo("went on");
                assertThat(first && second).isTrue();
                assertThat(log).containsExactly("first");
                assertThat(task.cancelling()).isEqualTo(2);
            });
        }

        @Test
        void a9_uncancelThatReachesZeroClearsACancellationNotYetDelivered() {
            Task<String> task = loop.get().createTask(() -> {
                self().cancel();
                int left = self().uncancel();
                sleep(ofSeconds(1));
                return "went on, left " + left;
            });

            String result = loop.run(() -> await(task));

            assertThat(result).isEqualTo("went on, left 0");
        }

        @Test
        void a9_uncancelThatDoesNotReachZeroLeavesTheCancellation() {
            Task<Void> task = loop.get().createTask(() -> {
                self().cancel("first");
                self().cancel("second");
                log.add("left " + self().uncancel());
                sleepNotingCancellation();
            });

            assertThatThrownBy(() -> loop.run(() -> await(task))).isInstanceOf(CancelledError.class);
            assertThat(log).containsExactly("left 1", "cancelled: second");
        }

        @Test
        void a9_uncancelDoesNotCallBackACancellationThatReachedTheAwaitedFuture() {
            loop.run(() -> {
                Task<Void> task = createTask(() -> sleepNotingCancellation());
                sleep(ZERO);

                task.cancel("under way");
                int left = task.uncancel();

                assertThatThrownBy(() -> await(task)).isInstanceOf(CancelledError.class);
                assertThat(left).isZero();
                assertThat(log).containsExactly("cancelled: under way");
            });
        }

        @Test
        void a9_uncancelStaysAtZero() {
            loop.run(() -> assertThat(self().uncancel()).isZero());
        }

        @Test
        void a10_aTaskThatSwallowsItsCancellationHasANormalResultAndKeepsTheCount() {
            loop.run(() -> {
                Task<String> task = createTask(() -> {
                    try {
                        sleep(ofHours(1));
                    } catch (CancelledError e) {
                        return "swallowed";
                    }
                    return "slept";
                });
                sleep(ZERO);

                task.cancel();

                assertThat(await(task)).isEqualTo("swallowed");
                assertThat(task.cancelled()).isFalse();
                assertThat(task.cancelling()).isEqualTo(1);
            });
        }

        @Test
        void a11_aCancelledErrorRaisedByHandMakesTheTaskCancelledWithACountOfZero() {
            loop.run(() -> {
                CancelledError byHand = new CancelledError("by hand");
                Task<String> task = createTask(() -> {
                    throw byHand;
                });

                Throwable thrown = catchThrowable(() -> await(task));

                assertThat(thrown).isSameAs(byHand);
                assertThat(task.cancelled()).isTrue();
                assertThat(task.cancelling()).isZero();
            });
        }
    }

    @Nested
    class WhileWaiting {

        @Test
        void a5_cancellingAWaiterCancelsWhatItAwaits() {
            loop.run(() -> {
                Future<String> awaited = getRunningLoop().createFuture();
                Task<String> waiter = createTask(() -> await(awaited));
                sleep(ZERO);

                waiter.cancel("why");

                assertThat(awaited.cancelled()).isTrue();
                assertThatThrownBy(() -> await(waiter)).isInstanceOf(CancelledError.class).hasMessage("why");
            });
        }

        @Test
        void a5_ifWhatIsAwaitedSwallowsTheCancellationTheWaiterGoesOnNormally() {
            loop.run(() -> {
                Task<String> child = createTask(() -> {
                    try {
                        sleep(ofHours(1));
                    } catch (CancelledError e) {
                        return "swallowed";
                    }
                    return "slept";
                });
                Task<String> waiter = createTask(() -> {
                    String result = await(child);
                    sleep(ofSeconds(1));
                    return result;
                });
                sleep(ofSeconds(1));

                waiter.cancel();

                assertThat(await(waiter)).isEqualTo("swallowed");
                assertThat(waiter.cancelling()).isEqualTo(1);
                assertThat(loop.time()).isEqualTo(ofSeconds(2));
            });
        }

        @Test
        void a6_aCancelAfterTheAwaitedFutureHasItsResultWinsAndTheResultIsLost() {
            loop.run(() -> {
                Future<String> awaited = getRunningLoop().createFuture();
                Task<String> waiter = createTask(() -> await(awaited));
                sleep(ZERO);

                awaited.setResult("lost");
                waiter.cancel("too late");

                assertThatThrownBy(() -> await(waiter)).isInstanceOf(CancelledError.class).hasMessage("too late");
                assertThat(awaited.result()).isEqualTo("lost");
            });
        }

        @Test
        void a7_aTaskThatCancelsItselfAndReturnsWithoutSuspendingIsCancelled() {
            loop.run(() -> {
                Task<String> task = createTask(() -> {
                    self().cancel("myself");
                    return "never seen";
                });

                assertThatThrownBy(() -> await(task)).isInstanceOf(CancelledError.class).hasMessage("myself");
                assertThat(task.cancelled()).isTrue();
            });
        }

        @Test
        void a7_awaitingADoneFutureIsNoSuspensionAndDeliversNothing() {
            loop.run(() -> {
                Future<String> done = getRunningLoop().createFuture();
                done.setResult("there");
                Task<Void> task = createTask(() -> {
                    self().cancel();
                    log.add(await(done));
                    sleepNotingCancellation();
                });

                assertThatThrownBy(() -> await(task)).isInstanceOf(CancelledError.class);
                assertThat(log).containsExactly("there", "cancelled: null");
            });
        }

        @Test
        void a8_aTaskThatCancelsItselfAndThenFailsHasFailed() {
            loop.run(() -> {
                IOException failure = new IOException("wins");
                Task<String> task = createTask(() -> {
                    self().cancel();
                    throw failure;
                });

                Throwable thrown = catchThrowable(() -> await(task));

                assertThat(thrown).isSameAs(failure);
                assertThat(task.cancelled()).isFalse();
            });
        }
    }

    @Nested
    class Cleanup {

        private Task<Void> taskWithCleanupOfThreeSeconds() {
            return createTask(() -> {
                try {
                    sleep(ofHours(1));
                } finally {
                    sleep(ofSeconds(3));
                    log.add("cleaned up");
                }
            });
        }

        @Test
        void a12_withoutASecondCancelAsynchronousCleanupRunsToItsEnd() {
            loop.run(() -> {
                Task<Void> task = taskWithCleanupOfThreeSeconds();
                sleep(ofSeconds(1));

                task.cancel();

                assertThatThrownBy(() -> await(task)).isInstanceOf(CancelledError.class);
                assertThat(log).containsExactly("cleaned up");
                assertThat(loop.time()).isEqualTo(ofSeconds(4));
            });
        }

        @Test
        void a12_aSecondCancelInterruptsAsynchronousCleanup() {
            loop.run(() -> {
                Task<Void> task = taskWithCleanupOfThreeSeconds();
                sleep(ofSeconds(1));
                task.cancel("first");
                sleep(ofSeconds(1));

                task.cancel("second");

                assertThatThrownBy(() -> await(task)).isInstanceOf(CancelledError.class).hasMessage("second");
                assertThat(log).isEmpty();
                assertThat(loop.time()).isEqualTo(ofSeconds(2));
            });
        }
    }
}
