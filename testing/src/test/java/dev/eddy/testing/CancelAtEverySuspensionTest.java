package dev.eddy.testing;

import static dev.eddy.Asyncio.await;
import static dev.eddy.Asyncio.createTask;
import static dev.eddy.Asyncio.gather;
import static dev.eddy.Asyncio.shield;
import static dev.eddy.Asyncio.sleep;
import static dev.eddy.Asyncio.taskGroup;
import static java.time.Duration.ZERO;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;

import dev.eddy.CancelledError;
import dev.eddy.Engine;
import dev.eddy.EventLoop;
import dev.eddy.Task;
import dev.eddy.queue.Queue;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.junit.platform.testkit.engine.EngineExecutionResults;

class CancelAtEverySuspensionTest {

    /** Connections, each of which takes a while to come. */
    static class Pool {
        int free = 1;

        void take() {
            sleep(ofSeconds(1));
            free--;
        }

        void giveBack() {
            free++;
        }
    }

    static class CleansUp {
        static final List<String> ENDS = new ArrayList<>();
        private final Pool pool = new Pool();

        @CancelAtEverySuspension
        void a_connection_is_given_back(UnderTest underTest, TestScope scope) {
            Task<String> task = underTest.run(() -> {
                pool.take();
                try {
                    sleep(ofSeconds(2));
                    return "answer";
                } finally {
                    try {
                        sleep(ofSeconds(4));
                    } finally {
                        pool.giveBack();
                    }
                }
            });
            assertThat(pool.free).isEqualTo(1);
            ENDS.add((task.cancelled() ? "cancelled" : task.result()) + " after " + scope.time().toSeconds());
        }
    }

    @Test
    void a_task_that_cleans_up_passes_wherever_it_is_cancelled() {
        CleansUp.ENDS.clear();

        List<String> names = Kit.succeeded(CleansUp.class);

        assertThat(names.getFirst()).endsWith(", not cancelled");
        assertThat(names.get(1)).endsWith(", cancelled at moment 1 of " + (names.size() - 1));
        assertThat(names.getLast())
                .endsWith(", cancelled at moment " + (names.size() - 1) + " of " + (names.size() - 1));
        assertThat(CleansUp.ENDS).hasSameSizeAs(names)
                .containsExactly(
                        "answer after 7",
                        // while the connection comes: when all wait, when the timer is due, when it is there
                        "cancelled after 0",
                        "cancelled after 1",
                        "cancelled after 1",
                        // while it is used
                        "cancelled after 5",
                        "cancelled after 7",
                        "cancelled after 7",
                        // while it cleans up
                        "cancelled after 3",
                        "cancelled after 7",
                        "cancelled after 7");
    }

    static class ForgetsToGiveBack {
        private final Pool pool = new Pool();

        @CancelAtEverySuspension
        void a_connection_is_given_back(UnderTest underTest) {
            underTest.run(() -> {
                pool.take();
                sleep(ofSeconds(2));
                pool.giveBack();
            });
        }

        @AfterEach
        void see() {
            assertThat(pool.free).as("free connections").isEqualTo(1);
        }
    }

    @Test
    void clean_up_that_does_not_run_fails_with_the_line_where_the_task_was_cancelled() {
        assertThat(Kit.failureOf(ForgetsToGiveBack.class))
                .hasMessageContainingAll(
                        "cancelled at moment ",
                        "@CancelAtEverySuspension(only = ",
                        "[free connections]",
                        "when it was cancelled, it waited, as all did, in its suspension 2",
                        "at dev.eddy.Asyncio.sleep(",
                        "at dev.eddy.testing.CancelAtEverySuspensionTest$ForgetsToGiveBack.lambda$a_connection_is_given_back")
                .hasCauseInstanceOf(AssertionError.class);
    }

    static class CleanUpInterrupted {
        private final Pool pool = new Pool();

        @CancelAtEverySuspension
        void a_connection_is_given_back(UnderTest underTest) {
            underTest.run(() -> {
                pool.take();
                try {
                    sleep(ofSeconds(2));
                } finally {
                    sleep(ofSeconds(4)); // a cancellation may come here, too
                    pool.giveBack();
                }
            });
            assertThat(pool.free).isEqualTo(1);
        }
    }

    @Test
    void clean_up_that_is_cancelled_itself_is_found() {
        assertThat(Kit.failureOf(CleanUpInterrupted.class))
                .hasMessageContaining("cancelled at moment 7 of 9")
                .hasMessageContaining("in its suspension 3");
    }

    static class CleanUpOfTheLastMoment {
        @CancelAtEverySuspension
        void an_item_is_not_lost(UnderTest underTest) {
            Queue<String> queue = new Queue<>();
            List<String> handled = new ArrayList<>();
            createTask(() -> queue.put("item"));
            underTest.run(() -> {
                String item = queue.get();
                try {
                    sleep(ZERO);
                    handled.add(item);
                } catch (CancelledError e) {
                    queue.putNow(item);
                    throw e;
                }
            });
            assertThat(handled.size() + queue.size()).isEqualTo(1);
        }
    }

    @Test
    void a_cancellation_comes_also_when_the_turn_of_the_task_has_come() {
        assertThat(Kit.failuresOf(CleanUpOfTheLastMoment.class)).isEmpty();
    }

    static class LosesWhatHasArrived {
        @CancelAtEverySuspension
        void an_answer_is_not_lost(UnderTest underTest, EventLoop loop) {
            List<String> answers = new ArrayList<>();
            dev.eddy.Future<String> answer = loop.createFuture();
            loop.callLater(ofSeconds(1), () -> answer.setResult("there"));
            underTest.run(() -> {
                try {
                    answers.add(await(shield(answer)));
                } catch (CancelledError e) {
                    if (!answer.done()) {
                        answers.add("none");
                    }
                    throw e;
                }
            });
            assertThat(answers).hasSize(1);
        }
    }

    @Test
    void what_is_lost_only_when_it_has_come_already_is_found() {
        assertThat(Kit.failureOf(LosesWhatHasArrived.class))
                .hasMessageContaining("cancelled at moment 2 of 5");
    }

    static class Swallows {
        @CancelAtEverySuspension
        void goes_on(UnderTest underTest) {
            underTest.run(() -> {
                try {
                    sleep(ofSeconds(1));
                } catch (CancelledError e) {
                    // whatever it is
                }
                return "done";
            });
        }
    }

    @Test
    void a_task_that_swallows_its_cancellation_fails() {
        assertThat(Kit.failureOf(Swallows.class)).hasMessageContaining(
                "it swallowed the cancellation: it went on and returned done");
    }

    static class FailsInstead {
        @CancelAtEverySuspension
        void fails(UnderTest underTest) {
            underTest.run(() -> {
                try {
                    sleep(ofSeconds(1));
                } catch (CancelledError e) {
                    throw new IllegalStateException("not connected", e);
                }
            });
        }
    }

    @Test
    void a_task_whose_clean_up_fails_fails() {
        assertThat(Kit.failureOf(FailsInstead.class))
                .hasMessageContaining("it did not end by the cancellation, but failed: ")
                .hasMessageContaining("IllegalStateException: not connected");
    }

    static class PastThePointOfNoReturn {
        static final List<Boolean> ENDS = new ArrayList<>();

        @CancelAtEverySuspension(mayEndOtherwise = true)
        void commits(UnderTest underTest) {
            List<String> log = new ArrayList<>();
            Task<?> task = underTest.run(() -> {
                sleep(ofSeconds(1));
                Task<?> commit = createTask(() -> {
                    sleep(ofSeconds(1));
                    log.add("committed");
                });
                while (!commit.done()) {
                    try {
                        await(shield(commit));
                    } catch (CancelledError e) {
                        // it is too late
                    }
                }
            });
            assertThat(log).hasSize(task.cancelled() ? 0 : 1);
            ENDS.add(task.cancelled());
        }
    }

    @Test
    void a_task_may_end_otherwise_if_the_test_says_so() {
        PastThePointOfNoReturn.ENDS.clear();

        assertThat(Kit.failuresOf(PastThePointOfNoReturn.class)).isEmpty();
        assertThat(PastThePointOfNoReturn.ENDS).contains(true, false).first().isEqualTo(false);
        assertThat(PastThePointOfNoReturn.ENDS.getLast()).isEqualTo(false);
    }

    static class Hangs {
        @CancelAtEverySuspension
        void hangs(UnderTest underTest, EventLoop loop) {
            underTest.run(() -> {
                try {
                    sleep(ofSeconds(1));
                } catch (CancelledError e) {
                    await(loop.createFuture());
                }
            });
        }
    }

    @Test
    void a_task_that_hangs_fails() {
        assertThat(Kit.failureOf(Hangs.class)).hasMessageContainingAll(
                "cancelled at moment 1 of 3",
                "the test is blocked for ever",
                "waiting on Future[pending]");
    }

    static class ChildHangs {
        @CancelAtEverySuspension
        void hangs(UnderTest underTest, EventLoop loop) {
            underTest.run(() -> {
                Task<?> child = createTask(() -> {
                    try {
                        sleep(ofSeconds(1));
                    } catch (CancelledError e) {
                        await(loop.createFuture());
                    }
                });
                try {
                    await(shield(child));
                } finally {
                    child.cancel();
                }
            });
        }
    }

    @Test
    void a_task_that_was_cancelled_with_it_and_hangs_fails() {
        assertThat(Kit.failureOf(ChildHangs.class)).hasMessageContaining("the test is blocked for ever");
    }

    static class LeavesATask {
        @CancelAtEverySuspension
        void leaves(UnderTest underTest) {
            underTest.run(() -> {
                Task<?> child = createTask(() -> sleep(ofSeconds(2)));
                sleep(ofSeconds(1));
                await(child);
            });
        }
    }

    @Test
    void a_task_that_leaves_something_behind_fails() {
        assertThat(Kit.failureOf(LeavesATask.class)).hasMessageContainingAll(
                "cancelled at moment 1 of ", "a pending task", "LeavesATask.lambda$leaves$");
    }

    static class Structured {
        static int runs;

        @CancelAtEverySuspension
        void groups_end_with_their_task(UnderTest underTest) {
            runs++;
            List<String> open = new ArrayList<>();
            underTest.run(() -> taskGroup(group -> {
                group.createTask(() -> use(open, "a"));
                group.createTask(() -> use(open, "b"));
                await(gather(() -> use(open, "c"), () -> use(open, "d")));
                return null;
            }));
            assertThat(open).isEmpty();
        }

        private static void use(List<String> open, String what) {
            open.add(what);
            try {
                sleep(ofSeconds(1));
            } finally {
                try {
                    sleep(ZERO);
                } finally {
                    open.remove(what);
                }
            }
        }
    }

    @Test
    void a_cancellation_comes_also_between_the_steps_of_the_tasks_that_it_has_started() {
        Structured.runs = 0;

        assertThat(Kit.failuresOf(Structured.class)).isEmpty();
        assertThat(Structured.runs).isGreaterThan(15);
    }

    // ---- as tests ---------------------------------------------------------------------------------------------------

    static class Lifecycle {
        static final List<Object> INSTANCES = new ArrayList<>();
        private boolean connected;

        @BeforeEach
        void connect() {
            sleep(ofSeconds(1));
            connected = true;
        }

        @AfterEach
        void end() {
            INSTANCES.add(this);
        }

        @Nested
        class Inside {
            @OnEachEngine
            @CancelAtEverySuspension
            void waits(EventLoop loop, UnderTest underTest) {
                assertThat(connected).isTrue();
                Task<?> task = underTest.run(() -> sleep(ZERO));
                assertThat(task.getLoop()).isSameAs(loop);
            }
        }
    }

    @Test
    void each_run_has_an_instance_and_lifecycle_methods_of_its_own_on_each_engine() {
        Lifecycle.INSTANCES.clear();
        List<String> engines = Stream.of(Engine.values()).filter(Engine::isAvailable).map(Engine::label).toList();

        List<String> names = Kit.succeeded(Lifecycle.class);

        assertThat(names).hasSize(2 * engines.size());
        assertThat(engines).allSatisfy(engine -> assertThat(names).contains(
                engine + ", not cancelled", engine + ", cancelled at moment 1 of 1"));
        assertThat(Lifecycle.INSTANCES).hasSize(names.size()).doesNotHaveDuplicates();
    }

    static class Only {
        @CancelAtEverySuspension(only = 2)
        void once(UnderTest underTest) {
            assertThat(underTest.run(() -> sleep(ofSeconds(1))).cancelled()).isTrue();
        }
    }

    @Test
    void one_moment_can_be_repeated_alone() {
        assertThat(Kit.succeeded(Only.class)).singleElement().asString().endsWith("cancelled at moment 2");
    }

    static class NoSuchMoment {
        @CancelAtEverySuspension(only = 50)
        void ends(UnderTest underTest) {
            underTest.run(() -> sleep(ofSeconds(1)));
        }
    }

    @Test
    void a_moment_that_there_is_not_fails() {
        assertThat(Kit.failureOf(NoSuchMoment.class)).hasMessageContaining(
                "there is no moment 50: the task under test has 3");
    }

    static class FailsUncancelled {
        @CancelAtEverySuspension
        void fails(UnderTest underTest) {
            underTest.run(() -> {
                sleep(ofSeconds(1));
                throw new IllegalStateException("broken");
            });
        }
    }

    static class NothingTried {
        @CancelAtEverySuspension
        void forgets() {
            sleep(ofSeconds(1));
        }
    }

    static class NeverSuspended {
        @CancelAtEverySuspension
        void computes(UnderTest underTest) {
            underTest.run(() -> 6 * 7);
        }
    }

    static class TooMany {
        @CancelAtEverySuspension(max = 5)
        void many(UnderTest underTest) {
            underTest.run(() -> {
                for (int i = 0; i < 10; i++) {
                    sleep(ZERO);
                }
            });
        }
    }

    @Test
    void the_run_without_a_cancellation_must_pass_and_put_something_under_test() {
        assertThat(Kit.failureOf(FailsUncancelled.class)).hasMessage("broken");
        assertThat(Kit.failureOf(NothingTried.class)).hasMessageContaining("nothing was put under test");
        assertThat(Kit.failureOf(NeverSuspended.class)).hasMessageContaining("was never suspended");
        assertThat(Kit.failureOf(TooMany.class)).hasMessageContaining(
                "there are 10 moments to cancel the task under test; test less at once, or allow"
                        + " @CancelAtEverySuspension(max = 10)");
    }

    static class TwoAtOnce {
        @CancelAtEverySuspension
        void two(UnderTest underTest) {
            await(gather(
                    () -> underTest.run(() -> sleep(ofSeconds(1))),
                    () -> underTest.run(() -> sleep(ofSeconds(1)))));
        }
    }

    static class OneAfterTheOther {
        @CancelAtEverySuspension
        void two(UnderTest underTest) {
            Task<?> first = underTest.run(() -> sleep(ZERO));
            Task<?> second = underTest.run(() -> sleep(ZERO));
            assertThat(first.cancelled() && second.cancelled()).isFalse();
        }
    }

    @Test
    void tasks_are_under_test_one_after_the_other_and_not_at_once() {
        assertThat(Kit.succeeded(OneAfterTheOther.class)).hasSize(3);
        assertThat(Kit.failureOf(TwoAtOnce.class)).hasMessageContaining("one task at a time");
    }

    static class WithoutTheAnnotation {
        @EddyTest
        void asks(UnderTest underTest) {}
    }

    static class Both {
        @Interleavings
        @CancelAtEverySuspension
        void both(UnderTest underTest) {}
    }

    static class MomentMinusOne {
        @CancelAtEverySuspension(only = -1)
        void negative(UnderTest underTest) {}
    }

    static class BesideAnotherKind {
        @CancelAtEverySuspension
        @ParameterizedTest
        @ValueSource(ints = {1, 2})
        void parameterized(int number) {}
    }

    @Test
    void what_cannot_be_is_refused() {
        assertThat(Kit.failureOf(WithoutTheAnnotation.class))
                .hasMessageContaining("UnderTest is for tests with @CancelAtEverySuspension");
        assertThat(refusalOf(Kit.run(Both.class))).contains("either @Interleavings or @CancelAtEverySuspension");
        assertThat(refusalOf(Kit.run(MomentMinusOne.class))).contains("are counted from 1 on");
        assertThat(refusalOf(Kit.run(BesideAnotherKind.class))).contains("repeat no test of another kind");
    }

    private static String refusalOf(EngineExecutionResults results) {
        List<Throwable> failures = Kit.failures(results.containerEvents());
        assertThat(failures).hasSize(1);
        return failures.getFirst().getMessage();
    }

}
