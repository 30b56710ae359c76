package dev.eddy.testing;

import static dev.eddy.Asyncio.await;
import static dev.eddy.Asyncio.createTask;
import static dev.eddy.Asyncio.sleep;
import static dev.eddy.testing.TaskAssert.assertThatTask;
import static java.time.Duration.ZERO;
import static java.time.Duration.ofHours;
import static java.time.Duration.ofMillis;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.eddy.Asyncio;
import dev.eddy.EventLoop;
import dev.eddy.Task;
import dev.eddy.TaskOptions;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

@EddyTest
class TaskAssertTest {

    private Task<String> pending;
    private Task<String> succeeded;
    private Task<String> failed;
    private Task<String> cancelled;

    @BeforeEach
    void make(EventLoop loop, TestScope scope) {
        pending = loop.createTask(() -> answerIn(ofHours(1)), TaskOptions.DEFAULT.withName("slow"));
        succeeded = loop.createTask(() -> answerIn(ofSeconds(3)), TaskOptions.DEFAULT.withName("good"));
        failed = loop.createTask(() -> failsIn(ofSeconds(2)), TaskOptions.DEFAULT.withName("bad"));
        cancelled = loop.createTask(() -> answerIn(ofHours(1)), TaskOptions.DEFAULT.withName("gone"));
        scope.advance(ofSeconds(1));
        cancelled.cancel();
        scope.advance(ofSeconds(9));
    }

    private static String answerIn(Duration time) {
        sleep(time);
        return "answer";
    }

    private static String failsIn(Duration time) throws IOException {
        sleep(time);
        throw new IOException("no route");
    }

    @AfterEach
    void end() {
        pending.cancel();
        failed.exception();
    }

    @Test
    void what_is_so_is_claimed_without_complaint() {
        assertThatTask(pending).isPending();
        assertThatTask(succeeded).isDone().succeededWith("answer").succeeded().isEqualTo("answer");
        assertThatTask(failed).isDone().failed().isInstanceOf(IOException.class);
        assertThatTask(failed).failedWith(failed.exception()).failedWith(IOException.class).hasMessage("no route");
        assertThatTask(cancelled).isDone().isCancelled();
    }

    @Test
    void a_result_may_be_null() {
        Task<String> nothing = createTask(() -> null);
        await(nothing);

        assertThatTask(nothing).succeededWith(null).succeeded().isNull();
    }

    @Test
    void to_claim_of_no_task_is_an_error_of_the_test() {
        assertThatThrownBy(() -> assertThatTask(null).isDone())
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("Expecting actual not to be null");
        assertThatThrownBy(() -> assertThatTask(failed).failedWith((Class<Exception>) null))
                .isInstanceOf(NullPointerException.class);
    }

    @Nested
    class WhatFailsTells {

        @Test
        void the_task_and_where_it_waits() {
            for (Runnable claim : List.<Runnable>of(
                    () -> assertThatTask(pending).isDone(),
                    () -> assertThatTask(pending).isCancelled(),
                    () -> assertThatTask(pending).succeeded(),
                    () -> assertThatTask(pending).succeededWith("answer"),
                    () -> assertThatTask(pending).failed(),
                    () -> assertThatTask(pending).failedWith(IOException.class),
                    () -> assertThatTask(pending).failedWith(new IOException()),
                    () -> assertThatTask(pending).tookVirtualTime(ofHours(1)))) {
                assertThatThrownBy(claim::run)
                        .isInstanceOf(AssertionError.class)
                        .hasMessageStartingWith("\nExpecting task\n  Task[slow, pending, waiting on Future[pending]]\n"
                                + "      at dev.eddy.Asyncio.sleep(Asyncio.java")
                        .hasMessageContaining("TaskAssertTest.answerIn(TaskAssertTest.java")
                        .hasMessageContaining("\nto ")
                        .hasNoCause();
            }
        }

        @Test
        void what_the_task_has_failed_with_and_where() {
            for (Runnable claim : List.<Runnable>of(
                    () -> assertThatTask(failed).isPending(),
                    () -> assertThatTask(failed).isCancelled(),
                    () -> assertThatTask(failed).succeeded(),
                    () -> assertThatTask(failed).succeededWith("answer"),
                    () -> assertThatTask(failed).failedWith(IllegalStateException.class),
                    () -> assertThatTask(failed).failedWith(new IOException("no route")),
                    () -> assertThatTask(failed).tookVirtualTime(ofSeconds(1)))) {
                assertThatThrownBy(claim::run)
                        .isInstanceOf(AssertionError.class)
                        .hasMessageContaining("Task[bad, finished, exception: java.io.IOException: no route]")
                        .hasMessageContaining("TaskAssertTest.failsIn(TaskAssertTest.java")
                        .hasCause(failed.exception());
            }
        }

        @Test
        void what_was_expected() {
            assertThatThrownBy(() -> assertThatTask(pending).isDone()).hasMessageEndingWith("\nto be done");
            assertThatThrownBy(() -> assertThatTask(succeeded).isPending()).hasMessageEndingWith("\nto be pending");
            assertThatThrownBy(() -> assertThatTask(succeeded).failedWith(IOException.class))
                    .hasMessageContaining("Task[good, finished, result: answer]")
                    .hasMessageEndingWith("\nto have failed with\n  java.io.IOException");
            assertThatThrownBy(() -> assertThatTask(failed).succeededWith("50 % of it"))
                    .hasMessageEndingWith("\nto have the result\n  50 % of it");
        }

        @Test
        void both_results() {
            assertThatThrownBy(() -> assertThatTask(succeeded).succeededWith("question"))
                    .hasMessageContaining("the result of Task[good, finished, result: answer]")
                    .hasMessageContaining("\"question\"")
                    .hasMessageContaining("\"answer\"");
        }

        @Test
        void that_a_cancellation_is_no_failure() {
            assertThatThrownBy(() -> assertThatTask(cancelled).failed())
                    .hasMessageContaining("Task[gone, cancelled]")
                    .hasCauseInstanceOf(dev.eddy.CancelledError.class);
        }

        @Test
        void that_a_cancellation_is_still_under_way() {
            pending.cancel();

            assertThatThrownBy(() -> assertThatTask(pending).isCancelled())
                    .hasMessageContaining("that was asked for, and is done when the task has had its turn");
        }

        @Test
        void what_the_test_calls_it() {
            assertThatThrownBy(() -> assertThatTask(pending).as("the first fetch").isDone())
                    .hasMessageStartingWith("[the first fetch] ");
            assertThatThrownBy(() -> assertThatTask(succeeded).as("the first fetch").succeeded().isEqualTo("question"))
                    .hasMessageStartingWith("[the first fetch] ");
        }
    }

    @Nested
    class Time {

        @Test
        void is_taken_from_the_creation_of_the_task_to_its_end() {
            assertThatTask(succeeded).tookVirtualTime(ofSeconds(3));
            assertThatTask(failed).tookVirtualTime(ofSeconds(2)).tookVirtualTimeBetween(ofSeconds(1), ofSeconds(2));
            assertThatTask(cancelled).tookVirtualTime(ofSeconds(1));

            Task<String> atOnce = createTask(() -> "there");
            Task<String> late = createTask(() -> answerIn(ofMillis(1)));
            await(late);
            assertThatTask(atOnce).tookVirtualTime(ZERO);
            assertThatTask(late).tookVirtualTime(ofMillis(1));
        }

        @Test
        void is_told_when_it_is_another() {
            assertThatThrownBy(() -> assertThatTask(succeeded).tookVirtualTime(ofSeconds(4))).hasMessageEndingWith(
                    "\nto have taken PT4S of virtual time; it took PT3S, from PT0S to PT3S");
            assertThatThrownBy(() -> assertThatTask(succeeded).tookVirtualTimeBetween(ofSeconds(1), ofSeconds(2)))
                    .hasMessageEndingWith(
                            "\nto have taken between PT1S and PT2S of virtual time; it took PT3S, from PT0S to PT3S");
            assertThatThrownBy(() -> assertThatTask(pending).tookVirtualTime(ofSeconds(4)))
                    .hasMessageEndingWith("\nto have taken PT4S of virtual time; it has not ended");
        }

        @Test
        void is_known_only_of_tests() {
            Task<String> other = new Outside().task();

            assertThatTask(other).succeededWith("elsewhere");
            assertThatIllegalStateException().isThrownBy(() -> assertThatTask(other).tookVirtualTime(ZERO))
                    .withMessageContaining("is not one of an @EddyTest that is under way");
        }
    }

    /** A loop that is no test's, in a thread of its own. */
    private record Outside() {
        Task<String> task() {
            List<Task<String>> made = new ArrayList<>();
            Thread thread = Thread.ofPlatform().start(() -> Asyncio.run(() -> {
                made.add(createTask(() -> "elsewhere"));
                await(made.getFirst());
            }));
            try {
                thread.join();
            } catch (InterruptedException e) {
                throw new AssertionError(e);
            }
            return made.getFirst();
        }
    }
}
