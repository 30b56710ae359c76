package dev.eddy.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.eddy.Engine;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * Runs the scenarios whose traces were recorded from CPython, and compares. With {@code -Dconformance.dir=DIR} also those of
 * every {@code *.jsonl} in DIR.
 */
class ConformanceTest {

    private static final int FRAMES_SHOWN = 10;

    private final Language language = Language.complete();
    private final List<String> failures = new ArrayList<>();
    private int run;
    private int identical;

    @Test
    void every_trace_is_that_of_CPython() throws IOException {
        for (Corpus corpus : Corpus.all()) {
            for (String line : corpus.lines()) {
                check(corpus, line);
            }
        }

        report("%d of %d traces identical".formatted(identical, run));
        assertThat(failures).withFailMessage(() -> String.join("\n", failures)).isEmpty();
    }

    private void check(Corpus corpus, String line) {
        Scenario scenario;
        try {
            scenario = ScenarioParser.parse(language, line);
        } catch (RuntimeException e) {
            run++;
            failures.add(corpus.name() + ": a scenario that cannot be read: " + e.getMessage());
            return;
        }
        run++;
        List<String> trace;
        try {
            trace = ScenarioRun.trace(scenario);
        } catch (RuntimeException | Error e) {
            failures.add(corpus.name() + ": " + scenario.name() + "\n    the run itself failed: " + stackTraceOf(e));
            return;
        }
        if (trace.equals(scenario.expected())) {
            identical++;
        } else {
            failures.add(corpus.name() + ": " + scenario.name() + "\n" + TraceDiff.of(scenario.expected(), trace));
        }
    }

    private static String stackTraceOf(Throwable exception) {
        return Stream.concat(Stream.of(exception), Stream.of(exception.getStackTrace()).limit(FRAMES_SHOWN))
                .map(Object::toString)
                .collect(Collectors.joining("\n        ", "", "\n"));
    }

    private static void report(String text) {
        System.out.println("conformance[" + Engine.getDefault().label() + "]: " + text);
    }
}
