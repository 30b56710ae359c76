package dev.eddy.reactive;

import static dev.eddy.reactive.Publishers.each;
import static dev.eddy.reactive.Publishers.publisher;

import dev.eddy.tck.Tck;
import java.io.IOException;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicNode;
import org.junit.jupiter.api.TestFactory;
import org.reactivestreams.Publisher;

/** The Reactive Streams TCK over the publishers and subscribers of {@link Publishers}. */
class TckTest {

    private static Emitter.Body<Long> counting(long items) {
        return out -> {
            for (long i = 0; i < items; i++) {
                out.emit(i);
            }
        };
    }

    private static Emitter.Body<Long> failing() {
        return out -> {
            throw new IOException("planned");
        };
    }

    /** Into a coroutine and out again. */
    private static Publisher<Long> through(Publisher<Long> source, int prefetch) {
        return publisher(out -> {
            for (long item : each(source, prefetch)) {
                out.emit(item);
            }
        });
    }

    @TestFactory
    Stream<DynamicNode> reactiveStreams() {
        return new Tck()
                .publisher("publisher", n -> publisher(counting(n)), publisher(failing()))
                .publisher(
                        "publisher, twice through a coroutine",
                        n -> through(through(publisher(counting(n)), 1), 4),
                        through(through(publisher(failing()), 1), 4))
                .iteration("each, prefetch 1", publisher -> each(publisher, 1))
                .iteration("each, prefetch 4", publisher -> each(publisher, 4))
                .iteration("each", Publishers::each)
                .iteration("each, without a bound", publisher -> each(publisher, Integer.MAX_VALUE))
                .awaitEnd("collect", Publishers::collect)
                .awaitFirst("awaitFirst", Publishers::awaitFirst)
                .awaitFirst("awaitFirstOrDefault", publisher -> Publishers.awaitFirstOrDefault(publisher, -1L))
                .awaitFirst("awaitFirstOrNull", Publishers::awaitFirstOrNull)
                .awaitEnd("awaitLast", Publishers::awaitLast)
                .awaitEnd("awaitSingle", Publishers::awaitSingle)
                .awaitEnd("awaitSingleOrNull", Publishers::awaitSingleOrNull)
                .tests(331);
    }
}
