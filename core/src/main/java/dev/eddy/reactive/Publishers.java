package dev.eddy.reactive;

import dev.eddy.Asyncio;
import dev.eddy.Awaitable;
import dev.eddy.EventLoop;
import dev.eddy.Future;
import dev.eddy.Task;
import dev.eddy.context.Context;
import dev.eddy.generator.Generator;
import dev.eddy.internal.reactive.CoroutinePublisher;
import dev.eddy.internal.reactive.DropHooks;
import dev.eddy.internal.reactive.FuturePublisher;
import dev.eddy.internal.reactive.GeneratorBody;
import dev.eddy.internal.reactive.Handling;
import dev.eddy.internal.reactive.PublisherAwaitable;
import dev.eddy.internal.reactive.QueueBody;
import dev.eddy.internal.reactive.StreamSubscriber;
import dev.eddy.internal.reactive.Subscribing;
import dev.eddy.internal.reactive.ValueMode;
import dev.eddy.internal.reactive.ValueSubscriber;
import dev.eddy.queue.Queue;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;

/**
 * Any Reactive Streams {@link Publisher} in a coroutine, and a coroutine as a publisher; made for static import. For
 * {@code Mono}, {@code Flux}, {@code Flowable} and their kin the bridges bring the same in their own types, for {@link
 * java.util.concurrent.Flow} there are {@link FlowPublishers}.
 *
 * <p>What awaits throws the publisher's own error, undeclared; when the task is cancelled, the subscription is cancelled
 * before the {@code CancelledError} is seen. A publisher that has its answer at once does not suspend the coroutine.
 *
 * <pre>{@code
 * Price price = awaitFirst(prices);
 * for (Order order : each(orders)) { ... }
 * Publisher<Integer> numbers = publisher(out -> {
 *     for (int i = 0; ; i++) {
 *         out.emit(i); // suspends until the subscriber asks for more
 *     }
 * });
 * }</pre>
 */
public final class Publishers {

    /** How many items {@link #each(Publisher)} requests ahead. */
    public static final int DEFAULT_PREFETCH = 256;

    private Publishers() {}

    // ---- into a coroutine -------------------------------------------------------------------------------------------

    /**
     * The first item; requests one and cancels.
     *
     * @throws java.util.NoSuchElementException if there is none
     */
    public static <T> T awaitFirst(Publisher<? extends T> publisher) {
        return Objects.requireNonNull(value(publisher, ValueMode.FIRST, null));
    }

    /** As {@link #awaitFirst(Publisher)}, with a default in place of a missing item. */
    public static <T> T awaitFirstOrDefault(Publisher<? extends T> publisher, T otherwise) {
        Objects.requireNonNull(otherwise, "otherwise");
        return Objects.requireNonNull(value(publisher, ValueMode.FIRST_OR_DEFAULT, otherwise));
    }

    /** As {@link #awaitFirst(Publisher)}, with a default that is made only if it is needed; making it may suspend. */
    public static <T> T awaitFirstOrElse(Publisher<? extends T> publisher, Supplier<? extends T> otherwise) {
        Objects.requireNonNull(otherwise, "otherwise");
        T first = awaitFirstOrNull(publisher);
        return first != null ? first : Objects.requireNonNull(otherwise.get(), "otherwise gave null");
    }

    /** As {@link #awaitFirst(Publisher)}, with null in place of a missing item. */
    public static <T> @Nullable T awaitFirstOrNull(Publisher<? extends T> publisher) {
        return value(publisher, ValueMode.FIRST_OR_DEFAULT, null);
    }

    /**
     * The last item, when the publisher has completed.
     *
     * @throws java.util.NoSuchElementException if there is none
     */
    public static <T> T awaitLast(Publisher<? extends T> publisher) {
        return Objects.requireNonNull(value(publisher, ValueMode.LAST, null));
    }

    /**
     * The only item, when the publisher has completed.
     *
     * @throws java.util.NoSuchElementException if there is none
     * @throws IllegalArgumentException if there is a second one; the subscription is cancelled
     */
    public static <T> T awaitSingle(Publisher<? extends T> publisher) {
        return Objects.requireNonNull(value(publisher, ValueMode.SINGLE, null));
    }

    /** As {@link #awaitSingle(Publisher)}, with null in place of a missing item. */
    public static <T> @Nullable T awaitSingleOrNull(Publisher<? extends T> publisher) {
        return value(publisher, ValueMode.SINGLE_OR_NULL, null);
    }

    /** The items as an iteration that requests {@value #DEFAULT_PREFETCH} ahead, see {@link #each(Publisher, int)}. */
    public static <T> Each<T> each(Publisher<? extends T> publisher) {
        return each(publisher, DEFAULT_PREFETCH);
    }

    /**
     * The items as an iteration of the current coroutine, see {@link Each}.
     *
     * @param prefetch how many to request ahead, refilled when three quarters are consumed; {@link Integer#MAX_VALUE} for
     *     no bound
     * @throws IllegalArgumentException if prefetch is not positive
     */
    public static <T> Each<T> each(Publisher<? extends T> publisher, int prefetch) {
        Objects.requireNonNull(publisher, "publisher");
        return new StreamSubscriber<>(publisher::subscribe, prefetch, DropHooks.LOGGING);
    }

    /** All items, when the publisher has completed. */
    public static <T> List<T> collect(Publisher<? extends T> publisher) {
        List<T> items = new ArrayList<>();
        try (Each<T> each = each(publisher, Integer.MAX_VALUE)) {
            each.forEach(items::add);
        }
        return items;
    }

    /** {@link #collect(Publisher)} as a task of the running loop, which begins in the next pass; cancelling it cancels the subscription. */
    public static <T> Task<List<T>> toTask(Publisher<? extends T> publisher) {
        return new PublisherAwaitable<T>(publisher).asFuture();
    }

    /** {@link #collect(Publisher)} as an awaitable, for any loop: each use subscribes. */
    public static <T> Awaitable<List<T>> toAwaitable(Publisher<? extends T> publisher) {
        return new PublisherAwaitable<>(publisher);
    }

    // ---- out of a coroutine -----------------------------------------------------------------------------------------

    /**
     * A cold publisher: runs the body for each subscriber, on the loop where it is subscribed to, or else on one of the
     * shared {@link dev.eddy.LoopGroup}. Cancelling the subscription cancels the body.
     */
    public static <T> Publisher<T> publisher(Emitter.Body<T> body) {
        return new CoroutinePublisher<>(null, null, body);
    }

    /** As {@link #publisher(Emitter.Body)}, on the given loop. */
    public static <T> Publisher<T> publisher(EventLoop loop, Emitter.Body<T> body) {
        return new CoroutinePublisher<>(Objects.requireNonNull(loop, "loop"), null, body);
    }

    /**
     * As {@link #publisher(Emitter.Body)}, with each body in a copy of the given context, as it is now, instead of a copy of the
     * one where it is subscribed to.
     *
     * @param loop null for the loop where it is subscribed to, or else one of the shared group
     */
    public static <T> Publisher<T> publisher(@Nullable EventLoop loop, Context context, Emitter.Body<T> body) {
        return new CoroutinePublisher<>(loop, Objects.requireNonNull(context, "context"), body);
    }

    /**
     * A hot publisher: how a future or task ends, told to every subscriber. Cancelling a subscription leaves the future alone. A
     * null result is no item, a cancelled future a {@link java.util.concurrent.CancellationException}.
     */
    public static <T> Publisher<T> toPublisher(Future<? extends @Nullable T> future) {
        return new FuturePublisher<>(future);
    }

    /**
     * The values of a generator, for one subscriber; a second one gets an {@link IllegalStateException}. A step is taken when the
     * subscriber has requested an item, and not before, on the generator's loop if it has begun in one. The
     * subscription closes the generator, when it is cancelled too.
     */
    public static <T> Publisher<T> toPublisher(Generator<? extends T> generator) {
        return new CoroutinePublisher<>(null, null, new GeneratorBody<T>(generator));
    }

    /**
     * The items of a queue of the running loop, for any number of subscribers, of which each item reaches one. One is taken when
     * a subscriber has requested it, and not before; {@link Queue#taskDone} is called when the subscriber has it. The
     * shutdown of the queue completes the stream; cancelling a subscription leaves the queue to the others.
     *
     * @throws IllegalStateException if no loop runs in this thread
     */
    public static <T> Publisher<T> toPublisher(Queue<? extends T> queue) {
        return toPublisher(Asyncio.getRunningLoop(), queue);
    }

    /** As {@link #toPublisher(Queue)}, for a queue of the given loop. */
    public static <T> Publisher<T> toPublisher(EventLoop loop, Queue<? extends T> queue) {
        return publisher(loop, new QueueBody<>(queue));
    }

    // ---- inside a pipeline ------------------------------------------------------------------------------------------

    /** A publisher of what a function, which may await, makes of each item, one after the other. See {@link #handleAwait}. */
    public static <T, R> Publisher<R> mapAwait(
            Publisher<? extends T> source, AwaitFunction<? super T, ? extends R> function) {
        return mapAwait(source, Concurrency.SEQUENTIAL, function);
    }

    /**
     * A publisher of what a function, which may await, makes of each item: {@code flatMap} and {@code concatMap} with straight
     * code. See {@link #handleAwait(Publisher, Concurrency, AwaitHandler)}; null is an error.
     */
    public static <T, R> Publisher<R> mapAwait(
            Publisher<? extends T> source, Concurrency concurrency, AwaitFunction<? super T, ? extends R> function) {
        return Publishers.<T, R>handleAwait(source, concurrency, Handling.map(function));
    }

    /** A publisher of the items that meet a condition, which may await, one after the other. See {@link #handleAwait}. */
    public static <T> Publisher<T> filterAwait(
            Publisher<? extends T> source, AwaitFunction<? super T, Boolean> condition) {
        return filterAwait(source, Concurrency.SEQUENTIAL, condition);
    }

    /**
     * A publisher of the items that meet a condition, which may await: {@code filterWhen} with straight code. See {@link
     * #handleAwait(Publisher, Concurrency, AwaitHandler)}.
     */
    public static <T> Publisher<T> filterAwait(
            Publisher<? extends T> source, Concurrency concurrency, AwaitFunction<? super T, Boolean> condition) {
        return Publishers.<T, T>handleAwait(source, concurrency, Handling.filter(condition));
    }

    /** As {@link #handleAwait(Publisher, Concurrency, AwaitHandler)}, for one item after the other. */
    public static <T, R> Publisher<R> handleAwait(
            Publisher<? extends T> source, AwaitHandler<? super T, R> handler) {
        return handleAwait(source, Concurrency.SEQUENTIAL, handler);
    }

    /**
     * A publisher of what a handler, which may await, emits for each item: nothing, one, or many. It runs as the body of a {@link
     * #publisher(Emitter.Body)} does, for each subscriber; emitting suspends until the subscriber has asked for an item, so
     * demand holds back the handlers, and these the source.
     *
     * <p>A handler that fails is the stream's error, at once: the source and the other handlers are cancelled, and these waited
     * for. So it is when the subscriber cancels. An error of the source comes behind what is emitted for the items before it.
     */
    public static <T, R> Publisher<R> handleAwait(
            Publisher<? extends T> source, Concurrency concurrency, AwaitHandler<? super T, R> handler) {
        Objects.requireNonNull(source, "source");
        return publisher(new Handling<T, R>(prefetch -> each(source, prefetch), concurrency, handler));
    }

    private static <T> @Nullable T value(
            Publisher<? extends T> publisher, ValueMode mode, @Nullable T otherwise) {
        Objects.requireNonNull(publisher, "cannot await null: a publisher is required");
        ValueSubscriber<T> subscriber = new ValueSubscriber<>(mode, otherwise, DropHooks.LOGGING);
        return Subscribing.await(publisher::subscribe, subscriber);
    }
}
