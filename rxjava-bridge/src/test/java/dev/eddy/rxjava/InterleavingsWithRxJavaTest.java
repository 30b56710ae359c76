package dev.eddy.rxjava;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import dev.eddy.testing.Interleavings;
import io.reactivex.rxjava3.core.Completable;
import io.reactivex.rxjava3.core.Flowable;
import io.reactivex.rxjava3.core.Single;
import io.reactivex.rxjava3.schedulers.Schedulers;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

class InterleavingsWithRxJavaTest {

    private static final int RUNS = 100;
    private static final Set<List<String>> ORDERS = new HashSet<>();

    @BeforeAll
    static void begin() {
        ORDERS.clear();
    }

    @Interleavings(runs = RUNS)
    void the_items_of_a_stream_stay_in_order_whatever_scheduler_it_goes_through() {
        List<Integer> items = RxBridge.await(Flowable.range(0, 20)
                .observeOn(Schedulers.computation())
                .concatMapEager(item -> Flowable.just(item).delay(1, SECONDS), 4, 1)
                .delay(1, SECONDS)
                .observeOn(Schedulers.io(), false, 3)
                .toList());

        assertThat(items).isEqualTo(IntStream.range(0, 20).boxed().toList());
    }

    @Interleavings(runs = RUNS)
    void the_jobs_of_different_workers_and_the_timers_of_one_instant_change_places() {
        List<String> order = new ArrayList<>();
        RxBridge.await(Completable.mergeArray(
                Completable.fromAction(() -> order.add("computation")).subscribeOn(Schedulers.computation()),
                Completable.fromAction(() -> order.add("io")).subscribeOn(Schedulers.io()),
                Single.timer(1, SECONDS).doOnSuccess(tick -> order.add("timer")).ignoreElement(),
                Single.timer(1, SECONDS).doOnSuccess(tick -> order.add("other timer")).ignoreElement()));
        ORDERS.add(order);
    }

    @AfterAll
    static void each_order_was_seen() {
        assertThat(ORDERS).containsExactlyInAnyOrder(
                List.of("computation", "io", "timer", "other timer"),
                List.of("computation", "io", "other timer", "timer"),
                List.of("io", "computation", "timer", "other timer"),
                List.of("io", "computation", "other timer", "timer"));
    }
}
