package dev.eddy.samples;

import dev.eddy.samples.Timeline.Row;
import io.netty.channel.ChannelOption;
import io.netty.resolver.DefaultAddressResolverGroup;
import io.reactivex.rxjava3.core.Flowable;
import io.reactivex.rxjava3.core.Single;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.http.HttpClient.Redirect;
import java.net.http.HttpClient.Version;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletionStage;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.netty.http.client.HttpClient;
import reactor.netty.resources.ConnectionProvider;
import reactor.netty.resources.LoopResources;

/**
 * The HTTP clients that a program has grown over the years: reactor-netty's with its Mono and Flux, the JDK's with its
 * CompletionStage, and RxJava types on top. Ordinary reactive code, nothing here knows of Eddy but the time line.
 *
 * <p>Thread-safe. Errors: {@link HttpStatusException}, {@link IllegalArgumentException} for a malformed URL,
 * {@link java.io.IOException} for all that goes wrong on the way.
 */
final class WebClients implements AutoCloseable {

    /** Bytes; small, so that a client that does not read holds its server back soon. */
    private static final int RECEIVE_BUFFER = 32 * 1024;

    private final LoopResources threads = LoopResources.create("demo-client", 1, true);
    private final ConnectionProvider connections = ConnectionProvider.create("demo-client");
    private final HttpClient netty = HttpClient.create(connections)
            .runOn(threads)
            .resolver(DefaultAddressResolverGroup.INSTANCE)
            .option(ChannelOption.SO_RCVBUF, RECEIVE_BUFFER)
            .followRedirect(true);
    private final java.net.http.HttpClient jdk = java.net.http.HttpClient.newBuilder()
            .version(Version.HTTP_1_1)
            .followRedirects(Redirect.NORMAL)
            .build();
    private final Timeline timeline;

    /** Each request becomes a row of the time line. */
    WebClients(Timeline timeline) {
        this.timeline = timeline;
    }

    /** The page, by reactor-netty: requested at each subscription; cancelling closes the connection. */
    Mono<String> mono(String url) {
        return mono("Mono", url);
    }

    private Mono<String> mono(String kind, String url) {
        return Mono.defer(() -> {
            Row row = timeline.request(kind + " " + label(url));
            return netty.get()
                    .uri(httpUri(url))
                    .responseSingle((response, body) -> {
                        requirePage(response.status().code());
                        return body.asString().defaultIfEmpty("");
                    })
                    .doOnSuccess(page -> row.end(null))
                    .doOnError(row::end)
                    .doOnCancel(() -> row.end(new CancellationException()));
        });
    }

    /**
     * The page, by the JDK's client: requested at once; cancelling the stage closes the connection.
     *
     * @throws IllegalArgumentException for a malformed URL
     */
    CompletionStage<String> stage(String url) {
        HttpRequest request = HttpRequest.newBuilder(httpUri(url)).build();
        Row row = timeline.request("CompletionStage " + label(url));
        return jdk.sendAsync(request, BodyHandlers.ofString())
                .whenComplete((response, failure) -> row.end(failure))
                .thenApply(WebClients::page);
    }

    /** The page as an RxJava type. */
    Single<String> single(String url) {
        return Single.fromPublisher(mono("Single", url));
    }

    /** The page in pieces as they arrive, by reactor-netty; one that is not asked for is left to the server. */
    Flux<byte[]> flux(String url) {
        return flux("Flux", url);
    }

    private Flux<byte[]> flux(String kind, String url) {
        return Flux.defer(() -> {
            Row row = timeline.request(kind + " " + label(url));
            return netty.get()
                    .uri(httpUri(url))
                    .response((response, body) -> {
                        requirePage(response.status().code());
                        return body.asByteArray();
                    })
                    .doOnComplete(() -> row.end(null))
                    .doOnError(row::end)
                    .doOnCancel(() -> row.end(new CancellationException()));
        });
    }

    /** As {@link #flux}, as an RxJava type. */
    Flowable<byte[]> flowable(String url) {
        return Flowable.fromPublisher(flux("Flowable", url));
    }

    /** Closes all connections and ends the threads; waits for it. */
    @Override
    public void close() {
        jdk.shutdownNow();
        jdk.close();
        connections.disposeLater()
                .then(threads.disposeLater(Duration.ZERO, Duration.ofSeconds(5)))
                .block();
    }

    /** An absolute http or https address with a host: what every client takes. */
    private static URI httpUri(String url) {
        URI uri = parse(url);
        String scheme = uri.getScheme();
        if (uri.getHost() == null || !("http".equalsIgnoreCase(scheme) || "https".equalsIgnoreCase(scheme))) {
            throw new IllegalArgumentException("not the URL of a web page");
        }
        return uri;
    }

    private static URI parse(String url) {
        try {
            return new URI(url);
        } catch (URISyntaxException e) {
            throw new IllegalArgumentException("not a URL: " + e.getReason(), e);
        }
    }

    private static String label(String url) {
        URI uri = httpUri(url);
        return uri.getPath().length() > 1 ? uri.getPath() : uri.getHost();
    }

    private static String page(HttpResponse<String> response) {
        requirePage(response.statusCode());
        return response.body();
    }

    private static void requirePage(int status) {
        if (status >= 400) {
            throw new HttpStatusException(status);
        }
    }
}
