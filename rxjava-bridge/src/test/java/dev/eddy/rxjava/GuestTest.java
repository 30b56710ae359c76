package dev.eddy.rxjava;

import static dev.eddy.Asyncio.runAsGuest;
import static dev.eddy.rxjava.RxBridge.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.reactivex.rxjava3.core.Scheduler;
import io.reactivex.rxjava3.core.Single;
import io.reactivex.rxjava3.schedulers.Schedulers;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** A loop that is a guest on a scheduler's worker. */
class GuestTest {

    @Test
    void a_worker_hosts_a_loop() {
        Scheduler.Worker worker = Schedulers.single().createWorker();
        try {
            CompletableFuture<String> outcome = runAsGuest(
                    worker::schedule,
                    () -> await(Single.timer(1, TimeUnit.MILLISECONDS).map(tick -> "tick")) + " on a worker");

            assertThat(outcome.join()).isEqualTo("tick on a worker");
        } finally {
            worker.dispose();
        }
    }
}
