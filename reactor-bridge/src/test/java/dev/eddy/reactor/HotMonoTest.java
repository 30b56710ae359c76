package dev.eddy.reactor;

import static dev.eddy.Asyncio.await;
import static dev.eddy.Asyncio.createTask;
import static dev.eddy.Asyncio.getRunningLoop;
import static dev.eddy.Asyncio.run;
import static dev.eddy.reactor.ReactorBridge.toMono;
import static dev.eddy.reactor.ReactorBridge.toTask;
import static dev.eddy.reactor.Turns.letOthersRun;
import static dev.eddy.reactor.Turns.onAnotherThread;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.eddy.Future;
import dev.eddy.Task;
import dev.eddy.testing.EddyTest;
import dev.eddy.testing.TestScope;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import reactor.core.Disposable;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Operators;
import reactor.test.StepVerifier;
import reactor.test.publisher.PublisherProbe;

/** Behaviour R21 of the hot conversions. */
class HotMonoTest {

    @RegisterExtension final Dropped dropped = new Dropped();

    final List<Object> seen = new ArrayList<>();

    @EddyTest
    void r21_allSubscribersShareTheOneResult(TestScope scope) {
        AtomicInteger runs = new AtomicInteger();
        Task<Integer> task = createTask(runs::incrementAndGet);
        Mono<Integer> mono = toMono(task);
        mono.subscribe(seen::add);
        mono.subscribe(seen::add);
        scope.runCurrent();
        mono.subscribe(seen::add);

        assertThat(seen).containsExactly(1, 1, 1);
        assertThat(runs).hasValue(1);
        onAnotherThread(() -> StepVerifier.create(mono).expectNext(1).verifyComplete());
    }

    @EddyTest
    void r21_unsubscribingLeavesTheTaskAlone(TestScope scope) {
        Future<String> gate = getRunningLoop().createFuture();
        Task<String> task = createTask(() -> await(gate));
        Disposable subscription = toMono(task).subscribe(seen::add);
        scope.runCurrent();

        subscription.dispose();
        onAnotherThread(() -> toMono(task).subscribe(seen::add).dispose());
        gate.setResult("result");

        assertThat(await(task)).isEqualTo("result");
        assertThat(task.cancelling()).isZero();
        assertThat(seen).isEmpty();
    }

    @EddyTest
    void r21_theResultOfSomeoneWhoLeftIsNotDiscarded() {
        List<Object> discarded = new ArrayList<>();
        Task<String> task = createTask(() -> "shared");
        await(task);
        StepVerifier.create(
                toMono(task).contextWrite(context -> Operators.enableOnDiscard(context, discarded::add)), 0)
                .thenCancel()
                .verify();

        assertThat(discarded).isEmpty();
    }

    @EddyTest
    void failuresAndCancellationsAndNull() {
        IOException failure = new IOException();
        Future<String> failed = getRunningLoop().createFuture();
        failed.setException(failure);
        Future<String> cancelled = getRunningLoop().createFuture();
        cancelled.cancel();
        Future<String> empty = getRunningLoop().createFuture();
        empty.setResult(null);

        StepVerifier.create(toMono(failed)).verifyErrorMatches(e -> e == failure);
        StepVerifier.create(toMono(cancelled)).verifyError(CancellationException.class);
        StepVerifier.create(toMono(empty)).verifyComplete();
    }

    @Test
    void itOutlivesItsLoop() {
        Mono<Integer> mono = run(() -> {
            Task<Integer> task = createTask(() -> 7);
            await(task);
            return toMono(task);
        });

        assertThat(mono.block()).isEqualTo(7);
    }

    @Test
    void aMonoAsATaskRunsAtOnceAndIsCancelledWithIt() {
        run(() -> {
            PublisherProbe<Integer> probe = PublisherProbe.of(Mono.never());
            Task<Integer> task = toTask(probe.mono());
            letOthersRun();
            probe.assertWasSubscribed();

            task.cancel();
            letOthersRun();

            probe.assertWasCancelled();
            assertThat(await(toTask(Mono.just(3)))).isEqualTo(3);
            assertThat(await(toTask(Mono.<Integer>empty()))).isNull();
        });
        assertThatThrownBy(() -> toTask(Mono.just(3))).isInstanceOf(IllegalStateException.class);
    }
}
