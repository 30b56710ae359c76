package dev.eddy.reactor;

import static dev.eddy.Asyncio.await;
import static dev.eddy.Asyncio.createTask;
import static dev.eddy.Asyncio.getRunningLoop;
import static dev.eddy.Asyncio.run;
import static dev.eddy.Asyncio.sleep;
import static dev.eddy.Asyncio.timeout;
import static dev.eddy.reactor.ReactorBridge.mono;
import static dev.eddy.reactor.ReactorBridge.runOn;
import static dev.eddy.reactor.ReactorBridge.scheduler;
import static dev.eddy.reactor.Turns.letOthersRun;
import static java.time.Duration.ofMillis;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.eddy.EventLoop;
import dev.eddy.Task;
import dev.eddy.context.ContextVar;
import java.io.IOException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;

/** Plain code on a scheduler, for which a coroutine waits: R38. */
class RunOnTest {

    static final ContextVar<String> NAME = new ContextVar<>("name", "nobody");

    @RegisterExtension final Dropped dropped = new Dropped();

    @Test
    void itRunsThereMayBlockAndTheCoroutineGoesOnOnItsLoop() {
        run(() -> {
            EventLoop own = getRunningLoop();
            NAME.set("ada");
            String result = runOn(
                    Schedulers.boundedElastic(),
                    () -> Thread.currentThread().getName() + " " + NAME.get() + " "
                            + Mono.just("blocking").hide().block());

            assertThat(result).startsWith("boundedElastic").endsWith(" ada blocking");
            assertThat(getRunningLoop()).isSameAs(own);
        });
    }

    @Test
    void otherTasksRunMeanwhile() {
        run(() -> {
            CountDownLatch gate = new CountDownLatch(1);
            Task<String> task = createTask(() -> runOn(Schedulers.boundedElastic(), () -> {
                gate.await();
                return "done";
            }));
            letOthersRun();
            gate.countDown();

            assertThat(await(task)).isEqualTo("done");
        });
    }

    @Test
    void itsExceptionIsTheOriginalAndNullIsAResult() {
        IOException failure = new IOException();
        run(() -> {
            assertThat(catchThrowable(() -> runOn(Schedulers.parallel(), () -> {
                throw failure;
            }))).isSameAs(failure);
            assertThat(ReactorBridge.<String>runOn(Schedulers.parallel(), () -> null)).isNull();
        });
    }

    @Test
    void aTimeoutInterruptsItAndTheInterruptionIsNoError() {
        CountDownLatch interrupted = new CountDownLatch(1);
        run(() -> {
            assertThatThrownBy(() -> timeout(ofMillis(20), () -> runOn(Schedulers.boundedElastic(), () -> {
                try {
                    new CountDownLatch(1).await();
                } finally {
                    interrupted.countDown();
                }
            }))).isInstanceOf(TimeoutException.class);
            runOn(Schedulers.boundedElastic(), () -> interrupted.await());
        });
    }

    @Test
    void r38_aSchedulerThatIsDisposedIsAnErrorAndNoHang() {
        Scheduler disposed = Schedulers.newSingle("disposed");
        disposed.dispose();
        run(() -> assertThatThrownBy(() -> runOn(disposed, () -> "never"))
                .isInstanceOf(RejectedExecutionException.class));
        assertThatThrownBy(() -> mono(() -> runOn(disposed, () -> "never")).block())
                .isInstanceOf(RejectedExecutionException.class);
    }

    @Test
    void r38_soIsOneThatIsDisposedBeforeItGetsToIt() {
        run(() -> {
            Scheduler single = Schedulers.newSingle("busy");
            CountDownLatch gate = new CountDownLatch(1);
            single.schedule(() -> {
                try {
                    gate.await();
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
            });
            Task<String> task = createTask(() -> runOn(single, () -> "never"));
            letOthersRun();
            single.dispose();
            while (!task.done()) {
                System.gc();
                sleep(ofMillis(1));
            }

            assertThatThrownBy(() -> await(task)).isInstanceOf(RejectedExecutionException.class);
        });
    }

    @Test
    void onALoopItIsACallbackOfThatLoop() {
        run(() -> {
            EventLoop own = getRunningLoop();
            assertThat(runOn(scheduler(own), () -> getRunningLoop())).isSameAs(own);
            assertThatThrownBy(() -> runOn(scheduler(own), () -> sleep(ofMillis(1))))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("callback");
        });
    }

    @Test
    void asynciosWayTakesASchedulerAsAnExecutor() {
        run(() -> assertThat(await(getRunningLoop().runInExecutor(
                Schedulers.parallel()::schedule, () -> Thread.currentThread().getName()))).startsWith("parallel"));
    }
}
