package dev.eddy.reactive;

import dev.eddy.EventLoop;
import dev.eddy.internal.reactive.CoroutinePublisher;
import dev.eddy.internal.reactive.DropHooks;
import dev.eddy.internal.reactive.StreamSubscriber;
import dev.eddy.internal.reactive.Subscribing;
import dev.eddy.internal.reactive.ValueMode;
import dev.eddy.internal.reactive.ValueSubscriber;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;

/**
 * Any Reactive Streams {@link Publisher} in a coroutine, and a coroutine as a publisher; made for static import. For
 * {@code Mono}, {@code Flux}, {@code Flowable} and their kin the bridges bring the same in their own types.
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

    /**
     * The first item; requests one and cancels.
     *
     * @throws java.util.NoSuchElementException if there is none
     */
    public static <T> T awaitFirst(Publisher<? extends T> publisher) {
        return Objects.requireNonNull(value(publisher, ValueMode.FIRST, null));
    }

    /** As {@link #awaitFirst}, with a default in place of a missing item. */
    public static <T> T awaitFirstOrDefault(Publisher<? extends T> publisher, T otherwise) {
        Objects.requireNonNull(otherwise, "otherwise");
        return Objects.requireNonNull(value(publisher, ValueMode.FIRST_OR_DEFAULT, otherwise));
    }

    /** As {@link #awaitFirst}, with null in place of a missing item. */
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

    /** As {@link #awaitSingle}, with null in place of a missing item. */
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

    /**
     * A cold publisher: runs the body for each subscriber, on the loop where it is subscribed to, or else on one of the
     * shared {@link dev.eddy.LoopGroup}. Cancelling the subscription cancels the body.
     */
    public static <T> Publisher<T> publisher(Emitter.Body<T> body) {
        return new CoroutinePublisher<>(null, body);
    }

    /** As {@link #publisher(Emitter.Body)}, on the given loop. */
    public static <T> Publisher<T> publisher(EventLoop loop, Emitter.Body<T> body) {
        return new CoroutinePublisher<>(Objects.requireNonNull(loop, "loop"), body);
    }

    private static <T> @Nullable T value(
            Publisher<? extends T> publisher, ValueMode mode, @Nullable T otherwise) {
        Objects.requireNonNull(publisher, "cannot await null: a publisher is required");
        ValueSubscriber<T> subscriber = new ValueSubscriber<>(mode, otherwise, DropHooks.LOGGING);
        return Subscribing.await(publisher::subscribe, subscriber);
    }
}
