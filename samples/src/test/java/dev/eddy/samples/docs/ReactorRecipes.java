package dev.eddy.samples.docs;

import static dev.eddy.Asyncio.await;
import static dev.eddy.Asyncio.createTask;
import static dev.eddy.Asyncio.firstSuccess;
import static dev.eddy.Asyncio.gather;
import static dev.eddy.Asyncio.getRunningLoop;
import static dev.eddy.Asyncio.sleep;
import static dev.eddy.Asyncio.taskGroupVoid;
import static dev.eddy.Asyncio.timeout;
import static dev.eddy.reactive.Concurrency.ordered;
import static dev.eddy.reactive.Concurrency.unordered;
import static dev.eddy.reactor.ReactorBridge.await;
import static dev.eddy.reactor.ReactorBridge.awaitSingle;
import static dev.eddy.reactor.ReactorBridge.each;
import static dev.eddy.reactor.ReactorBridge.filterAwait;
import static dev.eddy.reactor.ReactorBridge.flux;
import static dev.eddy.reactor.ReactorBridge.handleAwait;
import static dev.eddy.reactor.ReactorBridge.lift;
import static dev.eddy.reactor.ReactorBridge.mapAwait;
import static dev.eddy.reactor.ReactorBridge.mono;
import static dev.eddy.reactor.ReactorBridge.runOn;
import static dev.eddy.reactor.ReactorBridge.scheduler;
import static dev.eddy.reactor.ReactorBridge.toFlux;
import static java.time.Duration.ofHours;
import static java.time.Duration.ofMillis;
import static java.time.Duration.ofSeconds;

import dev.eddy.EventLoop;
import dev.eddy.Runner;
import dev.eddy.VirtualClock;
import dev.eddy.queue.Queue;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

/** The recipes of docs/reactor.md. */
class ReactorRecipes {

    record Order(String item, int count) {}

    record Invoice(String item, int total) {}

    /** What is somewhere else; each call is a request. */
    interface Services {
        Mono<Integer> price(String item);

        Mono<Boolean> isAllowed(Order order);

        Mono<String> fetch(String url);

        Mono<Void> store(List<Order> orders);
    }

    /** What calls back. */
    interface Feed {
        void listen(Consumer<String> listener);
    }

    private final Services services;

    ReactorRecipes(Services services) {
        this.services = services;
    }

    Flux<Invoice> invoices(Flux<Order> orders) {
        return orders.concatMap(lift(order -> invoiceFor(order)));
    }

    Invoice invoiceFor(Order order) {
        int price = awaitSingle(services.price(order.item())); // any method may await
        return new Invoice(order.item(), price * order.count());
    }

    Flux<String> latest(Flux<String> urls) {
        return urls.switchMap(url -> mono(() -> awaitSingle(services.fetch(url))));
    }

    int totalOf(Flux<Order> orders) {
        int total = 0;
        for (Order order : each(orders.filter(order -> order.count() > 0).take(100))) {
            total += invoiceFor(order).total();
        }
        return total;
    }

    Flux<String> pages(Flux<String> urls) {
        return urls.transform(mapAwait(unordered(8), url -> awaitSingle(services.fetch(url)).strip()));
    }

    Flux<Order> allowed(Flux<Order> orders) {
        return orders.transform(filterAwait(ordered(4), order -> awaitSingle(services.isAllowed(order))));
    }

    Flux<String> units(Flux<Order> orders) {
        return orders.transform(handleAwait((order, out) -> {
            int price = awaitSingle(services.price(order.item()));
            for (int i = 0; i < order.count(); i++) {
                out.emit(order.item() + " for " + price);
            }
        }));
    }

    String both(String one, String other) {
        List<Object> pages = await(gather(services.fetch(one), services.fetch(other)));
        return pages.getFirst() + ", " + pages.getLast();
    }

    String fromEither(String mirror, String otherMirror) {
        return (String) firstSuccess(ofMillis(250), services.fetch(mirror), services.fetch(otherMirror));
    }

    Mono<String> patiently(String url) {
        return mono(() -> {
            for (int attempt = 1;; attempt++) {
                try {
                    return timeout(ofSeconds(2), () -> awaitSingle(services.fetch(url)));
                } catch (Exception e) { // never a cancellation, which is an Error
                    if (attempt == 3) {
                        throw e;
                    }
                    sleep(ofMillis(100).multipliedBy(attempt));
                }
            }
        });
    }

    Mono<Integer> storeInBatches(Flux<Order> orders) {
        return mono(() -> {
            int stored = 0;
            for (List<Order> batch : each(orders.buffer(100), 1)) { // one batch ahead
                await(services.store(batch));
                stored += batch.size();
            }
            return stored;
        });
    }

    Flux<Integer> numbers() {
        return flux(out -> {
            for (int i = 0;; i++) {
                out.emit(i); // suspends until the subscriber has asked for it
            }
        });
    }

    Flux<String> merged(List<String> urls) {
        return flux(out -> taskGroupVoid(group -> {
            for (String url : urls) {
                group.createTask(() -> out.emit(awaitSingle(services.fetch(url))));
            }
        }));
    }

    Flux<String> events(Feed feed) {
        return flux(out -> {
            EventLoop loop = getRunningLoop();
            Queue<String> events = new Queue<>();
            feed.listen(event -> loop.callSoonThreadsafe(() -> events.putNow(event)));
            while (true) {
                out.emit(events.get());
            }
        });
    }

    Flux<String> lines() {
        Queue<String> lines = new Queue<>(16);
        createTask(() -> {
            for (int i = 1; i <= 3; i++) {
                lines.put("line " + i); // suspends while 16 wait
            }
            lines.shutdown();
        });
        return toFlux(lines);
    }

    String text(Path file) {
        return runOn(Schedulers.boundedElastic(), () -> Files.readString(file)); // a scheduler for calls that block
    }

    Mono<String> reminder() {
        return mono(() -> {
            sleep(ofHours(1));
            return await(Mono.delay(ofHours(1), scheduler(getRunningLoop())).map(tick -> "two hours later"));
        });
    }

    String remindedAtOnce() {
        try (Runner runner = new Runner(() -> EventLoop.builder().clock(new VirtualClock()).build())) {
            return runner.run(() -> awaitSingle(reminder()));
        }
    }
}
