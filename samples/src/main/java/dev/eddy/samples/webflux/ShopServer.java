package dev.eddy.samples.webflux;

import java.time.Duration;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;
import org.springframework.http.server.reactive.ReactorHttpHandlerAdapter;
import org.springframework.web.server.adapter.WebHttpHandlerBuilder;
import reactor.netty.DisposableServer;
import reactor.netty.http.server.HttpServer;
import reactor.netty.resources.LoopResources;

/** A WebFlux application on reactor-netty, on loopback. */
public final class ShopServer implements AutoCloseable {

    private final LoopResources threads = LoopResources.create("shop", 1, true);
    private final AnnotationConfigApplicationContext application;
    private final DisposableServer server;

    /**
     * Starts the server; it answers when the constructor returns.
     *
     * @param port zero for a free one
     * @param configuration of the application
     */
    ShopServer(int port, Class<?> configuration) {
        application = new AnnotationConfigApplicationContext(configuration);
        server = HttpServer.create()
                .host("127.0.0.1")
                .port(port)
                .runOn(threads)
                .handle(new ReactorHttpHandlerAdapter(
                        WebHttpHandlerBuilder.applicationContext(application).build()))
                .bindNow();
    }

    /** Serves until it is stopped; the argument is the port, 8080 without. */
    public static void main(String... args) {
        int port = args.length == 0 ? 8080 : Integer.parseInt(args[0]);
        ShopServer shop = new ShopServer(port, ShopConfiguration.class);
        System.out.println("The shop is open: curl " + shop.url("/items"));
        shop.server.onDispose().block();
    }

    String url(String path) {
        return "http://127.0.0.1:" + server.port() + path;
    }

    /** Closes all connections and ends the threads; waits for it. */
    @Override
    public void close() {
        server.disposeNow();
        threads.disposeLater(Duration.ZERO, Duration.ofSeconds(5)).block();
        application.close();
    }
}
