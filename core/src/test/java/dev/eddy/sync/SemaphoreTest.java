package dev.eddy.sync;

import static dev.eddy.Asyncio.await;
import static dev.eddy.Asyncio.createTask;
import static dev.eddy.Asyncio.getRunningLoop;
import static dev.eddy.Asyncio.sleep;
import static java.time.Duration.ZERO;
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

/** Behaviour A47. */
class SemaphoreTest {

    @RegisterExtension final VirtualLoop loop = new VirtualLoop();

    final Semaphore none = new Semaphore(0);
    final List<String> log = new ArrayList<>();

    private Task<Boolean> taker(Semaphore semaphore, String name) {
        return createTask(() -> takeAndNote(semaphore, name));
    }

    private Task<Boolean> eagerTaker(Semaphore semaphore, String name) {
        return getRunningLoop().createTask(
                () -> takeAndNote(semaphore, name),
                TaskOptions.DEFAULT.withEagerStart(true));
    }

    private boolean takeAndNote(Semaphore semaphore, String name) {
        semaphore.acquire();
        return log.add(name);
    }

    @Nested
    class Permits {

        @Test
        void a47_asManyAsThereArePermitsGoOnTogether() {
            Semaphore two = new Semaphore(2);
            loop.run(() -> {
                List<Task<Boolean>> all = new ArrayList<>();
                for (String name : List.of("a", "b", "c", "d")) {
                    all.add(createTask(() -> two.run(() -> {
                        sleep(ofSeconds(1));
                        return log.add(name + " at " + loop.time().toSeconds());
                    })));
                }
                for (Task<Boolean> task : all) {
                    await(task);
                }

                assertThat(log).containsExactly("a at 1", "b at 1", "c at 2", "d at 2");
            });
        }

        @Test
        void a47_whoReleasesAndComesAgainDoesNotOvertakeWhoWaits() {
            Semaphore one = new Semaphore(1);
            loop.run(() -> {
                one.acquire();
                createTask(() -> one.run(() -> log.add("waiter")));
                sleep(ZERO);

                one.release();
                takeAndNote(one, "first again");

                assertThat(log).containsExactly("waiter", "first again");
            });
        }

        @Test
        void a47_anyTaskMayReleaseAndMoreThanWereTakenAreMore() {
            loop.run(() -> {
                none.release();
                none.release();

                assertThat(none.locked()).isFalse();
                none.acquire();
                assertThat(none.locked()).isFalse();
                none.acquire();
                assertThat(none.locked()).isTrue();
            });
        }

        @Test
        void a47_lockedIsTrueWhileWaitersQueueThoughAPermitIsFree() {
            loop.run(() -> {
                taker(none, "waiter");
                sleep(ZERO);

                none.release(); // the waiter's
                none.release(); // nobody's
                boolean locked = none.locked();
                eagerTaker(none, "newcomer");
                boolean atOnce = !log.isEmpty();
                sleep(ZERO);
                sleep(ZERO);

                assertThat(locked).isTrue();
                assertThat(atOnce).isFalse();
                assertThat(log).containsExactly("waiter", "newcomer");
                assertThat(none.locked()).isTrue();
            });
        }
    }

    @Nested
    class Cancellation {

        @Test
        void a47_aWaiterThatIsWokenAndThenCancelledHandsOn() {
            loop.run(() -> {
                Task<Boolean> woken = taker(none, "woken");
                Task<Boolean> next = taker(none, "next");
                sleep(ZERO);

                none.release();
                woken.cancel("why");
                await(next);

                assertThatThrownBy(() -> await(woken)).isInstanceOf(CancelledError.class).hasMessage("why");
                assertThat(log).containsExactly("next");
                assertThat(none.locked()).isTrue();
            });
        }

        @Test
        void a47_aWaiterThatIsCancelledBeforeItsTurnIsPassedOver() {
            loop.run(() -> {
                Task<Boolean> cancelled = taker(none, "cancelled");
                Task<Boolean> next = taker(none, "next");
                sleep(ZERO);

                cancelled.cancel();
                none.release();
                await(next);

                assertThat(log).containsExactly("next");
            });
        }

        @Test
        void a47_aWokenWaiterThatIsCancelledHandsOnToWhoCameMeanwhile() {
            loop.run(() -> {
                Task<Boolean> woken = taker(none, "woken");
                sleep(ZERO);

                none.release();
                Task<Boolean> newcomer = eagerTaker(none, "newcomer");
                woken.cancel();
                await(newcomer);

                assertThat(log).containsExactly("newcomer");
            });
        }

        @Test
        void a47_thePermitsOfWaitersThatAreAllCancelledWhenWokenAreFreeAgain() {
            loop.run(() -> {
                List<Task<Boolean>> woken = List.of(taker(none, "a"), taker(none, "b"));
                sleep(ZERO);

                none.release();
                none.release();
                woken.forEach(Task::cancel);
                sleep(ZERO);

                assertThat(none.locked()).isFalse();
                none.acquire();
                none.acquire();
                assertThat(none.locked()).isTrue();
                assertThat(log).isEmpty();
            });
        }

        @Test
        void a47_whereAllWhoWaitAreCancelledANewcomerGetsAPermitAtOnce() {
            loop.run(() -> {
                Task<Boolean> waiter = taker(none, "waiter");
                sleep(ZERO);

                waiter.cancel();
                none.release();
                boolean locked = none.locked();
                eagerTaker(none, "newcomer");

                assertThat(locked).isFalse();
                assertThat(log).containsExactly("newcomer");
            });
        }
    }

    @Nested
    class Blocks {

        @Test
        void aBlockHasAPermitAndGivesItsResult() {
            Semaphore one = new Semaphore(1);
            loop.run(() -> {
                boolean inside = one.run(one::locked);

                assertThat(inside).isTrue();
                assertThat(one.locked()).isFalse();
            });
        }

        @Test
        void aBlockThatFailsGivesItBack() {
            Semaphore one = new Semaphore(1);
            loop.run(() -> {
                IOException failure = new IOException("block");

                Throwable thrown = catchThrowable(() -> one.run(() -> {
                    throw failure;
                }));

                assertThat(thrown).isSameAs(failure);
                assertThat(one.locked()).isFalse();
            });
        }
    }

    @Nested
    class BadInput {

        @Test
        void aNegativeNumberOfPermitsIsAnIllegalArgument() {
            assertThatThrownBy(() -> new Semaphore(-1))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("zero permits or more, not -1");
            assertThatThrownBy(() -> new BoundedSemaphore(-1)).isInstanceOf(IllegalArgumentException.class);
        }

        @Test
        void releasingABoundedOneTooOftenIsAnIllegalArgumentAndChangesNothing() {
            loop.run(() -> {
                Semaphore one = new BoundedSemaphore(1);
                one.acquire();
                one.release();

                assertThatThrownBy(one::release)
                        .isInstanceOf(IllegalArgumentException.class)
                        .hasMessageContaining("all of its 1 permits");
                one.acquire();
                assertThat(one.locked()).isTrue();
            });
        }

        @Test
        void moreThanTheGreatestNumberOfPermitsIsAnIllegalArgument() {
            Semaphore most = new Semaphore(Integer.MAX_VALUE);

            assertThatThrownBy(most::release).isInstanceOf(IllegalArgumentException.class);
            assertThat(most.locked()).isFalse();
        }

        @Test
        void aNullBlockIsNamedAndNoPermitIsTaken() {
            Semaphore one = new Semaphore(1);
            loop.run(() -> {
                assertThatThrownBy(() -> one.run((Callable<String>) null)).isInstanceOf(NullPointerException.class)
                        .hasMessage("body");
                assertThatThrownBy(() -> one.run((Action) null)).isInstanceOf(NullPointerException.class)
                        .hasMessage("body");
                assertThat(one.locked()).isFalse();
            });
        }

        @Test
        void waitingOutsideOfACoroutineIsAnErrorAndTakesNoPlaceInTheQueue() {
            assertThatThrownBy(none::acquire)
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("no event loop runs in this thread");

            loop.run(() -> {
                List<Throwable> thrown = new ArrayList<>();
                getRunningLoop().callSoon(() -> thrown.add(catchThrowable(none::acquire)));
                sleep(ZERO);
                assertThat(thrown).singleElement()
                        .satisfies(error -> assertThat(error).hasMessageContaining("callback cannot suspend"));

                none.release();
                assertThat(none.locked()).isFalse();
            });
        }
    }
}
