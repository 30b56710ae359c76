package dev.eddy.samples.tutorial;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** A web server on loopback that stands for five sites; each takes a while to answer. */
final class FiveSites implements AutoCloseable {

    private static final Duration LATENCY = Duration.ofMillis(200);
    private static final List<String> NAMES = List.of("baidu", "qq", "sina", "ifeng", "163");

    private final HttpServer server;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();

    FiveSites() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        for (String name : NAMES) {
            server.createContext("/" + name, exchange -> answer(exchange, name.repeat(1_000)));
        }
        server.setExecutor(threads);
        server.start();
    }

    List<String> urls() {
        InetSocketAddress address = server.getAddress();
        return NAMES.stream()
                .map(name -> "http://%s:%d/%s"
                        .formatted(address.getAddress().getHostAddress(), address.getPort(), name))
                .toList();
    }

    private static void answer(HttpExchange exchange, String page) throws IOException {
        try (exchange) {
            Thread.sleep(LATENCY);
            byte[] bytes = page.getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(200, bytes.length);
            exchange.getResponseBody().write(bytes);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        server.stop(0);
        threads.close();
    }
}
