package dev.eddy.reactor;

import static dev.eddy.Asyncio.getRunningLoop;
import static dev.eddy.Asyncio.sleep;
import static dev.eddy.Asyncio.timeout;
import static dev.eddy.reactor.ReactorBridge.await;
import static dev.eddy.reactor.ReactorBridge.runAsGuest;
import static dev.eddy.reactor.ReactorBridge.scheduler;
import static java.time.Duration.ofHours;
import static java.time.Duration.ofMillis;
import static java.time.Duration.ofMinutes;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.eddy.Asyncio;
import dev.eddy.EventLoop;
import dev.eddy.LoopGroup;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;
import reactor.test.scheduler.VirtualTimeScheduler;

/** A loop that is a guest on a scheduler's worker: R38, R40. */
class GuestTest {

    static List<Supplier<Scheduler>> schedulers() {
        return List.of(Schedulers::single, Schedulers::parallel, Schedulers::boundedElastic);
    }

    @ParameterizedTest
    @MethodSource("schedulers")
    void theWorkersOfReactorHostALoop(Supplier<Scheduler> scheduler) {
        CompletableFuture<String> outcome = runAsGuest(scheduler.get(), () -> {
            sleep(ofMillis(1));
            return await(Mono.delay(ofMillis(1)).map(tick -> "tick"));
        });

        assertThat(outcome.join()).isEqualTo("tick");
    }

    @Test
    void aWorkerThatIsSomebodysHostsALoopToo() {
        Scheduler.Worker worker = Schedulers.single().createWorker();
        try {
            assertThat(Asyncio.runAsGuest(worker::schedule, () -> "result").join()).isEqualTo("result");
        } finally {
            worker.dispose();
        }
    }

    @Test
    void r40_inVirtualTimeTheSchedulerDrivesWhatSleeps() {
        VirtualTimeScheduler scheduler = VirtualTimeScheduler.create();
        List<Object> log = new ArrayList<>();
        CompletableFuture<?> outcome = runAsGuest(scheduler, () -> {
            sleep(ofHours(1));
            log.add("an hour");
            timeout(ofMinutes(1), () -> await(Mono.never()));
        });
        scheduler.advanceTimeBy(ofMinutes(59));
        assertThat(log).isEmpty();
        scheduler.advanceTimeBy(ofMinutes(1));
        assertThat(log).containsExactly("an hour");
        assertThat(outcome).isNotDone();
        scheduler.advanceTimeBy(ofSeconds(61));

        assertThatThrownBy(outcome::join).cause().isInstanceOf(TimeoutException.class);
        scheduler.dispose();
    }

    @Test
    void r38_aSchedulerThatIsDisposedIsTheOutcome() {
        Scheduler disposed = Schedulers.newSingle("disposed");
        disposed.dispose();

        assertThatThrownBy(() -> runAsGuest(disposed, () -> "never").join())
                .isInstanceOf(CompletionException.class)
                .hasCauseInstanceOf(RejectedExecutionException.class);
    }

    @Test
    void r38_aSchedulerThatIsDisposedWhileTheGuestSleepsIsTheOutcome() throws InterruptedException {
        Scheduler scheduler = Schedulers.newSingle("disposed");
        CompletableFuture<Void> outcome = runAsGuest(scheduler, () -> sleep(ofMillis(50)));
        CountDownLatch asleep = new CountDownLatch(1);
        scheduler.schedule(asleep::countDown);
        asleep.await();
        scheduler.dispose();

        assertThatThrownBy(outcome::join)
                .isInstanceOf(CompletionException.class)
                .hasCauseInstanceOf(RejectedExecutionException.class);
    }

    @Test
    void theSchedulerOfALoopIsThatLoop() {
        EventLoop loop = LoopGroup.sharedNext();

        assertThat(runAsGuest(scheduler(loop), () -> getRunningLoop()).join()).isSameAs(loop);
    }
}
