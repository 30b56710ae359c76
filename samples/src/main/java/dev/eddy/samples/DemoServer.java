package dev.eddy.samples;

import io.netty.channel.ChannelOption;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BiFunction;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;
import reactor.netty.DisposableServer;
import reactor.netty.http.server.HttpServer;
import reactor.netty.http.server.HttpServerRequest;
import reactor.netty.http.server.HttpServerResponse;
import reactor.netty.resources.LoopResources;

/**
 * A web server on loopback and a free port, as one finds it in any Reactor program; nothing here knows of Eddy.
 *
 * <p>Besides answering it keeps a record of two things that only a server can see: {@linkplain #clientLeft which clients
 * hung up} before their answer was complete, and {@linkplain #produced how much of the endless stream} it was asked for.
 *
 * <p>Thread-safe.
 */
final class DemoServer implements AutoCloseable {

    /** How many weather stations there are, numbered from 1. */
    static final int STATIONS = 5;

    /** The pages and how long each takes. */
    private static final Map<String, Duration> PAGES = Map.of(
            "/home", Duration.ofMillis(150),
            "/news", Duration.ofMillis(300),
            "/weather", Duration.ofMillis(250),
            "/sports", Duration.ofMillis(200),
            "/culture", Duration.ofMillis(350));

    private static final Duration FAST = Duration.ofMillis(100);
    private static final Duration SLOW = Duration.ofSeconds(30);
    private static final Duration STATION = Duration.ofMillis(40);

    /** Bytes; small, so that a stream whose client does not read stops soon. */
    private static final int SEND_BUFFER = 32 * 1024;

    private final LoopResources threads = LoopResources.create("demo-server", 1, true);
    private final ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().name("demo-server-clock").daemon().factory());
    private final Scheduler timer = Schedulers.fromExecutorService(clock);
    private final Map<String, CompletableFuture<String>> departures = new ConcurrentHashMap<>();
    private final AtomicLong produced = new AtomicLong();
    private final DisposableServer server;

    /** Starts the server; it answers when the constructor returns. */
    DemoServer() {
        server = HttpServer.create()
                .host("127.0.0.1")
                .port(0)
                .runOn(threads)
                .childOption(ChannelOption.SO_SNDBUF, SEND_BUFFER)
                .route(routes -> {
                    PAGES.forEach((path, latency) -> routes.get(path, after(latency, "the page " + path)));
                    routes.get("/mirror/fast", after(FAST, "the file"))
                            .get("/mirror/slow", after(SLOW, "the file"))
                            .get("/slow", after(SLOW, "at last"))
                            .get("/broken", this::broken)
                            .get("/chapters", this::chapters)
                            .get("/stations/{number}", this::station)
                            .get("/readings", this::readings);
                })
                .bindNow();
    }

    /** The address of a page. */
    String url(String path) {
        return "http://127.0.0.1:" + server.port() + path;
    }

    /** Completes, with the path, when a client closes its connection before the answer to that path was complete. */
    CompletionStage<String> clientLeft(String path) {
        return departure(path).minimalCompletionStage();
    }

    private CompletableFuture<String> departure(String path) {
        return departures.computeIfAbsent(path, unused -> new CompletableFuture<>());
    }

    /** How many readings of the endless stream were produced so far: as many as the connection asked for, no more. */
    long produced() {
        return produced.get();
    }

    /** Closes all connections and ends the threads; waits for it. */
    @Override
    public void close() {
        server.disposeNow();
        threads.disposeLater(Duration.ZERO, Duration.ofSeconds(5)).block();
        clock.shutdownNow();
        clock.close();
    }

    // ---- the pages --------------------------------------------------------------------------------------------------

    private BiFunction<HttpServerRequest, HttpServerResponse, Publisher<Void>> after(Duration latency, String text) {
        return (request, response) -> watched(
                request, Mono.delay(latency, timer).then(response.sendString(Mono.just(text)).then()));
    }

    private Publisher<Void> broken(HttpServerRequest request, HttpServerResponse response) {
        return after(FAST, "out of order").apply(request, response.status(500));
    }

    /** A page that comes in pieces, one line each. */
    private Publisher<Void> chapters(HttpServerRequest request, HttpServerResponse response) {
        Flux<String> lines = Flux.range(1, 3)
                .delayElements(FAST, timer)
                .map(number -> "chapter " + number + "\n");
        return watched(request, response.sendString(lines).then());
    }

    private Publisher<Void> station(HttpServerRequest request, HttpServerResponse response) {
        return after(STATION, "station " + request.param("number")).apply(request, response);
    }

    /**
     * An endless stream of lines. The next reading is produced when the previous one has been handed to the socket, so the
     * server runs ahead of its client by what the buffers on the way hold, and no more. (A line is a Flux of two pieces,
     * because reactor-netty takes a single piece for the whole answer.)
     */
    private Publisher<Void> readings(HttpServerRequest request, HttpServerResponse response) {
        Flux<Reading> endless = Flux.generate(sink -> sink.next(measure(produced.incrementAndGet())));
        Flux<Void> sent = endless.concatMap(reading -> response.sendString(Flux.just(reading.toJson(), "\n")), 1);
        return watched(request, sent);
    }

    private static Reading measure(long number) {
        return new Reading(number, (int) (number % STATIONS) + 1, BigDecimal.valueOf(150 + number % 100, 1));
    }

    /** The answer, and a note in the record if the connection is closed before it is complete. */
    private Publisher<Void> watched(HttpServerRequest request, Publisher<Void> answer) {
        CompletableFuture<Boolean> complete = new CompletableFuture<>();
        String path = request.fullPath();
        request.withConnection(connection -> connection.onDispose(() -> {
            if (!complete.isDone()) {
                departure(path).complete(path);
            }
        }));
        return Mono.when(answer).doOnSuccess(unused -> complete.complete(true));
    }
}
