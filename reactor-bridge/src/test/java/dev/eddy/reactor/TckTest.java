package dev.eddy.reactor;

import static dev.eddy.reactor.ReactorBridge.each;
import static dev.eddy.reactor.ReactorBridge.flux;
import static dev.eddy.reactor.ReactorBridge.mono;
import static dev.eddy.reactor.ReactorBridge.toMono;

import dev.eddy.EventLoop;
import dev.eddy.Future;
import dev.eddy.LoopGroup;
import dev.eddy.reactive.Emitter;
import dev.eddy.tck.Tck;
import java.io.IOException;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicNode;
import org.junit.jupiter.api.TestFactory;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * The Reactive Streams TCK over the publishers and subscribers of {@link ReactorBridge}. What {@code collect} gives to a
 * publisher is a subscriber of Reactor's.
 */
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
    private static Flux<Long> through(Flux<Long> source, int prefetch) {
        return flux(out -> {
            for (long item : each(source, prefetch)) {
                out.emit(item);
            }
        });
    }

    private static Mono<Long> through(Mono<Long> source) {
        return mono(() -> ReactorBridge.await(source));
    }

    private static Mono<Long> one(long items) {
        return mono(() -> items == 0 ? null : 1L);
    }

    private static <T> Mono<T> failingMono() {
        return mono(() -> {
            throw new IOException("planned");
        });
    }

    /** Of a future of another thread's loop, whose end is on its way. */
    private static Mono<Long> hot(Consumer<Future<Long>> end) {
        EventLoop loop = LoopGroup.sharedNext();
        CompletableFuture<Future<Long>> made = new CompletableFuture<>();
        loop.callSoonThreadsafe(() -> {
            Future<Long> future = loop.createFuture();
            made.complete(future);
            loop.callSoon(() -> end.accept(future));
        });
        return toMono(made.join());
    }

    private static <R> Function<Publisher<Long>, R> ofFlux(Function<Flux<Long>, R> consume) {
        return publisher -> consume.apply(Flux.from(publisher));
    }

    private static Consumer<Publisher<Long>> awaiting(Consumer<Flux<Long>> await) {
        return publisher -> await.accept(Flux.from(publisher));
    }

    @TestFactory
    Stream<DynamicNode> reactiveStreams() {
        return new Tck()
                .publisher("flux", n -> flux(counting(n)), flux(failing()))
                .publisher("flux, twice through a coroutine", n -> through(through(flux(counting(n)), 1), 4),
                        through(through(flux(failing()), 1), 4))
                .publisherOfOne("mono", TckTest::one, failingMono())
                .publisherOfOne("mono, twice through a coroutine", n -> through(through(one(n))),
                        through(through(failingMono())))
                .publisherOfOne("toMono", n -> hot(future -> future.setResult(n == 0 ? null : 1L)),
                        hot(future -> future.setException(new IOException("planned"))))
                .iteration("each, prefetch 1", ofFlux(flux -> each(flux, 1)))
                .iteration("each, prefetch 4", ofFlux(flux -> each(flux, 4)))
                .iteration("each", ofFlux(ReactorBridge::each))
                .iteration("each, without a bound", ofFlux(flux -> each(flux, Integer.MAX_VALUE)))
                .awaitFirst("awaitFirst", awaiting(ReactorBridge::awaitFirst))
                .awaitFirst("awaitFirstOrDefault", awaiting(flux -> ReactorBridge.awaitFirstOrDefault(flux, -1L)))
                .awaitFirst("awaitFirstOrNull", awaiting(ReactorBridge::awaitFirstOrNull))
                .awaitEnd("awaitLast", awaiting(ReactorBridge::awaitLast))
                .awaitEnd("awaitSingle", awaiting(ReactorBridge::awaitSingle))
                .awaitEnd("awaitSingleOrNull", awaiting(ReactorBridge::awaitSingleOrNull))
                .awaitEnd("await", publisher -> ReactorBridge.await(Mono.fromDirect(publisher)))
                .tests(397);
    }
}
