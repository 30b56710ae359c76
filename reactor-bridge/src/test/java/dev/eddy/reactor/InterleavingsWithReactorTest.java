package dev.eddy.reactor;

import static dev.eddy.Asyncio.sleep;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;

import dev.eddy.testing.Interleavings;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

class InterleavingsWithReactorTest {

    private static final int RUNS = 100;
    private static final Set<List<String>> ORDERS = new HashSet<>();

    @BeforeAll
    static void begin() {
        ORDERS.clear();
    }

    @Interleavings(runs = RUNS)
    void the_items_of_a_stream_stay_in_order_whatever_scheduler_it_goes_through() {
        List<Integer> items = ReactorBridge.await(Flux.range(0, 20)
                .publishOn(Schedulers.parallel())
                .flatMapSequential(item -> Mono.just(item).delayElement(ofSeconds(1)), 4)
                .publishOn(Schedulers.single(), 3)
                .collectList());

        assertThat(items).isEqualTo(IntStream.range(0, 20).boxed().toList());
    }

    @Interleavings(runs = RUNS)
    void the_jobs_of_different_workers_and_the_timers_of_one_instant_change_places() {
        List<String> order = new ArrayList<>();
        Mono.fromRunnable(() -> order.add("parallel")).subscribeOn(Schedulers.parallel()).subscribe();
        Mono.fromRunnable(() -> order.add("single")).subscribeOn(Schedulers.single()).subscribe();
        Mono.delay(ofSeconds(1)).subscribe(tick -> order.add("delay"));
        Mono.delay(ofSeconds(1)).subscribe(tick -> order.add("other delay"));
        sleep(ofSeconds(2));
        ORDERS.add(order);
    }

    @AfterAll
    static void each_order_was_seen() {
        assertThat(ORDERS).containsExactlyInAnyOrder(
                List.of("parallel", "single", "delay", "other delay"),
                List.of("parallel", "single", "other delay", "delay"),
                List.of("single", "parallel", "delay", "other delay"),
                List.of("single", "parallel", "other delay", "delay"));
    }
}
