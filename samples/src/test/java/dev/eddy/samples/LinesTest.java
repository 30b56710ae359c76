package dev.eddy.samples;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Flux;

class LinesTest {

    private static final Duration PATIENCE = Duration.ofSeconds(10);

    @Test
    void are_put_together_from_pieces_of_any_size() {
        for (int size = 1; size <= 12; size++) {
            assertThat(Lines.of(pieces("one\n\ntw\u00f6\nend", size)).collectList().block(PATIENCE))
                    .containsExactly("one", "", "tw\u00f6");
        }
    }

    @Test
    void ask_for_a_piece_when_a_line_is_asked_for() {
        AtomicInteger asked = new AtomicInteger();
        Flux<byte[]> endless = Flux.generate(sink -> {
            asked.incrementAndGet();
            sink.next("line\n".getBytes(UTF_8));
        });

        assertThat(Lines.of(endless).take(3).collectList().block(PATIENCE)).containsExactly("line", "line", "line");

        assertThat(asked.get()).isLessThan(6);
    }

    private static Flux<byte[]> pieces(String text, int size) {
        byte[] bytes = text.getBytes(UTF_8);
        int count = (bytes.length + size - 1) / size;
        return Flux.range(0, count)
                .map(i -> Arrays.copyOfRange(bytes, i * size, Math.min(bytes.length, (i + 1) * size)));
    }
}
