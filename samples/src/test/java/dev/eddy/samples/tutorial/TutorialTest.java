package dev.eddy.samples.tutorial;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.FutureTask;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every program of the tutorial runs, and prints what it prints in Python. They sleep, so they run beside each other. */
class TutorialTest {

    private static final Map<String, FutureTask<List<String>>> RUNS = new LinkedHashMap<>();

    static final Map<String, List<String>> EXPECTED = Map.ofEntries(
            Map.entry("greenlet", List.of("func11", "func33", "func22", "func44")),
            Map.entry("yield-from", List.of("1", "2", "4", "3")),
            Map.entry(
                    "three-greenlets",
                    List.of("Synergetic process 1", "Synergetic process 2", "Synergetic process 3",
                            "Synergetic process 1 Resume operation")),
            Map.entry(
                    "five-pages",
                    List.of("Synergetic process 0 Open it!", "Synergetic process 1 Open it!",
                            "Synergetic process 2 Open it!", "Synergetic process 3 Open it!",
                            "Synergetic process 4 Open it!", ended(0, 5_000), ended(1, 2_000), ended(2, 4_000),
                            ended(3, 5_000), ended(4, 3_000))),
            Map.entry("decorator", List.of("1", "3", "2", "4")),
            Map.entry("async-await", List.of("1", "3", "2", "4")),
            Map.entry(
                    "event-loop",
                    List.of("Mission 1, step 1", "Mission 2, step 1", "Mission 3, step 1", "Mission 2, step 2",
                            "Mission 3, step 2", "Mission 1 is completed", "Mission 3, step 3",
                            "Mission 2 is completed", "Mission 3 is completed")),
            Map.entry("coroutine-object", List.of("a Coroutine, and nothing has run")),
            Map.entry("run", List.of("Synergetic internal code", "Synergetic internal code")),
            Map.entry(
                    "await",
                    List.of("func2 Start execution", "start", "end", "func1 Complete execution",
                            "func2 Complete execution")),
            Map.entry(
                    "await-twice",
                    List.of("func2 Start execution", "start", "end", "func1 Complete execution", "start", "end",
                            "func1 Complete execution", "func2 Complete execution")),
            Map.entry(
                    "create-task",
                    List.of("main Start", "main End", "Execute the internal code of the synergetic function",
                            "Execute the internal code of the synergetic function", "Return value, Return value")),
            Map.entry(
                    "task-list",
                    List.of("main Start", "main End", "Execute the internal code of the synergetic function",
                            "Execute the internal code of the synergetic function", "done: Return value",
                            "done: Return value", "pending: 0")),
            Map.entry(
                    "wait-first",
                    List.of("createTask: no event loop runs in this thread; use Asyncio.run(() -> ..), or in a reactive"
                            + " pipeline the mono, flux, single or flowable of a bridge",
                            "wait: wait takes no coroutines, since its result could not be told apart; make each a"
                                    + " task first, with createTask(..)",
                            "Execute the internal code of the synergetic function",
                            "Execute the internal code of the synergetic function", "IO The request ends",
                            "IO The request ends", "done: 2, pending: 0")));

    private static String ended(int number, int size) {
        return "Synergetic process %d At the end of execution, the obtained response body size is: %d"
                .formatted(number, size);
    }

    /** The lines, without the last one, which tells the time. */
    static List<String> withoutTime(List<String> lines) {
        assertThat(lines.getLast()).matches("\\d+\\.\\d{3} s");
        return lines.subList(0, lines.size() - 1).stream().map(TutorialTest::withoutThread).toList();
    }

    /** A message that names the thread, without its name. */
    static String withoutThread(String line) {
        return line.replaceFirst(", Thread\\[.*?]", "");
    }

    /** The order in which the five sites answer is nobody's. */
    static List<String> inOrder(String program, List<String> lines) {
        return program.equals("five-pages")
                ? Stream.concat(lines.stream().limit(5), lines.stream().skip(5).sorted()).toList()
                : lines;
    }

    @BeforeAll
    static void startAll() {
        for (Program program : Tutorial.PROGRAMS) {
            Callable<List<String>> run = () -> {
                ByteArrayOutputStream bytes = new ByteArrayOutputStream();
                program.run(new PrintStream(bytes, true, UTF_8), List.of());
                return bytes.toString(UTF_8).lines().toList();
            };
            FutureTask<List<String>> task = new FutureTask<>(run);
            RUNS.put(program.name(), task);
            Thread.ofPlatform().start(task);
        }
    }

    @AfterAll
    static void forget() {
        RUNS.clear();
    }

    static Stream<String> names() {
        return Tutorial.PROGRAMS.stream().map(Program::name);
    }

    @ParameterizedTest
    @MethodSource("names")
    void it_prints_what_it_prints_in_Python(String name) throws Exception {
        List<String> lines = RUNS.get(name).get();

        assertThat(inOrder(name, withoutTime(lines))).isEqualTo(EXPECTED.get(name));
    }

    @Test
    void without_arguments_all_programs_are_listed() throws Exception {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();

        int status = Tutorial.run(new PrintStream(bytes, true, UTF_8));

        assertThat(status).isZero();
        assertThat(bytes.toString(UTF_8)).contains(names().toList());
    }

    @Test
    void an_unknown_name_is_status_2_and_the_list() throws Exception {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();

        int status = Tutorial.run(new PrintStream(bytes, true, UTF_8), "unknown");

        assertThat(status).isEqualTo(2);
        assertThat(bytes.toString(UTF_8)).startsWith("no such program: unknown").contains(names().toList());
    }

    @Test
    void five_pages_fetches_the_addresses_it_is_given() throws Exception {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (FiveSites sites = new FiveSites()) {
            String url = sites.urls().getFirst();
            Tutorial.run(new PrintStream(bytes, true, UTF_8), "five-pages", "--live", url);
        }

        assertThat(withoutTime(bytes.toString(UTF_8).lines().toList()))
                .containsExactly("Synergetic process 0 Open it!", ended(0, 5_000));
    }
}
