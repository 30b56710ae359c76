package dev.eddy.samples.docs;

import static dev.eddy.Asyncio.await;
import static dev.eddy.Asyncio.createTask;
import static dev.eddy.reactor.ReactorBridge.awaitSingle;
import static dev.eddy.reactor.ReactorBridge.collect;
import static dev.eddy.testing.TaskAssert.assertThatTask;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;

import dev.eddy.Task;
import dev.eddy.testing.EddyTest;
import dev.eddy.testing.TestScope;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.testkit.engine.EngineTestKit;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Sinks;

/** What docs/testing.md says that tests report. */
class TestingReportsTest {

    static class Blocked {
        private final Sinks.One<String> answers = Sinks.one();

        @EddyTest
        void waits_for_an_answer() {
            Task<String> answer = createTask(() -> awaitSingle(answers.asMono().map(String::strip)), "answer");
            await(answer);
        }
    }

    @Test
    void a_blocked_test_reports_what_the_page_says() throws IOException {
        assertThatThePageTells(failureOf(Blocked.class));
    }

    static class Leaking {
        @EddyTest
        void polls() {
            Flux.interval(ofSeconds(1)).map(tick -> tick + 1).subscribe();
        }
    }

    @Test
    void a_leak_reports_what_the_page_says() throws IOException {
        assertThatThePageTells(failureOf(Leaking.class));
    }

    static class TooEarly {
        @EddyTest
        void fails(TestScope scope) {
            Task<List<Long>> ticks = createTask(() -> collect(Flux.interval(ofSeconds(1)).take(3)), "ticks");
            scope.advance(ofSeconds(2));
            try {
                assertThatTask(ticks).isDone();
            } finally {
                ticks.cancel();
            }
        }
    }

    @Test
    void an_assertion_reports_what_the_page_says() throws IOException {
        assertThatThePageTells(failureOf(TooEarly.class));
    }

    static void assertThatThePageTells(Throwable failure) throws IOException {
        String page = Files.readString(Path.of("../docs/testing.md"));
        assertThat(withoutNumbers(page)).contains(withoutNumbers(failure.getMessage().strip()));
    }

    /** Without the numbers of lines and lambdas, which change with each edit, and blanks that end a line. */
    private static String withoutNumbers(String text) {
        return text.replaceAll("\\.java:\\d+\\)", ".java)")
                .replaceAll("(lambda\\$\\w+)\\$\\d+", "$1")
                .replaceAll(" +\n", "\n");
    }

    static Throwable failureOf(Class<?> tests) {
        List<Throwable> failures = EngineTestKit.engine("junit-jupiter")
                .selectors(selectClass(tests))
                .execute()
                .testEvents()
                .failed()
                .map(event -> event.getRequiredPayload(TestExecutionResult.class).getThrowable().orElseThrow())
                .toList();
        assertThat(failures).hasSize(1);
        return failures.getFirst();
    }
}
