package dev.eddy;

import static dev.eddy.Asyncio.await;
import static dev.eddy.Asyncio.coroutine;
import static dev.eddy.Asyncio.createTask;
import static dev.eddy.Asyncio.sleep;
import static dev.eddy.ReturnWhen.ALL_COMPLETED;
import static dev.eddy.ReturnWhen.FIRST_COMPLETED;
import static dev.eddy.ReturnWhen.FIRST_EXCEPTION;
import static java.time.Duration.ZERO;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Behaviours A34 and A35. */
class WaitTest {

    @RegisterExtension final VirtualLoop loop = new VirtualLoop();

    private static Task<String> taskOf(int seconds, String result) {
        return createTask(() -> {
            sleep(ofSeconds(seconds));
            return result;
        });
    }

    private static Task<String> failingAfter(int seconds) {
        return createTask(() -> {
            sleep(ofSeconds(seconds));
            throw new IOException("after " + seconds);
        });
    }

    @Nested
    class Timeouts {

        @Test
        void a34_aTimeoutNeitherRaisesNorCancels() {
            loop.run(() -> {
                Task<String> fast = taskOf(1, "fast");
                Task<String> slow = taskOf(5, "slow");

                WaitResult<String> result = Asyncio.wait(List.of(slow, fast), ofSeconds(2), ALL_COMPLETED);

                assertThat(loop.time()).isEqualTo(ofSeconds(2));
                assertThat(result.done()).containsExactly(fast);
                assertThat(result.pending()).containsExactly(slow);
                assertThat(await(slow)).isEqualTo("slow");
            });
        }

        @Test
        void a34_aTimeoutOfZeroPolls() {
            loop.run(() -> {
                Task<String> done = taskOf(0, "done");
                Task<String> pending = taskOf(1, "pending");
                await(done);

                WaitResult<String> result = Asyncio.wait(List.of(done, pending), ZERO, ALL_COMPLETED);

                assertThat(result.done()).containsExactly(done);
                assertThat(result.pending()).containsExactly(pending);
                assertThat(loop.time()).isZero();
            });
        }
    }

    @Nested
    class Conditions {

        @Test
        void allCompletedWaitsForFailuresToo() {
            loop.run(() -> {
                Task<String> failing = failingAfter(1);
                Task<String> slow = taskOf(3, "slow");

                WaitResult<String> result = Asyncio.wait(List.of(failing, slow));

                assertThat(result.done()).containsExactly(failing, slow);
                assertThat(result.pending()).isEmpty();
                assertThat(failing.exception()).hasMessage("after 1");
                assertThat(loop.time()).isEqualTo(ofSeconds(3));
            });
        }

        @Test
        void a34_firstCompletedMayReturnSeveral() {
            loop.run(() -> {
                Task<String> first = taskOf(1, "first");
                Task<String> slow = taskOf(5, "slow");
                Task<String> second = taskOf(1, "second");

                WaitResult<String> result = Asyncio.wait(List.of(second, slow, first), FIRST_COMPLETED);

                assertThat(result.done()).containsExactly(second, first);
                assertThat(result.pending()).containsExactly(slow);
                assertThat(loop.time()).isEqualTo(ofSeconds(1));
            });
        }

        @Test
        void a34_firstCompletedCountsCancelledFutures() {
            loop.run(() -> {
                Task<String> cancelled = taskOf(5, "cancelled");
                Task<String> other = taskOf(6, "other");
                sleep(ZERO);
                cancelled.cancel();

                WaitResult<String> result = Asyncio.wait(List.of(cancelled, other), FIRST_COMPLETED);

                assertThat(result.done()).containsExactly(cancelled);
                assertThat(loop.time()).isZero();
            });
        }

        @Test
        void a35_firstExceptionReturnsAtTheFirstFailure() {
            loop.run(() -> {
                Task<String> fast = taskOf(1, "fast");
                Task<String> failing = failingAfter(2);
                Task<String> slow = taskOf(5, "slow");

                WaitResult<String> result = Asyncio.wait(List.of(fast, failing, slow), FIRST_EXCEPTION);

                assertThat(result.done()).containsExactly(fast, failing);
                assertThat(result.pending()).containsExactly(slow);
                assertThat(loop.time()).isEqualTo(ofSeconds(2));
            });
        }

        @Test
        void a35_firstExceptionIgnoresCancelledFutures() {
            loop.run(() -> {
                Task<String> cancelled = taskOf(5, "cancelled");
                Task<String> slow = taskOf(3, "slow");
                sleep(ZERO);
                cancelled.cancel();

                WaitResult<String> result = Asyncio.wait(List.of(cancelled, slow), FIRST_EXCEPTION);

                assertThat(result.done()).containsExactly(cancelled, slow);
                assertThat(loop.time()).isEqualTo(ofSeconds(3));
            });
        }

        @Test
        void futuresThatAreDoneAlreadyCountToo() {
            loop.run(() -> {
                Task<String> done = taskOf(0, "done");
                await(done);

                WaitResult<String> result = Asyncio.wait(List.of(done));

                assertThat(result.done()).containsExactly(done);
            });
        }
    }

    @Nested
    class Arguments {

        @Test
        void a35_anEmptyCollectionIsAnIllegalArgument() {
            loop.run(() -> {
                assertThatThrownBy(() -> Asyncio.wait(List.of()))
                        .isInstanceOf(IllegalArgumentException.class)
                        .hasMessageContaining("empty");
            });
        }

        @Test
        void awaitablesOfOtherKindsAreMadeFutures() {
            loop.run(() -> {
                CompletableFuture<String> stage = CompletableFuture.completedFuture("stage");
                Task<String> slow = taskOf(5, "slow");

                WaitResult<?> result = Asyncio.wait(FIRST_COMPLETED, stage, slow);

                assertThat(result.done()).singleElement()
                        .satisfies(
                                future -> assertThat((Object) future.result()).isEqualTo("stage"));
                assertThat(result.pending().contains(slow)).isTrue();
            });
        }

        @Test
        void aCoroutineIsAnIllegalArgumentAndCanStillBeAwaited() {
            loop.run(() -> {
                Coroutine<String> refused = coroutine(() -> "result");

                assertThatThrownBy(() -> Asyncio.wait(FIRST_COMPLETED, refused))
                        .isInstanceOf(IllegalArgumentException.class)
                        .hasMessageContaining("createTask");
                assertThat(await(refused)).isEqualTo("result");
            });
        }
    }

    @Test
    void a35_cancellingTheWaiterLeavesTheTasksAlone() {
        loop.run(() -> {
            Task<String> awaited = taskOf(5, "lives");
            Task<WaitResult<String>> waiter = createTask(() -> Asyncio.wait(List.of(awaited)));
            sleep(ofSeconds(1));

            waiter.cancel("why");

            assertThatThrownBy(() -> await(waiter)).isInstanceOf(CancelledError.class).hasMessage("why");
            assertThat(awaited.cancelling()).isZero();
            assertThat(await(awaited)).isEqualTo("lives");
        });
    }
}
