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
import dev.eddy.VirtualLoop;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Behaviours A48 and A49. */
class ConditionTest {

    @RegisterExtension final VirtualLoop loop = new VirtualLoop();

    final Condition condition = new Condition();
    final List<String> log = new ArrayList<>();

    /** Waits for a notification, and notes when it has the lock again and how the wait ended. */
    private Task<Void> waiter(String name) {
        return createTask(() -> condition.run(() -> {
            try {
                condition.await();
                log.add(name + " at " + loop.time().toSeconds());
            } catch (CancelledError e) {
                log.add(name + " cancelled at " + loop.time().toSeconds() + ", locked " + condition.locked());
                throw e;
            }
        }));
    }

    private void notifying(int count) {
        condition.run(() -> condition.notify(count));
    }

    @Nested
    class Cancellation {

        @Test
        void a48_aCancelledWaiterTakesTheLockAgainBeforeTheCancelledErrorIsThrown() {
            loop.run(() -> {
                Task<Void> waiter = waiter("waiter");
                sleep(ZERO);
                condition.acquire();

                waiter.cancel("why");
                sleep(ofSeconds(5));
                boolean beforeTheRelease = waiter.done();
                condition.release();

                assertThatThrownBy(() -> await(waiter)).isInstanceOf(CancelledError.class).hasMessage("why");
                assertThat(beforeTheRelease).isFalse();
                assertThat(log).containsExactly("waiter cancelled at 5, locked true");
                assertThat(condition.locked()).isFalse();
            });
        }

        @Test
        void a48_throughRepeatedCancelsAndTheLastOneIsThrown() {
            loop.run(() -> {
                Task<Void> waiter = waiter("waiter");
                sleep(ZERO);
                condition.acquire();

                for (String message : List.of("first", "second", "third")) {
                    waiter.cancel(message);
                    sleep(ofSeconds(1));
                }
                boolean beforeTheRelease = waiter.done();
                condition.release();

                assertThatThrownBy(() -> await(waiter)).isInstanceOf(CancelledError.class).hasMessage("third");
                assertThat(beforeTheRelease).isFalse();
                assertThat(log).containsExactly("waiter cancelled at 3, locked true");
                assertThat(waiter.cancelling()).isEqualTo(3);
            });
        }

        @Test
        void a48_aNotifiedWaiterThatIsCancelledWhileItTakesTheLockAgainHasItWhenTheErrorIsThrown() {
            loop.run(() -> {
                Task<Void> waiter = waiter("waiter");
                sleep(ZERO);
                condition.acquire();

                condition.notifyOne();
                sleep(ofSeconds(1));
                waiter.cancel();
                sleep(ofSeconds(1));
                condition.release();

                assertThatThrownBy(() -> await(waiter)).isInstanceOf(CancelledError.class);
                assertThat(log).containsExactly("waiter cancelled at 2, locked true");
            });
        }

        @Test
        void a49_aWaiterThatIsNotifiedAndThenCancelledPassesTheNotificationOn() {
            loop.run(() -> {
                Task<Void> notified = waiter("notified");
                Task<Void> next = waiter("next");
                sleep(ZERO);

                notifying(1);
                notified.cancel();
                await(next);

                assertThat(notified.cancelled()).isTrue();
                assertThat(log).containsExactly("notified cancelled at 0, locked true", "next at 0");
            });
        }

        @Test
        void a49_soDoesOneThatIsCancelledWhileItTakesTheLockAgain() {
            loop.run(() -> {
                Task<Void> notified = waiter("notified");
                Task<Void> next = waiter("next");
                sleep(ZERO);
                condition.acquire();

                condition.notifyOne();
                sleep(ofSeconds(1));
                notified.cancel();
                condition.release();
                await(next);

                assertThat(log).containsExactly("notified cancelled at 1, locked true", "next at 1");
            });
        }
    }

    @Nested
    class Notification {

        @Test
        void a49_notifyWakesAsManyAsSaidInTheOrderInWhichTheyCame() {
            loop.run(() -> {
                List<Task<Void>> all = List.of(waiter("a"), waiter("b"), waiter("c"));
                sleep(ZERO);

                notifying(2);
                sleep(ofSeconds(1));
                boolean third = all.getLast().done();
                condition.run(() -> condition.notifyOne());
                await(all.getLast());

                assertThat(third).isFalse();
                assertThat(log).containsExactly("a at 0", "b at 0", "c at 1");
            });
        }

        @Test
        void a49_theWokenGoOnWhenTheyHaveTheLockOneAfterTheOther() {
            loop.run(() -> {
                List<Task<Void>> all = new ArrayList<>();
                for (String name : List.of("a", "b")) {
                    all.add(createTask(() -> condition.run(() -> {
                        condition.await();
                        log.add(name + " at " + loop.time().toSeconds());
                        sleep(ofSeconds(1));
                    })));
                }
                sleep(ZERO);
                condition.acquire();

                condition.notifyEveryone();
                sleep(ofSeconds(1));
                condition.release();
                await(all.getLast());

                assertThat(log).containsExactly("a at 1", "b at 2");
            });
        }

        @Test
        void aNotificationWithoutAWaiterIsForgotten() {
            loop.run(() -> {
                notifying(1);
                Task<Void> late = waiter("late");
                sleep(ofSeconds(1));

                assertThat(late.done()).isFalse();
                notifying(5);
                await(late);
                assertThat(log).containsExactly("late at 1");
            });
        }

        @Test
        void aNotificationOfNobodyWakesNobody() {
            loop.run(() -> {
                Task<Void> waiter = waiter("waiter");
                sleep(ZERO);

                notifying(0);
                sleep(ofSeconds(1));

                assertThat(waiter.done()).isFalse();
                waiter.cancel();
            });
        }

        @Test
        void awaitUntilLooksAgainAfterEachNotification() {
            int[] stock = {0};
            loop.run(() -> {
                Task<Boolean> buyer = createTask(() -> condition.run(() -> {
                    condition.awaitUntil(() -> stock[0] >= 2);
                    return log.add("bought at " + loop.time().toSeconds());
                }));
                for (int delivered = 1; delivered <= 3; delivered++) {
                    sleep(ofSeconds(1));
                    stock[0] = delivered;
                    notifying(1);
                }
                await(buyer);

                assertThat(log).containsExactly("bought at 2");
            });
        }

        @Test
        void conditionsThatShareALockHaveTheirOwnWaiters() {
            Lock lock = new Lock();
            Condition other = new Condition(lock);
            Condition waitedFor = new Condition(lock);
            loop.run(() -> {
                Task<Boolean> waiter = createTask(() -> waitedFor.run(() -> {
                    waitedFor.await();
                    return log.add("woken");
                }));
                sleep(ZERO);

                lock.acquire();
                other.notifyEveryone();
                lock.release();
                sleep(ofSeconds(1));
                boolean byTheOther = waiter.done();
                lock.acquire();
                waitedFor.notifyEveryone();
                lock.release();

                assertThat(await(waiter)).isTrue();
                assertThat(byTheOther).isFalse();
            });
        }
    }

    @Nested
    class BadInput {

        @Test
        void a49_notifyingAndWaitingWithoutTheLockIsAnError() {
            loop.run(() -> {
                List<ThrowingCallable> calls = List.of(
                        condition::await,
                        condition::notifyOne,
                        condition::notifyEveryone,
                        () -> condition.notify(1),
                        () -> condition.awaitUntil(() -> false));

                assertThat(calls).allSatisfy(call -> assertThatThrownBy(call)
                        .isInstanceOf(IllegalStateException.class)
                        .hasMessageContaining("needs the condition's lock"));
                assertThat(condition.locked()).isFalse();
            });
        }

        @Test
        void releasingWithoutTheLockIsAnError() {
            assertThatThrownBy(condition::release).isInstanceOf(IllegalStateException.class);
        }

        @Test
        void waitingOutsideOfACoroutineIsAnErrorAndTheLockIsKept() {
            condition.acquire();
            assertThatThrownBy(condition::await)
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("no event loop runs in this thread");

            loop.run(() -> {
                List<Throwable> thrown = new ArrayList<>();
                Task<Void> next = createTask(condition::acquire);
                sleep(ZERO);
                getRunningLoop().callSoon(() -> thrown.add(catchThrowable(condition::await)));
                sleep(ZERO);
                sleep(ZERO);

                assertThat(thrown).singleElement()
                        .satisfies(error -> assertThat(error).hasMessageContaining("callback cannot suspend"));
                assertThat(next.done()).isFalse();
                condition.release();
                await(next);
            });
        }

        @Test
        void aNegativeCountIsAnIllegalArgumentAndWakesNobody() {
            loop.run(() -> {
                Task<Void> waiter = waiter("waiter");
                sleep(ZERO);

                assertThatThrownBy(() -> notifying(-1))
                        .isInstanceOf(IllegalArgumentException.class)
                        .hasMessageContaining("zero or more, not -1");
                sleep(ofSeconds(1));

                assertThat(waiter.done()).isFalse();
                waiter.cancel();
            });
        }

        @Test
        void nullsAreNamed() {
            loop.run(() -> {
                condition.acquire();

                assertThatThrownBy(() -> new Condition(null)).isInstanceOf(NullPointerException.class)
                        .hasMessage("lock");
                assertThatThrownBy(() -> condition.run((Callable<String>) null))
                        .isInstanceOf(NullPointerException.class)
                        .hasMessage("body");
                assertThatThrownBy(() -> condition.run((Action) null)).isInstanceOf(NullPointerException.class)
                        .hasMessage("body");
                assertThatThrownBy(() -> condition.awaitUntil(null))
                        .isInstanceOf(NullPointerException.class)
                        .hasMessage("condition");
                assertThat(condition.locked()).isTrue();
            });
        }

        @Test
        void aConditionThatFailsToBeLookedAtFailsTheWaitWithTheLockHeld() {
            loop.run(() -> {
                IllegalArgumentException failure = new IllegalArgumentException("cannot look");
                List<Boolean> locked = new ArrayList<>();

                Throwable thrown = catchThrowable(() -> condition.run(() -> {
                    try {
                        condition.awaitUntil(() -> {
                            throw failure;
                        });
                    } finally {
                        locked.add(condition.locked());
                    }
                }));

                assertThat(thrown).isSameAs(failure);
                assertThat(locked).containsExactly(true);
                assertThat(condition.locked()).isFalse();
            });
        }
    }
}
