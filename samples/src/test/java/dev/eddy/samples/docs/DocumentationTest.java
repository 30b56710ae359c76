package dev.eddy.samples.docs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.eddy.Asyncio;
import dev.eddy.LoopGroup;
import dev.eddy.Task;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicReference;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.test.StepVerifier;

/** Every Java snippet of the documentation is part of a source of this module, or of BlockHound's test, and these sources run. */
class DocumentationTest {

    private static final Path ROOT = Path.of("..");
    private static final Pattern SNIPPET = Pattern.compile("```java\n(.*?)```", Pattern.DOTALL);

    @Test
    void every_snippet_is_compiled() throws IOException {
        List<String> sources = new ArrayList<>();
        List<Path> compiled = new ArrayList<>(files(Path.of("src"), ".java"));
        compiled.addAll(files(ROOT.resolve("reactor-bridge/src/test"), "BlockHoundTest.java"));
        for (Path source : compiled) {
            sources.add(squeeze(Files.readString(source)));
        }
        List<Path> pages = new ArrayList<>(files(ROOT.resolve("docs"), ".md"));
        pages.add(ROOT.resolve("README.md"));

        List<String> unknown = new ArrayList<>();
        for (Path page : pages) {
            Matcher snippets = SNIPPET.matcher(Files.readString(page));
            while (snippets.find()) {
                String snippet = squeeze(snippets.group(1));
                if (sources.stream().noneMatch(source -> source.contains(snippet))) {
                    unknown.add(page.getFileName() + ": " + snippets.group(1));
                }
            }
        }

        assertThat(unknown).isEmpty();
    }

    @Test
    void the_differences_from_cpython_are_those_beside_the_corpus() throws IOException {
        String beside = Files.readString(ROOT.resolve("core/src/test/resources/conformance/differences.md"));
        String table = beside.substring(beside.indexOf("| |"));

        assertThat(Files.readString(ROOT.resolve("docs/asyncio.md"))).contains(table);
    }

    @Test
    void the_blocking_snippet_asks() throws IOException {
        try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                Socket client = new Socket(server.getInetAddress(), server.getLocalPort());
                Socket answering = server.accept()) {
            answering.getOutputStream().write(42);

            assertThat(Asyncio.<Integer>run(() -> Blocking.ask(client, 6))).isEqualTo(42);
            assertThat(answering.getInputStream().read()).isEqualTo(6);
        }
    }

    @Test
    void the_ported_program_does_its_jobs() {
        assertThat(Asyncio.<Map<Integer, String>>run(() -> Ported.process()))
                .isEqualTo(Map.of(0, "result 0", 1, "result 1", 2, "result 2", 3, "too slow", 4, "result 4"));
    }

    @Test
    void the_ported_snippets_do_what_they_say() throws Exception {
        Path file = Files.writeString(Files.createTempFile("eddy", ".txt"), "text");
        Asyncio.run(() -> {
            assertThat(new Ported().withdraw(30)).isEqualTo(70);
            assertThat(Ported.readAll("site")).containsExactly("site/1", "site/2", "site/3");
            assertThat(Ported.allOutcomes()).first().isEqualTo("result 1");
            assertThat(Ported.allOutcomes()).last().isInstanceOf(IOException.class);
            assertThat(Ported.readBlocking(file)).isEqualTo("text");
            assertThat(Ported.levelTriggered()).isEqualTo("cancelled");
            Task<String> tidy = Asyncio.createTask(() -> Ported.tidy());
            Asyncio.sleep(Duration.ofMillis(1));
            tidy.cancel();
            Asyncio.wait(List.of(tidy));
            assertThat(tidy.cancelled()).isTrue();
        });
        Files.delete(file);
    }

    @Test
    void the_ported_snippets_for_other_threads_do_what_they_say() {
        try (LoopGroup group = new LoopGroup("documentation", 1);
                ExecutorService dispatchThread = Executors.newSingleThreadExecutor()) {
            assertThat(Ported.fromAnotherThread(group.next())).isEqualTo("result 1");
            assertThat(Ported.onTheUserInterfacesThread(dispatchThread).join()).isEqualTo("result 1");
        }
        Ported.inDebugMode();
    }

    @Test
    void the_asyncio_program_prints_both_results() {
        PrintStream original = System.out;
        ByteArrayOutputStream printed = new ByteArrayOutputStream();
        System.setOut(new PrintStream(printed, true, StandardCharsets.UTF_8));
        try {
            SideBySide.main();
        } finally {
            System.setOut(original);
        }

        assertThat(printed.toString(StandardCharsets.UTF_8).strip()).isEqualTo("[a is here, b is here]");
    }

    @Test
    void the_group_gives_both_parts() {
        assertThat(Asyncio.<String>run(() -> SideBySide.pageOf("user"))).isEqualTo("head is here, user is here");
    }

    @Test
    void a_cancellation_is_no_exception_and_cleans_up() {
        assertThat(Asyncio.<Boolean>run(() -> {
            Task<?> task = Asyncio.createTask(() -> SideBySide.cleansUp());
            Asyncio.sleep(Duration.ofMillis(1));
            task.cancel();
            Asyncio.wait(List.of(task));
            return task.cancelled();
        })).isTrue();
    }

    @Test
    void large_orders_come_through_as_they_are_asked_for() {
        Flux<Checkout.Order> orders = Flux.just(70, 100, 99, 150).map(Checkout.Order::new);

        StepVerifier.create(new Checkout().large(orders), 0)
                .thenRequest(1)
                .expectNext(new Checkout.Order(100))
                .thenRequest(1)
                .expectNext(new Checkout.Order(150))
                .verifyComplete();
    }

    @Test
    void both_checkouts_sell_what_is_in_stock() {
        Shop shop = new Shop(5, Mono.just(new Checkout.Receipt("tea", 7)));

        StepVerifier.create(new Checkout.AsOperators(shop).checkout(new Checkout.Cart("tea", 2)))
                .expectNext(new Checkout.Receipt("tea", 7))
                .verifyComplete();
        StepVerifier.create(new Checkout.AsCoroutine(shop).checkout(new Checkout.Cart("tea", 2)))
                .expectNext(new Checkout.Receipt("tea", 7))
                .verifyComplete();
        assertThat(shop.released).hasValue(null);
    }

    @Test
    void both_checkouts_refuse_what_is_sold_out() {
        Shop shop = new Shop(1, Mono.never());

        StepVerifier.create(new Checkout.AsOperators(shop).checkout(new Checkout.Cart("tea", 2)))
                .verifyError(Checkout.SoldOutException.class);
        StepVerifier.create(new Checkout.AsCoroutine(shop).checkout(new Checkout.Cart("tea", 2)))
                .verifyError(Checkout.SoldOutException.class);
    }

    @Test
    void both_checkouts_release_the_reservation_when_the_charge_fails() {
        Shop operators = new Shop(5, Mono.error(new IOException("no bank")));
        Shop coroutine = new Shop(5, Mono.error(new IOException("no bank")));

        StepVerifier.create(new Checkout.AsOperators(operators).checkout(new Checkout.Cart("tea", 2)))
                .verifyErrorMessage("no bank");
        StepVerifier.create(new Checkout.AsCoroutine(coroutine).checkout(new Checkout.Cart("tea", 2)))
                .verifyErrorMessage("no bank");
        assertThat(operators.released).hasValue(new Checkout.Reservation("tea"));
        assertThat(coroutine.released).hasValue(new Checkout.Reservation("tea"));
    }

    private static List<Path> files(Path directory, String ending) throws IOException {
        try (Stream<Path> all = Files.walk(directory)) {
            return all.filter(path -> path.toString().endsWith(ending)).toList();
        }
    }

    /** Without white space, which the formatter and the page's width change. */
    private static String squeeze(String text) {
        return text.replaceAll("\\s+", "");
    }

    private record Shop(int inStock, Mono<Checkout.Receipt> bank, AtomicReference<Checkout.Reservation> released)
            implements Checkout.Services {

        Shop(int inStock, Mono<Checkout.Receipt> bank) {
            this(inStock, bank, new AtomicReference<>());
        }

        @Override
        public Mono<Integer> stock(String item) {
            return Mono.just(inStock);
        }

        @Override
        public Mono<Integer> price(String item) {
            return Mono.just(7);
        }

        @Override
        public Mono<Checkout.Reservation> reserve(Checkout.Cart cart) {
            return Mono.just(new Checkout.Reservation(cart.item()));
        }

        @Override
        public Mono<Void> release(Checkout.Reservation reservation) {
            return Mono.fromRunnable(() -> released.set(reservation));
        }

        @Override
        public Mono<Checkout.Receipt> charge(Checkout.Cart cart, int price) {
            return bank;
        }
    }
}
