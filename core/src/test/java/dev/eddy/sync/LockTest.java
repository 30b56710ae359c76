package dev.eddy.sync;

import static dev.eddy.Asyncio.await;
import static dev.eddy.Asyncio.createTask;
import static dev.eddy.Asyncio.getRunningLoop;
import static dev.eddy.Asyncio.sleep;
import static java.time.Duration.ZERO;
import static java.time.Duration.ofHours;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.eddy.Action;
import dev.eddy.CancelledError;
import dev.eddy.Task;
import dev.eddy.TaskOptions;
import dev.eddy.VirtualLoop;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Behaviours A45 and A46. */
class LockTest {

    @RegisterExtension final VirtualLoop loop = new VirtualLoop();

    final Lock lock = new Lock();
    final List<String> log = new ArrayList<>();

    /** Takes the lock, notes that, and gives it back a second later. */
    private void holdForASecond(String name) {
        lock.acquire();
        log.add(name + " at " + loop.time().toSeconds());
        sleep(ofSeconds(1));
        lock.release();
    }

    private Task<Void> holder(String name) {
        return createTask(() -> holdForASecond(name));
    }

    @Nested
    class Turns {

        @Test
        void a45_waitersGetTheLockInTheOrderInWhichTheyCame() {
            loop.run(() -> {
                List<Task<Void>> all = List.of(holder("a"), holder("b"), holder("c"));
                for (Task<Void> task : all) {
                    await(task);
                }

                assertThat(log).containsExactly("a at 0", "b at 1", "c at 2");
                assertThat(lock.locked()).isFalse();
            });
        }

        @Test
        void a45_whoReleasesAndComesAgainDoesNotOvertakeWhoWaits() {
            loop.run(() -> {
                lock.acquire();
                holder("waiter");
                sleep(ZERO);

                lock.release();
                holdForASecond("first again");

                assertThat(log).containsExactly("waiter at 0", "first again at 1");
            });
        }

        @Test
        void a45_lockedIsFalseAfterAReleaseThatWakesAWaiterAndNewcomersQueue() {
            loop.run(() -> {
                lock.acquire();
                holder("waiter");
                sleep(ZERO);

                lock.release();
                boolean locked = lock.locked();
                Task<Void> newcomer = getRunningLoop().createTask(
                        () -> {
                            holdForASecond("newcomer");
                            return null;
                        },
                        TaskOptions.DEFAULT.withEagerStart(true));
                await(newcomer);

                assertThat(locked).isFalse();
                assertThat(log).containsExactly("waiter at 0", "newcomer at 1");
            });
        }

        @Test
        void a45_whereAllWhoWaitAreCancelledANewcomerGetsTheLockAtOnce() {
            loop.run(() -> {
                lock.acquire();
                Task<Void> waiter = holder("waiter");
                sleep(ZERO);

                waiter.cancel();
                lock.release();
                getRunningLoop().callSoon(() -> log.add("suspended"));
                lock.acquire();

                assertThat(log).isEmpty();
                sleep(ZERO);
                assertThat(waiter.cancelled()).isTrue();
                assertThat(lock.locked()).isTrue();
            });
        }
    }

    @Nested
    class Cancellation {

        @Test
        void a46_aWaiterThatIsWokenAndThenCancelledHandsOn() {
            loop.run(() -> {
                lock.acquire();
                Task<Void> woken = holder("woken");
                Task<Void> next = holder("next");
                sleep(ZERO);

                lock.release();
                woken.cancel();
                await(next);

                assertThat(woken.cancelled()).isTrue();
                assertThat(log).containsExactly("next at 0");
            });
        }

        @Test
        void a46_aWaiterThatIsCancelledBeforeItsTurnOnlyLeaves() {
            loop.run(() -> {
                lock.acquire();
                Task<Void> cancelled = holder("cancelled");
                Task<Void> next = holder("next");
                sleep(ofSeconds(1));

                cancelled.cancel("why");
                assertThatThrownBy(() -> await(cancelled)).isInstanceOf(CancelledError.class).hasMessage("why");
                boolean held = lock.locked();
                sleep(ofSeconds(1));
                lock.release();
                await(next);

                assertThat(held).isTrue();
                assertThat(log).containsExactly("next at 2");
            });
        }

        @Test
        void a46_aWaiterThatIsCancelledWhileAnotherIsWokenLeavesTheTurnToThatOne() {
            loop.run(() -> {
                lock.acquire();
                holder("woken");
                Task<Void> cancelled = holder("cancelled");
                Task<Void> last = holder("last");
                sleep(ZERO);

                lock.release();
                cancelled.cancel();
                await(last);

                assertThat(log).containsExactly("woken at 0", "last at 1");
            });
        }
    }

    @Nested
    class Release {

        @Test
        void a46_anyTaskMayRelease() {
            loop.run(() -> {
                lock.acquire();

                await(createTask(lock::release));

                assertThat(lock.locked()).isFalse();
            });
        }

        @Test
        void a46_releasingAnUnlockedLockIsAnError() {
            assertThatThrownBy(lock::release).isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("not held");
            assertThat(lock.locked()).isFalse();
        }

        @Test
        void a46_releasingAgainBeforeTheWokenWaiterRunsIsAnErrorAndTakesNothingFromIt() {
            loop.run(() -> {
                lock.acquire();
                Task<Void> waiter = holder("waiter");
                sleep(ZERO);
                lock.release();

                assertThatThrownBy(lock::release).isInstanceOf(IllegalStateException.class);
                await(waiter);

                assertThat(log).containsExactly("waiter at 0");
            });
        }
    }

    @Nested
    class Blocks {

        @Test
        void theBlockHasTheLockAndGivesItsResult() {
            loop.run(() -> {
                boolean inside = lock.run(lock::locked);

                assertThat(inside).isTrue();
                assertThat(lock.locked()).isFalse();
            });
        }

        @Test
        void aBlockThatFailsReleases() {
            loop.run(() -> {
                IOException failure = new IOException("block");

                Throwable thrown = catchThrowable(() -> lock.run(() -> {
                    throw failure;
                }));

                assertThat(thrown).isSameAs(failure);
                assertThat(lock.locked()).isFalse();
            });
        }

        @Test
        void aBlockThatIsCancelledReleases() {
            loop.run(() -> {
                Task<Void> task = createTask(() -> lock.run(() -> sleep(ofHours(1))));
                sleep(ZERO);

                task.cancel();

                assertThatThrownBy(() -> await(task)).isInstanceOf(CancelledError.class);
                assertThat(lock.locked()).isFalse();
            });
        }
    }

    @Nested
    class BadInput {

        @Test
        void aNullBlockIsNamedAndTheLockIsNotTaken() {
            loop.run(() -> {
                assertThatThrownBy(() -> lock.run((Callable<String>) null)).isInstanceOf(NullPointerException.class)
                        .hasMessage("body");
                assertThatThrownBy(() -> lock.run((Action) null)).isInstanceOf(NullPointerException.class)
                        .hasMessage("body");
                assertThat(lock.locked()).isFalse();
            });
        }

        @Test
        void waitingOutsideOfALoopIsAnErrorAndTakesNoPlaceInTheQueue() {
            lock.acquire();

            assertThatThrownBy(lock::acquire)
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("no event loop runs in this thread");

            lock.release();
            loop.run(() -> holdForASecond("later"));
            assertThat(log).containsExactly("later at 0");
        }

        @Test
        void waitingInACallbackIsAnErrorAndTakesNoPlaceInTheQueue() {
            loop.run(() -> {
                lock.acquire();
                List<Throwable> thrown = new ArrayList<>();
                getRunningLoop().callSoon(() -> thrown.add(catchThrowable(lock::acquire)));
                sleep(ZERO);

                assertThat(thrown).singleElement()
                        .satisfies(error -> assertThat(error).hasMessageContaining("callback cannot suspend"));
                lock.release();
                holdForASecond("later");
                assertThat(log).containsExactly("later at 0");
            });
        }
    }

    @Nested
    class InDebugMode {

        private void waitForOwnLock() {
            Task<Void> task = createTask(() -> lock.run(() -> lock.acquire()));
            sleep(ofSeconds(1));
            lock.release(); // any task may
            await(task);
        }

        @Test
        void aTaskThatWaitsForALockItHasTakenItselfIsReported() {
            loop.run(() -> {
                getRunningLoop().setDebug(true);
                waitForOwnLock();
            });

            assertThat(loop.reports()).singleElement().satisfies(report -> {
                assertThat(report.message()).contains("taken itself", "not reentrant");
                assertThat(report.future()).isInstanceOf(Task.class);
                assertThat(report.exception().getStackTrace()).anySatisfy(
                        frame -> assertThat(frame.getClassName()).isEqualTo(getClass().getName()));
            });
        }

        @Test
        void aTaskThatWaitsForTheLockOfAnotherIsNot() {
            loop.run(() -> {
                getRunningLoop().setDebug(true);
                await(holder("a"));
                Task<Void> first = holder("b");
                await(holder("c"));
                await(first);
            });
        }

        @Test
        void withoutItNothingIsReported() {
            loop.run(this::waitForOwnLock);
        }
    }
}
