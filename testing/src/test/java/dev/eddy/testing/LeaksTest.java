package dev.eddy.testing;

import static dev.eddy.Asyncio.coroutine;
import static dev.eddy.Asyncio.createTask;
import static dev.eddy.Asyncio.sleep;
import static dev.eddy.testing.TaskAssert.assertThatTask;
import static java.time.Duration.ZERO;
import static java.time.Duration.ofHours;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;

import dev.eddy.CancelledError;
import dev.eddy.EventLoop;
import dev.eddy.ExceptionContext;
import dev.eddy.Task;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class LeaksTest {

    static class PendingTask {
        static final List<String> SEEN = new ArrayList<>();

        @EddyTest
        void leaves() {
            createTask(() -> {
                try {
                    sleep(ofHours(1));
                } finally {
                    sleep(ofSeconds(1));
                    SEEN.add("cleaned up");
                }
            });
            sleep(ZERO);
        }
    }

    @Test
    void a_pending_task_fails_the_test_and_is_cancelled() {
        PendingTask.SEEN.clear();

        assertThat(Kit.failureOf(PendingTask.class))
                .hasMessageContaining("the test has left behind")
                .hasMessageContaining("a pending task: Task[Task-")
                .hasMessageContaining("dev.eddy.Asyncio.sleep")
                .hasMessageContaining(
                        "created\n      at dev.eddy.testing.LeaksTest$PendingTask.leaves(LeaksTest.java:");
        assertThat(PendingTask.SEEN).containsExactly("cleaned up");
    }

    static class TasksThatEnd {
        private Task<?> connection;

        @EddyTest
        void cancelled() {
            connection = createTask(() -> sleep(ofHours(1)));
            sleep(ZERO);
        }

        @AfterEach
        void close() {
            connection.cancel();
        }
    }

    @Test
    void a_task_that_ends_without_time_passing_is_not_left_behind() {
        assertThat(Kit.failuresOf(TasksThatEnd.class)).isEmpty();
    }

    static class NeverAwaited {
        @EddyTest
        void forgets() {
            coroutine(() -> "never");
        }
    }

    @Test
    void a_coroutine_that_was_never_awaited_fails_the_test() {
        assertThat(Kit.failureOf(NeverAwaited.class))
                .hasMessageContaining("a coroutine was never awaited, created")
                .hasMessageContaining("LeaksTest$NeverAwaited.forgets(LeaksTest.java:");
    }

    static class NeverRetrieved {
        @EddyTest
        void forgets(TestScope scope) {
            createTask(() -> {
                throw new IllegalStateException("nobody looks");
            });
            scope.runCurrent();
        }
    }

    @Test
    void an_exception_that_was_never_retrieved_fails_the_test() {
        assertThat(Kit.failureOf(NeverRetrieved.class))
                .hasMessageContaining("an exception was never retrieved")
                .hasMessageContaining("nobody looks")
                .hasMessageContaining(
                        "created\n      at dev.eddy.testing.LeaksTest$NeverRetrieved.forgets(LeaksTest.java:")
                .hasRootCauseMessage("nobody looks");
    }

    static class Several {
        @EddyTest
        void leaves(EventLoop loop) {
            createTask(() -> sleep(ofHours(1)));
            coroutine(() -> "never");
            loop.callExceptionHandler(new ExceptionContext("first", new IllegalStateException("1"), null));
            loop.callExceptionHandler(new ExceptionContext("second", new IllegalStateException("2"), null));
        }
    }

    @Test
    void a_test_is_told_all_that_it_has_left_behind() {
        assertThat(Kit.failureOf(Several.class))
                .hasMessageContaining("a pending task")
                .hasMessageContaining("a coroutine was never awaited")
                .hasMessageContaining("first: java.lang.IllegalStateException: 1")
                .hasMessageContaining("second: java.lang.IllegalStateException: 2")
                .satisfies(failure -> assertThat(failure.getSuppressed()).hasSize(1));
    }

    static class FailsAndLeaves {
        @EddyTest
        void fails() {
            createTask(() -> sleep(ofHours(1)));
            throw new IllegalStateException("broken");
        }
    }

    @Test
    void the_failure_of_the_test_comes_before_what_it_has_left_behind() {
        assertThat(Kit.failureOf(FailsAndLeaves.class)).hasMessage("broken")
                .satisfies(failure -> assertThat(
                        failure.getSuppressed()).singleElement().asString().contains("a pending task"));
    }

    static class CannotBeCancelled {
        @EddyTest
        void leaves(EventLoop loop) {
            createTask(() -> {
                while (true) {
                    try {
                        dev.eddy.Asyncio.await(loop.createFuture());
                    } catch (CancelledError e) {
                        // not so
                    }
                }
            });
            sleep(ZERO);
        }
    }

    @Test
    void a_task_that_does_not_end_when_it_is_cancelled_fails_the_test() {
        assertThat(Kit.failureOf(CannotBeCancelled.class))
                .hasMessageContaining("a pending task")
                .hasMessageContaining("does not end when it is cancelled");
    }

    @AllowLeaks({Leak.TASKS, Leak.COROUTINES, Leak.EXCEPTIONS})
    static class Allowed {
        @EddyTest
        void leaves(EventLoop loop) {
            createTask(() -> sleep(ofHours(1)));
            coroutine(() -> "never");
            loop.callExceptionHandler(new ExceptionContext("first", new IllegalStateException("1"), null));
        }

        @EddyTest
        @AllowLeaks({})
        void mustNot() {
            createTask(() -> sleep(ofHours(1)));
        }
    }

    @Test
    void what_is_allowed_does_not_fail_a_test_and_the_method_goes_before_the_class() {
        assertThat(Kit.failureOf(Allowed.class)).hasMessageContaining("LeaksTest$Allowed.mustNot");
    }

    static class Asks {
        @EddyTest
        void asks(EventLoop loop, TestScope scope) {
            loop.callSoon(() -> {
                throw new IllegalStateException("1");
            });
            scope.runCurrent();
            assertThat(scope.reports()).singleElement()
                    .extracting(ExceptionContext::message)
                    .isEqualTo(
                            "a callback failed");
        }
    }

    @Test
    void a_test_that_asks_for_the_reports_does_not_fail_by_them() {
        assertThat(Kit.failuresOf(Asks.class)).isEmpty();
    }

    static class LooksAtTasks {
        private static Void fails() throws IOException {
            throw new IOException("nobody looks");
        }

        @EddyTest
        void atTheException(TestScope scope) {
            Task<?> failing = createTask(() -> fails());
            scope.runCurrent();
            assertThatTask(failing).failedWith(IOException.class);
        }

        @EddyTest
        void atTheTimeAlone(TestScope scope) {
            Task<?> failing = createTask(() -> fails());
            scope.runCurrent();
            assertThatTask(failing).isDone().tookVirtualTime(ZERO);
        }
    }

    @Test
    void an_exception_that_was_claimed_is_retrieved_and_one_that_nobody_has_looked_at_is_not() {
        assertThat(Kit.failureOf(LooksAtTasks.class))
                .hasMessageContaining("an exception was never retrieved")
                .hasMessageContaining("LooksAtTasks.atTheTimeAlone(LeaksTest.java:");
    }
}
