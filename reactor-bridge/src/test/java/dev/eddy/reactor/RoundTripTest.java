package dev.eddy.reactor;

import static dev.eddy.Asyncio.await;
import static dev.eddy.Asyncio.coroutine;
import static dev.eddy.Asyncio.createTask;
import static dev.eddy.Asyncio.getRunningLoop;
import static dev.eddy.Asyncio.run;
import static dev.eddy.Asyncio.sleep;
import static dev.eddy.generator.Generator.generator;
import static dev.eddy.reactor.ReactorBridge.awaitFirstOrElse;
import static dev.eddy.reactor.ReactorBridge.collect;
import static dev.eddy.reactor.ReactorBridge.each;
import static dev.eddy.reactor.ReactorBridge.flux;
import static dev.eddy.reactor.ReactorBridge.mono;
import static dev.eddy.reactor.ReactorBridge.toAwaitable;
import static dev.eddy.reactor.ReactorBridge.toFlux;
import static dev.eddy.reactor.ReactorBridge.toMono;
import static dev.eddy.reactor.ReactorBridge.toTask;
import static dev.eddy.reactor.Turns.onAnotherThreadWithinThisTurn;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.eddy.Awaitable;
import dev.eddy.Coroutine;
import dev.eddy.EventLoop;
import dev.eddy.Task;
import dev.eddy.context.Context;
import dev.eddy.context.ContextVar;
import dev.eddy.queue.Queue;
import dev.eddy.testing.EddyTest;
import dev.eddy.testing.TestScope;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.test.StepVerifier;
import reactor.test.publisher.PublisherProbe;
import reactor.test.subscriber.TestSubscriber;

/** From one kind of thing to the other, and back. */
class RoundTripTest {

    static final ContextVar<String> NAME = new ContextVar<>("name", "nobody");

    @RegisterExtension final Dropped dropped = new Dropped();

    @Test
    void aMonoThatWasAnAwaitableIsTheOriginal() {
        Mono<String> original = Mono.fromSupplier(() -> "a");

        assertThat(ReactorBridge.<String>toMono(toAwaitable(original))).isSameAs(original);
    }

    @EddyTest
    void anAwaitableOfAMonoSubscribesEachTime() {
        AtomicInteger subscriptions = new AtomicInteger();
        Awaitable<Integer> awaitable = toAwaitable(Mono.fromSupplier(subscriptions::incrementAndGet));

        assertThat(await(awaitable)).isEqualTo(1);
        assertThat(await(awaitable)).isEqualTo(2);
    }

    @EddyTest // which fails if the coroutine is reported as never awaited
    void r33_aCoroutineWhoseSubscriberLeavesBeforeItBeginsIsClosed(TestScope scope) {
        Coroutine<String> coroutine = coroutine(() -> "never");

        toMono(coroutine).subscribe().dispose();
        scope.runCurrent();

        assertThatThrownBy(() -> await(coroutine)).hasMessageContaining("closed before it began");
    }

    @Test
    void aCoroutineAsAMonoRunsOnce() {
        Coroutine<String> coroutine = coroutine(() -> "once");
        Mono<String> mono = toMono(coroutine);

        StepVerifier.create(mono).expectNext("once").verifyComplete();
        StepVerifier.create(mono).verifyError(IllegalStateException.class);
    }

    @EddyTest
    void r21_aTaskAsAnAwaitableIsHot() {
        Awaitable<String> task = createTask(() -> "task");

        assertThat(ReactorBridge.await(ReactorBridge.<String>toMono(task))).isEqualTo("task");
    }

    @EddyTest
    void aFluxAsATaskOrAwaitableIsAList(TestScope scope) {
        PublisherProbe<Integer> never = PublisherProbe.of(Flux.never());
        Task<List<Integer>> waiting = toTask(never.flux());
        scope.runCurrent();
        waiting.cancel();
        scope.runCurrent();

        never.assertWasCancelled();
        assertThat(await(toTask(Flux.just(1, 2)))).containsExactly(1, 2);
        assertThat(await(toAwaitable(Flux.just(1, 2)))).containsExactly(1, 2);
        assertThat(awaitFirstOrElse(Flux.<Integer>empty(), () -> 7)).isEqualTo(7);
    }

    @Test
    void r24_aFluxOfAFluxOfACoroutineKeepsDemandAndOrder() {
        Flux<Integer> inner = flux(out -> {
            for (int i = 0; i < 1000; i++) {
                out.emit(i);
            }
        });
        Flux<Integer> outer = flux(out -> {
            for (int item : each(inner, 3)) {
                out.emit(item);
            }
        });

        StepVerifier.create(outer, 1)
                .expectNext(0)
                .thenRequest(1)
                .expectNext(1)
                .thenRequest(Long.MAX_VALUE)
                .expectNextCount(998)
                .verifyComplete();
    }

    @Test
    void aGeneratorAsAFluxIsPulledByDemand() {
        List<Integer> steps = new ArrayList<>();
        Flux<Integer> numbers = toFlux(generator(g -> {
            for (int i = 0;; i++) {
                sleep(Duration.ZERO);
                steps.add(i);
                g.yield(i);
            }
        }));
        run(() -> assertThat(collect(numbers.take(3))).containsExactly(0, 1, 2));

        assertThat(steps).containsExactly(0, 1, 2);
        StepVerifier.create(numbers).verifyError(IllegalStateException.class);
    }

    @EddyTest
    void aQueueAsAFluxEndsWithItsShutdown() {
        Queue<String> queue = new Queue<>();
        Task<List<String>> all = toTask(ReactorBridge.<String>toFlux(queue));
        queue.put("a");
        queue.put("b");
        queue.shutdown();

        assertThat(await(all)).containsExactly("a", "b");
    }

    @EddyTest
    void anItemOfAQueueThatCameForASubscriberWhichIsDisposedOfFromAnotherThreadReachesTheNextOne(TestScope scope) {
        Queue<String> queue = new Queue<>();
        TestSubscriber<String> left = TestSubscriber.create();
        TestSubscriber<String> other = TestSubscriber.create();
        ReactorBridge.<String>toFlux(queue).subscribe(left);
        scope.runCurrent();
        ReactorBridge.<String>toFlux(queue).subscribe(other);
        scope.runCurrent();

        queue.putNow("a");
        onAnotherThreadWithinThisTurn(left::cancel);
        scope.runCurrent();

        assertThat(left.getReceivedOnNext()).isEmpty();
        assertThat(other.getReceivedOnNext()).containsExactly("a");
        other.cancel();
    }

    @EddyTest
    void r27_theShutdownOfAQueueCompletesItsFluxWithoutDemand(TestScope scope) {
        Queue<String> queue = new Queue<>();
        TestSubscriber<String> subscriber =
                TestSubscriber.builder().initialRequest(1).build();
        ReactorBridge.<String>toFlux(queue).subscribe(subscriber);
        queue.putNow("a");
        queue.shutdown();
        scope.runCurrent();

        assertThat(subscriber.getReceivedOnNext()).containsExactly("a");
        assertThat(subscriber.isTerminatedComplete()).isTrue();
    }

    @Test
    void theBodyRunsOnTheLoopAndInACopyOfTheContextThatAreNamed() throws Exception {
        Context context = new Context();
        context.run(() -> NAME.set("ada"));
        run(() -> {
            EventLoop own = getRunningLoop();
            Mono<String> mono = mono(own, context, () -> NAME.get() + (getRunningLoop() == own));
            Flux<String> flux = flux(null, context, out -> {
                out.emit(NAME.get());
                NAME.set("changed");
            });

            assertThat(await(own.runInExecutor(() -> mono.block()))).isEqualTo("adatrue");
            assertThat(collect(flux)).containsExactly("ada");
            assertThat(collect(flux)).containsExactly("ada");
            assertThatThrownBy(() -> mono(own, null, () -> "no context")).isInstanceOf(NullPointerException.class);
        });
    }
}
