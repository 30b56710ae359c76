package dev.eddy.samples.webflux;

import static dev.eddy.Asyncio.await;
import static dev.eddy.Asyncio.coroutine;
import static dev.eddy.Asyncio.createTask;
import static dev.eddy.Asyncio.sleep;
import static dev.eddy.generator.Generator.generator;
import static dev.eddy.reactor.ReactorBridge.contextView;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.eddy.Awaitable;
import dev.eddy.CancelledError;
import dev.eddy.Coroutine;
import dev.eddy.Task;
import dev.eddy.generator.Generator;
import dev.eddy.sync.Barrier;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.filter.reactive.ServerWebExchangeContextFilter;
import org.springframework.web.server.ServerWebExchange;
import org.springframework.web.server.WebFilter;
import reactor.core.publisher.Mono;

/** What handler methods of WebFlux may expect of a coroutine, a generator and a task, seen from both ends of a connection. */
class WebFluxTest {

    /** Characters; so that a few items fill the buffers of a connection. */
    private static final int BIG = 64 * 1024;

    private static final Probe PROBE = new Probe();

    /** What the handler methods tell the test. */
    private static final class Probe {
        final AtomicReference<Throwable> handled = new AtomicReference<>();
        final AtomicInteger yielded = new AtomicInteger();
        Broken error;
        CountDownLatch begun;
        CountDownLatch ended;
        Barrier barrier;
        CompletableFuture<String> gate;

        void reset() {
            handled.set(null);
            yielded.set(0);
            error = new Broken();
            begun = new CountDownLatch(1);
            ended = new CountDownLatch(1);
            barrier = new Barrier(2);
            gate = new CompletableFuture<>();
        }
    }

    static final class Broken extends Exception {
        private static final long serialVersionUID = 1L;
    }

    @RestController
    static class Handlers {

        @GetMapping("/nothing")
        Coroutine<String> nothing() {
            return coroutine(() -> null);
        }

        @GetMapping("/nothing-as-mono")
        Mono<String> nothingAsMono() {
            return Mono.empty();
        }

        @GetMapping("/no-coroutine")
        Coroutine<String> noCoroutine() {
            return null;
        }

        @GetMapping("/no-result")
        Coroutine<Void> noResult(ServerWebExchange exchange) {
            return coroutine(() -> {
                sleep(Duration.ZERO);
                exchange.getResponse().setStatusCode(HttpStatus.ACCEPTED);
                return null;
            });
        }

        @GetMapping("/broken")
        Coroutine<String> broken() {
            return coroutine(() -> {
                sleep(Duration.ZERO);
                throw PROBE.error;
            });
        }

        @ExceptionHandler
        @ResponseStatus(HttpStatus.BAD_GATEWAY)
        void broken(Broken e) {
            PROBE.handled.set(e);
        }

        @GetMapping("/cancels-itself")
        Coroutine<String> cancelsItself() {
            return coroutine(() -> {
                throw new CancelledError();
            });
        }

        @GetMapping("/waits")
        Coroutine<String> waits() {
            return coroutine(() -> {
                PROBE.begun.countDown();
                try {
                    return await(new CompletableFuture<String>());
                } catch (CancelledError e) {
                    sleep(Duration.ZERO); // cleaning up, it may await
                    PROBE.ended.countDown();
                    throw e;
                }
            });
        }

        @GetMapping("/endless")
        Generator<String> endless() {
            return generator(g -> {
                try {
                    while (true) {
                        g.yield("x".repeat(BIG));
                        PROBE.yielded.incrementAndGet();
                    }
                } finally {
                    PROBE.ended.countDown();
                }
            });
        }

        @GetMapping("/breaks-off")
        Generator<String> breaksOff() {
            return generator(g -> {
                g.yield("x".repeat(BIG));
                throw new IllegalStateException("no more");
            });
        }

        @GetMapping("/meeting")
        Task<String> meeting() {
            return createTask(() -> {
                PROBE.barrier.await(); // two requests, on one loop
                return "met";
            });
        }

        @GetMapping("/task-that-goes-on")
        Task<String> taskThatGoesOn() {
            PROBE.begun.countDown();
            return createTask(() -> {
                String result = await(PROBE.gate);
                PROBE.ended.countDown();
                return result;
            });
        }

        @GetMapping("/context")
        Coroutine<List<String>> context() {
            return coroutine(() -> {
                sleep(Duration.ZERO);
                ServerWebExchange exchange = ServerWebExchangeContextFilter.getExchange(contextView()).orElseThrow();
                Task<String> child = createTask(() -> contextView().get("user"));
                return List.of(exchange.getRequest().getPath().value(), await(child));
            });
        }

        @PostMapping("/sum")
        Coroutine<Integer> sum(@RequestBody Generator<Integer> numbers) {
            return coroutine(() -> {
                int sum = 0;
                for (int number : numbers) {
                    sum += number;
                }
                return sum;
            });
        }

        @PostMapping("/twice")
        Coroutine<Integer> twice(@RequestBody Coroutine<Integer> number) {
            return coroutine(() -> 2 * await(number));
        }

        @PostMapping("/task")
        Mono<Integer> task(@RequestBody Task<Integer> number) {
            return Mono.empty();
        }

        @PostMapping("/awaitable")
        Awaitable<Integer> awaitable(@RequestBody Awaitable<Integer> number) {
            return number;
        }
    }

    @Configuration
    @Import(Handlers.class)
    static class Application extends ShopConfiguration {

        @Bean
        WebFilter exchangeFilter() {
            return new ServerWebExchangeContextFilter();
        }
    }

    private ShopServer server;
    private HttpClient client;

    @BeforeEach
    void open() {
        PROBE.reset();
        server = new ShopServer(0, Application.class);
        client = HttpClient.newHttpClient();
    }

    @AfterEach
    void close() {
        client.shutdownNow();
        client.close();
        server.close();
    }

    private HttpRequest get(String path) {
        return HttpRequest.newBuilder(URI.create(server.url(path))).header("User", "Ada").build();
    }

    private HttpResponse<String> send(String path) throws Exception {
        return client.send(get(path), BodyHandlers.ofString());
    }

    private HttpResponse<String> post(String path, String json) throws Exception {
        return client.send(HttpRequest.newBuilder(URI.create(server.url(path)))
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString(json))
                .build(), BodyHandlers.ofString());
    }

    @Test
    void a_null_result_is_the_response_to_an_empty_mono() throws Exception {
        HttpResponse<String> asMono = send("/nothing-as-mono");
        for (String path : List.of("/nothing", "/no-coroutine")) {
            HttpResponse<String> response = send(path);
            assertThat(response.statusCode()).as(path).isEqualTo(asMono.statusCode());
            assertThat(response.body()).as(path).isEqualTo(asMono.body()).isEmpty();
        }
    }

    @Test
    void a_coroutine_without_a_result_may_write_the_response_itself() throws Exception {
        assertThat(send("/no-result").statusCode()).isEqualTo(202);
    }

    @Test
    void the_exception_handler_gets_the_very_exception() throws Exception {
        assertThat(send("/broken").statusCode()).isEqualTo(502);
        assertThat(PROBE.handled.get()).isSameAs(PROBE.error);
    }

    @Test
    void a_coroutine_that_cancels_itself_is_an_error_and_not_a_silence() throws Exception {
        assertThat(send("/cancels-itself").statusCode()).isEqualTo(500);
    }

    @Test
    void a_client_that_leaves_cancels_the_coroutine() throws Exception {
        var answer = client.sendAsync(get("/waits"), BodyHandlers.ofString());
        PROBE.begun.await();

        answer.cancel(true);

        PROBE.ended.await();
    }

    @Test
    void a_client_that_leaves_closes_the_generator() throws Exception {
        try (InputStream body = client.send(get("/endless"), BodyHandlers.ofInputStream()).body()) {
            assertThat(body.read()).isEqualTo('x');
        }

        PROBE.ended.await();
    }

    @Test
    void a_client_that_leaves_lets_the_task_go_on() throws Exception {
        var answer = client.sendAsync(get("/task-that-goes-on"), BodyHandlers.ofString());
        PROBE.begun.await();

        answer.cancel(true);
        PROBE.gate.complete("done");

        PROBE.ended.await();
    }

    @Test
    void a_generator_that_fails_on_the_way_breaks_the_response_off() {
        assertThatThrownBy(() -> send("/breaks-off")).isInstanceOf(IOException.class);
    }

    @Test
    void a_slow_client_holds_the_generator_back() throws Exception {
        int taken = 100;
        try (InputStream body = client.send(get("/endless"), BodyHandlers.ofInputStream()).body()) {
            for (int i = 1; i <= taken; i++) {
                body.readNBytes(BIG);
                // The buffers of both sockets and of both ends, and what reactor-netty asks for ahead of them.
                assertThat(PROBE.yielded.get()).isLessThan(i + 1_000);
            }
            for (int i = 0; i < taken; i++) {
                assertThat(send("/nothing").statusCode()).isEqualTo(200); // the server has time for others
            }
            assertThat(PROBE.yielded.get()).isLessThan(taken + 1_000);
            assertThat(PROBE.ended.getCount()).isEqualTo(1);
        }
        PROBE.ended.await();
    }

    @Test
    void two_requests_on_one_loop_take_turns() throws Exception {
        var one = client.sendAsync(get("/meeting"), BodyHandlers.ofString());
        var other = client.sendAsync(get("/meeting"), BodyHandlers.ofString());

        assertThat(one.get().body()).isEqualTo("met");
        assertThat(other.get().body()).isEqualTo("met");
    }

    @Test
    void the_request_and_what_filters_have_put_into_the_context_are_there() throws Exception {
        assertThat(send("/context").body()).isEqualTo("[\"/context\",\"Ada\"]");
    }

    @Test
    void the_body_of_a_request_may_be_a_generator_a_coroutine_or_an_awaitable() throws Exception {
        assertThat(post("/sum", IntStream.rangeClosed(1, 1000).boxed().toList().toString()).body())
                .isEqualTo("500500");
        assertThat(post("/twice", "21").body()).isEqualTo("42");
        assertThat(post("/awaitable", "7").body()).isEqualTo("7");
    }

    @Test
    void the_body_of_a_request_cannot_be_a_task_where_no_loop_runs() throws Exception {
        assertThat(post("/task", "7").statusCode()).isEqualTo(500);
    }
}
