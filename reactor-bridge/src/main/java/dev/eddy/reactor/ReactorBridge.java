package dev.eddy.reactor;

import dev.eddy.Action;
import dev.eddy.Asyncio;
import dev.eddy.EventLoop;
import dev.eddy.Future;
import dev.eddy.Task;
import dev.eddy.internal.reactive.ValueMode;
import dev.eddy.reactive.Each;
import dev.eddy.reactive.Emitter;
import dev.eddy.reactive.Publishers;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;
import reactor.util.context.ContextView;

/**
 * Project Reactor in coroutines and coroutines in Project Reactor; made for static import beside {@link Asyncio}'s.
 *
 * <p>What awaits is for coroutines only. It subscribes, suspends the coroutine until the publisher has the answer, and
 * resumes it on its own loop, whichever thread emitted; a publisher that has the answer at once does not suspend it. It
 * throws the publisher's own error, undeclared. When the task is cancelled, the subscription is cancelled before the {@code
 * CancelledError} is seen. Signals without a receiver go to Reactor's hooks for dropped and discarded ones.
 *
 * <p>The builders can be called anywhere. The {@link ContextView} of who subscribes is {@link #contextView} in the body, and
 * the context of all that the body awaits.
 *
 * <p>While a thread runs a loop, Reactor counts it as non-blocking: {@code block()} fails there.
 *
 * <pre>{@code
 * import static dev.eddy.reactor.ReactorBridge.*;
 *
 * Mono<Invoice> invoice = mono(() -> {
 *     User user = await(users.findById(id));
 *     for (Order order : each(orders.findByUser(user))) { ... }
 * });
 * }</pre>
 */
public final class ReactorBridge {

    static {
        LoopThreads.countAsNonBlocking();
    }

    private ReactorBridge() {}

    // ---- into a coroutine -------------------------------------------------------------------------------------------

    /**
     * Waits for the mono to complete: {@code await x}.
     *
     * @return its item, or null if it is empty
     * @throws dev.eddy.CancelledError if the current task was cancelled
     * @throws IllegalStateException outside a coroutine
     * @throws Throwable undeclared, the mono's error
     */
    public static <T> @Nullable T await(Mono<? extends T> mono) {
        return new MonoAwaitable<T>(mono).await();
    }

    /** As {@link #await(Mono)}, declaring a checked exception, so that it can be caught where the compiler insists. */
    @SuppressWarnings("unused") // the class serves the inference of X
    public static <T, X extends Throwable> @Nullable T await(Mono<? extends T> mono, Class<X> throwing) throws X {
        return await(mono);
    }

    /**
     * As {@link #await(Mono)}, for a mono that is never empty.
     *
     * @throws java.util.NoSuchElementException if it is
     */
    public static <T> T awaitSingle(Mono<? extends T> mono) {
        T item = await(mono);
        if (item == null) {
            throw new NoSuchElementException("an item was awaited, but the mono is empty; await(..) gives null then");
        }
        return item;
    }

    /** As {@link #await(Mono)}, empty where that gives null. */
    public static <T> Optional<T> awaitOptional(Mono<? extends T> mono) {
        return Optional.ofNullable(await(mono));
    }

    /** As {@link Publishers#awaitFirst}, with the coroutine's context. */
    public static <T> T awaitFirst(Flux<? extends T> flux) {
        return Objects.requireNonNull(MonoAwaitable.value(flux, ValueMode.FIRST, null));
    }

    /** As {@link Publishers#awaitFirstOrDefault}, with the coroutine's context. */
    public static <T> T awaitFirstOrDefault(Flux<? extends T> flux, T otherwise) {
        Objects.requireNonNull(otherwise, "otherwise");
        return Objects.requireNonNull(MonoAwaitable.value(flux, ValueMode.FIRST_OR_DEFAULT, otherwise));
    }

    /** As {@link Publishers#awaitFirstOrNull}, with the coroutine's context. */
    public static <T> @Nullable T awaitFirstOrNull(Flux<? extends T> flux) {
        return MonoAwaitable.<T>value(flux, ValueMode.FIRST_OR_DEFAULT, null);
    }

    /** As {@link Publishers#awaitLast}, with the coroutine's context. */
    public static <T> T awaitLast(Flux<? extends T> flux) {
        return Objects.requireNonNull(MonoAwaitable.value(flux, ValueMode.LAST, null));
    }

    /** As {@link Publishers#awaitSingle}, with the coroutine's context. */
    public static <T> T awaitSingle(Flux<? extends T> flux) {
        return Objects.requireNonNull(MonoAwaitable.value(flux, ValueMode.SINGLE, null));
    }

    /** As {@link Publishers#awaitSingleOrNull}, with the coroutine's context. */
    public static <T> @Nullable T awaitSingleOrNull(Flux<? extends T> flux) {
        return MonoAwaitable.<T>value(flux, ValueMode.SINGLE_OR_NULL, null);
    }

    /** As {@link Publishers#each(org.reactivestreams.Publisher)}, with the coroutine's context. */
    public static <T> Each<T> each(Flux<? extends T> flux) {
        return each(flux, Publishers.DEFAULT_PREFETCH);
    }

    /** As {@link Publishers#each(org.reactivestreams.Publisher, int)}, with the coroutine's context. */
    public static <T> Each<T> each(Flux<? extends T> flux, int prefetch) {
        return new CoreStreamSubscriber<>(flux, prefetch, SubscriberContext.current());
    }

    /** As {@link Publishers#collect}, with the coroutine's context. */
    @SuppressWarnings("unchecked") // the items are only read
    public static <T> List<T> collect(Flux<? extends T> flux) {
        return Objects.requireNonNull(await(((Flux<T>) flux).collectList()));
    }

    /** The mono as a task of the running loop, which begins in the next pass; cancelling it cancels the subscription. */
    public static <T> Task<@Nullable T> toTask(Mono<? extends T> mono) {
        return new MonoAwaitable<T>(mono).asFuture();
    }

    /**
     * The context of the subscriber that the current coroutine works for, which is also the one that what it awaits sees;
     * empty outside the builders.
     */
    public static ContextView contextView() {
        return SubscriberContext.current();
    }

    // ---- out of a coroutine -----------------------------------------------------------------------------------------

    /**
     * A cold mono: runs the body for each subscriber, on the loop where it is subscribed to, or else on one of the shared
     * {@link dev.eddy.LoopGroup}. A null result is an empty mono. Cancelling the subscription cancels the body; a body that
     * cancels itself is a {@link java.util.concurrent.CancellationException}.
     */
    public static <T> Mono<T> mono(Callable<? extends @Nullable T> body) {
        return CoroutineMono.of(null, body);
    }

    /** As {@link #mono(Callable)}, for a body without a result. */
    public static Mono<Void> mono(Action body) {
        return CoroutineMono.of(null, Objects.requireNonNull(body, "body").toCallable());
    }

    /** As {@link #mono(Callable)}, on the given loop. */
    public static <T> Mono<T> mono(EventLoop loop, Callable<? extends @Nullable T> body) {
        return CoroutineMono.of(Objects.requireNonNull(loop, "loop"), body);
    }

    /** As {@link #mono(Action)}, on the given loop. */
    public static Mono<Void> mono(EventLoop loop, Action body) {
        return CoroutineMono.of(Objects.requireNonNull(loop, "loop"),
                Objects.requireNonNull(body, "body").toCallable());
    }

    /**
     * A cold flux: runs the body for each subscriber, as {@link #mono(Callable)} does. Each {@code emit} suspends until the
     * subscriber has asked for the item.
     */
    public static <T> Flux<T> flux(Emitter.Body<T> body) {
        return CoroutineFlux.of(null, body);
    }

    /** As {@link #flux(Emitter.Body)}, on the given loop. */
    public static <T> Flux<T> flux(EventLoop loop, Emitter.Body<T> body) {
        return CoroutineFlux.of(Objects.requireNonNull(loop, "loop"), body);
    }

    /**
     * A hot mono: how a future or task ends, told to every subscriber. Cancelling a subscription leaves the future alone. A
     * null result is an empty mono, a cancelled future a {@link java.util.concurrent.CancellationException}.
     */
    public static <T> Mono<T> toMono(Future<? extends @Nullable T> future) {
        return FutureMono.of(future);
    }

    /**
     * The loop as a scheduler; its tasks are callbacks, one after the other, and {@code now} is the loop's time. Disposing
     * it drops the tasks that wait and leaves the loop alone. It refuses tasks, with a {@link
     * java.util.concurrent.RejectedExecutionException}, when it is disposed or the loop closed.
     */
    public static Scheduler scheduler(EventLoop loop) {
        return new LoopScheduler(loop);
    }
}
