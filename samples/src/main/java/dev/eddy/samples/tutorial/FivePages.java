package dev.eddy.samples.tutorial;

import static dev.eddy.Asyncio.blocking;
import static dev.eddy.gevent.Gevent.joinAll;
import static dev.eddy.gevent.Gevent.spawn;

import dev.eddy.Engine;
import dev.eddy.EventLoop;
import dev.eddy.Runner;
import dev.eddy.gevent.Greenlet;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.net.URI;
import java.net.URLConnection;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * Fetches five pages at once, each in a greenlet, by a client that blocks. With the engine {@code green} that is all: what blocks lets the
 * other greenlets run, as after gevent's {@code monkey.patch_all()}. Without its flag the call is marked, and there is no loop to be
 * seen: the hub runs it.
 */
final class FivePages {

    private static final List<String> TUTORIALS = List.of(
            "https://www.baidu.com/",
            "https://www.qq.com/",
            "https://www.sina.com.cn",
            "https://www.ifeng.com/",
            "https://www.163.com/");

    private FivePages() {}

    /** Gets a page. */
    @FunctionalInterface
    interface Client {
        String get(String url) throws IOException;
    }

    static void func(PrintStream out, Client client, String url, int i) throws IOException {
        out.printf("Synergetic process %d Open it!%n", i);
        String html = client.get(url);
        out.printf("Synergetic process %d At the end of execution, the obtained response body size is: %d%n", i,
                html.length());
    }

    /** Blocks. */
    private static String get(String url) throws IOException {
        URLConnection connection = URI.create(url).toURL().openConnection();
        connection.setRequestProperty("User-Agent", "Mozilla/5.0");
        try (InputStream body = connection.getInputStream()) {
            return new String(body.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    static void run(PrintStream out, List<String> args) throws IOException {
        if (args.isEmpty()) {
            try (FiveSites sites = new FiveSites()) {
                fetchAll(out, sites.urls());
            }
        } else if (args.getFirst().equals("--live")) {
            fetchAll(out, args.size() == 1 ? TUTORIALS : args.subList(1, args.size()));
        } else {
            throw new IllegalArgumentException("five-pages takes nothing, or --live and addresses, not " + args);
        }
    }

    private static void fetchAll(PrintStream out, List<String> urls) {
        if (Engine.GREEN.isAvailable()) {
            try (Runner runner = new Runner(
                    () -> EventLoop.builder().engine(Engine.GREEN).build())) {
                runner.run(() -> joinAll(spawnAll(out, FivePages::get, urls)));
            }
        } else {
            joinAll(spawnAll(out, url -> blocking(() -> get(url)), urls));
        }
    }

    private static List<Greenlet<?>> spawnAll(PrintStream out, Client client, List<String> urls) {
        List<Greenlet<?>> greenlets = new ArrayList<>();
        for (int i = 0; i < urls.size(); i++) {
            int number = i;
            greenlets.add(spawn(() -> func(out, client, urls.get(number), number)));
        }
        return greenlets;
    }
}
