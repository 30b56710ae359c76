package dev.eddy.reactor;

import static dev.eddy.Asyncio.await;
import static dev.eddy.Asyncio.createTask;
import static dev.eddy.reactor.ReactorBridge.awaitFirst;
import static dev.eddy.reactor.ReactorBridge.awaitFirstOrDefault;
import static dev.eddy.reactor.ReactorBridge.awaitFirstOrNull;
import static dev.eddy.reactor.ReactorBridge.awaitLast;
import static dev.eddy.reactor.ReactorBridge.awaitSingle;
import static dev.eddy.reactor.ReactorBridge.awaitSingleOrNull;
import static dev.eddy.reactor.ReactorBridge.collect;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.eddy.Task;
import dev.eddy.testing.EddyTest;
import dev.eddy.testing.TestScope;
import java.util.ArrayList;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import reactor.core.publisher.Flux;
import reactor.test.publisher.TestPublisher;
import reactor.test.publisher.TestPublisher.Violation;

/** Behaviours R1 to R5, as far as they are about one item of a Flux. */
class AwaitFluxTest {

    @RegisterExtension final Dropped dropped = new Dropped();

    final List<String> log = new ArrayList<>();

    private Flux<Integer> logged(Flux<Integer> source) {
        return source.doOnRequest(n -> log.add("request " + (n == Long.MAX_VALUE ? "all" : n)))
                .doOnCancel(() -> log.add("cancel"));
    }

    /** A way to await, with its name for the reports. */
    record Way(String name, Function<Flux<Integer>, Integer> await) {
        @Override
        public String toString() {
            return name;
        }
    }

    static List<Way> firstModes() {
        return List.of(
                new Way("first", ReactorBridge::awaitFirst),
                new Way("firstOrDefault", flux -> awaitFirstOrDefault(flux, 0)),
                new Way("firstOrNull", ReactorBridge::awaitFirstOrNull));
    }

    static List<Way> otherModes() {
        return List.of(
                new Way("last", ReactorBridge::awaitLast),
                new Way("single", ReactorBridge::awaitSingle),
                new Way("singleOrNull", ReactorBridge::awaitSingleOrNull),
                new Way("collect", flux -> collect(flux).size()));
    }

    @ParameterizedTest
    @EddyTest
    @MethodSource("firstModes")
    void r1_theFirstModesRequestOneAndCancelBeforeTheyGoOn(Way way) {
        Task<?> task = createTask(() -> {
            log.add("got " + way.await().apply(logged(Flux.range(7, 100))));
        });
        await(task);

        assertThat(log).containsExactly("request 1", "cancel", "got 7");
    }

    @ParameterizedTest
    @EddyTest
    @MethodSource("otherModes")
    void r1_theOtherModesRequestAllAndDoNotCancel(Way way) {
        assertThat(way.await().apply(logged(Flux.just(7)))).isPositive();

        assertThat(log).containsExactly("request all");
    }

    @EddyTest
    void r1_theItemWithoutAnEndIsEnoughForTheFirst(TestScope scope) {
        TestPublisher<Integer> source = TestPublisher.create();
        Task<Integer> task = createTask(() -> awaitFirst(source.flux()));
        scope.runCurrent();

        source.next(7);

        assertThat(await(task)).isEqualTo(7);
        source.assertCancelled();
    }

    @EddyTest
    void r3_anEmptyFluxIsMissedOrReplaced() {
        Flux<Integer> empty = Flux.empty();
        assertThatThrownBy(() -> awaitFirst(empty)).isInstanceOf(NoSuchElementException.class);
        assertThatThrownBy(() -> awaitLast(empty)).isInstanceOf(NoSuchElementException.class);
        assertThatThrownBy(() -> awaitSingle(empty)).isInstanceOf(NoSuchElementException.class);
        assertThat(awaitFirstOrDefault(empty, 5)).isEqualTo(5);
        assertThat(awaitFirstOrNull(empty)).isNull();
        assertThat(awaitSingleOrNull(empty)).isNull();
        assertThat(collect(empty)).isEmpty();
    }

    @EddyTest
    void theLastItemAndAllItems() {
        assertThat(awaitLast(Flux.range(1, 5))).isEqualTo(5);
        assertThat(collect(Flux.range(1, 5))).containsExactly(1, 2, 3, 4, 5);
    }

    @EddyTest
    void r4_aSecondItemCancelsOnceAndFails() {
        assertThatThrownBy(() -> awaitSingle(logged(Flux.range(1, 3))))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> awaitSingleOrNull(logged(Flux.range(1, 3))))
                .isInstanceOf(IllegalArgumentException.class);

        assertThat(log).containsExactly("request all", "cancel", "request all", "cancel");
    }

    static Stream<Way> allModes() {
        return Stream.of(firstModes(), otherModes()).flatMap(List::stream);
    }

    @ParameterizedTest
    @EddyTest
    @MethodSource("allModes")
    void r9_anEndWithoutAnItemThatLosesAgainstACancellationIsNoError(Way way, TestScope scope) {
        TestPublisher<Integer> source = TestPublisher.createNoncompliant(Violation.DEFER_CANCELLATION);
        Task<Integer> early = createTask(() -> way.await().apply(source.flux()));
        scope.runCurrent();
        early.cancel();
        source.complete();
        scope.runCurrent();

        TestPublisher<Integer> other = TestPublisher.createNoncompliant(Violation.DEFER_CANCELLATION);
        Task<Integer> late = createTask(() -> way.await().apply(other.flux()));
        scope.runCurrent();
        late.cancel();
        scope.runCurrent();
        other.complete();
        scope.runCurrent();

        TestPublisher<Integer> first = TestPublisher.create();
        Task<Integer> overtaken = createTask(() -> way.await().apply(first.flux()));
        scope.runCurrent();
        first.complete();
        overtaken.cancel();
        scope.runCurrent();

        assertThat(List.of(early, late, overtaken)).allMatch(Task::cancelled);
        assertThat(scope.droppedErrors()).isEmpty();
    }

    @EddyTest
    void r5_whatIsEmittedBeyondTheRequestIsReported(TestScope scope) {
        TestPublisher<Integer> source = TestPublisher.createNoncompliant(
                Violation.REQUEST_OVERFLOW, Violation.DEFER_CANCELLATION);
        Task<Integer> task = createTask(() -> awaitFirst(source.flux()));
        scope.runCurrent();

        source.next(1, 2).complete();

        assertThat(await(task)).isEqualTo(1);
        assertThat(dropped.items()).containsExactly(2);
    }
}
