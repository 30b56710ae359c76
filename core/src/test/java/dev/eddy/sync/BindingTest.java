package dev.eddy.sync;

import static dev.eddy.Asyncio.await;
import static dev.eddy.Asyncio.createTask;
import static dev.eddy.Asyncio.getRunningLoop;
import static dev.eddy.Asyncio.run;
import static dev.eddy.Asyncio.sleep;
import static java.time.Duration.ZERO;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.eddy.Action;
import dev.eddy.Asyncio;
import dev.eddy.EventLoop;
import dev.eddy.Task;
import dev.eddy.VirtualLoop;
import dev.eddy.queue.Queue;
import dev.eddy.queue.QueueShutDownException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What coroutines of one loop have waited in is no means between loops, nor between threads. */
class BindingTest {

    @RegisterExtension final VirtualLoop loop = new VirtualLoop();

    /**
     * A way to wait and a call that ends the wait.
     *
     * @param call the name of the call, for the message
     * @param waiting suspends until somebody calls
     * @param waking is called by who has what it takes, the lock for example
     */
    record Use(String call, Action waiting, Runnable waking) {
        @Override
        public String toString() {
            return call;
        }
    }

    static Stream<Use> uses() {
        Lock held = new Lock();
        held.acquire();
        Event event = new Event();
        Semaphore semaphore = new Semaphore(0);
        Semaphore bounded = new BoundedSemaphore(1);
        bounded.acquire();
        Condition one = new Condition();
        Condition all = new Condition();
        Barrier reset = new Barrier(2);
        Barrier aborted = new Barrier(2);
        Queue<Integer> empty = new Queue<>();
        Queue<Integer> full = new Queue<>(1);
        full.putNow(1);
        Queue<Integer> unfinished = new Queue<>();
        unfinished.putNow(1);
        Queue<Integer> shut = new Queue<>();
        return Stream.of(
                new Use("Lock.release", held::acquire, held::release),
                new Use("Event.set", event::await, event::set),
                new Use("Semaphore.release", semaphore::acquire, semaphore::release),
                new Use("Semaphore.release", bounded::acquire, bounded::release),
                new Use("Condition.notify", () -> waitFor(one), () -> notifying(one, Condition::notifyOne)),
                new Use("Condition.notifyEveryone", () -> waitFor(all),
                        () -> notifying(all, Condition::notifyEveryone)),
                new Use("Barrier.reset", () -> assertBroken(reset), reset::reset),
                new Use("Barrier.abort", () -> assertBroken(aborted), aborted::abort),
                new Use("Queue.putNow", empty::get, () -> empty.putNow(1)),
                new Use("Queue.getNow", () -> full.put(2), full::getNow),
                new Use("Queue.taskDone", unfinished::join, unfinished::taskDone),
                new Use("Queue.shutdown",
                        () -> assertThatThrownBy(shut::get).isInstanceOf(QueueShutDownException.class),
                        shut::shutdown));
    }

    /** A task waits for the notification, and the lock is held for the one who notifies. */
    private static void waitFor(Condition condition) {
        Task<Void> waiter = createTask(() -> condition.run(() -> condition.await()));
        sleep(ZERO);
        condition.acquire();
        await(waiter);
    }

    private static void notifying(Condition condition, Consumer<Condition> notification) {
        notification.accept(condition);
        condition.release();
    }

    private static void assertBroken(Barrier barrier) {
        assertThatThrownBy(barrier::await).isInstanceOf(BrokenBarrierException.class);
    }

    private static Throwable thrownInAnotherThread(ThrowingCallable call) {
        return CompletableFuture.supplyAsync(() -> catchThrowable(call), Thread.ofPlatform()::start).join();
    }

    @Nested
    class Loops {

        @Test
        void usingOneInASecondLoopIsAnError() {
            Lock lock = new Lock();
            Event event = new Event();
            Semaphore semaphore = new Semaphore(0);
            Condition condition = new Condition();
            Barrier barrier = new Barrier(2);
            Queue<Integer> queue = new Queue<>();
            Queue<Integer> joined = new Queue<>();
            joined.putNow(1);
            Action acquiring = () -> {
                lock.acquire();
                lock.acquire();
            };
            Action notified = () -> condition.run(() -> condition.await());
            for (Action waiting : List.<Action>of(
                    acquiring, event::await, semaphore::acquire, notified, barrier::await, queue::get, joined::join)) {
                run(() -> {
                    createTask(waiting);
                    sleep(ZERO);
                });

                assertThatThrownBy(() -> run(waiting))
                        .isInstanceOf(IllegalStateException.class)
                        .hasMessageContaining("is used by another event loop");
            }
        }

        @Test
        void oneWhoseLoopIsClosedCanBeUsedWhereNobodyWaits() {
            Lock lock = new Lock();
            run(() -> {
                lock.acquire();
                createTask(lock::acquire);
                sleep(ZERO);
            });

            boolean locked = Asyncio.run(() -> {
                lock.release();
                return lock.run(lock::locked);
            });

            assertThat(locked).isTrue();
            assertThat(lock.locked()).isFalse();
        }
    }

    @Nested
    class Threads {

        @ParameterizedTest
        @MethodSource("dev.eddy.sync.BindingTest#uses")
        void wakingFromAnotherThreadIsAnErrorThatNamesTheWayAndChangesNothing(Use use) {
            loop.run(() -> {
                Task<Void> waiter = createTask(use.waiting());
                sleep(ofSeconds(1));

                Throwable thrown = thrownInAnotherThread(use.waking()::run);
                sleep(ZERO);
                boolean woken = waiter.done();
                use.waking().run();
                await(waiter);

                assertThat(thrown).isInstanceOf(IllegalStateException.class)
                        .hasMessageContaining(use.call() + " was called by Thread[")
                        .hasMessageContaining("which does not run " + getRunningLoop())
                        .hasMessageContaining("callSoonThreadsafe(..)");
                assertThat(woken).isFalse();
            });
        }

        @ParameterizedTest
        @MethodSource("dev.eddy.sync.BindingTest#uses")
        void callSoonThreadsafeIsTheWay(Use use) {
            loop.run(() -> {
                EventLoop own = getRunningLoop();
                Task<Void> waiter = createTask(use.waiting());
                sleep(ofSeconds(1));

                Thread.ofPlatform()
                        .start(() -> own
                                .callSoonThreadsafe(() -> assertThat(catchThrowable(use.waking()::run)).isNull()));

                await(waiter);
            });
        }

        @ParameterizedTest
        @MethodSource("dev.eddy.sync.BindingTest#uses")
        void betweenRunsItIsTheThreadOfTheLastRun(Use use) {
            Task<Void> waiter = loop.run(() -> {
                Task<Void> task = createTask(use.waiting());
                sleep(ofSeconds(1));
                return task;
            });

            Throwable thrown = thrownInAnotherThread(use.waking()::run);
            use.waking().run();
            loop.run(() -> await(waiter));

            assertThat(thrown).isInstanceOf(IllegalStateException.class);
        }

        @Test
        void takingWhatAnotherLoopsCoroutinesWaitForIsAnErrorAtOnce() {
            Lock lock = new Lock();
            Semaphore semaphore = new Semaphore(0);
            Barrier barrier = new Barrier(2);
            loop.run(() -> {
                lock.acquire();
                List<Task<?>> waiters = new ArrayList<>();
                waiters.add(createTask(lock::acquire));
                waiters.add(createTask(semaphore::acquire));
                waiters.add(createTask(() -> barrier.await()));
                sleep(ZERO);
                waiters.forEach(Task::cancel);
                sleep(ZERO);
                lock.release();
                semaphore.release();

                for (ThrowingCallable call : List.<ThrowingCallable>of(
                        () -> run(lock::acquire), () -> run(semaphore::acquire), () -> run(barrier::await))) {
                    assertThat(thrownInAnotherThread(call))
                            .isInstanceOf(IllegalStateException.class)
                            .hasMessageContaining("callSoonThreadsafe(..)");
                }
                assertThat(lock.locked()).isFalse();
                assertThat(semaphore.locked()).isFalse();
            });
        }

        @Test
        void whereNobodyHasWaitedAnyThreadMayCall() {
            Event event = new Event();
            Queue<Integer> queue = new Queue<>();

            assertThat(thrownInAnotherThread(event::set)).isNull();
            assertThat(thrownInAnotherThread(() -> queue.putNow(1))).isNull();

            loop.run(() -> {
                event.await();
                assertThat(queue.get()).isEqualTo(1);
            });
        }
    }
}
