package dev.eddy.samples;

import static dev.eddy.reactor.ReactorBridge.awaitSingle;
import static dev.eddy.reactor.ReactorBridge.contextView;
import static dev.eddy.reactor.ReactorBridge.each;
import static dev.eddy.reactor.ReactorBridge.mono;
import static dev.eddy.rxjava.RxBridge.awaitFirst;
import static dev.eddy.rxjava.RxBridge.each;
import static dev.eddy.rxjava.RxBridge.flowable;
import static org.assertj.core.api.Assertions.assertThat;

import dev.eddy.context.ContextVar;
import dev.eddy.context.ThreadLocalRegistry;
import dev.eddy.reactive.Each;
import io.reactivex.rxjava3.core.Flowable;
import io.reactivex.rxjava3.schedulers.Schedulers;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** Flux, coroutine, Flowable, coroutine, Mono: demand, cancellation and what goes with a coroutine pass through all of them. */
class MixedPipelineTest {

    private static final ContextVar<String> REQUEST = new ContextVar<>("request", "none");
    private static final ThreadLocal<String> TENANT = new ThreadLocal<>();

    private final List<Long> requests = new CopyOnWriteArrayList<>();
    private final AtomicInteger emitted = new AtomicInteger();
    private final AtomicInteger cancellations = new AtomicInteger();
    private final CountDownLatch cancelled = new CountDownLatch(1);

    private final Flux<Integer> source = Flux.range(1, 1_000)
            .hide()
            .doOnNext(item -> emitted.incrementAndGet())
            .doOnRequest(requests::add)
            .doOnCancel(() -> {
                cancellations.incrementAndGet();
                cancelled.countDown();
            });

    private final Flowable<Integer> doubled = flowable(out -> {
        for (int item : each(source, 4)) {
            out.emit(item * 2);
        }
    });

    /** For all tests: a loop takes the values off its thread after the answer is there. */
    @BeforeAll
    static void register() {
        ThreadLocalRegistry.register("tenant", TENANT);
    }

    @AfterAll
    static void remove() {
        ThreadLocalRegistry.remove("tenant");
    }

    private static Mono<List<Integer>> firstOf(Flowable<Integer> numbers, int count) {
        return mono(() -> {
            List<Integer> first = new ArrayList<>();
            try (Each<Integer> all = each(numbers, 2)) {
                for (int number : all) {
                    first.add(number);
                    if (first.size() == count) {
                        break;
                    }
                }
            }
            return first;
        });
    }

    @Test
    void demand_and_cancellation_travel_all_the_way() throws InterruptedException {
        assertThat(firstOf(doubled, 10).block()).containsExactly(2, 4, 6, 8, 10, 12, 14, 16, 18, 20);
        assertThat(cancelled.await(30, TimeUnit.SECONDS)).isTrue(); // it is on its way when the answer is there

        // Ten are taken; two wait before the last coroutine, one is in the hands of the other, four before that at the most.
        assertThat(emitted).hasValueBetween(10, 17);
        assertThat(requests).startsWith(4L).allMatch(n -> n <= 4);
        assertThat(requests.stream().mapToLong(Long::longValue).sum()).isLessThanOrEqualTo(17);
        assertThat(cancellations).hasValue(1);
    }

    @Test
    void nothing_is_asked_for_as_long_as_nobody_asks() {
        doubled.test(0).assertEmpty().cancel();
        var subscriber = doubled.test(1);
        subscriber.awaitCount(1).assertValues(2);

        assertThat(emitted).hasValueLessThanOrEqualTo(8); // each of the two has asked for four ahead

        subscriber.cancel();
    }

    @Test
    void contexts_variables_and_thread_locals_survive_both_bridges() {
        Mono<String> outer = mono(() -> {
            REQUEST.set("r-1");
            TENANT.set("acme");
            return awaitFirst(carried());
        });

        assertThat(outer.contextWrite(context -> context.put("user", "ada")).block())
                .isEqualTo("ada ada r-1 acme");
    }

    @Test
    void they_survive_operators_of_RxJava_that_deliver_in_other_threads() {
        Mono<String> outer = mono(() -> {
            REQUEST.set("r-1");
            return awaitFirst(carried().observeOn(Schedulers.computation()).map(seen -> seen + "!"))
                    + REQUEST.get() + contextView().get("user");
        });

        assertThat(outer.contextWrite(context -> context.put("user", "ada")).block())
                .isEqualTo("ada ada r-1 null!r-1ada");
    }

    @Test
    void they_are_not_seen_behind_a_subscribeOn() {
        Mono<String> outer = mono(() -> {
            REQUEST.set("r-1");
            return awaitFirst(Flowable.defer(() -> Flowable.just(REQUEST.get())).subscribeOn(Schedulers.io()));
        });

        assertThat(outer.block()).isEqualTo("none");
    }

    /** What a coroutine behind a Flowable sees. */
    private static Flowable<String> carried() {
        return flowable(out -> out.emit(contextView().get("user") + " "
                + awaitSingle(Mono.deferContextual(context -> Mono.just(context.get("user")))) + " "
                + REQUEST.get() + " " + TENANT.get()));
    }
}
