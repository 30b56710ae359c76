package dev.eddy.reactor;

import dev.eddy.Action;
import dev.eddy.Asyncio;
import dev.eddy.Awaitable;
import dev.eddy.EventLoop;
import dev.eddy.ExceptionGroup;
import dev.eddy.Future;
import dev.eddy.Task;
import dev.eddy.context.Context;
import dev.eddy.context.ContextVar;
import dev.eddy.generator.Generator;
import dev.eddy.internal.reactive.DropHooks;
import dev.eddy.internal.reactive.GeneratorBody;
import dev.eddy.internal.reactive.Handling;
import dev.eddy.internal.reactive.QueueBody;
import dev.eddy.internal.reactive.ValueMode;
import dev.eddy.internal.reactive.WorkerCall;
import dev.eddy.queue.Queue;
import dev.eddy.reactive.AwaitFunction;
import dev.eddy.reactive.AwaitHandler;
import dev.eddy.reactive.Concurrency;
import dev.eddy.reactive.Each;
import dev.eddy.reactive.Emitter;
import dev.eddy.reactive.Publishers;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import java.util.function.Supplier;
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
 * the context of all that the body awaits. If micrometer's context-propagation is there, the thread-locals of its registry go
 * with it, and with the coroutines ({@link dev.eddy.context.ThreadLocalRegistry}).
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
        CompositeExceptions.keepWhole();
        Propagation.prepare();
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

    /** As {@link Publishers#awaitFirstOrElse}, with the coroutine's context. */
    public static <T> T awaitFirstOrElse(Flux<? extends T> flux, Supplier<? extends T> otherwise) {
        Objects.requireNonNull(otherwise, "otherwise");
        T first = ReactorBridge.<T>awaitFirstOrNull(flux);
        return first != null ? first : Objects.requireNonNull(otherwise.get(), "otherwise gave null");
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

    /**
     * As {@link Publishers#each(org.reactivestreams.Publisher, int)}, with the coroutine's context. A source that Reactor can
     * fuse synchronously, such as {@code Flux.range(..).map(..)}, makes each item when it is asked for, and has nothing requested.
     */
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

    /** The list of the flux' items as a task, see {@link #toTask(Mono)}. */
    public static <T> Task<List<T>> toTask(Flux<T> flux) {
        return Asyncio.createTask(toAwaitable(flux)::await);
    }

    /**
     * The mono as an awaitable of its item, or null if it is empty, for any loop: each use subscribes. {@link
     * #toMono(Awaitable)} gives the mono back.
     */
    public static <T> Awaitable<@Nullable T> toAwaitable(Mono<? extends T> mono) {
        return new MonoAwaitable<>(mono);
    }

    /** The flux as an awaitable of the list of its items, see {@link #toAwaitable(Mono)}. */
    public static <T> Awaitable<List<T>> toAwaitable(Flux<T> flux) {
        return MonoAwaitable.ofAll(flux);
    }

    /**
     * Runs a plain body, which may block if the scheduler's threads may, on a worker of the scheduler, in a copy of the
     * current context, and waits for it: {@code withContext(scheduler.asCoroutineDispatcher())}, and {@link Asyncio#toThread}
     * with a scheduler. It is no coroutine. Cancelling the current task disposes of the worker's task, which on
     * most schedulers interrupts it, and does not wait for it; what it still gives goes to Reactor's hooks.
     *
     * <p>{@code createTask(() -> runOn(scheduler, body))} does not wait; {@code loop.runInExecutor(scheduler::schedule, body)} is
     * asyncio's way, without disposal.
     *
     * @throws Throwable undeclared, what the body throws
     * @throws java.util.concurrent.RejectedExecutionException if the scheduler is disposed, or is before it gets to the body
     */
    public static <T extends @Nullable Object> T runOn(Scheduler scheduler, Callable<? extends T> body) {
        Objects.requireNonNull(scheduler, "scheduler");
        DropHooks hooks = new ReactorHooks(SubscriberContext.current());
        return WorkerCall.await(call -> scheduler.schedule(call)::dispose, body, hooks);
    }

    /** As {@link #runOn(Scheduler, Callable)}, for a body without a result. */
    public static void runOn(Scheduler scheduler, Action body) {
        runOn(scheduler, Objects.requireNonNull(body, "body").toCallable());
    }

    /**
     * The context of the subscriber that the current coroutine works for; empty outside the builders. What the coroutine awaits
     * sees the same, with the present values of what {@link #mapContextVar} and micrometer's registry have put there.
     */
    public static ContextView contextView() {
        return SubscriberContext.view();
    }

    /**
     * Has a context variable go under a key in Reactor's contexts, in the whole program from now on: in the body of a {@link
     * #mono(Callable)} or {@link #flux} it has the value that the subscriber's context has there, and what a coroutine awaits
     * finds the value that it has at that time. Under one key at a time; a null is an absent key. Any thread.
     */
    public static <T> void mapContextVar(ContextVar<T> variable, Object key) {
        ContextKeys.map(variable, key);
    }

    /** Takes {@link #mapContextVar} back; gives whether there was something to take back. Any thread. */
    public static boolean unmapContextVar(ContextVar<?> variable) {
        return ContextKeys.unmap(variable);
    }

    // ---- out of a coroutine -----------------------------------------------------------------------------------------

    /**
     * A cold mono: runs the body for each subscriber, on the loop where it is subscribed to, or else on one of the shared
     * {@link dev.eddy.LoopGroup}. A null result is an empty mono. Cancelling the subscription cancels the body; a body that
     * cancels itself is a {@link java.util.concurrent.CancellationException}.
     */
    public static <T> Mono<T> mono(Callable<? extends @Nullable T> body) {
        return CoroutineMono.of(null, null, body);
    }

    /** As {@link #mono(Callable)}, for a body without a result. */
    public static Mono<Void> mono(Action body) {
        return CoroutineMono.of(null, null, Objects.requireNonNull(body, "body").toCallable());
    }

    /** As {@link #mono(Callable)}, on the given loop. */
    public static <T> Mono<T> mono(EventLoop loop, Callable<? extends @Nullable T> body) {
        return CoroutineMono.of(Objects.requireNonNull(loop, "loop"), null, body);
    }

    /** As {@link #mono(Action)}, on the given loop. */
    public static Mono<Void> mono(EventLoop loop, Action body) {
        return CoroutineMono.of(Objects.requireNonNull(loop, "loop"), null,
                Objects.requireNonNull(body, "body").toCallable());
    }

    /**
     * As {@link #mono(Callable)}, with each body in a copy of the given context, as it is now, instead of a copy of the one where
     * it is subscribed to.
     *
     * @param loop null for the loop where it is subscribed to, or else one of the shared group
     */
    public static <T> Mono<T> mono(
            @Nullable EventLoop loop, Context context, Callable<? extends @Nullable T> body) {
        return CoroutineMono.of(loop, Objects.requireNonNull(context, "context"), body);
    }

    /** As {@link #mono(EventLoop, Context, Callable)}, for a body without a result. */
    public static Mono<Void> mono(@Nullable EventLoop loop, Context context, Action body) {
        return CoroutineMono.of(
                loop, Objects.requireNonNull(context, "context"), Objects.requireNonNull(body, "body").toCallable());
    }

    /**
     * A cold flux: runs the body for each subscriber, as {@link #mono(Callable)} does. Each {@code emit} suspends until the
     * subscriber has asked for the item.
     */
    public static <T> Flux<T> flux(Emitter.Body<T> body) {
        return CoroutineFlux.of(null, null, body);
    }

    /** As {@link #flux(Emitter.Body)}, on the given loop. */
    public static <T> Flux<T> flux(EventLoop loop, Emitter.Body<T> body) {
        return CoroutineFlux.of(Objects.requireNonNull(loop, "loop"), null, body);
    }

    /** As {@link #flux(Emitter.Body)}, as {@link #mono(EventLoop, Context, Callable)} is to {@link #mono(Callable)}. */
    public static <T> Flux<T> flux(@Nullable EventLoop loop, Context context, Emitter.Body<T> body) {
        return CoroutineFlux.of(loop, Objects.requireNonNull(context, "context"), body);
    }

    /**
     * A hot mono: how a future or task ends, told to every subscriber. Cancelling a subscription leaves the future alone. A
     * null result is an empty mono, a cancelled future a {@link java.util.concurrent.CancellationException}.
     */
    public static <T> Mono<T> toMono(Future<? extends @Nullable T> future) {
        return FutureMono.of(future);
    }

    /**
     * Any awaitable as a mono: a future or task as {@link #toMono(Future)}; what {@link #toAwaitable(Mono)} has made is its mono
     * again; anything else is awaited by each subscription, and a coroutine object so by the first one alone.
     */
    @SuppressWarnings("unchecked") // a source of a subtype's items
    public static <T> Mono<T> toMono(Awaitable<? extends @Nullable T> awaitable) {
        Objects.requireNonNull(awaitable, "awaitable");
        if (awaitable instanceof Future<? extends @Nullable T> future) {
            return FutureMono.of(future);
        }
        return awaitable instanceof MonoAwaitable<?> ofMono
                ? (Mono<T>) ofMono.mono()
                : mono(new AwaitableBody<>(awaitable));
    }

    /** The values of a generator, for one subscriber, see {@link Publishers#toPublisher(Generator)}. */
    public static <T> Flux<T> toFlux(Generator<? extends T> generator) {
        return CoroutineFlux.of(null, null, new GeneratorBody<T>(generator));
    }

    /**
     * The items of a queue of the running loop, each for one of the subscribers, see {@link Publishers#toPublisher(Queue)}.
     *
     * @throws IllegalStateException if no loop runs in this thread
     */
    public static <T> Flux<T> toFlux(Queue<? extends T> queue) {
        return toFlux(Asyncio.getRunningLoop(), queue);
    }

    /** As {@link #toFlux(Queue)}, for a queue of the given loop. */
    public static <T> Flux<T> toFlux(EventLoop loop, Queue<? extends T> queue) {
        return flux(loop, new QueueBody<>(queue));
    }

    // ---- inside a pipeline ------------------------------------------------------------------------------------------

    /**
     * A function that may await, for {@code concatMap}, {@code flatMap} and their kin: each call runs as a {@link
     * #mono(Callable)} that was built where this is called. A null result is an empty mono.
     *
     * <pre>{@code
     * orders.flatMap(lift(order -> awaitSingle(price(order)) * order.count()))
     * }</pre>
     */
    public static <T, R> Function<T, Mono<R>> lift(AwaitFunction<? super T, ? extends @Nullable R> function) {
        return CoroutineMono.lift(function);
    }

    /** As {@link #mapAwait(Concurrency, AwaitFunction)}, one item after the other. */
    public static <T, R> Function<Flux<T>, Flux<R>> mapAwait(AwaitFunction<? super T, ? extends R> function) {
        return mapAwait(Concurrency.SEQUENTIAL, function);
    }

    /**
     * {@code map} with a function that may await, for {@code transform}. All calls of a subscription run on one loop, the
     * one where it is subscribed to or else one of the shared {@link dev.eddy.LoopGroup}, with the subscriber's context. Null is
     * an error. For demand, cancellation and errors see {@link Publishers#handleAwait(org.reactivestreams.Publisher,
     * Concurrency, AwaitHandler)}.
     *
     * <pre>{@code
     * Flux<Page> pages = links.transform(mapAwait(ordered(8), link -> awaitSingle(client.get(link))));
     * }</pre>
     */
    public static <T, R> Function<Flux<T>, Flux<R>> mapAwait(
            Concurrency concurrency, AwaitFunction<? super T, ? extends R> function) {
        return ReactorBridge.<T, R>handleAwait(concurrency, Handling.map(function));
    }

    /** As {@link #filterAwait(Concurrency, AwaitFunction)}, one item after the other. */
    public static <T> Function<Flux<T>, Flux<T>> filterAwait(AwaitFunction<? super T, Boolean> condition) {
        return filterAwait(Concurrency.SEQUENTIAL, condition);
    }

    /** {@code filter} with a condition that may await, otherwise as {@link #mapAwait(Concurrency, AwaitFunction)}. */
    public static <T> Function<Flux<T>, Flux<T>> filterAwait(
            Concurrency concurrency, AwaitFunction<? super T, Boolean> condition) {
        return ReactorBridge.<T, T>handleAwait(concurrency, Handling.filter(condition));
    }

    /** As {@link #handleAwait(Concurrency, AwaitHandler)}, one item after the other. */
    public static <T, R> Function<Flux<T>, Flux<R>> handleAwait(AwaitHandler<? super T, R> handler) {
        return handleAwait(Concurrency.SEQUENTIAL, handler);
    }

    /**
     * {@link Flux#handle} with a handler that may await, and emit any number of items, otherwise as {@link #mapAwait(Concurrency,
     * AwaitFunction)}.
     */
    public static <T, R> Function<Flux<T>, Flux<R>> handleAwait(
            Concurrency concurrency, AwaitHandler<? super T, R> handler) {
        Objects.requireNonNull(concurrency, "concurrency");
        Objects.requireNonNull(handler, "handler");
        return source -> flux(
                new Handling<T, R>(prefetch -> each(source, prefetch), concurrency, ReactorHooks.operator(handler)));
    }

    // ---- several exceptions at once ---------------------------------------------------------------------------------

    /**
     * The exceptions of Reactor's composite, as {@code flatMapDelayError} and {@code Flux.mergeDelayError} have it, as a group.
     *
     * @throws IllegalArgumentException if it is none
     */
    public static ExceptionGroup toExceptionGroup(Throwable composite) {
        return CompositeExceptions.toGroup(composite);
    }

    /** The exceptions of a group, those of nested groups too, as Reactor's composite, which has no nesting. */
    public static RuntimeException toCompositeException(ExceptionGroup group) {
        return CompositeExceptions.toComposite(group);
    }

    // ---- schedulers -------------------------------------------------------------------------------------------------

    /**
     * The loop as a scheduler; its tasks are callbacks, one after the other, and {@code now} is the loop's time. Disposing
     * it drops the tasks that wait and leaves the loop alone; {@code disposeGracefully} waits for them. It refuses tasks, with a {@link
     * java.util.concurrent.RejectedExecutionException}, when it is disposed or the loop closed.
     */
    public static Scheduler scheduler(EventLoop loop) {
        return new LoopScheduler(loop);
    }

    /**
     * A run whose loop is a guest on a worker of the scheduler, see {@link Asyncio#runAsGuest(java.util.concurrent.Executor,
     * Callable)}: a coroutine and all it starts on the scheduler's thread, with no thread of its own. On a {@code
     * VirtualTimeScheduler} the loop's time is the scheduler's, so {@code advanceTimeBy} drives what sleeps in it. On what
     * {@link #scheduler} has made of a loop, it is a task of that loop.
     *
     * <p>With the engine {@code continuation} the worker must have one thread, always the same, as those of {@code single()},
     * {@code parallel()}, {@code boundedElastic()} and {@code newSingle(..)} do, and those of {@code fromExecutor(..)} may not.
     *
     * @return the outcome; cancelling it cancels the main task. If the scheduler is disposed, a {@link
     *     java.util.concurrent.RejectedExecutionException}
     */
    public static <T extends @Nullable Object> CompletableFuture<T> runAsGuest(
            Scheduler scheduler, Callable<? extends T> body) {
        return WorkerHost.run(scheduler, body);
    }

    /** As {@link #runAsGuest(Scheduler, Callable)}, for a body without a result. */
    public static CompletableFuture<@Nullable Void> runAsGuest(Scheduler scheduler, Action body) {
        return WorkerHost.run(scheduler, Objects.requireNonNull(body, "body").toCallable());
    }
}
