package dev.eddy;

import static dev.eddy.Asyncio.await;
import static dev.eddy.Asyncio.gather;
import static dev.eddy.Asyncio.sleep;
import static dev.eddy.Asyncio.wrapFuture;
import static java.time.Duration.ZERO;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The futures of {@code java.util.concurrent} in a coroutine. */
class WrapFutureTest {

    @RegisterExtension final VirtualLoop loop = new VirtualLoop();

    @Test
    void theResultOfAPendingFutureArrives() {
        FutureTask<String> work = new FutureTask<>(() -> "result");
        loop.run(() -> {
            Future<String> wrapped = wrapFuture(work);
            assertThat(wrapped.done()).isFalse();
            Thread.ofPlatform().start(work);
            assertThat(await(wrapped)).isEqualTo("result");
        });
    }

    @Test
    void theResultOfADoneFutureIsThereAtOnce() {
        FutureTask<String> work = new FutureTask<>(() -> "result");
        work.run();
        loop.run(() -> assertThat(wrapFuture(work).result()).isEqualTo("result"));
    }

    @Test
    void itsFailureIsTheOriginalException() {
        IOException failure = new IOException("of the work");
        FutureTask<String> work = new FutureTask<>(() -> {
            throw failure;
        });
        loop.run(() -> {
            Future<String> wrapped = wrapFuture(work);
            work.run();
            assertThatThrownBy(() -> await(wrapped)).isSameAs(failure);
        });
    }

    @Test
    void itsCancellationIsACancelledError() {
        FutureTask<String> work = new FutureTask<>(() -> "never");
        loop.run(() -> {
            Future<String> wrapped = wrapFuture(work);
            work.cancel(true);
            assertThatThrownBy(() -> await(wrapped)).isInstanceOf(CancelledError.class);
        });
    }

    @Test
    void cancellingTheWrapperCancelsAndInterruptsTheOriginal() {
        CountDownLatch begun = new CountDownLatch(1);
        CountDownLatch interrupted = new CountDownLatch(1);
        FutureTask<String> work = new FutureTask<>(() -> {
            begun.countDown();
            try {
                Thread.sleep(Long.MAX_VALUE);
            } catch (InterruptedException e) {
                interrupted.countDown();
            }
            return "late";
        });
        loop.run(() -> {
            Future<String> wrapped = wrapFuture(work);
            Thread.ofPlatform().start(work);
            begun.await();
            wrapped.cancel();
            interrupted.await();
            assertThatThrownBy(() -> await(wrapped)).isInstanceOf(CancelledError.class);
        });
        assertThat(work.isCancelled()).isTrue();
    }

    @Test
    void aCompletableFutureIsWrappedAsAStage() {
        CompletableFuture<String> stage = new CompletableFuture<>();
        loop.run(() -> {
            Future<String> wrapped = wrapFuture(stage);
            wrapped.cancel();
            sleep(ZERO);
            assertThat(stage.isCancelled()).isTrue();
        });
    }

    @Test
    void nullIsAResult() {
        FutureTask<Void> work = new FutureTask<>(() -> {}, null);
        loop.run(() -> {
            Future<Void> wrapped = wrapFuture(work);
            work.run();
            assertThat(await(wrapped)).isNull();
        });
    }

    @Test
    void theyAreGatheredAsTheyAre() {
        FutureTask<String> work = new FutureTask<>(() -> "from a thread");
        loop.run(() -> {
            Thread.ofPlatform().start(work);
            assertThat(await(gather(work, CompletableFuture.completedFuture("a stage"))))
                    .isEqualTo(List.of("from a thread", "a stage"));
        });
    }

    @Test
    void aTaskIsOneOfThemAgain() {
        loop.run(() -> {
            java.util.concurrent.Future<String> there = Asyncio.createTask(() -> "round trip").toCompletableFuture();
            assertThat(await(wrapFuture(there))).isEqualTo("round trip");
        });
    }

    @Test
    void nullIsRefused() {
        loop.run(() -> assertThatThrownBy(() -> wrapFuture(null)).isInstanceOf(NullPointerException.class));
    }

    @Test
    void aLoopIsNeeded() {
        assertThatThrownBy(() -> wrapFuture(new FutureTask<>(() -> "result")))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("no event loop runs");
    }
}
