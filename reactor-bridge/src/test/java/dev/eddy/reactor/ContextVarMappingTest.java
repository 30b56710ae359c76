package dev.eddy.reactor;

import static dev.eddy.Asyncio.createTask;
import static dev.eddy.Asyncio.run;
import static dev.eddy.reactor.ReactorBridge.awaitSingle;
import static dev.eddy.reactor.ReactorBridge.contextView;
import static dev.eddy.reactor.ReactorBridge.flux;
import static dev.eddy.reactor.ReactorBridge.mapContextVar;
import static dev.eddy.reactor.ReactorBridge.mono;
import static dev.eddy.reactor.ReactorBridge.unmapContextVar;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.eddy.Asyncio;
import dev.eddy.context.ContextVar;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;
import reactor.util.context.Context;

/** R36: context variables that are mapped to keys of Reactor's contexts. */
class ContextVarMappingTest {

    private static final Mono<String> TENANT_IN_CONTEXT =
            Mono.deferContextual(context -> Mono.just(context.getOrDefault("tenant", "none")));

    private final ContextVar<String> tenant = new ContextVar<>("tenant", "default");

    @BeforeEach
    void map() {
        mapContextVar(tenant, "tenant");
    }

    @AfterEach
    void unmap() {
        unmapContextVar(tenant);
    }

    @Test
    void r36_theBodyReadsItFromTheSubscribersContext() {
        Mono<String> mono = mono(() -> tenant.get());
        Flux<String> flux = flux(out -> out.emit(Asyncio.await(createTask(() -> tenant.get()))));

        assertThat(mono.contextWrite(Context.of("tenant", "acme")).block()).isEqualTo("acme");
        assertThat(flux.contextWrite(Context.of("tenant", "acme")).blockLast()).isEqualTo("acme");
        assertThat(mono.block()).isEqualTo("default");
    }

    @Test
    void r36_itTravelsIntoNestedSubscriptionsOfWhicheverThread() {
        run(() -> {
            assertThat(awaitSingle(TENANT_IN_CONTEXT)).isEqualTo("none"); // a default is not a value that was set
            tenant.set("acme");
            assertThat(awaitSingle(TENANT_IN_CONTEXT)).isEqualTo("acme");
            Mono<String> elsewhere = mono(() -> tenant.get()).subscribeOn(Schedulers.parallel());
            assertThat(awaitSingle(elsewhere)).isEqualTo("acme");
            tenant.set(null);
            assertThat(awaitSingle(TENANT_IN_CONTEXT)).isEqualTo("none");
        });
    }

    @Test
    void r36_whatTheBodySetsIsWhatItsSubscriptionsSeeAndTheSubscribersContextStays() {
        Mono<List<String>> mono = mono(() -> {
            tenant.set("other");
            return List.of(awaitSingle(TENANT_IN_CONTEXT), contextView().<String>get("tenant"));
        });

        assertThat(mono.contextWrite(Context.of("tenant", "acme")).block()).containsExactly("other", "acme");
    }

    @Test
    void r36_theOperatorsBelowDoNotSeeItsValue() {
        Context acme = Context.of("tenant", "acme");

        assertThat(mono(() -> "item").contextWrite(acme).map(item -> tenant.get()).block()).isEqualTo("default");
        assertThat(ReactorBridge.<String>flux(out -> out.emit("item"))
                .contextWrite(acme)
                .concatMap(item -> mono(() -> awaitSingle(TENANT_IN_CONTEXT)))
                .blockLast()).isEqualTo("none");
    }

    @Test
    void aVariableThatIsNotMappedAnyMoreStaysInItsOwnWorld() {
        assertThat(unmapContextVar(tenant)).isTrue();
        assertThat(unmapContextVar(tenant)).isFalse();

        assertThat(mono(() -> tenant.get()).contextWrite(Context.of("tenant", "acme")).block()).isEqualTo("default");
    }

    @Test
    void aVariableHasOneKeyAndAKeyOneVariable() {
        ContextVar<String> second = new ContextVar<>("second", "unset");
        mapContextVar(tenant, "organisation");
        mapContextVar(second, "organisation");

        assertThat(mono(() -> tenant.get() + ", " + second.get())
                .contextWrite(Context.of("tenant", "acme", "organisation", "org"))
                .block()).isEqualTo("default, org");
        assertThat(unmapContextVar(second)).isTrue();
        assertThatThrownBy(() -> mapContextVar(null, "key")).hasMessageContaining("variable");
        assertThatThrownBy(() -> mapContextVar(tenant, null)).hasMessageContaining("key");
    }
}
