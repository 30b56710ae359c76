package dev.eddy.samples;

import static dev.eddy.reactive.Publishers.each;
import static dev.eddy.reactor.ReactorBridge.flux;
import static java.nio.charset.StandardCharsets.UTF_8;

import dev.eddy.reactive.Each;
import java.io.ByteArrayOutputStream;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Flux;

/**
 * Text in pieces of any size, as lines. With operators this takes a state object and three corner cases; in a coroutine it
 * is a loop with a local variable. Demand goes through: the next piece is asked for when its line is.
 */
final class Lines {

    private Lines() {}

    /** The lines without their ends; what follows the last end is left out. */
    static Flux<String> of(Publisher<byte[]> pieces) {
        return flux(out -> {
            ByteArrayOutputStream line = new ByteArrayOutputStream();
            try (Each<byte[]> source = each(pieces, 1)) {
                for (byte[] piece : source) {
                    for (byte character : piece) {
                        if (character == '\n') {
                            out.emit(line.toString(UTF_8));
                            line.reset();
                        } else {
                            line.write(character);
                        }
                    }
                }
            }
        });
    }
}
