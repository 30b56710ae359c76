package dev.eddy.samples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.reactivestreams.Subscription;
import reactor.core.Disposable;
import reactor.core.publisher.BaseSubscriber;

class DemoServerTest {

    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final DemoServer server = new DemoServer();
    private final WebClients web = new WebClients(new Timeline());

    @AfterEach
    void close() {
        web.close();
        server.close();
    }

    @Test
    void answers_each_client() throws Exception {
        assertThat(web.mono(server.url("/home")).block(PATIENCE)).isEqualTo("the page /home");
        assertThat(await(web.stage(server.url("/home")))).isEqualTo("the page /home");
        assertThat(web.single(server.url("/stations/3")).blockingGet()).isEqualTo("station 3");
    }

    @Test
    void answers_500_for_the_broken_page() {
        assertThatThrownBy(() -> web.mono(server.url("/broken")).block(PATIENCE))
                .isInstanceOf(HttpStatusException.class)
                .hasMessage("HTTP status 500");
    }

    @Test
    void sees_a_cancelled_mono_leave() throws Exception {
        Disposable request = web.mono(server.url("/mirror/slow")).subscribe();
        awaitConnection();

        request.dispose();

        assertThat(await(server.clientLeft("/mirror/slow"))).isEqualTo("/mirror/slow");
    }

    @Test
    void sees_a_cancelled_stage_leave() throws Exception {
        CompletionStage<String> request = web.stage(server.url("/slow"));
        awaitConnection();

        request.toCompletableFuture().cancel(true);

        assertThat(await(server.clientLeft("/slow"))).isEqualTo("/slow");
    }

    @Test
    void does_not_count_a_client_with_a_complete_answer_as_gone() {
        web.mono(server.url("/home")).block(PATIENCE);
        web.close();
        server.close();

        assertThat(server.clientLeft("/home").toCompletableFuture()).isNotDone();
    }

    @Test
    void produces_readings_only_as_they_are_read() throws Exception {
        BlockingQueue<byte[]> pieces = new LinkedBlockingQueue<>();
        BaseSubscriber<byte[]> client = new BaseSubscriber<>() {
            @Override
            protected void hookOnSubscribe(Subscription subscription) {
                subscription.request(1);
            }

            @Override
            protected void hookOnNext(byte[] piece) {
                pieces.add(piece);
            }
        };
        web.flux(server.url("/readings")).subscribe(client);

        for (int i = 0; i < 20; i++) {
            assertThat(pieces.poll(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isNotNull();
            client.request(1);
        }

        assertThat(server.produced()).isLessThan(100);
        client.cancel();
        assertThat(await(server.clientLeft("/readings"))).isEqualTo("/readings");
    }

    /** When another request has gone there and back, the first one has reached the server too: it has one thread. */
    private void awaitConnection() {
        web.mono(server.url("/stations/1")).block(PATIENCE);
        web.mono(server.url("/stations/2")).block(PATIENCE);
    }

    private static String await(CompletionStage<String> stage) throws Exception {
        return stage.toCompletableFuture().get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
    }
}
