package dev.eddy.samples;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DemoTest {

    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private final PrintStream out = new PrintStream(bytes, true, UTF_8);

    private List<String> printed() {
        return bytes.toString(UTF_8).lines().toList();
    }

    private int run(String... args) {
        return Demo.run(args, out);
    }

    @Nested
    @DisplayName("the story")
    class Story {

        private static final List<String> LINES = new ArrayList<>();
        private static final Set<Thread> LEFT = new HashSet<>();
        private static int status;

        /** Once for all tests: it takes seconds. */
        @BeforeAll
        static void run_the_story() throws InterruptedException {
            Set<Thread> before = threads();
            ByteArrayOutputStream bytes = new ByteArrayOutputStream();

            status = Demo.run(new String[0], new PrintStream(bytes, true, UTF_8));

            LINES.addAll(bytes.toString(UTF_8).lines().toList());
            LEFT.addAll(threads());
            LEFT.removeAll(before);
            for (Thread thread : LEFT) {
                thread.join(PATIENCE);
            }
            LEFT.removeIf(thread -> !thread.isAlive());
        }

        /** All platform threads but the JDK's own, which live in other groups than that of the program. */
        private static Set<Thread> threads() {
            Set<Thread> threads = new HashSet<>(Thread.getAllStackTraces().keySet());
            threads.removeIf(thread -> thread.getThreadGroup() != Thread.currentThread().getThreadGroup());
            return threads;
        }

        @Test
        void shows_each_step_and_exits_with_0() {
            assertThat(LINES)
                    .containsSubsequence(
                            "gather: awaitables of every kind at once",
                            "  Mono             the page /home",
                            "  CompletionStage  the page /news",
                            "  Single           the page /weather",
                            "  coroutine        the page /sports and the page /culture",
                            "  Flux             [chapter 1, chapter 2, chapter 3]",
                            "  Flowable         [chapter 1, chapter 2, chapter 3]",
                            "race: the faster of two mirrors, the other one cancelled",
                            "  first: the fast mirror",
                            "  the server saw this client leave: /mirror/slow",
                            "timeout: a slow page, for 200 ms at the most",
                            "  TimeoutException",
                            "  the server saw this client leave: /slow",
                            "task group: one of three fails",
                            "  /slow        cancelled",
                            "  /broken      failed",
                            "  /mirror/slow cancelled",
                            "stream: an endless stream into the database, 4 readings at once",
                            "  24 readings stored, their sum is 390.0",
                            "  the server saw this client leave: /readings",
                            "hand on: a coroutine as a Flux, consumed by RxJava on its own thread",
                            "  warmest station: 16.4, found by thread rx-pipeline",
                            "pipeline: a coroutine in the middle of an existing Flux",
                            "  [STATION 1: 16.3, STATION 2: 16.1, STATION 3: 16.2]");
            assertThat(LINES)
                    .anyMatch(line -> line.startsWith("  ExceptionGroup: ") && line.contains("HTTP status 500"));
            assertThat(status).isZero();
        }

        @Test
        void holds_the_producer_back() {
            assertThat(number("in a pause of 100 ms the server produced (\\d+)")).isLessThan(5);
            assertThat(number("never more than (\\d+) readings ahead")).isLessThan(100);
            assertThat(number("readings ahead: it produced (\\d+)")).isBetween(24, 124);
        }

        @Test
        void ends_with_a_time_line() {
            assertThat(LINES)
                    .anyMatch(line -> line.matches("gather +\\d+ +\\d+ +#+ +ok"))
                    .anyMatch(line -> line.matches(" +Mono /home +\\d+ +\\d+ +#+ +gather +ok"))
                    .anyMatch(line -> line.matches(" +Mono /mirror/slow +\\d+ +\\d+ +#+ +race +cancelled"))
                    .anyMatch(line -> line.matches(" +store x 24 +\\d+ +\\d+ +#+ +stream +ok"));
        }

        @Test
        void sums_up_in_the_last_line() {
            assertThat(LINES.getLast())
                    .matches("demo: 41 requests, wall \\d+ ms, one after the other \\d+ ms, speed-up \\d+\\.\\d");
            assertThat(number("wall (\\d+) ms")).isLessThan(number("one after the other (\\d+) ms"));
        }

        @Test
        void leaves_no_thread_behind() {
            assertThat(LEFT).isEmpty();
        }

        private static int number(String pattern) {
            Matcher matcher = Pattern.compile(pattern).matcher(String.join("\n", LINES));
            assertThat(matcher.find()).as(pattern).isTrue();
            return Integer.parseInt(matcher.group(1));
        }
    }

    @Nested
    @DisplayName("with URLs")
    class Urls {

        @TempDir private Path directory;

        @Test
        void fetches_them_with_all_three_clients_and_exits_with_0() throws IOException {
            try (DemoServer server = new DemoServer()) {
                Path file = Files.writeString(
                        directory.resolve("urls"),
                        "# pages\n\n" + server.url("/news") + "\n" + server.url("/weather") + "\n");

                int status = run(server.url("/home"), "--urls", file.toString());

                assertThat(status).isZero();
                assertThat(printed())
                        .contains(
                                "ok      " + server.url("/home") + ": 14 characters",
                                "ok      " + server.url("/news") + ": 14 characters",
                                "ok      " + server.url("/weather") + ": 17 characters");
                assertThat(bytes.toString(UTF_8)).contains("Mono /home", "CompletionStage /news", "Single /weather");
                assertThat(printed().getLast()).startsWith("demo: 3 requests, ");
            }
        }

        @Test
        void prints_a_line_for_each_bad_one_goes_on_and_exits_with_1() throws IOException {
            String refused = "http://127.0.0.1:" + unusedPort() + "/";
            try (DemoServer server = new DemoServer()) {
                List<String> urls = new ArrayList<>();
                for (int client = 0; client < 3; client++) {
                    urls.addAll(List.of(refused, "no url", "ftp://127.0.0.1/", server.url("/broken")));
                }
                urls.add(server.url("/home"));

                int status = run(urls.toArray(String[]::new));

                assertThat(status).isEqualTo(1);
                assertThat(printed().stream().filter(line -> line.startsWith("failed"))).hasSize(12);
                assertThat(printed())
                        .contains("failed  " + refused + ": connection refused")
                        .contains("failed  ftp://127.0.0.1/: not the URL of a web page")
                        .contains("failed  no url: not a URL: Illegal character in path")
                        .contains("failed  " + server.url("/broken") + ": HTTP status 500")
                        .contains("ok      " + server.url("/home") + ": 14 characters");
            }
        }

        @Test
        void gives_up_on_one_that_takes_too_long() {
            try (DemoServer server = new DemoServer()) {
                List<String> urls = List.of(server.url("/slow"), server.url("/slow"), server.url("/slow"));

                boolean all = UrlsDemo.run(urls, Duration.ofMillis(100), out);

                assertThat(all).isFalse();
                assertThat(printed().stream().filter(line -> line.startsWith("failed")))
                        .hasSize(3)
                        .allMatch(line -> line.equals("failed  " + server.url("/slow") + ": no answer within 100 ms"));
            }
        }

        private static int unusedPort() throws IOException {
            try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
                return socket.getLocalPort();
            }
        }
    }

    @Nested
    @DisplayName("with wrong arguments")
    class WrongArguments {

        @Test
        void exits_with_2_and_prints_the_usage_for_an_unknown_option() {
            assertThat(run("--fast")).isEqualTo(2);
            assertThat(printed().getFirst()).isEqualTo("unknown or incomplete option --fast");
            assertThat(printed()).anyMatch(line -> line.startsWith("usage: "));
        }

        @Test
        void exits_with_2_for_an_option_without_its_file() {
            assertThat(run("--urls")).isEqualTo(2);
            assertThat(printed().getFirst()).isEqualTo("unknown or incomplete option --urls");
        }

        @Test
        void exits_with_2_for_a_file_that_cannot_be_read() {
            assertThat(run("--urls", "no-such-file")).isEqualTo(2);
            assertThat(printed().getFirst()).startsWith("cannot read no-such-file");
        }
    }
}
