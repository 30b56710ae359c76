package dev.eddy.samples.docs;

import static dev.eddy.Asyncio.await;
import static dev.eddy.Asyncio.createTask;
import static dev.eddy.Asyncio.timeout;
import static dev.eddy.reactor.ReactorBridge.await;
import static dev.eddy.reactor.ReactorBridge.awaitSingle;
import static dev.eddy.reactor.ReactorBridge.each;
import static dev.eddy.reactor.ReactorBridge.flux;
import static dev.eddy.reactor.ReactorBridge.mono;
import static java.time.Duration.ofSeconds;

import dev.eddy.Task;
import dev.eddy.reactive.Each;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** The README's checkout, as operators and as a coroutine, over the same services. */
class Checkout {

    record Cart(String item, int count) {}

    record Reservation(String item) {}

    record Receipt(String item, int paid) {}

    static final class SoldOutException extends RuntimeException {
        private static final long serialVersionUID = 1L;
    }

    /** What the shop is made of; each call is a request to somewhere else. */
    interface Services {
        Mono<Integer> stock(String item);

        Mono<Integer> price(String item);

        Mono<Reservation> reserve(Cart cart);

        Mono<Void> release(Reservation reservation);

        Mono<Receipt> charge(Cart cart, int price);
    }

    static class AsOperators {
        private final Services shop;

        AsOperators(Services shop) {
            this.shop = shop;
        }

        Mono<Receipt> checkout(Cart cart) {
            return Mono.zip(shop.stock(cart.item()), shop.price(cart.item()))
                    .flatMap(both -> both.getT1() < cart.count()
                            ? Mono.error(new SoldOutException())
                            : shop.reserve(cart)
                                    .flatMap(reservation -> shop.charge(cart, both.getT2())
                                            .timeout(ofSeconds(2))
                                            .onErrorResume(e -> shop.release(reservation).then(Mono.error(e)))));
        }
    }

    static class AsCoroutine {
        private final Services shop;

        AsCoroutine(Services shop) {
            this.shop = shop;
        }

        Mono<Receipt> checkout(Cart cart) {
            return mono(() -> {
                Task<Integer> stock = createTask(() -> awaitSingle(shop.stock(cart.item()))); // both run from here
                Task<Integer> price = createTask(() -> awaitSingle(shop.price(cart.item())));
                if (await(stock) < cart.count()) {
                    throw new SoldOutException();
                }
                Reservation reservation = awaitSingle(shop.reserve(cart));
                try {
                    int total = await(price);
                    return timeout(ofSeconds(2), () -> awaitSingle(shop.charge(cart, total)));
                } catch (Throwable e) { // a cancelled subscription comes by here too
                    await(shop.release(reservation));
                    throw e;
                }
            });
        }
    }

    record Order(int total) {}

    Flux<Order> large(Flux<Order> orders) {
        return flux(out -> {
            try (Each<Order> all = each(orders)) { // leaving the block cancels; without it, the end of the task does
                for (Order order : all) {
                    if (order.total() >= 100) {
                        out.emit(order); // suspends until the subscriber asks for one
                    }
                }
            }
        });
    }
}
