package dev.eddy.reactor;

import static dev.eddy.Asyncio.await;
import static dev.eddy.Asyncio.createTask;
import static dev.eddy.Asyncio.getRunningLoop;
import static dev.eddy.Asyncio.run;
import static dev.eddy.reactor.ReactorBridge.mono;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.eddy.Future;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;
import reactor.test.StepVerifier;

/** R40: who runs a loop must not block. */
class BlockingTest {

    private static void assertBlockingFails() {
        assertThat(Schedulers.isInNonBlockingThread()).isTrue();
        assertThatThrownBy(() -> Mono.never().block())
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("block()");
        assertThatThrownBy(() -> Flux.never().blockFirst()).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> Flux.never().toIterable().iterator().hasNext())
                .isInstanceOf(IllegalStateException.class);
    }

    @Test
    void r40_blockFailsInACoroutine() {
        run(() -> {
            ReactorBridge.contextView(); // the bridge is in use
            assertBlockingFails();
            await(createTask(BlockingTest::assertBlockingFails));
        });
    }

    @Test
    void r40_blockFailsInACallback() {
        run(() -> {
            ReactorBridge.contextView();
            Future<Object> outcome = getRunningLoop().createFuture();
            getRunningLoop().callSoon(() -> {
                try {
                    assertBlockingFails();
                    outcome.setResult(null);
                } catch (AssertionError e) {
                    outcome.setException(e);
                }
            });
            await(outcome);
        });
    }

    @Test
    void r40_blockFailsOnTheSharedLoops() {
        StepVerifier.create(mono(BlockingTest::assertBlockingFails)).verifyComplete();
    }

    @Test
    void r40_blockWorksInTheExecutorAndOutsideOfAnyLoop() {
        Object inExecutor = run(() -> await(getRunningLoop()
                .runInExecutor(() -> mono(() -> 1).publishOn(Schedulers.parallel()).block())));
        assertThat(inExecutor).isEqualTo(1);

        assertThat(Schedulers.isInNonBlockingThread()).isFalse();
        assertThat(mono(() -> 2).block()).isEqualTo(2);
    }
}
