package dev.eddy;

import static dev.eddy.Asyncio.asCompleted;
import static dev.eddy.Asyncio.await;
import static dev.eddy.Asyncio.createTask;
import static dev.eddy.Asyncio.getRunningLoop;
import static dev.eddy.Asyncio.race;
import static dev.eddy.Asyncio.run;
import static dev.eddy.Asyncio.sleep;
import static dev.eddy.Asyncio.waitFor;
import static dev.eddy.reactive.Publishers.awaitFirst;
import static dev.eddy.reactive.Publishers.each;
import static dev.eddy.reactive.Publishers.publisher;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.eddy.internal.AwaitTrace;
import java.io.IOException;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Test;
import org.reactivestreams.Publisher;

/** Behaviour R12: an exception that was awaited says where. */
class AwaitTraceTest {

    final IOException failure = new IOException("original");

    private static List<Throwable> tracesIn(Throwable thrown) {
        return Arrays.stream(thrown.getSuppressed()).filter(AwaitTrace.class::isInstance).toList();
    }

    private void failsAwaitedIn(String method, Callable<?> awaiting) {
        IOException fresh = new IOException();
        failure.initCause(fresh); // tells the stack of this test apart, and is there to be kept
        run(() -> {
            Throwable thrown = catchThrowable(awaiting::call);

            assertThat(thrown).isSameAs(failure).hasCause(fresh);
            assertThat(tracesIn(thrown)).singleElement()
                    .satisfies(trace -> assertThat(trace.getStackTrace())
                            .extracting(StackTraceElement::getMethodName)
                            .contains(method));
        });
    }

    private Object awaitsTask() {
        return await(createTask(() -> {
            throw failure;
        }));
    }

    private Object awaitsDoneFuture() {
        return await(failed());
    }

    private Object awaitsStage() {
        return await(CompletableFuture.failedFuture(failure));
    }

    private Object awaitsPublisher() {
        return awaitFirst(failing());
    }

    private Object iterates() {
        each(failing()).forEach(item -> {});
        return "nothing";
    }

    private Publisher<Object> failing() {
        return publisher(out -> {
            throw failure;
        });
    }

    @Test
    void r12_ofATask() {
        failsAwaitedIn("awaitsTask", this::awaitsTask);
    }

    @Test
    void r12_ofAFutureThatIsDone() {
        failsAwaitedIn("awaitsDoneFuture", this::awaitsDoneFuture);
    }

    private Object waitsForNoTime() throws TimeoutException {
        return waitFor(failed(), Duration.ZERO);
    }

    private Object takesWhatCompletes() {
        return await(asCompleted(List.of(failed())).iterator().next());
    }

    private Object races() {
        return race(List.of(failed()));
    }

    private Future<Object> failed() {
        Future<Object> future = getRunningLoop().createFuture();
        future.setException(failure);
        return future;
    }

    @Test
    void r12_ofAFutureThatIsDoneWaitedForForNoTime() {
        failsAwaitedIn("waitsForNoTime", this::waitsForNoTime);
    }

    @Test
    void r12_ofWhatCompletesNext() {
        failsAwaitedIn("takesWhatCompletes", this::takesWhatCompletes);
    }

    @Test
    void r12_ofTheWinnerOfARace() {
        failsAwaitedIn("races", this::races);
    }

    @Test
    void r12_ofAStageThatIsDone() {
        failsAwaitedIn("awaitsStage", this::awaitsStage);
    }

    @Test
    void r12_ofAPublisher() {
        failsAwaitedIn("awaitsPublisher", this::awaitsPublisher);
    }

    @Test
    void r12_ofAnIteration() {
        failsAwaitedIn("iterates", this::iterates);
    }

    @Test
    void r12_onceAlongAChainAndByMany() {
        run(() -> {
            Task<Object> first = createTask(() -> {
                throw failure;
            });
            Task<Object> second = createTask(() -> await(first));
            List<Task<Throwable>> many = List.of(
                    createTask(() -> catchThrowable(() -> await(second))),
                    createTask(() -> catchThrowable(() -> await(second))),
                    createTask(() -> catchThrowable(() -> await(first))));
            for (Task<Throwable> one : many) {
                assertThat(await(one)).isSameAs(failure);
            }

            assertThat(tracesIn(failure)).hasSize(1);
        });
    }

    @Test
    void r12_anExceptionThatIsThrownInTheSameTaskHasNone() {
        run(() -> {
            assertThat(catchThrowable(() -> await(Asyncio.coroutine(() -> {
                throw failure;
            })))).isSameAs(failure);
            assertThat(failure.getSuppressed()).isEmpty();
        });
    }

    @Test
    void r12_oneThatTakesNoSuppressedExceptionsIsThrownAsItIs() {
        RuntimeException bare = new RuntimeException("bare", null, false, false) {
            private static final long serialVersionUID = 1L;
        };
        run(() -> {
            Throwable thrown = catchThrowable(() -> await(createTask(() -> {
                sleep(Duration.ZERO);
                throw bare;
            })));

            assertThat(thrown).isSameAs(bare).hasNoSuppressedExceptions();
        });
    }

    @Test
    void r12_aCancellationIsNoFailure() {
        run(() -> {
            Task<?> task = createTask(() -> sleep(Duration.ofDays(1)));
            sleep(Duration.ZERO);
            task.cancel();

            assertThat(tracesIn(catchThrowable(() -> await(task)))).isEmpty();
        });
    }
}
