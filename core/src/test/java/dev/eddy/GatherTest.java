package dev.eddy;

import static dev.eddy.Asyncio.await;
import static dev.eddy.Asyncio.coroutine;
import static dev.eddy.Asyncio.createTask;
import static dev.eddy.Asyncio.gather;
import static dev.eddy.Asyncio.gatherReturnExceptions;
import static dev.eddy.Asyncio.getRunningLoop;
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
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Behaviours A30 to A33. */
class GatherTest {

    @RegisterExtension final VirtualLoop loop = new VirtualLoop();

    final List<String> log = new ArrayList<>();

    private Task<String> taskOf(int seconds, String result) {
        return createTask(() -> {
            try {
                sleep(ofSeconds(seconds));
            } catch (CancelledError e) {
                log.add(result + " cancelled");
                throw e;
            }
            return result;
        });
    }

    private static Task<String> failingAfter(int seconds, Exception failure) {
        return createTask(() -> {
            sleep(ofSeconds(seconds));
            throw failure;
        });
    }

    private static Task<String> swallowing(String result) {
        return createTask(() -> {
            try {
                sleep(ofHours(1));
            } catch (CancelledError e) {
                return result;
            }
            return "slept";
        });
    }

    @Test
    void aBodyGivenTwiceRunsTwice() {
        int[] runs = {0};
        Callable<Integer> body = () -> ++runs[0];

        List<Integer> results = loop.run(() -> await(gather(body, body)));

        assertThat(results).containsExactly(1, 2);
    }

    @Test
    void aCollectionOfAwaitablesOfAnyKindIsTaken() {
        List<Object> results = loop.run(() -> await(
                gather(List.of(CompletableFuture.completedFuture("stage"), coroutine(() -> "coroutine")))));

        assertThat(results).containsExactly("stage", "coroutine");
    }

    @Nested
    class Failures {

        @Test
        void a30_theFirstFailurePropagatesAtOnceAndTheSiblingsRunOn() {
            loop.run(() -> {
                IOException failure = new IOException("first");
                Task<String> sibling = taskOf(5, "sibling");

                Throwable thrown = catchThrowable(() -> await(gather(sibling, failingAfter(1, failure))));

                assertThat(thrown).isSameAs(failure);
                assertThat(loop.time()).isEqualTo(ofSeconds(1));
                assertThat(await(sibling)).isEqualTo("sibling");
                assertThat(log).isEmpty();
            });
        }

        @Test
        void a30_theLaterErrorsOfSiblingsAreNotReported() {
            IOException failure = new IOException("first");

            Throwable thrown = loop.run(() -> {
                Throwable first = catchThrowable(
                        () -> await(gather(failingAfter(1, failure), failingAfter(2, new IOException("second")))));
                sleep(ofSeconds(5));
                return first;
            });
            loop.close();

            assertThat(thrown).isSameAs(failure);
            assertThat(loop.reports()).isEmpty();
        }

        @Test
        void a30_withReturnExceptionsFailuresAreElements() {
            loop.run(() -> {
                IOException failure = new IOException("element");

                List<Object> results = await(gatherReturnExceptions(failingAfter(2, failure), taskOf(1, "result")));

                assertThat(results).containsExactly(failure, "result");
            });
        }
    }

    @Nested
    class Results {

        @Test
        void a31_theResultsAreInTheOrderOfTheArguments() {
            loop.run(() -> {
                List<String> results = await(gather(taskOf(3, "a"), taskOf(1, "b"), taskOf(2, "c")));

                assertThat(results).containsExactly("a", "b", "c");
                assertThat(loop.time()).isEqualTo(ofSeconds(3));
            });
        }

        @Test
        void a31_anArgumentGivenTwiceRunsOnceAndItsResultAppearsTwice() {
            loop.run(() -> {
                Coroutine<String> once = coroutine(() -> {
                    log.add("ran");
                    return "result";
                });

                List<String> results = await(gather(once, taskOf(1, "other"), once));

                assertThat(results).containsExactly("result", "other", "result");
                assertThat(log).containsExactly("ran");
            });
        }

        @Test
        void a31_anEmptyGatherIsDoneAtOnce() {
            loop.run(() -> {
                Future<List<String>> nothing = gather(List.<Task<String>>of());

                assertThat(nothing.done()).isTrue();
                assertThat(nothing.result()).isEmpty();
            });
        }

        @Test
        void a31_aGatherOfDoneFuturesIsDoneAtOnce() {
            loop.run(() -> {
                Task<String> first = taskOf(0, "a");
                Task<String> second = taskOf(0, "b");
                await(first);
                await(second);

                Future<List<String>> gathered = gather(first, second);

                assertThat(gathered.done()).isTrue();
                assertThat(gathered.result()).containsExactly("a", "b");
            });
        }

        @Test
        void awaitablesOfAllKindsCanBeMixed() {
            loop.run(() -> {
                CompletableFuture<String> stage = CompletableFuture.completedFuture("stage");
                Callable<String> body = () -> "body";

                List<Object> results = await(gather(stage, body, coroutine(() -> "coroutine"), taskOf(1, "task")));

                assertThat(results).containsExactly("stage", "body", "coroutine", "task");
            });
        }

        @Test
        void theChildrenStartInTheOrderOfTheArguments() {
            loop.run(() -> {
                await(gather(() -> log.add("a"), () -> log.add("b"), () -> log.add("c")));

                assertThat(log).containsExactly("a", "b", "c");
            });
        }

        @Test
        void aNullIsAResult() {
            loop.run(() -> {
                List<String> results = await(gather(taskOf(1, "a"), createTask(() -> (String) null)));

                assertThat(results).containsExactly("a", null);
            });
        }
    }

    @Nested
    class Cancellation {

        @Test
        void a32_cancellingTheGatherCancelsTheChildren() {
            loop.run(() -> {
                Future<List<String>> gathered = gather(taskOf(5, "a"), taskOf(6, "b"));
                sleep(ofSeconds(1));

                boolean accepted = gathered.cancel("why");

                assertThatThrownBy(() -> await(gathered)).isInstanceOf(CancelledError.class).hasMessage("why");
                assertThat(accepted).isTrue();
                assertThat(log).containsExactly("a cancelled", "b cancelled");
                assertThat(gathered.cancelled()).isFalse();
            });
        }

        @Test
        void a32_cancellingTheWaiterCancelsTheChildren() {
            loop.run(() -> {
                Task<String> child = taskOf(5, "a");
                Task<List<String>> waiter = createTask(() -> await(gather(child, taskOf(6, "b"))));
                sleep(ofSeconds(1));

                waiter.cancel();

                assertThatThrownBy(() -> await(waiter)).isInstanceOf(CancelledError.class);
                assertThat(child.cancelled()).isTrue();
                assertThat(log).containsExactly("a cancelled", "b cancelled");
            });
        }

        @Test
        void a32_aCancelledGatherRaisesEvenWithReturnExceptions() {
            loop.run(() -> {
                Future<List<Object>> gathered = gatherReturnExceptions(taskOf(5, "a"), taskOf(6, "b"));
                sleep(ofSeconds(1));

                gathered.cancel();

                assertThatThrownBy(() -> await(gathered)).isInstanceOf(CancelledError.class);
                assertThat(gathered.cancelled()).isFalse();
            });
        }

        @Test
        void a32_aCancelledGatherRaisesEvenIfAllChildrenSwallow() {
            loop.run(() -> {
                Future<List<String>> gathered = gather(swallowing("a"), swallowing("b"));
                sleep(ofSeconds(1));

                gathered.cancel();

                assertThatThrownBy(() -> await(gathered)).isInstanceOf(CancelledError.class);
                assertThat(gathered.cancelled()).isFalse();
            });
        }

        @Test
        void a32_aCancelledGatherRaisesEvenWithReturnExceptionsAndChildrenThatSwallow() {
            loop.run(() -> {
                Future<List<Object>> gathered = gatherReturnExceptions(swallowing("a"), swallowing("b"));
                sleep(ofSeconds(1));

                gathered.cancel();

                assertThatThrownBy(() -> await(gathered)).isInstanceOf(CancelledError.class);
                assertThat(gathered.cancelled()).isFalse();
            });
        }

        @Test
        void a32_cancellingADoneGatherReturnsFalse() {
            loop.run(() -> {
                Future<List<String>> gathered = gather(taskOf(1, "a"), taskOf(2, "b"));
                await(gathered);

                assertThat(gathered.cancel()).isFalse();
                assertThat(gathered.result()).containsExactly("a", "b");
            });
        }

        @Test
        void a33_aCancelledChildMakesTheGatherRaiseAndTheSiblingsLive() {
            loop.run(() -> {
                Task<String> child = taskOf(5, "child");
                Task<String> sibling = taskOf(6, "sibling");
                Future<List<String>> gathered = gather(child, sibling);
                sleep(ofSeconds(1));

                child.cancel();

                assertThatThrownBy(() -> await(gathered)).isInstanceOf(CancelledError.class);
                assertThat(loop.time()).isEqualTo(ofSeconds(1));
                assertThat(await(sibling)).isEqualTo("sibling");
            });
        }

        @Test
        void a33_withReturnExceptionsACancelledChildIsAnElement() {
            loop.run(() -> {
                Future<String> child = getRunningLoop().createFuture();
                Future<List<Object>> gathered = gatherReturnExceptions(child, taskOf(1, "sibling"));
                sleep(ZERO);

                child.cancel("why");
                List<Object> results = await(gathered);

                assertThat(results).hasSize(2).last().isEqualTo("sibling");
                assertThat(results.getFirst()).isInstanceOf(CancelledError.class);
                assertThat((CancelledError) results.getFirst()).hasMessage("why");
            });
        }
    }
}
