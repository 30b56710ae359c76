package dev.eddy.samples.docs;

import static dev.eddy.Asyncio.run;
import static org.assertj.core.api.Assertions.assertThat;

import dev.eddy.samples.docs.FiveWays.Offer;
import io.reactivex.rxjava3.core.Flowable;
import io.reactivex.rxjava3.core.Single;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** Five ways to write a program, which buy the same things and ask for the same items. */
class FiveWaysTest {

    private static final Map<String, Integer> PRICES =
            Map.of("north tea", 3, "south tea", 4, "south milk", 2, "north cake", 90, "south cake", 80, "north jam", 1);
    private static final int BUDGET = 10;
    private static final List<String> ITEMS = List.of("tea", "soap", "milk", "cake", "jam", "bread");
    private static final List<Offer> BOUGHT = List.of(new Offer("north", "tea", 3), new Offer("south", "milk", 2));

    private final List<String> askedFor = new ArrayList<>();

    private static int price(String shop, String item) throws IOException {
        Integer price = PRICES.get(shop + " " + item);
        if (price == null) {
            throw new IOException(shop + " has no " + item);
        }
        return price;
    }

    private void assertThatNoMoreWereAskedFor() {
        assertThat(askedFor).containsExactly("tea", "soap", "milk", "cake");
    }

    /** {@code each} requests as soon as it has taken. */
    private void assertThatOneMoreWasAskedFor() {
        assertThat(askedFor).containsExactly("tea", "soap", "milk", "cake", "jam");
    }

    @Test
    void a_plain_coroutine() {
        Iterable<String> items = () -> ITEMS.stream().peek(askedFor::add).iterator();

        assertThat(run(() -> new FiveWays.Plain(FiveWaysTest::price).shopping(items, BUDGET))).isEqualTo(BOUGHT);

        assertThatNoMoreWereAskedFor();
    }

    @Test
    void the_operators_of_Reactor() {
        var shopping = new FiveWays.ReactorOperators((shop, item) -> Mono.fromCallable(() -> price(shop, item)));

        assertThat(shopping.shopping(items(), BUDGET).block()).isEqualTo(BOUGHT);

        assertThatNoMoreWereAskedFor();
    }

    @Test
    void a_coroutine_among_the_pipelines_of_Reactor() {
        var shopping = new FiveWays.ReactorCoroutine((shop, item) -> Mono.fromCallable(() -> price(shop, item)));

        assertThat(shopping.shopping(items(), BUDGET).block()).isEqualTo(BOUGHT);

        assertThatOneMoreWasAskedFor();
    }

    @Test
    void the_operators_of_RxJava() {
        var shopping = new FiveWays.RxJavaOperators((shop, item) -> Single.fromCallable(() -> price(shop, item)));

        assertThat(shopping.shopping(Flowable.fromPublisher(items()), BUDGET).blockingGet()).isEqualTo(BOUGHT);

        assertThatNoMoreWereAskedFor();
    }

    @Test
    void a_coroutine_among_the_pipelines_of_RxJava() {
        var shopping = new FiveWays.RxJavaCoroutine((shop, item) -> Single.fromCallable(() -> price(shop, item)));

        assertThat(shopping.shopping(Flowable.fromPublisher(items()), BUDGET).blockingGet()).isEqualTo(BOUGHT);

        assertThatOneMoreWasAskedFor();
    }

    private Flux<String> items() {
        return Flux.fromIterable(ITEMS).hide().doOnNext(askedFor::add);
    }
}
