package dev.eddy.reactor.spring;

import static dev.eddy.Asyncio.await;
import static dev.eddy.Asyncio.coroutine;
import static dev.eddy.Asyncio.createTask;
import static dev.eddy.Asyncio.gather;
import static dev.eddy.Asyncio.getRunningLoop;
import static dev.eddy.Asyncio.run;
import static dev.eddy.Asyncio.sleep;
import static dev.eddy.generator.Generator.generator;
import static dev.eddy.reactor.ReactorBridge.contextView;
import static dev.eddy.reactor.ReactorBridge.toAwaitable;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.eddy.Awaitable;
import dev.eddy.CancelledError;
import dev.eddy.Coroutine;
import dev.eddy.Future;
import dev.eddy.Task;
import dev.eddy.generator.Generator;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.reactivestreams.Publisher;
import org.springframework.core.ReactiveAdapter;
import org.springframework.core.ReactiveAdapterRegistry;
import reactor.core.Disposable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.test.StepVerifier;
import reactor.test.publisher.PublisherProbe;
import reactor.test.publisher.TestPublisher;

/** What Spring makes of Eddy's types, and the other way round. */
class SpringAdaptersTest {

    private final ReactiveAdapterRegistry registry = new ReactiveAdapterRegistry();

    @BeforeEach
    void register() {
        SpringAdapters.register(registry);
    }

    private ReactiveAdapter adapter(Class<?> type) {
        return Objects.requireNonNull(registry.getAdapter(type));
    }

    /** As Spring does with what a method has returned. */
    private Publisher<Object> publisherOf(Object returned) {
        return Objects.requireNonNull(registry.getAdapter(null, returned)).toPublisher(returned);
    }

    @SuppressWarnings("unchecked")
    private <T> T fromPublisher(Class<? super T> type, Publisher<?> publisher) {
        return (T) adapter(type).fromPublisher(publisher);
    }

    @ParameterizedTest
    @ValueSource(classes = {Task.class, Future.class, Coroutine.class, Awaitable.class, Generator.class})
    void each_type_has_an_adapter_of_its_own(Class<?> type) {
        ReactiveAdapter adapter = adapter(type);

        assertThat(adapter.getReactiveType()).isEqualTo(type);
        assertThat(adapter.isMultiValue()).isEqualTo(type == Generator.class);
        assertThat(adapter.getDescriptor().isDeferred()).isEqualTo(!Future.class.isAssignableFrom(type));
        assertThat(adapter.isNoValue()).isFalse();
        assertThat(adapter.supportsEmpty()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(classes = {Task.class, Future.class, Coroutine.class, Awaitable.class, Generator.class})
    void a_method_that_returns_null_has_returned_an_empty_one(Class<?> type) {
        Object empty = adapter(type).getDescriptor().getEmptyValue();

        assertThat(empty).isInstanceOf(type);
        StepVerifier.create(adapter(type).toPublisher(empty)).verifyComplete();
        run(() -> {
            assertThat(await(Mono.from(adapter(type).toPublisher(null)).toFuture())).isNull();
        });
    }

    @Test
    void a_second_registration_changes_nothing() {
        ReactiveAdapter before = registry.getAdapter(Coroutine.class);

        SpringAdapters.register(registry);

        assertThat(registry.getAdapter(Coroutine.class)).isSameAs(before);
    }

    @Nested
    class Returned {

        @Test
        void a_coroutine_runs_when_it_is_subscribed_to() {
            AtomicInteger runs = new AtomicInteger();
            Publisher<Object> publisher = publisherOf(coroutine(() -> {
                sleep(Duration.ZERO);
                return "run " + runs.incrementAndGet();
            }));

            assertThat(runs).hasValue(0);
            StepVerifier.create(publisher).expectNext("run 1").verifyComplete();
            StepVerifier.create(publisher).verifyError(IllegalStateException.class); // it can be used once
        }

        @Test
        void a_coroutine_is_cancelled_with_its_subscription() throws InterruptedException {
            CountDownLatch begun = new CountDownLatch(1);
            CountDownLatch cancelled = new CountDownLatch(1);
            Disposable subscription = Flux.from(publisherOf(coroutine(() -> {
                begun.countDown();
                try {
                    sleep(Duration.ofDays(1));
                } catch (CancelledError e) {
                    cancelled.countDown();
                    throw e;
                }
            }))).subscribe();
            begun.await();

            subscription.dispose();

            cancelled.await();
        }

        @Test
        void a_coroutine_has_the_context_of_its_subscriber() {
            Publisher<Object> publisher = publisherOf(coroutine(() -> contextView().get("user")));

            StepVerifier.create(Flux.from(publisher).contextWrite(context -> context.put("user", "Ada")))
                    .expectNext("Ada")
                    .verifyComplete();
        }

        @Test
        void an_error_is_the_original_one() {
            IOException error = new IOException("broken");

            StepVerifier.create(publisherOf(coroutine(() -> {
                throw error;
            }))).verifyErrorSatisfies(e -> assertThat(e).isSameAs(error));
        }

        @Test
        void a_null_result_is_an_empty_mono() {
            StepVerifier.create(publisherOf(coroutine(() -> null))).verifyComplete();
            run(() -> {
                Task<Object> task = createTask(() -> null);
                assertThat(await(Mono.from(publisherOf(task)).toFuture())).isNull();
            });
        }

        @Test
        void a_task_goes_on_when_the_subscription_is_cancelled() {
            run(() -> {
                Future<String> gate = getRunningLoop().createFuture();
                Task<String> task = createTask(() -> await(gate));
                List<Object> seen = new ArrayList<>();

                Flux.from(publisherOf(task)).subscribe(seen::add).dispose();
                Flux.from(publisherOf(task)).subscribe(seen::add);
                gate.setResult("done");

                assertThat(await(task)).isEqualTo("done");
                sleep(Duration.ZERO);
                assertThat(seen).containsExactly("done");
            });
        }

        @Test
        void any_future_and_any_awaitable_will_do() {
            run(() -> {
                assertThat(await(Mono.from(publisherOf(gather(() -> 1, () -> 2))).toFuture())).isEqualTo(List.of(1, 2));
            });
            Mono<String> mono = Mono.just("mono");
            assertThat(publisherOf(toAwaitable(mono))).isSameAs(mono);
        }

        @Test
        void a_generator_takes_a_step_for_each_item_that_is_requested() {
            List<Integer> steps = new ArrayList<>();
            Publisher<Object> publisher = publisherOf(Generator.<Integer>generator(g -> {
                for (int i = 1; i <= 3; i++) {
                    steps.add(i);
                    sleep(Duration.ZERO); // it may await
                    g.yield(i);
                }
            }));

            StepVerifier.create(publisher, 0)
                    .then(() -> assertThat(steps).isEmpty())
                    .thenRequest(1)
                    .expectNext(1)
                    .then(() -> assertThat(steps).containsExactly(1))
                    .thenRequest(5)
                    .expectNext(2, 3)
                    .verifyComplete();
        }

        @Test
        void a_generator_is_closed_with_its_subscription() throws InterruptedException {
            CountDownLatch closed = new CountDownLatch(1);
            Publisher<Object> publisher = publisherOf(Generator.<Integer>generator(g -> {
                try {
                    g.yield(1);
                    g.yield(2);
                } finally {
                    closed.countDown();
                }
            }));

            StepVerifier.create(publisher, 1).expectNext(1).thenCancel().verify();

            closed.await();
        }
    }

    @Nested
    class AsAParameter {

        @Test
        void a_coroutine_subscribes_when_it_is_awaited_and_once() {
            PublisherProbe<String> body = PublisherProbe.of(Mono.just("body").hide());
            Coroutine<String> parameter = fromPublisher(Coroutine.class, body.mono());

            body.assertWasNotSubscribed();
            run(() -> {
                assertThat(await(parameter)).isEqualTo("body");
                assertThatThrownBy(() -> await(parameter)).isInstanceOf(IllegalStateException.class);
            });
            assertThat(body.subscribeCount()).isEqualTo(1);
        }

        @Test
        void an_awaitable_subscribes_each_time() {
            PublisherProbe<String> body = PublisherProbe.of(Mono.just("body").hide());
            Awaitable<String> parameter = fromPublisher(Awaitable.class, body.mono());

            run(() -> {
                assertThat(await(parameter)).isEqualTo("body");
                assertThat(await(parameter)).isEqualTo("body");
            });
            assertThat(body.subscribeCount()).isEqualTo(2);
        }

        @Test
        void a_task_subscribes_at_once_on_the_running_loop() {
            PublisherProbe<String> body = PublisherProbe.of(Mono.just("body").hide());

            run(() -> {
                Task<String> parameter = fromPublisher(Task.class, body.mono());
                sleep(Duration.ZERO);
                body.assertWasSubscribed();
                assertThat(await(parameter)).isEqualTo("body");
                Future<String> future = fromPublisher(Future.class, body.mono());
                assertThat(await(future)).isEqualTo("body");
            });
        }

        @Test
        void without_a_loop_there_is_no_task() {
            assertThatThrownBy(() -> fromPublisher(Task.class, Mono.just("body")))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("a Task belongs to the loop")
                    .hasMessageContaining("take an Awaitable, a Coroutine or a Mono");
        }

        @Test
        void a_generator_gives_the_items_and_then_the_error() {
            IOException error = new IOException("broken");
            Generator<Integer> parameter =
                    fromPublisher(Generator.class, Flux.concat(Flux.just(1, 2), Flux.error(error)));

            run(() -> {
                List<Integer> seen = new ArrayList<>();
                assertThatThrownBy(() -> parameter.forEach(seen::add)).isSameAs(error);
                assertThat(seen).containsExactly(1, 2);
            });
        }

        @Test
        void closing_a_generator_cancels_the_subscription() {
            TestPublisher<Integer> body = TestPublisher.create();
            Generator<Integer> parameter = fromPublisher(Generator.class, body.flux());

            run(() -> {
                getRunningLoop().callSoon(() -> body.next(1));
                assertThat(parameter.next()).isEqualTo(1);
                parameter.close();
            });

            body.assertCancelled();
        }

        @Test
        void what_was_returned_may_be_a_parameter_again() {
            Generator<Integer> numbers = generator(g -> {
                g.yield(1);
                g.yield(2);
            });

            Generator<Integer> again = fromPublisher(Generator.class, publisherOf(numbers));

            run(() -> {
                assertThat(again).containsExactly(1, 2);
            });
        }
    }
}
