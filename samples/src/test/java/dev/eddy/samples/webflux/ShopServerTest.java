package dev.eddy.samples.webflux;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.Iterator;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The sample shop, asked over HTTP. */
class ShopServerTest {

    private static ShopServer shop;
    private static HttpClient client;

    @BeforeAll
    static void open() {
        shop = new ShopServer(0, ShopConfiguration.class);
        client = HttpClient.newHttpClient();
    }

    @AfterAll
    static void close() {
        client.close();
        shop.close();
    }

    private static HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create(shop.url(path)));
    }

    private static HttpResponse<String> send(HttpRequest.Builder request) throws Exception {
        return client.send(request.build(), BodyHandlers.ofString());
    }

    private static HttpRequest.Builder orderOf(String json) {
        return request("/orders").header("Content-Type", "application/json").POST(BodyPublishers.ofString(json));
    }

    @Test
    void a_coroutine_is_the_response() throws Exception {
        HttpResponse<String> response = send(request("/items/tea"));

        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(response.body()).isEqualTo("{\"name\":\"tea\",\"price\":7}");
    }

    @Test
    void its_exception_is_the_status() throws Exception {
        assertThat(send(request("/items/milk")).statusCode()).isEqualTo(404);
    }

    @Test
    void a_coroutine_awaits_the_body_of_the_request() throws Exception {
        HttpResponse<String> response = send(orderOf("{\"item\":\"tea\",\"count\":3}"));

        assertThat(response.body()).isEqualTo("{\"item\":\"tea\",\"total\":21}");
    }

    @Test
    void its_exception_comes_to_the_exception_handler() throws Exception {
        HttpResponse<String> response = send(orderOf("{\"item\":\"sugar\",\"count\":3}"));

        assertThat(response.statusCode()).isEqualTo(409);
        assertThat(response.body()).isEqualTo("{\"error\":\"sugar is sold out\"}");
    }

    @Test
    void a_body_that_cannot_be_read_is_the_clients_fault() throws Exception {
        assertThat(send(orderOf("no JSON")).statusCode()).isEqualTo(400);
    }

    @Test
    void a_generator_is_an_array_or_lines_or_events() throws Exception {
        assertThat(send(request("/items")).body()).isEqualTo(
                "[{\"name\":\"tea\",\"price\":7},{\"name\":\"coffee\",\"price\":9},{\"name\":\"sugar\",\"price\":2}]");
        assertThat(send(request("/items").header("Accept", "application/x-ndjson")).body().lines())
                .containsExactly(
                        "{\"name\":\"tea\",\"price\":7}",
                        "{\"name\":\"coffee\",\"price\":9}",
                        "{\"name\":\"sugar\",\"price\":2}");
        assertThat(send(request("/items").header("Accept", "text/event-stream")).body().lines())
                .contains("data:{\"name\":\"tea\",\"price\":7}", "data:{\"name\":\"sugar\",\"price\":2}");
    }

    @Test
    void a_task_is_shared_by_those_who_ask_meanwhile() throws Exception {
        assertThat(send(request("/rate")).body()).startsWith("1.17, request ");
    }

    @Test
    void a_mono_has_what_a_filter_has_put_into_the_context() throws Exception {
        assertThat(send(request("/greeting").header("User", "Ada")).body()).isEqualTo("Hello Ada");
        assertThat(send(request("/greeting")).body()).isEqualTo("Hello stranger");
    }

    @Test
    void an_endless_flux_streams_until_the_client_leaves() throws Exception {
        try (Stream<String> lines = client.send(request("/clock").build(), BodyHandlers.ofLines()).body()) {
            Iterator<String> each = lines.iterator();

            assertThat(each.next()).startsWith("data:");
        }
    }
}
