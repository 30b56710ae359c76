package dev.eddy;

import static dev.eddy.Asyncio.await;
import static dev.eddy.Asyncio.awaitShared;
import static dev.eddy.Asyncio.createTask;
import static dev.eddy.Asyncio.getRunningLoop;
import static dev.eddy.Asyncio.sleep;
import static dev.eddy.Asyncio.waitFor;
import static java.time.Duration.ZERO;
import static java.time.Duration.ofHours;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.eddy.context.ContextVar;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Behaviour R13 and the passage from {@code CompletionStage} to awaitables and back. */
class CompletionStageTest {

    @RegisterExtension final VirtualLoop loop = new VirtualLoop();

    /** What awaiting the stage throws when it is done before, and when it becomes done meanwhile. */
    private static List<Throwable> thrownByDoneAndPending(CompletableFuture<String> source, Throwable failure) {
        CompletableFuture<String> stage = source.thenApply(result -> result);
        Task<Throwable> pending = createTask(() -> catchThrowable(() -> await(stage)));
        sleep(ZERO);
        source.completeExceptionally(failure);
        Throwable whenDone = catchThrowable(() -> await(stage));
        return List.of(whenDone, await(pending));
    }

    @Nested
    class IntoACoroutine {

        @Test
        void aDoneStageGivesItsResultWithoutASuspension() {
            loop.run(() -> {
                List<String> log = new ArrayList<>();
                createTask(() -> log.add("other task"));

                String result = await(CompletableFuture.completedFuture("there"));

                assertThat(result).isEqualTo("there");
                assertThat(log).isEmpty();
            });
        }

        @Test
        void aPendingStageGivesItsResultOnTheLoopWhicheverThreadCompletesIt() {
            loop.run(() -> {
                CompletableFuture<String> stage = new CompletableFuture<>();
                Thread before = Thread.currentThread();
                Thread.ofPlatform().start(() -> stage.complete("from afar"));

                String result = await(stage);

                assertThat(result).isEqualTo("from afar");
                assertThat(Thread.currentThread()).isSameAs(before);
                assertThat(getRunningLoop()).isSameAs(loop.get());
            });
        }

        @Test
        void aStageThatIsNoCompletableFutureWorksToo() {
            loop.run(() -> {
                CompletableFuture<String> source = new CompletableFuture<>();
                getRunningLoop().callLater(ofSeconds(1), () -> source.complete("minimal"));

                String result = await(source.minimalCompletionStage());

                assertThat(result).isEqualTo("minimal");
            });
        }

        @Test
        void r13_theOriginalExceptionIsThrownByDoneAndPendingStagesAlike() {
            loop.run(() -> {
                IOException failure = new IOException("original");

                List<Throwable> thrown = thrownByDoneAndPending(new CompletableFuture<>(), failure);

                assertThat(thrown).containsExactly(failure, failure);
            });
        }

        @Test
        void r13_aCompletionExceptionWithoutACauseIsThrownAsItIsByBoth() {
            loop.run(() -> {
                CompletionException bare = new CompletionException("bare", null);

                List<Throwable> thrown = thrownByDoneAndPending(new CompletableFuture<>(), bare);

                assertThat(thrown).containsExactly(bare, bare);
            });
        }

        @Test
        void r13_whatABlockingCallHasPackedIsUnpackedByBoth() {
            loop.run(() -> {
                IOException failure = new IOException("original");
                CompletableFuture<String> stage = new CompletableFuture<>();
                Task<Throwable> pending = createTask(() -> catchThrowable(() -> await(stage)));
                sleep(ZERO);
                stage.completeExceptionally(new ExecutionException(failure));

                assertThat(List.of(await(pending), catchThrowable(() -> await(stage)))).containsExactly(failure,
                        failure);
            });
        }

        @Test
        void r13_aDoneStageIsLeftUntouched() {
            loop.run(() -> {
                CompletableFuture<String> stage = CompletableFuture.failedFuture(new IOException("original"));

                assertThatThrownBy(() -> await(stage)).isInstanceOf(IOException.class);

                assertThat(stage.getNumberOfDependents()).isZero();
                assertThatThrownBy(stage::join)
                        .isInstanceOf(CompletionException.class)
                        .hasCauseInstanceOf(IOException.class);
            });
        }

        @Test
        void aCancelledStageGivesACancelledErrorDoneOrPending() {
            loop.run(() -> {
                CompletableFuture<String> stage = new CompletableFuture<>();
                Task<Throwable> pending = createTask(() -> catchThrowable(() -> await(stage)));
                sleep(ZERO);

                boolean accepted = stage.cancel(true);

                assertThat(accepted).isTrue();
                assertThat(await(pending)).isInstanceOf(CancelledError.class).hasMessage(null);
                assertThatThrownBy(() -> await(stage)).isInstanceOf(CancelledError.class).hasMessage(null);
            });
        }

        @Test
        void aCheckedExceptionCanBeDeclaredToBeCaught() {
            String caught = loop.run(() -> {
                try {
                    return await(CompletableFuture.<String>failedFuture(new IOException("checked")), IOException.class);
                } catch (IOException e) {
                    return "caught " + e.getMessage();
                }
            });

            assertThat(caught).isEqualTo("caught checked");
        }
    }

    @Nested
    class Cancellation {

        @Test
        void cancellingTheTaskCancelsTheStageItAwaits() {
            loop.run(() -> {
                CompletableFuture<String> stage = new CompletableFuture<>();
                Task<String> task = createTask(() -> await(stage));
                sleep(ZERO);

                task.cancel("why");

                assertThatThrownBy(() -> await(task)).isInstanceOf(CancelledError.class).hasMessage("why");
                assertThat(stage).isCancelled();
            });
        }

        @Test
        void cancellingTheTaskSparesAStageThatItAwaitsShared() {
            loop.run(() -> {
                CompletableFuture<String> stage = new CompletableFuture<>();
                Task<String> cancelled = createTask(() -> awaitShared(stage));
                Task<String> other = createTask(() -> awaitShared(stage));
                sleep(ZERO);

                cancelled.cancel();
                assertThatThrownBy(() -> await(cancelled)).isInstanceOf(CancelledError.class);
                boolean spared = !stage.isDone();
                stage.complete("shared");

                assertThat(spared).isTrue();
                assertThat(await(other)).isEqualTo("shared");
            });
        }

        @Test
        void aTimeoutCancelsTheStage() {
            loop.run(() -> {
                CompletableFuture<String> stage = new CompletableFuture<>();

                assertThatThrownBy(() -> waitFor(stage, ofSeconds(1))).isInstanceOf(TimeoutException.class);
                assertThat(stage).isCancelled();
            });
        }
    }

    @Nested
    class OutOfACoroutine {

        @Test
        void aTaskCompletesItsCompletableFutureWithTheResult() {
            CompletableFuture<String> stage = loop.run(() -> {
                CompletableFuture<String> pending = createTask(() -> {
                    sleep(ofSeconds(1));
                    return "result";
                }).toCompletableFuture();
                sleep(ofSeconds(2));
                return pending;
            });

            assertThat(stage).isCompletedWithValue("result");
        }

        @Test
        void aTaskCompletesItsCompletableFutureWithTheVeryException() {
            IOException failure = new IOException("original");

            CompletableFuture<String> stage = loop.run(() -> {
                CompletableFuture<String> pending = createTask(() -> {
                    if (loop.time().isZero()) {
                        throw failure;
                    }
                    return "result";
                }).toCompletableFuture();
                sleep(ofSeconds(1));
                return pending;
            });

            assertThatThrownBy(stage::join).isInstanceOf(CompletionException.class).hasCause(failure);
        }

        @Test
        void aCancelledTaskShowsAsCancellation() {
            CompletableFuture<Void> stage = loop.run(() -> {
                Task<Void> task = createTask(() -> sleep(ofHours(1)));
                CompletableFuture<Void> pending = task.toCompletableFuture();
                task.cancel();
                sleep(ofSeconds(1));
                return pending;
            });

            assertThat(stage).isCancelled();
            assertThatThrownBy(stage::join).isInstanceOf(CancellationException.class);
        }

        @Test
        void aDoneFutureGivesADoneCompletableFuture() {
            Future<String> future = loop.get().createFuture();
            future.setResult("there");

            assertThat(future.toCompletableFuture()).isCompletedWithValue("there");
        }

        @Test
        void aFutureThatIsPendingWhenItsLoopIsClosedFailsItsCompletableFuture() {
            EventLoop own = loop.get();
            CompletableFuture<String> before = own.<String>createFuture().toCompletableFuture();
            Future<String> pending = own.createFuture();
            loop.close();

            assertThat(List.of(before, pending.toCompletableFuture()))
                    .allSatisfy(stage -> assertThatThrownBy(stage::join)
                            .hasCauseInstanceOf(IllegalStateException.class)
                            .hasMessageContaining("the event loop was closed before"));
        }

        @Test
        void cancellingTheCompletableFutureCancelsTheTask() {
            loop.run(() -> {
                Task<Void> task = createTask(() -> sleep(ofHours(1)));
                CompletableFuture<Void> stage = task.toCompletableFuture();
                sleep(ZERO);

                boolean accepted = stage.cancel(true);

                assertThat(accepted).isTrue();
                assertThatThrownBy(() -> await(task)).isInstanceOf(CancelledError.class);
            });
        }

        @Test
        void whatTheCleanUpFailsWithAfterThatIsReported() {
            IOException failure = new IOException("in clean-up");
            loop.run(() -> {
                CompletableFuture<Void> stage = createTask(() -> {
                    try {
                        sleep(ofHours(1));
                    } catch (CancelledError e) {
                        throw failure;
                    }
                }).toCompletableFuture();
                sleep(ZERO);
                stage.cancel(true);
                sleep(ofSeconds(1));
            });
            loop.close();

            assertThat(loop.reports()).extracting(ExceptionContext::exception).containsExactly(failure);
        }

        @Test
        void cancellingItFromAnotherThreadCancelsTheTask() {
            loop.run(() -> {
                Task<Void> task = createTask(() -> await(getRunningLoop().createFuture()));
                CompletableFuture<Void> stage = task.toCompletableFuture();
                sleep(ZERO);

                Thread.ofPlatform().start(() -> stage.cancel(true));

                assertThatThrownBy(() -> await(task)).isInstanceOf(CancelledError.class);
            });
        }

        @Test
        void cancellingAStageThatDependsOnItLeavesTheTaskAlone() {
            loop.run(() -> {
                Task<String> task = createTask(() -> {
                    sleep(ofSeconds(1));
                    return "result";
                });

                boolean accepted = task.toCompletableFuture().thenApply(result -> result).cancel(true);

                assertThat(accepted).isTrue();
                assertThat(await(task)).isEqualTo("result");
            });
        }
    }

    @Test
    void whatOneStageSetsInItsContextIsNotSeenByAnother() {
        ContextVar<String> variable = new ContextVar<>("variable", "unset");
        List<String> seen = new ArrayList<>();

        for (String name : List.of("first", "second")) {
            loop.run(() -> {
                Future<String> future = getRunningLoop().createFuture();
                CompletableFuture<Void> reaction = future.toCompletableFuture().thenAccept(result -> {
                    seen.add(variable.get());
                    variable.set(name);
                });
                future.setResult("done");
                await(reaction);
            });
        }

        assertThat(seen).containsExactly("unset", "unset");
    }
}
