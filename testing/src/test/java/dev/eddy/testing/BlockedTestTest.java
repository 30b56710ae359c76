package dev.eddy.testing;

import static dev.eddy.Asyncio.await;
import static dev.eddy.Asyncio.createTask;
import static dev.eddy.Asyncio.getRunningLoop;
import static dev.eddy.Asyncio.sleep;
import static dev.eddy.Asyncio.toThread;
import static java.time.Duration.ZERO;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;

import dev.eddy.DeadlockException;
import dev.eddy.Engine;
import dev.eddy.EventLoop;
import dev.eddy.Task;
import dev.eddy.TaskOptions;
import dev.eddy.sync.Lock;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class BlockedTestTest {

    static class Deadlock {
        @EddyTest
        void two_locks(EventLoop loop) {
            Lock first = new Lock();
            Lock second = new Lock();
            Task<?> other = loop.createTask(() -> takeBoth(second, first), TaskOptions.DEFAULT.withName("other"));
            takeBoth(first, second);
            await(other);
        }

        private static Void takeBoth(Lock one, Lock two) {
            one.acquire();
            sleep(ofSeconds(1));
            two.acquire();
            return null;
        }
    }

    @Test
    @Timeout(30)
    void a_blocked_test_fails_at_once_and_names_each_task_and_what_it_waits_for() {
        assertThat(Kit.failureOf(Deadlock.class))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("blocked for ever")
                .hasMessageContaining("otherThreads = true")
                .hasMessageContaining("Task[two_locks, pending, waiting on Future[pending]]")
                .hasMessageContaining("Task[other, pending, waiting on Future[pending]]")
                .hasMessageContaining("dev.eddy.sync.Lock.acquire")
                .hasMessageContaining("BlockedTestTest$Deadlock.takeBoth(BlockedTestTest.java:")
                .hasMessageNotContaining("org.junit")
                .hasCauseInstanceOf(DeadlockException.class);
    }

    static class WaitsForAStranger {
        static boolean afterEach;

        @AfterEach
        void after() {
            sleep(ofSeconds(1));
            afterEach = true;
        }

        @EddyTest(otherThreads = true, limit = 100, limitUnit = TimeUnit.MILLISECONDS)
        void forEver() {
            await(getRunningLoop().createFuture());
        }
    }

    @Test
    @Timeout(30)
    void a_test_that_takes_too_long_names_each_task_and_what_it_waits_for() {
        WaitsForAStranger.afterEach = false;

        assertThat(Kit.failureOf(WaitsForAStranger.class))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("longer than 100 ms in real time")
                .hasMessageContaining("Task[forEver, pending, waiting on Future[pending]]")
                .hasMessageContaining("BlockedTestTest$WaitsForAStranger.forEver(BlockedTestTest.java:");
        assertThat(WaitsForAStranger.afterEach).isTrue();
    }

    static class NeverSuspends {
        @EddyTest(limit = 100, limitUnit = TimeUnit.MILLISECONDS)
        void spins() {
            while (true) {
                sleep(ZERO);
            }
        }
    }

    @Test
    @Timeout(30)
    void a_test_that_runs_for_ever_is_stopped_between_two_steps() {
        assertThat(Kit.failureOf(NeverSuspends.class))
                .hasMessageContaining("longer than 100 ms in real time")
                .hasMessageContaining("Task[spins, pending");
    }

    static class BlocksItsThread {
        @EddyTest(limit = 100, limitUnit = TimeUnit.MILLISECONDS)
        void blocks() throws InterruptedException {
            createTask(() -> {});
            new CountDownLatch(1).await();
        }
    }

    @Test
    @Timeout(30)
    void a_test_that_blocks_its_thread_is_interrupted_and_shows_its_stack() {
        String blocked = Engine.getDefault() == Engine.GREEN // there the task alone is
                ? "Task[blocks, pending"
                : "its loop is blocked in";
        assertThat(Kit.failureOf(BlocksItsThread.class))
                .hasMessageContaining("longer than 100 ms in real time")
                .hasMessageContaining(blocked)
                .hasMessageContaining("CountDownLatch.await")
                .hasMessageContaining("BlockedTestTest$BlocksItsThread.blocks(BlockedTestTest.java:");
        assertThat(Thread.interrupted()).isFalse();
    }

    static class ComesToAnEndByItself {
        @EddyTest(limit = 100, limitUnit = TimeUnit.MILLISECONDS)
        void a_little_later() {
            long began = System.nanoTime();
            while (System.nanoTime() - began < 101_000_000) {
                Thread.onSpinWait();
            }
        }

        @EddyTest(limit = 100, limitUnit = TimeUnit.MILLISECONDS)
        void when_it_is_interrupted() {
            try {
                new CountDownLatch(1).await();
            } catch (InterruptedException e) {
                // goes on
            }
        }

        @EddyTest(limit = 100, limitUnit = TimeUnit.MILLISECONDS)
        void when_it_sees_that_it_was_interrupted() {
            while (!Thread.currentThread().isInterrupted()) {
                Thread.onSpinWait();
            }
        }
    }

    @Test
    @Timeout(30)
    void a_test_that_takes_too_long_fails_although_it_comes_to_an_end_by_itself() {
        assertThat(Kit.failuresOf(ComesToAnEndByItself.class)).hasSize(3)
                .allSatisfy(failure -> assertThat(failure).hasMessageContaining("longer than 100 ms in real time"));
    }

    static class InterruptsItsThread {
        static boolean afterEach;

        @EddyTest
        void sets_the_status_again() {
            Thread.currentThread().interrupt();
        }

        @AfterEach
        void after() {
            sleep(ofSeconds(1));
            afterEach = true;
            createTask(() -> sleep(ofSeconds(1)));
            Thread.currentThread().interrupt();
        }
    }

    @Test
    void a_test_that_leaves_its_thread_interrupted_cancels_no_method_behind_it_nor_its_end() {
        InterruptsItsThread.afterEach = false;

        assertThat(Kit.failureOf(InterruptsItsThread.class)).hasMessageContaining("a pending task");
        assertThat(InterruptsItsThread.afterEach).isTrue();
        assertThat(Thread.interrupted()).isFalse();
    }

    static class ExecutorThatHangs {
        static final CountDownLatch GATE = new CountDownLatch(1);

        @EddyTest(limit = 100, limitUnit = TimeUnit.MILLISECONDS)
        void waitsForAThread() {
            createTask(() -> sleep(ofSeconds(1)));
            toThread(() -> {
                GATE.await();
                return null;
            });
        }

        @AfterEach
        void open() {
            GATE.countDown();
        }
    }

    @Test
    @Timeout(30)
    void a_test_that_waits_too_long_for_a_call_says_so() {
        assertThat(Kit.failureOf(ExecutorThatHangs.class))
                .hasMessageContaining("a call on an executor is under way")
                .hasMessageContaining("Task[waitsForAThread, pending");
    }

    static class InAThreadOfItsOwn {
        @EddyTest
        @Timeout(value = 30, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
        void sleeps() {
            sleep(ofSeconds(1));
        }
    }

    @Test
    void a_test_that_is_moved_to_another_thread_says_what_does_so() {
        assertThat(Kit.failureOf(InAThreadOfItsOwn.class))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("junit-timeout-thread-")
                .hasMessageContaining("@Timeout(threadMode = SEPARATE_THREAD)")
                .hasMessageContaining("@EddyTest(limit = ..)");
    }

    static class OrdinaryFailure {
        @EddyTest
        void fails() throws Exception {
            sleep(ofSeconds(1));
            throw new java.io.IOException("broken");
        }

        @EddyTest
        void failsInACallback(EventLoop loop, TestScope scope) {
            loop.callSoon(() -> {
                throw new IllegalStateException("broken, too");
            });
            scope.runCurrent();
        }
    }

    @Test
    void a_test_fails_with_its_own_exception_or_with_what_the_exception_handler_was_told() {
        assertThat(Kit.failuresOf(OrdinaryFailure.class)).satisfiesExactlyInAnyOrder(
                thrown -> assertThat(thrown).isInstanceOf(java.io.IOException.class).hasMessage("broken"),
                thrown -> assertThat(thrown)
                        .isInstanceOf(AssertionError.class)
                        .hasRootCauseMessage("broken, too"));
    }
}
