package dev.eddy.samples.webflux;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** What is somewhere else, and answers with monos, as a database driver or a web client does. */
@Component
class Warehouse {

    private static final Duration LATENCY = Duration.ofMillis(20);

    private final Map<String, Integer> prices = Map.of("tea", 7, "coffee", 9, "sugar", 2);
    private final AtomicInteger rateRequests = new AtomicInteger();

    Flux<String> names() {
        return Flux.just("tea", "coffee", "sugar");
    }

    /** Empty if there is no such item. */
    Mono<Integer> price(String item) {
        return Mono.justOrEmpty(prices.get(item)).delayElement(LATENCY);
    }

    Mono<Integer> stock(String item) {
        return Mono.just(item.equals("sugar") ? 0 : 100).delayElement(LATENCY);
    }

    /** What an euro is worth at the moment, and how often that was asked. */
    Mono<String> rate() {
        return Mono.fromSupplier(() -> "1.17, request " + rateRequests.incrementAndGet()).delayElement(LATENCY);
    }
}
