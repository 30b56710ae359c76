package dev.eddy.samples.webflux;

import static dev.eddy.Asyncio.await;
import static dev.eddy.Asyncio.coroutine;
import static dev.eddy.Asyncio.createTask;
import static dev.eddy.Asyncio.sleep;
import static dev.eddy.generator.Generator.generator;
import static dev.eddy.reactor.ReactorBridge.await;
import static dev.eddy.reactor.ReactorBridge.awaitSingle;
import static dev.eddy.reactor.ReactorBridge.contextView;
import static dev.eddy.reactor.ReactorBridge.each;
import static dev.eddy.reactor.ReactorBridge.flux;
import static dev.eddy.reactor.ReactorBridge.mono;
import static java.time.Duration.ofSeconds;

import dev.eddy.Awaitable;
import dev.eddy.Coroutine;
import dev.eddy.Task;
import dev.eddy.generator.Generator;
import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.server.ResponseStatusException;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** Handler methods that return each of the types that Spring can make a response of. */
@RestController
class ShopController {

    record Item(String name, int price) {}

    record Order(String item, int count) {}

    record Invoice(String item, int total) {}

    static final class SoldOutException extends Exception {
        private static final long serialVersionUID = 1L;

        SoldOutException(String item) {
            super(item + " is sold out");
        }
    }

    private final Warehouse warehouse;
    private @Nullable Task<String> rate;

    ShopController(Warehouse warehouse) {
        this.warehouse = warehouse;
    }

    @GetMapping("/items/{name}")
    Coroutine<Item> item(@PathVariable("name") String name) {
        return coroutine(() -> itemNamed(name)); // runs when Spring subscribes; cancelled if the client leaves
    }

    private Item itemNamed(String name) {
        Integer price = await(warehouse.price(name)); // any method may await
        if (price == null) {
            throw new ResponseStatusException(HttpStatus.NOT_FOUND, "there is no " + name);
        }
        return new Item(name, price);
    }

    @PostMapping("/orders")
    Coroutine<Invoice> order(@RequestBody Awaitable<Order> body) {
        return coroutine(() -> {
            Order order = await(body);
            Task<Integer> stock = createTask(() -> awaitSingle(warehouse.stock(order.item())));
            Item item = itemNamed(order.item());
            if (await(stock) < order.count()) {
                throw new SoldOutException(order.item());
            }
            return new Invoice(order.item(), item.price() * order.count());
        });
    }

    @ExceptionHandler
    @ResponseStatus(HttpStatus.CONFLICT)
    Map<String, String> soldOut(SoldOutException e) {
        return Map.of("error", String.valueOf(e.getMessage()));
    }

    @GetMapping("/items")
    Generator<Item> items() { // an array, lines of JSON, or server-sent events, as the client accepts
        return generator(g -> {
            for (String name : each(warehouse.names())) {
                g.yield(itemNamed(name)); // a step for each item that the client has room for
            }
        });
    }

    @GetMapping("/rate")
    Task<String> rate() { // one request for all who ask meanwhile
        Task<String> latest = rate;
        if (latest == null || latest.done()) {
            latest = createTask(() -> awaitSingle(warehouse.rate()));
            rate = latest;
        }
        return latest;
    }

    @GetMapping("/greeting")
    Mono<String> greeting() {
        return mono(() -> "Hello " + contextView().getOrDefault("user", "stranger"));
    }

    @GetMapping(path = "/clock", produces = MediaType.TEXT_EVENT_STREAM_VALUE)
    Flux<Instant> clock() {
        return flux(out -> {
            while (true) {
                out.emit(Instant.now());
                sleep(ofSeconds(1));
            }
        });
    }
}
