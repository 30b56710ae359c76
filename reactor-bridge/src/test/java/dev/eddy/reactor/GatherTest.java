package dev.eddy.reactor;

import static dev.eddy.Asyncio.await;
import static dev.eddy.Asyncio.createTask;
import static dev.eddy.Asyncio.ensureFuture;
import static dev.eddy.Asyncio.gather;
import static dev.eddy.Asyncio.gatherReturnExceptions;
import static dev.eddy.Asyncio.run;
import static dev.eddy.reactor.Turns.letOthersRun;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.eddy.Asyncio;
import dev.eddy.CancelledError;
import dev.eddy.Future;
import dev.eddy.ReturnWhen;
import dev.eddy.Task;
import dev.eddy.WaitResult;
import dev.eddy.testing.AllowLeaks;
import dev.eddy.testing.EddyTest;
import dev.eddy.testing.Leak;
import dev.eddy.testing.TestScope;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.test.publisher.PublisherProbe;

/** Mono and Flux where any awaitable kind is taken. */
class GatherTest {

    @EddyTest
    void gatherTakesThemMixedWithOthers() {
        List<Object> results = await(gather(
                Mono.just("mono").hide(),
                Mono.just("scalar"),
                Mono.empty(),
                Flux.just("a", "b"),
                Flux.range(1, 4).parallel(),
                CompletableFuture.completedFuture("stage"),
                createTask(() -> "task")));

        assertThat(results).startsWith("mono", "scalar", null, List.of("a", "b")).endsWith("stage", "task");
        assertThat(results.get(4)).asInstanceOf(org.assertj.core.api.InstanceOfAssertFactories.LIST).hasSize(4);
    }

    @EddyTest
    @AllowLeaks(Leak.TASKS) // what has not failed goes on
    void theirErrorsAreTheVeryObjects() {
        IOException failure = new IOException();

        assertThat(await(gatherReturnExceptions(Mono.error(failure), Flux.error(failure))))
                .containsExactly(failure, failure);
        assertThatThrownBy(() -> await(gather(Mono.never(), Mono.error(failure)))).isSameAs(failure);
    }

    @EddyTest
    void cancellingTheGatheringCancelsTheirSubscriptions(TestScope scope) {
        PublisherProbe<Integer> mono = PublisherProbe.of(Mono.never());
        PublisherProbe<Integer> flux = PublisherProbe.of(Flux.never());
        Future<?> both = gather(mono.mono(), flux.flux());
        scope.runCurrent();

        both.cancel();
        scope.runCurrent();

        mono.assertWasCancelled();
        flux.assertWasCancelled();
        assertThatThrownBy(() -> await(both)).isInstanceOf(CancelledError.class);
    }

    @EddyTest
    void waitTakesThemAndTheLoserCanBeCancelled(TestScope scope) {
        PublisherProbe<String> slow = PublisherProbe.of(Mono.never());
        WaitResult<?> result = Asyncio.wait(ReturnWhen.FIRST_COMPLETED, slow.mono(), Mono.just("fast"));

        assertThat(result.done()).singleElement().satisfies(done -> assertThat(done.result()).isEqualTo("fast"));
        result.pending().forEach(Future::cancel);
        scope.runCurrent();
        slow.assertWasCancelled();
    }

    @Test
    void ensureFutureMakesATaskThatIsCancelledWithTheRun() {
        PublisherProbe<String> probe = PublisherProbe.of(Mono.never());

        run(() -> {
            Future<?> future = ensureFuture((Object) probe.mono());
            letOthersRun();
            probe.assertWasSubscribed();
            assertThat(future).isInstanceOf(Task.class);
        });

        probe.assertWasCancelled();
    }

    @Test
    void publishersThatAreCallablesAreTakenAsPublishers() {
        List<Object> results = run(() -> await(gather(Flux.just(7), Flux.empty(), Mono.just(8), Mono.empty())));

        assertThat(results).containsExactly(List.of(7), List.of(), 8, null);
    }
}
