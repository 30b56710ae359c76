package dev.eddy.reactor;

import static dev.eddy.Asyncio.createTask;
import static dev.eddy.Asyncio.gather;
import static dev.eddy.Asyncio.run;
import static dev.eddy.reactor.ReactorBridge.await;
import static dev.eddy.reactor.ReactorBridge.contextView;
import static dev.eddy.reactor.ReactorBridge.flux;
import static dev.eddy.reactor.ReactorBridge.mono;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;
import reactor.util.context.Context;

/** R36: the context of the subscriber. */
class ContextTest {

    private static final Mono<String> USER =
            Mono.deferContextual(context -> Mono.just(context.getOrDefault("user", "?")));

    @Test
    void r36_theBodySeesTheContextOfItsSubscriber() {
        Mono<String> mono = mono(() -> contextView().get("user"));

        assertThat(mono.contextWrite(Context.of("user", "ada")).block()).isEqualTo("ada");
        assertThat(mono.contextWrite(Context.of("user", "bob")).block()).isEqualTo("bob");
    }

    @Test
    void r36_itReachesNestedAwaitsAndTasksAndGathers() {
        Mono<List<Object>> mono = mono(() -> List.of(
                await(USER),
                dev.eddy.Asyncio.await(createTask(() -> await(USER))),
                dev.eddy.Asyncio.await(gather(USER, mono(() -> await(USER))))));

        assertThat(mono.contextWrite(Context.of("user", "ada")).block())
                .containsExactly("ada", "ada", List.of("ada", "ada"));
    }

    @Test
    void r36_itReachesTheBodyOfAFlux() {
        Flux<String> flux = flux(out -> out.emit(await(USER)));

        assertThat(flux.contextWrite(Context.of("user", "ada")).blockLast()).isEqualTo("ada");
    }

    @Test
    void r36_whatIsWrittenForOneAwaitStaysThere() {
        Mono<List<String>> mono = mono(() -> List.of(await(USER.contextWrite(Context.of("user", "bob"))), await(USER)));

        assertThat(mono.contextWrite(Context.of("user", "ada")).block()).containsExactly("bob", "ada");
    }

    @Test
    void r36_theContextWhereItWasBuiltIsMergedAndTheSubscribersWins() {
        Mono<Mono<List<String>>> builder =
                mono(() -> mono(() -> List.of(contextView().<String>get("user"), contextView().<String>get("tenant"))));
        Mono<List<String>> built =
                builder.contextWrite(Context.of("user", "builder", "tenant", "acme")).block();

        assertThat(built.contextWrite(Context.of("user", "subscriber")).subscribeOn(Schedulers.parallel()).block())
                .containsExactly("subscriber", "acme");
    }

    @Test
    void outsideTheBuildersItIsEmpty() {
        run(() -> {
            assertThat(contextView().isEmpty()).isTrue();
            assertThat(await(USER)).isEqualTo("?");
        });
        assertThat(contextView().isEmpty()).isTrue();
    }
}
