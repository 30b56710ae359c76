package dev.eddy.samples;

import static dev.eddy.Asyncio.await;
import static dev.eddy.Asyncio.coroutine;
import static dev.eddy.Asyncio.createTask;
import static dev.eddy.Asyncio.gather;
import static dev.eddy.Asyncio.race;
import static dev.eddy.Asyncio.sleep;
import static dev.eddy.Asyncio.taskGroup;
import static dev.eddy.Asyncio.timeout;
import static dev.eddy.reactive.Publishers.awaitSingle;
import static dev.eddy.reactor.ReactorBridge.await;
import static dev.eddy.reactor.ReactorBridge.each;
import static dev.eddy.reactor.ReactorBridge.flux;
import static dev.eddy.reactor.ReactorBridge.mono;
import static dev.eddy.rxjava.RxBridge.await;
import static java.util.Objects.requireNonNull;

import dev.eddy.Action;
import dev.eddy.Asyncio;
import dev.eddy.Engine;
import dev.eddy.ExceptionGroup;
import dev.eddy.ReturnWhen;
import dev.eddy.Task;
import dev.eddy.reactive.Each;
import io.reactivex.rxjava3.core.Flowable;
import io.reactivex.rxjava3.core.Scheduler;
import io.reactivex.rxjava3.plugins.RxJavaPlugins;
import java.io.PrintStream;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeoutException;
import reactor.core.publisher.Flux;

/**
 * One asyncio-style program over libraries that never heard of it: a reactor-netty server and client, the JDK's HTTP
 * client, RxJava, and a database behind R2DBC. Read it from top to bottom; each step shows one idea.
 */
public final class Demo {

    private static final String USAGE = """
            usage: Demo                        the demo, on an embedded server and database
                   Demo URL... [--urls FILE]   fetches these pages instead; FILE has one URL a line
            exit status: 0 all fetched, 1 some not, 2 wrong arguments""";

    private static final Duration LIMIT = Duration.ofMillis(200);
    private static final Duration PAUSE = Duration.ofMillis(100);
    private static final int READINGS = 24;
    private static final int AT_ONCE = 4;

    private final DemoServer server;
    private final DemoDatabase database;
    private final WebClients web;
    private final Timeline timeline;
    private final PrintStream out;

    private Demo(DemoServer server, DemoDatabase database, WebClients web, Timeline timeline, PrintStream out) {
        this.server = server;
        this.database = database;
        this.web = web;
        this.timeline = timeline;
        this.out = out;
    }

    public static void main(String[] args) {
        int status = run(args, System.out);
        if (status != 0) {
            System.exit(status);
        }
        // Otherwise the JVM ends by itself, since nothing that was started is left.
    }

    /** The program; gives its exit status. */
    static int run(String[] args, PrintStream out) {
        List<String> urls;
        try {
            urls = UrlsDemo.parse(args);
        } catch (IllegalArgumentException e) {
            out.println(e.getMessage());
            out.println(USAGE);
            return 2;
        }
        try {
            if (args.length > 0) {
                return UrlsDemo.run(urls, UrlsDemo.LIMIT, out) ? 0 : 1;
            }
            runStory(out);
            return 0;
        } finally {
            SharedThreads.end();
        }
    }

    private static void runStory(PrintStream out) {
        Timeline timeline = new Timeline();
        try (DemoServer server = new DemoServer();
                DemoDatabase database = new DemoDatabase();
                WebClients web = new WebClients(timeline)) {
            timeline.begin();
            Asyncio.run(() -> new Demo(server, database, web, timeline, out).story());
            timeline.print(out);
        }
    }

    // ---- the story --------------------------------------------------------------------------------------------------

    /** A coroutine: one step after the other, much at once within each. */
    private void story() throws Exception {
        out.printf("Eddy on Java %s, engine %s%n%n", Runtime.version().feature(), Engine.getDefault().label());
        step("gather", "awaitables of every kind at once", this::gatherEveryKind);
        step("race", "the faster of two mirrors, the other one cancelled", this::raceMirrors);
        step("timeout", "a slow page, for " + LIMIT.toMillis() + " ms at the most", this::limitSlowPage);
        step("task group", "one of three fails", this::failTogether);
        step("stream", "an endless stream into the database, " + AT_ONCE + " readings at once", this::storeReadings);
        step("hand on", "a coroutine as a Flux, consumed by RxJava on its own thread", this::handOnToRxJava);
        step("pipeline", "a coroutine in the middle of an existing Flux", this::callFromPipeline);
    }

    private void step(String name, String about, Action body) throws Exception {
        out.println(name + ": " + about);
        timeline.task(name, () -> {
            body.run();
            return name;
        });
        out.println();
    }

    /** {@code gather} takes whatever can be awaited, mixed; the results come in the order of the arguments. */
    private void gatherEveryKind() {
        List<?> results = await(gather(
                web.mono(server.url("/home")),
                web.stage(server.url("/news")),
                web.single(server.url("/weather")),
                coroutine(this::sportsAndCulture),
                Lines.of(web.flux(server.url("/chapters"))),
                Flowable.fromPublisher(Lines.of(web.flowable(server.url("/chapters"))))));
        List<String> kinds = List.of("Mono", "CompletionStage", "Single", "coroutine", "Flux", "Flowable");
        for (int i = 0; i < kinds.size(); i++) {
            out.printf("  %-16s %s%n", kinds.get(i), results.get(i));
        }
    }

    /** A coroutine is any method that awaits; nothing marks it. */
    private String sportsAndCulture() throws Exception {
        return timeline.task("coroutine", () -> {
            Task<String> culture = createTask(() -> page("/culture"));
            return page("/sports") + " and " + await(culture);
        });
    }

    /** A Mono may be empty, hence null; that of a page never is. */
    private String page(String path) {
        return requireNonNull(await(web.mono(server.url(path))));
    }

    /** The loser is cancelled, which cancels its Mono, which closes its connection, which the server sees. */
    private void raceMirrors() {
        out.println("  first: the " + race(() -> mirror("slow"), () -> mirror("fast")) + " mirror");
        out.println("  the server saw this client leave: " + await(server.clientLeft("/mirror/slow")));
    }

    private String mirror(String name) {
        page("/mirror/" + name);
        return name;
    }

    /** A limit goes around any block; what runs in it is cancelled at the deadline. */
    private void limitSlowPage() {
        try {
            timeout(LIMIT, () -> page("/slow"));
        } catch (TimeoutException e) {
            out.println("  TimeoutException");
        }
        out.println("  the server saw this client leave: " + await(server.clientLeft("/slow")));
    }

    /** The tasks of a group end together: when one fails, its siblings are cancelled. */
    private void failTogether() {
        List<Task<String>> tasks = new ArrayList<>();
        try {
            taskGroup(group -> {
                for (String path : List.of("/slow", "/broken", "/mirror/slow")) {
                    tasks.add(group.createTask(() -> page(path), path));
                }
                return tasks;
            });
        } catch (ExceptionGroup e) {
            out.println("  ExceptionGroup: " + e.getMessage() + ": " + e.exceptions());
        }
        for (Task<String> task : tasks) {
            out.printf("  %-12s %s%n", task.getName(), task.cancelled() ? "cancelled" : "failed");
        }
    }

    /**
     * Takes readings from a stream that never ends. At most four are under way at once; while they are, no more is asked
     * for, and the server, which could produce thousands, waits.
     */
    private void storeReadings() {
        long most = taskGroup(group -> {
            Set<Task<?>> underWay = new LinkedHashSet<>();
            long ahead = 0;
            try (Each<String> lines = each(Lines.of(web.flux(server.url("/readings"))), 1)) {
                for (String line : lines) {
                    Reading reading = Reading.parse(line);
                    ahead = Math.max(ahead, server.produced() - reading.number());
                    if (underWay.size() == AT_ONCE) {
                        underWay.removeAll(Asyncio.wait(underWay, ReturnWhen.FIRST_COMPLETED).done());
                    }
                    underWay.add(group.createTask(() -> store(reading)));
                    if (reading.number() == READINGS / 2) {
                        pause();
                    }
                    if (reading.number() == READINGS) {
                        break;
                    }
                }
            }
            return ahead;
        });
        out.printf("  %d readings stored, their sum is %s%n", await(database.count()), await(database.sum()));
        out.printf("  the server was never more than %d readings ahead: it produced %d%n", most, server.produced());
        out.println("  the server saw this client leave: " + await(server.clientLeft("/readings")));
    }

    /** Looks up the name of the station, over HTTP, and writes a row, over R2DBC. */
    private void store(Reading reading) throws Exception {
        timeline.task("store", () -> await(database.insert(reading, page("/stations/" + reading.station()))));
    }

    /** Nobody asks for a reading, so none is produced, once the buffers on the way are full. */
    private void pause() {
        sleep(PAUSE);
        long before = server.produced();
        sleep(PAUSE);
        out.printf("  in a pause of %d ms the server produced %d%n", PAUSE.toMillis(), server.produced() - before);
    }

    /** What a coroutine emits is a Flux as any other: RxJava subscribes, and moves it to a thread of its own. */
    private void handOnToRxJava() {
        Flux<BigDecimal> temperatures = flux(results -> {
            for (int station = 1; station <= DemoServer.STATIONS; station++) {
                results.emit(awaitSingle(database.average("station " + station)));
            }
        });
        Scheduler own = RxJavaPlugins.createSingleScheduler(
                Thread.ofPlatform().name("rx-pipeline").factory());
        try {
            String warmest = await(Flowable.fromPublisher(temperatures)
                    .observeOn(own)
                    .reduce(BigDecimal::max)
                    .map(celsius -> celsius + ", found by thread " + Thread.currentThread().getName())
                    .toSingle());
            out.println("  warmest station: " + warmest);
        } finally {
            own.shutdown();
        }
    }

    /** One hard step of a pipeline, written as a coroutine; the pipeline around it stays as it is. */
    private void callFromPipeline() {
        Flux<String> reports = Flux.range(1, 3)
                .concatMap(station -> mono(() -> report(station)))
                .map(String::toUpperCase);
        out.println("  " + await(reports.collectList()));
    }

    private String report(int station) {
        String name = page("/stations/" + station);
        return name + ": " + await(database.average(name));
    }
}
