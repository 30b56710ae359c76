package dev.eddy.samples.docs;

import static dev.eddy.Asyncio.run;
import static dev.eddy.reactor.ReactorBridge.awaitSingle;
import static dev.eddy.reactor.ReactorBridge.collect;
import static dev.eddy.reactor.ReactorBridge.mono;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.eddy.testing.EddyTest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.test.StepVerifier;

/** The recipes of docs/reactor.md do what the page says. */
class ReactorRecipesTest {

    private final List<Integer> batches = new ArrayList<>();
    private final AtomicInteger failures = new AtomicInteger();

    private final ReactorRecipes recipes = new ReactorRecipes(new ReactorRecipes.Services() {
        @Override
        public Mono<Integer> price(String item) {
            return Mono.just(item.length()).hide();
        }

        @Override
        public Mono<Boolean> isAllowed(ReactorRecipes.Order order) {
            return Mono.just(order.count() < 3);
        }

        @Override
        public Mono<String> fetch(String url) {
            return failures.getAndDecrement() > 0
                    ? Mono.error(new IOException(url))
                    : Mono.just(" page of " + url + " ");
        }

        @Override
        public Mono<Void> store(List<ReactorRecipes.Order> orders) {
            return Mono.fromRunnable(() -> batches.add(orders.size()));
        }
    });

    private final Flux<ReactorRecipes.Order> orders =
            Flux.range(1, 4).map(count -> new ReactorRecipes.Order("tea", count));

    @Test
    void coroutines_from_a_pipeline() {
        StepVerifier.create(recipes.invoices(orders).map(ReactorRecipes.Invoice::total))
                .expectNext(3, 6, 9, 12)
                .verifyComplete();
        StepVerifier.create(recipes.pages(Flux.just("a", "b"))).expectNextCount(2).verifyComplete();
        StepVerifier.create(recipes.latest(Flux.just("a"))).expectNext(" page of a ").verifyComplete();
        StepVerifier.create(recipes.allowed(orders)).expectNextCount(2).verifyComplete();
        StepVerifier.create(recipes.units(orders.take(2)))
                .expectNext("tea for 3", "tea for 3", "tea for 3")
                .verifyComplete();
    }

    @Test
    void a_pipeline_from_a_coroutine() {
        run(() -> {
            assertThat(recipes.totalOf(orders)).isEqualTo(30);
            assertThat(recipes.both("a", "b")).contains("page of a", "page of b");
            failures.set(1);
            assertThat(recipes.fromEither("a", "b")).isEqualTo(" page of b ");
        });
    }

    @EddyTest
    void retries() {
        failures.set(2);
        assertThat(awaitSingle(recipes.patiently("a"))).isEqualTo(" page of a ");
        failures.set(3);
        assertThatThrownBy(() -> awaitSingle(recipes.patiently("a"))).isInstanceOf(IOException.class);
    }

    @Test
    void streams() {
        StepVerifier.create(recipes.storeInBatches(orders.repeat(99))).expectNext(400).verifyComplete();
        assertThat(batches).containsExactly(100, 100, 100, 100);
        StepVerifier.create(recipes.numbers().take(3)).expectNext(0, 1, 2).verifyComplete();
        StepVerifier.create(recipes.merged(List.of("a", "b"))).expectNextCount(2).verifyComplete();
        StepVerifier.create(recipes.events(listener -> new Thread(() -> {
            listener.accept("a");
            listener.accept("b");
        }).start()).take(2)).expectNext("a", "b").verifyComplete();
        StepVerifier.create(mono(() -> collect(recipes.lines())))
                .expectNext(List.of("line 1", "line 2", "line 3"))
                .verifyComplete();
    }

    @Test
    void blocking_calls() throws Exception {
        Path file = Files.writeString(Files.createTempFile("eddy", ".txt"), "text");
        assertThat(run(() -> recipes.text(file))).isEqualTo("text");
        Files.delete(file);
    }

    @Test
    void virtual_time() {
        assertThat(recipes.remindedAtOnce()).isEqualTo("two hours later");
    }
}
