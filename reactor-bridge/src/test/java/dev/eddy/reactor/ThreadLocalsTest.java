package dev.eddy.reactor;

import static dev.eddy.Asyncio.createTask;
import static dev.eddy.Asyncio.getRunningLoop;
import static dev.eddy.Asyncio.run;
import static dev.eddy.Asyncio.sleep;
import static dev.eddy.reactor.ReactorBridge.await;
import static dev.eddy.reactor.ReactorBridge.awaitSingle;
import static dev.eddy.reactor.ReactorBridge.contextView;
import static dev.eddy.reactor.ReactorBridge.each;
import static dev.eddy.reactor.ReactorBridge.flux;
import static dev.eddy.reactor.ReactorBridge.mono;
import static dev.eddy.reactor.ReactorBridge.runOn;
import static java.time.Duration.ZERO;
import static java.time.Duration.ofMillis;
import static org.assertj.core.api.Assertions.assertThat;

import dev.eddy.Asyncio;
import dev.eddy.Task;
import dev.eddy.generator.Generator;
import io.micrometer.context.ContextRegistry;
import io.micrometer.context.integration.Slf4jThreadLocalAccessor;
import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationRegistry;
import io.micrometer.observation.contextpropagation.ObservationThreadLocalAccessor;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.MDC;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Hooks;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;
import reactor.util.context.Context;

/** R37: the thread-locals of micrometer's registry, with logback's MDC, with and without Reactor's own propagation. */
@ParameterizedClass
@ValueSource(booleans = {false, true})
@SuppressWarnings("try") // scopes of observations are there to be closed
class ThreadLocalsTest {

    private static final String MDC_KEY = Slf4jThreadLocalAccessor.KEY;

    private final boolean automatic;

    ThreadLocalsTest(boolean automatic) {
        this.automatic = automatic;
    }

    @BeforeEach
    void register() {
        if (automatic) {
            Hooks.enableAutomaticContextPropagation();
        }
        ContextRegistry.getInstance().registerThreadLocalAccessor(new Slf4jThreadLocalAccessor());
    }

    @AfterEach
    void remove() {
        ContextRegistry.getInstance().removeThreadLocalAccessor(MDC_KEY);
        Hooks.disableAutomaticContextPropagation();
        MDC.clear();
    }

    private static String user() {
        return String.valueOf(MDC.get("user"));
    }

    /** What the MDC is in Reactor's context. */
    private static final Mono<String> USER_IN_CONTEXT = Mono.deferContextual(
            context -> Mono
                    .just(context.<Map<String, String>>getOrDefault(MDC_KEY, Map.of()).getOrDefault("user", "none")));

    @Nested
    class InTheLoop {

        @Test
        void r37_theMdcSurvivesAwaitsOfWhateverThreadEmits() {
            run(() -> {
                MDC.put("user", "ada");
                for (Scheduler scheduler : List.of(Schedulers.parallel(), Schedulers.boundedElastic(),
                        Schedulers.single())) {
                    await(Mono.just(1).delayElement(ofMillis(1), scheduler));
                    assertThat(user()).isEqualTo("ada");
                    await(Mono.fromCallable(() -> 1).subscribeOn(scheduler).publishOn(Schedulers.parallel()));
                    assertThat(user()).isEqualTo("ada");
                    for (int ignored : each(Flux.range(0, 3).publishOn(scheduler))) {
                        assertThat(user()).isEqualTo("ada");
                        sleep(ZERO);
                    }
                }
            });
        }

        @Test
        void r37_anAccessorThatFailsCostsNoOtherItsValue() {
            ContextRegistry.getInstance()
                    .registerThreadLocalAccessor("broken", () -> {
                        throw new IllegalStateException("broken");
                    }, value -> {}, () -> {});
            try {
                run(() -> {
                    MDC.put("user", "ada");
                    sleep(ofMillis(1));
                    assertThat(user()).isEqualTo("ada");
                    assertThat(await(USER_IN_CONTEXT)).isEqualTo("ada");
                });
            } finally {
                ContextRegistry.getInstance().removeThreadLocalAccessor("broken");
            }
        }

        @Test
        void r37_concurrentCoroutinesDoNotMixThemUp() {
            run(() -> {
                List<Task<String>> tasks = IntStream.range(0, 100).mapToObj(i -> {
                    MDC.put("user", "user " + i);
                    return createTask(() -> {
                        await(Mono.just(i).publishOn(i % 2 == 0 ? Schedulers.parallel() : Schedulers.boundedElastic()));
                        String before = user();
                        MDC.put("user", before + "!");
                        await(Mono.just(i).publishOn(Schedulers.parallel()));
                        return user();
                    });
                }).toList();
                MDC.clear();
                for (int i = 0; i < tasks.size(); i++) {
                    assertThat(Asyncio.await(tasks.get(i))).isEqualTo("user " + i + "!");
                    assertThat(user()).isEqualTo("null");
                }
            });
        }

        @Test
        void r37_aThreadKeepsNothingOfAContextWithinAContext() throws Exception {
            List<String> seen = new ArrayList<>();
            try (ExecutorService thread = Executors.newSingleThreadExecutor()) {
                thread.submit(() -> {
                    new dev.eddy.context.Context().run(() -> {
                        MDC.put("user", "outer");
                        run(() -> {
                            MDC.put("user", "inner");
                            sleep(ZERO);
                            seen.add(user());
                        });
                        return seen.add(user());
                    });
                    return seen.add(user());
                }).get();
            }

            assertThat(seen).containsExactly("inner", "outer", "null");
        }

        @Test
        void r37_aThreadKeepsNothingOfARunWithinACallFromALoop() throws Exception {
            try (ExecutorService thread = Executors.newSingleThreadExecutor()) {
                run(() -> {
                    MDC.put("user", "caller");
                    assertThat(runOn(Schedulers.fromExecutor(thread), () -> {
                        run(() -> sleep(ZERO));
                        return user();
                    })).isEqualTo("caller");
                });

                assertThat(thread.submit(ThreadLocalsTest::user).get()).isEqualTo("null");
            }
        }

        @Test
        void r37_whatAGeneratorSetInAThreadAndTheThreadTookAwayStaysAway() throws Exception {
            List<String> seen = new ArrayList<>();
            try (ExecutorService thread = Executors.newSingleThreadExecutor()) {
                thread.submit(() -> {
                    MDC.put("user", "thread");
                    for (int ignored : Generator.<Integer>generator(y -> {
                        MDC.put("user", "generator");
                        y.yield(1);
                    })) {
                        seen.add(user());
                    }
                    MDC.clear();
                    run(() -> sleep(ZERO));
                    return seen.add(user());
                }).get();
            }

            assertThat(seen).containsExactly("generator", "null");
        }

        @Test
        void r37_theCallersMdcIsItsOwnAgain() {
            MDC.put("user", "caller");
            run(() -> {
                assertThat(user()).isEqualTo("caller");
                MDC.put("user", "main");
                sleep(ZERO);
            });
            assertThat(user()).isEqualTo("caller");
        }
    }

    @Nested
    class Builders {

        @Test
        void r37_theSubscribersContextSetsTheMdcOfTheBody() {
            Mono<String> mono = mono(() -> {
                String begun = user();
                await(Mono.just(1).delayElement(ofMillis(1)));
                return begun + ", " + user();
            });

            assertThat(mono.contextWrite(Context.of(MDC_KEY, Map.of("user", "ada"))).block()).isEqualTo("ada, ada");
            assertThat(mono.contextWrite(Context.of(MDC_KEY, Map.of("user", "bob")))
                    .subscribeOn(Schedulers.parallel())
                    .block()).isEqualTo("bob, bob");
            assertThat(user()).isEqualTo("null");
        }

        @Test
        void r37_soItDoesForAFlux() {
            Flux<String> flux = flux(out -> {
                for (int i = 0; i < 3; i++) {
                    out.emit(user());
                    sleep(ZERO);
                }
            });

            assertThat(flux.contextWrite(Context.of(MDC_KEY, Map.of("user", "ada")))
                    .publishOn(Schedulers.boundedElastic(), 1)
                    .collectList()
                    .block()).containsExactly("ada", "ada", "ada");
        }

        @Test
        void r37_theOperatorsBelowKeepTheirOwn() {
            MDC.put("user", "bob");
            Context ada = Context.of(MDC_KEY, Map.of("user", "ada"));
            Flux<String> flux = ReactorBridge.<String>flux(out -> out.emit(user())).contextWrite(ada);

            assertThat(mono(ThreadLocalsTest::user).contextWrite(ada).map(item -> item + ", " + user()).block())
                    .isEqualTo("ada, bob");
            assertThat(flux.map(item -> item + ", " + user()).blockLast()).isEqualTo("ada, bob");
        }

        @Test
        void r37_theCapturedMdcOfTheSubscriberReachesTheBody() {
            MDC.put("user", "ada");
            assertThat(mono(ThreadLocalsTest::user).subscribeOn(Schedulers.parallel()).contextCapture().block())
                    .isEqualTo("ada");
            assertThat(mono(ThreadLocalsTest::user).contextCapture().block()).isEqualTo("ada");
        }

        @Test
        void r37_theMdcOfASubscriberOnTheSameThreadReachesTheBodyToo() {
            MDC.put("user", "ada");
            assertThat(mono(ThreadLocalsTest::user).block()).isEqualTo("ada");
            assertThat(mono(ThreadLocalsTest::user)
                    .contextWrite(Context.of(MDC_KEY, Map.of("user", "the subscriber's wins")))
                    .block()).isEqualTo("the subscriber's wins");
        }

        @Test
        void r37_theSharedLoopsKeepNothing() {
            for (int i = 0; i < 20; i++) {
                assertThat(mono(() -> {
                    String begun = user();
                    MDC.put("user", "left behind");
                    return begun;
                }).subscribeOn(Schedulers.parallel()).block()).isEqualTo("null");
            }
        }
    }

    @Nested
    class Subscribing {

        @Test
        void r37_whatACoroutineAwaitsHasItsMdcInTheContext() {
            run(() -> {
                assertThat(awaitSingle(USER_IN_CONTEXT)).isEqualTo("none");
                MDC.put("user", "ada");
                assertThat(awaitSingle(USER_IN_CONTEXT)).isEqualTo("ada");
                assertThat(awaitSingle(USER_IN_CONTEXT.subscribeOn(Schedulers.parallel()))).isEqualTo("ada");
                for (String user : each(Flux.from(USER_IN_CONTEXT))) {
                    assertThat(user).isEqualTo("ada");
                }
                assertThat(Asyncio.await(Asyncio.gather(USER_IN_CONTEXT, USER_IN_CONTEXT)))
                        .isEqualTo(List.of("ada", "ada"));
            });
        }

        @Test
        void r37_theBodysOwnChangesGoOnAndTheSubscribersContextStays() {
            Mono<List<String>> mono = mono(() -> {
                MDC.put("user", "bob");
                String changed = awaitSingle(USER_IN_CONTEXT);
                MDC.clear();
                Map<String, String> subscribers = contextView().get(MDC_KEY);
                return List.of(changed, awaitSingle(USER_IN_CONTEXT), subscribers.get("user"));
            });

            assertThat(mono.contextWrite(Context.of(MDC_KEY, Map.of("user", "ada"))).block())
                    .containsExactly("bob", "none", "ada");
        }

        @Test
        void r37_aChainOfCoroutinesOnSeveralLoopsAndThreadsHandsTheMdcOn() {
            Mono<String> inner = mono(() -> {
                sleep(ZERO);
                return "inner " + user();
            }).subscribeOn(Schedulers.boundedElastic());
            Flux<String> middle = flux(out -> {
                out.emit("middle " + user());
                out.emit(awaitSingle(inner));
            });
            Mono<List<String>> outer = mono(() -> awaitSingle(middle.subscribeOn(Schedulers.parallel()).collectList()));

            assertThat(outer.contextWrite(Context.of(MDC_KEY, Map.of("user", "ada"))).block())
                    .containsExactly("middle ada", "inner ada");
        }

        @Test
        void r37_operatorsBehindTheHandOverSeeItWhereReactorPropagates() {
            List<String> seen = mono(() -> 1)
                    .publishOn(Schedulers.parallel())
                    .map(item -> List.of(user()))
                    .contextWrite(Context.of(MDC_KEY, Map.of("user", "ada")))
                    .block();

            assertThat(seen).containsExactly(automatic ? "ada" : "null");
        }
    }

    /** Accessors that open and close scopes. */
    @Nested
    class Observations {

        private final ObservationRegistry registry = ObservationRegistry.create();
        private final ObservationThreadLocalAccessor accessor = new ObservationThreadLocalAccessor(registry);
        private final Observation ada;
        private final Observation bob;

        Observations() {
            registry.observationConfig().observationHandler(context -> true); // before the first: it does nothing without
            ada = Observation.start("ada", registry);
            bob = Observation.start("bob", registry);
        }

        @BeforeEach
        void registerObservations() {
            ContextRegistry.getInstance().registerThreadLocalAccessor(accessor);
        }

        @AfterEach
        void removeObservations() {
            ContextRegistry.getInstance().removeThreadLocalAccessor(ObservationThreadLocalAccessor.KEY);
        }

        private String current() {
            Observation observation = registry.getCurrentObservation();
            return observation == null ? "none" : observation.getContext().getName();
        }

        @Test
        void r37_theObservationOfTheSubscriberIsTheBodysOverAllHops() {
            Mono<List<String>> mono = mono(() -> {
                String begun = current();
                await(Mono.just(1).publishOn(Schedulers.parallel()));
                return List.of(begun, current());
            });

            assertThat(mono.contextWrite(Context.of(ObservationThreadLocalAccessor.KEY, ada)).block())
                    .containsExactly("ada", "ada");
            assertThat(mono.block()).containsExactly("none", "none");
            assertThat(registry.getCurrentObservationScope()).isNull();
        }

        @Test
        void r37_aScopeMayBeOpenOverAnAwait() {
            run(() -> {
                Task<?> other = createTask(() -> {
                    for (int i = 0; i < 10; i++) {
                        assertThat(current()).isEqualTo("none");
                        sleep(ZERO);
                    }
                });
                for (int i = 0; i < 5; i++) {
                    try (Observation.Scope outer = ada.openScope()) {
                        sleep(ZERO);
                        assertThat(current()).isEqualTo("ada");
                        try (Observation.Scope inner = bob.openScope()) {
                            sleep(ZERO);
                            assertThat(current()).isEqualTo("bob");
                        }
                        sleep(ZERO);
                    }
                }
                Asyncio.await(other);
            });
            assertThat(registry.getCurrentObservationScope()).isNull();
        }

        @Test
        void r37_theScopesOfACallerStayAsTheyWere() {
            try (Observation.Scope own = ada.openScope()) {
                run(() -> {
                    assertThat(current()).isEqualTo("ada");
                    getRunningLoop().callSoon(() -> assertThat(current()).isNotEqualTo("ada"),
                            new dev.eddy.context.Context());
                    sleep(ZERO);
                    try (Observation.Scope inner = bob.openScope()) {
                        sleep(ZERO);
                        assertThat(current()).isEqualTo("bob");
                    }
                });
                assertThat(registry.getCurrentObservationScope()).isSameAs(own);
            }
            assertThat(registry.getCurrentObservationScope()).isNull();
        }
    }
}
