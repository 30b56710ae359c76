package dev.eddy.samples;

import static dev.eddy.Asyncio.await;
import static dev.eddy.Asyncio.createTask;
import static dev.eddy.Asyncio.gather;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.eddy.Asyncio;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.util.List;
import java.util.concurrent.CancellationException;
import org.junit.jupiter.api.Test;

class TimelineTest {

    private final Timeline timeline = new Timeline();

    @Test
    void tells_who_waited_on_what_and_how_it_ended() {
        timeline.begin();

        Asyncio.run(() -> timeline.task("outer", () -> {
            timeline.request("first").end(null);
            timeline.request("second").end(new IOException());
            timeline.request("third").end(new IOException(new CancellationException()));
            timeline.request("fourth");
            return await(createTask(() -> timeline.task("inner", () -> "done")));
        }));

        assertThat(withoutTimes())
                .containsExactly(
                        "outer ok",
                        "first outer ok",
                        "second outer failed",
                        "third outer cancelled",
                        "fourth outer open",
                        "inner outer ok");
    }

    @Test
    void shows_what_one_task_did_several_times_as_one_row() {
        timeline.begin();

        Asyncio.run(() -> timeline.task("outer", () -> await(gather(this::inner, this::inner, this::inner))));

        assertThat(withoutTimes()).containsExactly("outer ok", "inner x 3 outer ok", "request x 3 inner ok");
    }

    @Test
    void sums_up_the_requests_alone() {
        timeline.begin();
        timeline.request("a").end(null);
        timeline.request("b").end(null);

        assertThat(printed().getLast())
                .matches("demo: 2 requests, wall \\d+ ms, one after the other \\d+ ms, speed-up \\d+\\.\\d");
    }

    private String inner() throws Exception {
        return timeline.task("inner", () -> {
            timeline.request("request").end(null);
            return "done";
        });
    }

    /** The rows, their words alone. */
    private List<String> withoutTimes() {
        List<String> lines = printed();
        return lines.subList(1, lines.size() - 2)
                .stream()
                .map(line -> line.replaceAll(" \\d+ +\\d+ +#+", "").strip().replaceAll(" +", " "))
                .toList();
    }

    private List<String> printed() {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        timeline.print(new PrintStream(bytes, true, UTF_8));
        return bytes.toString(UTF_8).lines().toList();
    }
}
