package dev.eddy.reactive;

import dev.eddy.Awaitable;
import dev.eddy.EventLoop;
import dev.eddy.Future;
import dev.eddy.Task;
import dev.eddy.context.Context;
import dev.eddy.generator.Generator;
import dev.eddy.queue.Queue;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Flow;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.FlowAdapters;
import org.reactivestreams.Publisher;

/**
 * What {@link Publishers} has, for the publishers of the JDK; made for static import, beside it if need be.
 *
 * <pre>{@code
 * HttpResponse<Flow.Publisher<List<ByteBuffer>>> response =
 *         await(client.sendAsync(request, BodyHandlers.ofPublisher()));
 * for (List<ByteBuffer> part : each(response.body())) { ... }
 * }</pre>
 */
public final class FlowPublishers {

    private FlowPublishers() {}

    // ---- into a coroutine -------------------------------------------------------------------------------------------

    /** As {@link Publishers#awaitFirst(Publisher)}. */
    public static <T> T awaitFirst(Flow.Publisher<? extends T> publisher) {
        return Publishers.awaitFirst(toPublisher(publisher));
    }

    /** As {@link Publishers#awaitFirstOrDefault(Publisher, Object)}. */
    public static <T> T awaitFirstOrDefault(Flow.Publisher<? extends T> publisher, T otherwise) {
        return Publishers.awaitFirstOrDefault(toPublisher(publisher), otherwise);
    }

    /** As {@link Publishers#awaitFirstOrElse(Publisher, Supplier)}. */
    public static <T> T awaitFirstOrElse(Flow.Publisher<? extends T> publisher, Supplier<? extends T> otherwise) {
        return Publishers.awaitFirstOrElse(toPublisher(publisher), otherwise);
    }

    /** As {@link Publishers#awaitFirstOrNull(Publisher)}. */
    public static <T> @Nullable T awaitFirstOrNull(Flow.Publisher<? extends T> publisher) {
        return Publishers.awaitFirstOrNull(toPublisher(publisher));
    }

    /** As {@link Publishers#awaitLast(Publisher)}. */
    public static <T> T awaitLast(Flow.Publisher<? extends T> publisher) {
        return Publishers.awaitLast(toPublisher(publisher));
    }

    /** As {@link Publishers#awaitSingle(Publisher)}. */
    public static <T> T awaitSingle(Flow.Publisher<? extends T> publisher) {
        return Publishers.awaitSingle(toPublisher(publisher));
    }

    /** As {@link Publishers#awaitSingleOrNull(Publisher)}. */
    public static <T> @Nullable T awaitSingleOrNull(Flow.Publisher<? extends T> publisher) {
        return Publishers.awaitSingleOrNull(toPublisher(publisher));
    }

    /** As {@link Publishers#each(Publisher)}. */
    public static <T> Each<T> each(Flow.Publisher<? extends T> publisher) {
        return Publishers.each(toPublisher(publisher));
    }

    /** As {@link Publishers#each(Publisher, int)}. */
    public static <T> Each<T> each(Flow.Publisher<? extends T> publisher, int prefetch) {
        return Publishers.each(toPublisher(publisher), prefetch);
    }

    /** As {@link Publishers#collect(Publisher)}. */
    public static <T> List<T> collect(Flow.Publisher<? extends T> publisher) {
        return Publishers.collect(toPublisher(publisher));
    }

    /** As {@link Publishers#toTask(Publisher)}. */
    public static <T> Task<List<T>> toTask(Flow.Publisher<? extends T> publisher) {
        return Publishers.toTask(toPublisher(publisher));
    }

    /** As {@link Publishers#toAwaitable(Publisher)}. */
    public static <T> Awaitable<List<T>> toAwaitable(Flow.Publisher<? extends T> publisher) {
        return Publishers.toAwaitable(toPublisher(publisher));
    }

    // ---- out of a coroutine -----------------------------------------------------------------------------------------

    /** As {@link Publishers#publisher(Emitter.Body)}. */
    public static <T> Flow.Publisher<T> flowPublisher(Emitter.Body<T> body) {
        return toFlowPublisher(Publishers.publisher(body));
    }

    /** As {@link Publishers#publisher(EventLoop, Emitter.Body)}. */
    public static <T> Flow.Publisher<T> flowPublisher(EventLoop loop, Emitter.Body<T> body) {
        return toFlowPublisher(Publishers.publisher(loop, body));
    }

    /** As {@link Publishers#publisher(EventLoop, Context, Emitter.Body)}. */
    public static <T> Flow.Publisher<T> flowPublisher(
            @Nullable EventLoop loop, Context context, Emitter.Body<T> body) {
        return toFlowPublisher(Publishers.publisher(loop, context, body));
    }

    /** As {@link Publishers#toPublisher(Future)}. */
    public static <T> Flow.Publisher<T> toFlowPublisher(Future<? extends @Nullable T> future) {
        return toFlowPublisher(Publishers.<T>toPublisher(future));
    }

    /** As {@link Publishers#toPublisher(Generator)}. */
    public static <T> Flow.Publisher<T> toFlowPublisher(Generator<? extends T> generator) {
        return toFlowPublisher(Publishers.<T>toPublisher(generator));
    }

    /** As {@link Publishers#toPublisher(Queue)}. */
    public static <T> Flow.Publisher<T> toFlowPublisher(Queue<? extends T> queue) {
        return toFlowPublisher(Publishers.<T>toPublisher(queue));
    }

    /** As {@link Publishers#toPublisher(EventLoop, Queue)}. */
    public static <T> Flow.Publisher<T> toFlowPublisher(EventLoop loop, Queue<? extends T> queue) {
        return toFlowPublisher(Publishers.<T>toPublisher(loop, queue));
    }

    /** A publisher of Reactive Streams as one of the JDK; one that {@link #toPublisher} gave turns back into the original. */
    public static <T> Flow.Publisher<T> toFlowPublisher(Publisher<? extends T> publisher) {
        return FlowAdapters.toFlowPublisher(Objects.requireNonNull(publisher, "publisher"));
    }

    /** A publisher of the JDK as one of Reactive Streams; one that {@link #toFlowPublisher} gave turns back into the original. */
    public static <T> Publisher<T> toPublisher(Flow.Publisher<? extends T> publisher) {
        return FlowAdapters.toPublisher(Objects.requireNonNull(publisher, "publisher"));
    }
}
