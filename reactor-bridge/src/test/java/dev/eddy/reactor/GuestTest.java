package dev.eddy.reactor;

import static dev.eddy.Asyncio.runAsGuest;
import static dev.eddy.reactor.ReactorBridge.await;
import static java.time.Duration.ofMillis;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;

/** A loop that is a guest on a scheduler's worker. */
class GuestTest {

    @Test
    void a_worker_hosts_a_loop() {
        Scheduler scheduler = Schedulers.newSingle("host");
        Scheduler.Worker worker = scheduler.createWorker();
        try {
            CompletableFuture<String> outcome = runAsGuest(
                    worker::schedule,
                    () -> await(Mono.delay(ofMillis(1)).map(tick -> "tick")) + " on a worker");

            assertThat(outcome.join()).isEqualTo("tick on a worker");
        } finally {
            worker.dispose();
            scheduler.dispose();
        }
    }
}
