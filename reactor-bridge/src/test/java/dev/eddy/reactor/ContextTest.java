package dev.eddy.reactor;

import static dev.eddy.Asyncio.createTask;
import static dev.eddy.Asyncio.gather;
import static dev.eddy.Asyncio.run;
import static dev.eddy.reactor.ReactorBridge.await;
import static dev.eddy.reactor.ReactorBridge.collect;
import static dev.eddy.reactor.ReactorBridge.contextView;
import static dev.eddy.reactor.ReactorBridge.flux;
import static dev.eddy.reactor.ReactorBridge.lift;
import static dev.eddy.reactor.ReactorBridge.mono;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;
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
    void r36_theOperatorsBelowDoNotSeeWhatIsWrittenAboveThem() {
        Context ada = Context.of("user", "ada");
        Mono<String> mono = mono(() -> "item").contextWrite(ada);
        Flux<String> flux = ReactorBridge.<String>flux(out -> out.emit("item")).contextWrite(ada);
        Flux<String> withoutItems = ReactorBridge.<String>flux(out -> {}).contextWrite(ada);
        Mono<String> failing = ReactorBridge.<String>mono(() -> {
            throw new IOException();
        }).contextWrite(ada);

        assertThat(mono.flatMap(lift(item -> userHere())).block()).isEqualTo("?");
        assertThat(mono.flatMap(item -> mono(() -> userHere())).block()).isEqualTo("?");
        assertThat(mono.map(item -> userHere()).block()).isEqualTo("?");
        assertThat(flux.concatMap(lift(item -> userHere())).blockLast()).isEqualTo("?");
        assertThat(flux.concatMap(item -> flux(out -> out.emit(await(USER)))).blockLast()).isEqualTo("?");
        assertThat(flux.publishOn(Schedulers.immediate()).map(item -> userHere()).blockLast()).isEqualTo("?");
        assertThat(withoutItems.switchIfEmpty(Mono.fromCallable(ContextTest::userHere)).blockLast()).isEqualTo("?");
        assertThat(failing.onErrorResume(e -> mono(() -> userHere())).block()).isEqualTo("?");
    }

    @Test
    void r36_theySeeThatOfTheCoroutineThatSubscribes() {
        Flux<String> source = ReactorBridge.<String>flux(out -> {
            out.emit(userHere());
            dev.eddy.Asyncio.await(createTask(() -> out.emit(userHere())));
        }).contextWrite(Context.of("user", "above"));
        Mono<List<String>> mono = mono(() -> collect(source.map(item -> item + ", " + userHere())));

        assertThat(mono.contextWrite(Context.of("user", "ada")).block()).containsExactly("above, ada", "above, ada");
    }

    @Test
    void r36_anItemThatIsEmittedByOneCoroutineDoesNotBringItsContextToTheStreamOfAnother() {
        Sinks.Many<String> sink = Sinks.many().multicast().directBestEffort();
        CompletableFuture<List<String>> seen =
                sink.asFlux().concatMap(lift(item -> userHere())).collectList().toFuture();

        mono(() -> {
            sink.tryEmitNext("item");
            sink.tryEmitComplete();
        }).contextWrite(Context.of("user", "ada")).block();

        assertThat(seen.join()).containsExactly("?");
    }

    private static String userHere() {
        return contextView().getOrDefault("user", "?");
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
