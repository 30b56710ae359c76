package dev.eddy.samples;

import static dev.eddy.Asyncio.await;
import static dev.eddy.Asyncio.taskGroup;
import static dev.eddy.Asyncio.timeout;
import static dev.eddy.reactor.ReactorBridge.await;
import static dev.eddy.rxjava.RxBridge.await;

import dev.eddy.Asyncio;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.net.ConnectException;
import java.net.UnknownHostException;
import java.nio.channels.UnresolvedAddressException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;

/** Fetches pages, many at once, with the three clients in turn; prints a line for each, good or bad. */
final class UrlsDemo {

    /** For each page. */
    static final Duration LIMIT = Duration.ofSeconds(10);

    private static final int AT_ONCE = 16;

    private final WebClients web;
    private final Duration limit;
    private final PrintStream out;
    private int requests;
    private int failures;

    private UrlsDemo(WebClients web, Duration limit, PrintStream out) {
        this.web = web;
        this.limit = limit;
        this.out = out;
    }

    /**
     * The URLs that the arguments name.
     *
     * @throws IllegalArgumentException if there is an unknown option or a file that cannot be read
     */
    static List<String> parse(String... args) {
        List<String> urls = new ArrayList<>();
        Iterator<String> arguments = List.of(args).iterator();
        while (arguments.hasNext()) {
            String argument = arguments.next();
            if (argument.equals("--urls") && arguments.hasNext()) {
                urls.addAll(read(Path.of(arguments.next())));
            } else if (argument.startsWith("-")) {
                throw new IllegalArgumentException("unknown or incomplete option " + argument);
            } else {
                urls.add(argument);
            }
        }
        return urls;
    }

    /** One URL a line; empty lines and those that begin with # do not count. */
    private static List<String> read(Path file) {
        try (Stream<String> lines = Files.lines(file)) {
            return lines.map(String::strip)
                    .filter(line -> !line.isEmpty() && !line.startsWith("#"))
                    .toList();
        } catch (IOException | UncheckedIOException e) {
            throw new IllegalArgumentException("cannot read " + file + ": " + e, e);
        }
    }

    /**
     * Fetches the pages.
     *
     * @param limit for each
     * @return whether all could be fetched
     */
    static boolean run(List<String> urls, Duration limit, PrintStream out) {
        Timeline timeline = new Timeline();
        try (WebClients web = new WebClients(timeline)) {
            timeline.begin();
            UrlsDemo demo = new UrlsDemo(web, limit, out);
            Asyncio.run(() -> demo.fetchAll(urls));
            out.println();
            timeline.print(out);
            return demo.failures == 0;
        }
    }

    /** The workers share an iterator: coroutines take turns only where they await. */
    private void fetchAll(List<String> urls) {
        Iterator<String> queue = urls.iterator();
        taskGroup(group -> {
            for (int i = 0; i < AT_ONCE; i++) {
                group.createTask(() -> {
                    while (queue.hasNext()) {
                        fetch(queue.next());
                    }
                });
            }
            return queue;
        });
    }

    private void fetch(String url) {
        int turn = requests++ % 3;
        try {
            String page = timeout(limit, () -> switch (turn) {
                case 0 -> await(web.mono(url));
                case 1 -> await(web.stage(url));
                default -> await(web.single(url));
            });
            out.printf("ok      %s: %d characters%n", url, page.length());
        } catch (Exception e) {
            failures++;
            out.printf("failed  %s: %s%n", url, reason(e));
        }
    }

    private String reason(Exception failure) {
        if (failure instanceof TimeoutException) {
            return "no answer within " + limit.toMillis() + " ms";
        }
        if (failure instanceof UnknownHostException || failure.getCause() instanceof UnresolvedAddressException) {
            return "unknown host";
        }
        String message = failure.getMessage();
        if (failure instanceof ConnectException && (message == null || message.startsWith("Connection refused"))) {
            return "connection refused";
        }
        return message == null ? failure.getClass().getSimpleName() : message.lines().findFirst().orElse("");
    }
}
