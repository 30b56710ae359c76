package dev.eddy.samples.docs;

import static dev.eddy.Asyncio.await;
import static dev.eddy.Asyncio.createTask;
import static dev.eddy.Asyncio.gatherReturnExceptions;
import static dev.eddy.Asyncio.timeout;
import static dev.eddy.reactor.ReactorBridge.awaitSingle;
import static dev.eddy.reactor.ReactorBridge.each;
import static dev.eddy.reactor.ReactorBridge.mono;
import static dev.eddy.rxjava.RxBridge.await;
import static dev.eddy.rxjava.RxBridge.each;
import static dev.eddy.rxjava.RxBridge.single;
import static java.time.Duration.ofSeconds;
import static java.util.Comparator.comparingInt;

import io.reactivex.rxjava3.core.Flowable;
import io.reactivex.rxjava3.core.Maybe;
import io.reactivex.rxjava3.core.Single;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** The program of docs/five-ways.md. */
final class FiveWays {

    record Offer(String shop, String item, int price) {}

    record Basket(int left, List<Offer> bought, boolean spent) {

        static Basket of(int budget) {
            return new Basket(budget, List.of(), false);
        }

        Basket with(Offer offer) {
            if (offer.price() > left) {
                return new Basket(left, bought, true);
            }
            List<Offer> more = new ArrayList<>(bought);
            more.add(offer);
            return new Basket(left - offer.price(), more, false);
        }
    }

    private FiveWays() {}

    /** What all coroutines share: how the items come and where prices come from makes no difference to it. */
    abstract static class Shopping {

        abstract int price(String shop, String item) throws IOException;

        List<Offer> shopping(Iterable<String> items, int budget) {
            List<Offer> bought = new ArrayList<>();
            int left = budget;
            for (String item : items) {
                Optional<Offer> best = best(item);
                if (best.isPresent()) {
                    if (best.get().price() > left) {
                        break; // and the rest of the list is not asked for
                    }
                    left -= best.get().price();
                    bought.add(best.get());
                }
            }
            return bought;
        }

        Optional<Offer> best(String item) {
            List<Object> answers = await(gatherReturnExceptions(
                    createTask(() -> offer("north", item)), createTask(() -> offer("south", item))));
            return answers.stream()
                    .filter(Offer.class::isInstance)
                    .map(Offer.class::cast)
                    .min(comparingInt(Offer::price));
        }

        Offer offer(String shop, String item) throws TimeoutException {
            return timeout(ofSeconds(2), () -> new Offer(shop, item, price(shop, item)));
        }
    }

    /** A plain coroutine: prices come from methods that suspend. */
    static class Plain extends Shopping {

        interface Market {
            int price(String shop, String item) throws IOException;
        }

        private final Market market;

        Plain(Market market) {
            this.market = market;
        }

        @Override
        int price(String shop, String item) throws IOException {
            return market.price(shop, item);
        }
    }

    /** With Reactor's operators. */
    static class ReactorOperators {
        private final ReactorMarket market;

        ReactorOperators(ReactorMarket market) {
            this.market = market;
        }

        Mono<List<Offer>> shopping(Flux<String> items, int budget) {
            return items.concatMap(item -> best(item), 1)
                    .scan(Basket.of(budget), Basket::with)
                    .takeUntil(Basket::spent)
                    .last()
                    .map(Basket::bought);
        }

        Mono<Offer> best(String item) {
            return Flux.just("north", "south")
                    .flatMap(shop -> offer(shop, item).onErrorComplete())
                    .sort(comparingInt(Offer::price))
                    .next();
        }

        Mono<Offer> offer(String shop, String item) {
            return market.price(shop, item).timeout(ofSeconds(2)).map(price -> new Offer(shop, item, price));
        }
    }

    interface ReactorMarket {
        Mono<Integer> price(String shop, String item);
    }

    /** A coroutine among Reactor's pipelines. */
    static class ReactorCoroutine extends Shopping {
        private final ReactorMarket market;

        ReactorCoroutine(ReactorMarket market) {
            this.market = market;
        }

        Mono<List<Offer>> shopping(Flux<String> items, int budget) {
            return mono(() -> shopping(each(items, 1), budget));
        }

        @Override
        int price(String shop, String item) {
            return awaitSingle(market.price(shop, item));
        }
    }

    /** With RxJava's operators. */
    static class RxJavaOperators {
        private final RxJavaMarket market;

        RxJavaOperators(RxJavaMarket market) {
            this.market = market;
        }

        Single<List<Offer>> shopping(Flowable<String> items, int budget) {
            return items.concatMapMaybe(item -> best(item), 1)
                    .scan(Basket.of(budget), Basket::with)
                    .takeUntil(Basket::spent)
                    .lastOrError()
                    .map(Basket::bought);
        }

        Maybe<Offer> best(String item) {
            return Flowable.just("north", "south")
                    .flatMapMaybe(shop -> offer(shop, item).onErrorComplete())
                    .sorted(comparingInt(Offer::price))
                    .firstElement();
        }

        Single<Offer> offer(String shop, String item) {
            return market.price(shop, item).timeout(2, TimeUnit.SECONDS).map(price -> new Offer(shop, item, price));
        }
    }

    interface RxJavaMarket {
        Single<Integer> price(String shop, String item);
    }

    /** A coroutine among RxJava's pipelines. */
    static class RxJavaCoroutine extends Shopping {
        private final RxJavaMarket market;

        RxJavaCoroutine(RxJavaMarket market) {
            this.market = market;
        }

        Single<List<Offer>> shopping(Flowable<String> items, int budget) {
            return single(() -> shopping(each(items, 1), budget));
        }

        @Override
        int price(String shop, String item) {
            return await(market.price(shop, item));
        }
    }
}
