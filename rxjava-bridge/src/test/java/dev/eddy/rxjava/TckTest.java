package dev.eddy.rxjava;

import static dev.eddy.Asyncio.createTask;
import static dev.eddy.Asyncio.getRunningLoop;
import static dev.eddy.generator.Generator.generator;
import static dev.eddy.rxjava.RxBridge.each;
import static dev.eddy.rxjava.RxBridge.flowable;
import static dev.eddy.rxjava.RxBridge.handleAwait;
import static dev.eddy.rxjava.RxBridge.lift;
import static dev.eddy.rxjava.RxBridge.mapAwait;
import static dev.eddy.rxjava.RxBridge.maybe;
import static dev.eddy.rxjava.RxBridge.single;
import static dev.eddy.rxjava.RxBridge.toFlowable;
import static dev.eddy.rxjava.RxBridge.toMaybe;

import dev.eddy.EventLoop;
import dev.eddy.Future;
import dev.eddy.LoopGroup;
import dev.eddy.queue.Queue;
import dev.eddy.reactive.Concurrency;
import dev.eddy.reactive.Emitter;
import dev.eddy.tck.Tck;
import io.reactivex.rxjava3.core.Flowable;
import java.io.IOException;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicNode;
import org.junit.jupiter.api.TestFactory;
import org.reactivestreams.Publisher;

/**
 * The Reactive Streams TCK over the publishers and subscribers of {@link RxBridge}. What {@code collect} gives to a
 * publisher is a subscriber of RxJava's, and an Observable is no publisher.
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

    private static Long failure() throws IOException {
        throw new IOException("planned");
    }

    /** Into a coroutine and out again. */
    private static Flowable<Long> through(Flowable<Long> source, int prefetch) {
        return flowable(out -> {
            for (long item : each(source, prefetch)) {
                out.emit(item);
            }
        });
    }

    /** A generator for each subscriber: one has its values once. */
    private static Flowable<Long> generated(long items) {
        return Flowable.defer(() -> toFlowable(generator(g -> {
            for (long i = 0; i < items; i++) {
                g.yield(i);
            }
        })));
    }

    /** Fails without demand, since it has had its subscriber; a generator's own failure takes a step to come. */
    private static Flowable<Long> usedGenerator() {
        Flowable<Long> used = toFlowable(generator(g -> g.yield(1L)));
        used.test().awaitDone(10, TimeUnit.SECONDS).assertResult(1L);
        return used;
    }

    /** Made on a loop of the shared group. */
    private static <T> T onALoop(Callable<T> make) {
        CompletableFuture<T> made = new CompletableFuture<>();
        LoopGroup.sharedNext().callSoonThreadsafe(() -> {
            try {
                made.complete(make.call());
            } catch (Throwable e) {
                made.completeExceptionally(e);
            }
        });
        return made.join();
    }

    /** A queue for each subscriber, that a task fills, ten items ahead. */
    private static Flowable<Long> queued(long items) {
        return Flowable.defer(() -> onALoop(() -> {
            Queue<Long> queue = new Queue<>(10);
            createTask(() -> {
                for (long i = 0; i < items; i++) {
                    queue.put(i);
                }
                queue.shutdown();
            });
            return toFlowable(getRunningLoop(), queue);
        }));
    }

    /** Fails without demand. */
    private static Flowable<Long> queueOfAClosedLoop() {
        EventLoop closed = EventLoop.create();
        closed.close();
        return toFlowable(closed, new Queue<>());
    }

    /** Of a future whose end is on its way. */
    private static Flowable<Long> future(Consumer<Future<Long>> end) {
        return onALoop(() -> {
            EventLoop loop = getRunningLoop();
            Future<Long> future = loop.createFuture();
            loop.callSoon(() -> end.accept(future));
            return toMaybe(future).toFlowable();
        });
    }

    private static <R> Function<Publisher<Long>, R> ofFlowable(Function<Flowable<Long>, R> consume) {
        return publisher -> consume.apply(Flowable.fromPublisher(publisher));
    }

    private static Consumer<Publisher<Long>> awaiting(Consumer<Flowable<Long>> await) {
        return publisher -> await.accept(Flowable.fromPublisher(publisher));
    }

    @TestFactory
    Stream<DynamicNode> reactiveStreams() {
        Concurrency fourInOrder = Concurrency.ordered(4).withPrefetch(4);
        return new Tck()
                .publisher("flowable", n -> flowable(counting(n)), flowable(failing()))
                .publisher("flowable, twice through a coroutine",
                        n -> through(through(flowable(counting(n)), 1), 4),
                        through(through(flowable(failing()), 1), 4))
                .publisher("toFlowable of a generator", TckTest::generated, usedGenerator())
                .publisher("toFlowable of a queue", TckTest::queued, queueOfAClosedLoop())
                .publisher("mapAwait",
                        n -> Flowable.rangeLong(0, n).compose(mapAwait(fourInOrder, i -> i)),
                        Flowable.just(1L).compose(mapAwait(fourInOrder, i -> failure())))
                .publisher("handleAwait",
                        n -> Flowable.just(n).compose(handleAwait((i, out) -> counting(i).run(out))),
                        Flowable.just(1L).compose(handleAwait((i, out) -> failure())))
                .publisher("concatMapSingle(lift)",
                        n -> Flowable.rangeLong(0, n).concatMapSingle(lift(i -> i)),
                        Flowable.just(1L).concatMapSingle(lift(i -> failure())))
                .publisherOfOne("single and maybe",
                        n -> n == 0 ? RxBridge.<Long>maybe(() -> null).toFlowable() : single(() -> 1L).toFlowable(),
                        maybe(TckTest::failure).toFlowable())
                .publisherOfOne("toMaybe",
                        n -> future(future -> future.setResult(n == 0 ? null : 1L)),
                        future(future -> future.setException(new IOException("planned"))))
                .iteration("each, prefetch 1", ofFlowable(flowable -> each(flowable, 1)))
                .iteration("each, prefetch 4", ofFlowable(flowable -> each(flowable, 4)))
                .iteration("each", ofFlowable(RxBridge::each))
                .iteration("each, without a bound", ofFlowable(flowable -> each(flowable, Integer.MAX_VALUE)))
                .awaitFirst("awaitFirst", awaiting(RxBridge::awaitFirst))
                .awaitFirst("awaitFirstOrDefault", awaiting(flowable -> RxBridge.awaitFirstOrDefault(flowable, -1L)))
                .awaitFirst("awaitFirstOrNull", awaiting(RxBridge::awaitFirstOrNull))
                .awaitEnd("awaitLast", awaiting(RxBridge::awaitLast))
                .awaitEnd("awaitSingle", awaiting(RxBridge::awaitSingle))
                .awaitEnd("awaitSingleOrNull", awaiting(RxBridge::awaitSingleOrNull))
                .tests(505);
    }
}
