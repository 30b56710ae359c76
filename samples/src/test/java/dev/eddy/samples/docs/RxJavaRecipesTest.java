package dev.eddy.samples.docs;

import static dev.eddy.Asyncio.createTask;
import static dev.eddy.Asyncio.run;
import static dev.eddy.rxjava.RxBridge.await;
import static dev.eddy.rxjava.RxBridge.collect;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.eddy.Task;
import dev.eddy.queue.Queue;
import dev.eddy.testing.EddyTest;
import io.reactivex.rxjava3.core.Completable;
import io.reactivex.rxjava3.core.Flowable;
import io.reactivex.rxjava3.core.Maybe;
import io.reactivex.rxjava3.core.Observable;
import io.reactivex.rxjava3.core.Single;
import io.reactivex.rxjava3.exceptions.CompositeException;
import io.reactivex.rxjava3.schedulers.TestScheduler;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** The recipes of docs/rxjava.md do what the page says. */
class RxJavaRecipesTest {

    private final List<Integer> batches = new ArrayList<>();
    private final AtomicInteger failures = new AtomicInteger();

    private final RxJavaRecipes recipes = new RxJavaRecipes(new RxJavaRecipes.Services() {
        @Override
        public Single<Integer> price(String item) {
            return Single.just(item.length()).hide();
        }

        @Override
        public Maybe<Integer> discount(String item) {
            return item.equals("tea") ? Maybe.just(1) : Maybe.empty();
        }

        @Override
        public Single<Boolean> isAllowed(RxJavaRecipes.Order order) {
            return Single.just(order.count() < 3);
        }

        @Override
        public Single<String> fetch(String url) {
            return Single.defer(() -> failures.getAndDecrement() > 0
                    ? Single.error(new IOException(url))
                    : Single.just(" page of " + url + " "));
        }

        @Override
        public Completable store(List<RxJavaRecipes.Order> orders) {
            return Completable.fromAction(() -> batches.add(orders.size()));
        }
    });

    private final Flowable<RxJavaRecipes.Order> orders =
            Flowable.range(1, 4).map(count -> new RxJavaRecipes.Order("tea", count));

    private static List<Object> all(Flowable<?> source) {
        return List.copyOf(source.toList().blockingGet());
    }

    @Test
    void coroutines_from_a_pipeline() {
        assertThat(all(recipes.invoices(orders).map(RxJavaRecipes.Invoice::total))).containsExactly(2, 4, 6, 8);
        assertThat(all(recipes.discounts(orders.concatWith(
                Flowable.just(new RxJavaRecipes.Order("coffee", 1)))))).containsExactly(1, 1, 1, 1);
        assertThat(all(recipes.pages(Flowable.just("a", "b")))).containsExactlyInAnyOrder("page of a", "page of b");
        assertThat(recipes.allowed(orders.toObservable()).count().blockingGet()).isEqualTo(2);
        assertThat(all(recipes.units(orders.take(2)))).containsExactly("tea for 3", "tea for 3", "tea for 3");
    }

    @Test
    void a_pipeline_from_a_coroutine() {
        run(() -> {
            assertThat(recipes.totalOf(orders)).isEqualTo(20);
            assertThat(recipes.both("a", "b")).contains("page of a", "page of b");
            failures.set(1);
            assertThat(recipes.fromEither("a", "b")).isEqualTo(" page of b ");
        });
    }

    @Test
    void observables_and_their_overflow() {
        run(() -> {
            assertThat(recipes.firstOfEach(Observable.just("1", "2", "3"), Observable.just("a"))).isEqualTo("3, a");
            assertThat(recipes.firstOf(Observable.range(0, 1_500).map(String::valueOf))).isEqualTo("500");
            assertThat(recipes.firstOf(Observable.empty())).isEqualTo("none");
        });
    }

    @EddyTest
    void retries() {
        failures.set(2);
        assertThat(await(recipes.patiently("a"))).isEqualTo(" page of a ");
        failures.set(3);
        assertThatThrownBy(() -> await(recipes.patiently("a"))).isInstanceOf(IOException.class);
    }

    @Test
    void streams() {
        assertThat(recipes.storeInBatches(orders.repeat(100)).blockingGet()).isEqualTo(400);
        assertThat(batches).containsExactly(100, 100, 100, 100);
        run(() -> recipes.storeAll(orders.buffer(3)));
        assertThat(batches).endsWith(3, 1);
        assertThat(all(recipes.numbers().take(3))).containsExactly(0, 1, 2);
        assertThat(recipes.ticks().take(3).toList().blockingGet()).containsExactly(0L, 1L, 2L);
        run(() -> {
            Queue<String> lines = new Queue<>();
            lines.putNow("line 1");
            lines.putNow("line 2");
            lines.shutdown();
            assertThat(collect(recipes.lines(lines))).containsExactly("line 1", "line 2");
            Task<String> page = createTask(() -> "page");
            assertThat(await(recipes.sharedPage(page)) + await(recipes.sharedPage(page))).isEqualTo("pagepage");
        });
    }

    @Test
    void several_errors_are_a_composite() {
        failures.set(2);

        recipes.bothOrAllErrors("a", "b")
                .test()
                .awaitDone(10, TimeUnit.SECONDS)
                .assertError(error -> error instanceof CompositeException composite
                        && composite.getExceptions().getFirst() instanceof IOException);
    }

    @Test
    void blocking_calls() throws Exception {
        Path file = Files.writeString(Files.createTempFile("eddy", ".txt"), "text");
        assertThat(run(() -> recipes.text(file))).isEqualTo("text");
        Files.delete(file);
    }

    @Test
    void virtual_time() {
        assertThat(recipes.remindedByTestScheduler(new TestScheduler())).isEqualTo("two hours later");
    }
}
