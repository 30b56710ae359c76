package dev.eddy.rxjava;

import dev.eddy.Action;
import dev.eddy.Asyncio;
import dev.eddy.Awaitable;
import dev.eddy.EventLoop;
import dev.eddy.ExceptionGroup;
import dev.eddy.Future;
import dev.eddy.Task;
import dev.eddy.generator.Generator;
import dev.eddy.internal.reactive.Handling;
import dev.eddy.internal.reactive.ValueMode;
import dev.eddy.queue.Queue;
import dev.eddy.reactive.AwaitFunction;
import dev.eddy.reactive.AwaitHandler;
import dev.eddy.reactive.Concurrency;
import dev.eddy.reactive.Each;
import dev.eddy.reactive.Emitter;
import dev.eddy.reactive.Publishers;
import io.reactivex.rxjava3.core.BackpressureOverflowStrategy;
import io.reactivex.rxjava3.core.BackpressureStrategy;
import io.reactivex.rxjava3.core.Completable;
import io.reactivex.rxjava3.core.Flowable;
import io.reactivex.rxjava3.core.Maybe;
import io.reactivex.rxjava3.core.Observable;
import io.reactivex.rxjava3.core.Scheduler;
import io.reactivex.rxjava3.core.Single;
import io.reactivex.rxjava3.exceptions.CompositeException;
import io.reactivex.rxjava3.functions.Function;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * RxJava 3 in coroutines, and coroutines as RxJava sources; made for static import beside {@code Asyncio.*}, whose
 * {@code await} gets overloads here.
 *
 * <p><b>Into a coroutine.</b> {@code await} subscribes, suspends the coroutine until the source answers, and throws the
 * source's own error, undeclared. When the task is cancelled, the source is disposed before the
 * {@code CancelledError} is seen. A source that has its answer at once does not suspend the coroutine. The coroutine goes
 * on on its own loop, whichever thread the source answers from.
 *
 * <p><b>Out of a coroutine.</b> {@code single}, {@code maybe}, {@code completable}, {@code flowable} and {@code observable} are cold: the body
 * runs as a task for each subscriber, on the loop where it is subscribed to, else on one of the shared
 * {@link dev.eddy.LoopGroup}, or on the one that is named; disposing cancels it. A body that cancels itself ends with
 * {@link java.util.concurrent.CancellationException}. {@code toSingle} and its kin are hot: all subscribers share one
 * result, and disposing leaves the task alone.
 *
 * <p>Signals come from the loop's thread; everything but {@code await}, {@code each} and {@code toTask} may be called by
 * any thread. An error that has no receiver any more goes to
 * {@link io.reactivex.rxjava3.plugins.RxJavaPlugins#onError RxJavaPlugins.onError}.
 *
 * <pre>{@code
 * Price price = await(client.price("tea"));            // a Single, in a coroutine
 * Single<Order> order = single(() -> new Order(await(cart), price)); // a coroutine, as a Single
 * orders.concatMapSingle(o -> single(() -> check(o))).subscribe(out::println);
 * }</pre>
 */
public final class RxBridge {

    private RxBridge() {}

    // ---- into a coroutine -------------------------------------------------------------------------------------------

    /**
     * Waits for the value in the current coroutine.
     *
     * @throws Throwable undeclared, the error of the source
     * @throws IllegalStateException outside a coroutine
     */
    public static <T> T await(Single<T> single) {
        return Objects.requireNonNull(SourceAwaitable.of(single).await());
    }

    /** As {@link #await(Single)}, declaring a checked exception, so that it can be caught where the compiler insists. */
    @SuppressWarnings("unused") // the class serves the inference of X
    public static <T, X extends Throwable> T await(Single<T> single, Class<X> throwing) throws X {
        return await(single);
    }

    /** As {@link #await(Single)}; null if the source is empty. */
    public static <T> @Nullable T await(Maybe<T> maybe) {
        return SourceAwaitable.of(maybe).await();
    }

    /** As {@link #await(Single, Class)}; null if the source is empty. */
    @SuppressWarnings("unused") // the class serves the inference of X
    public static <T, X extends Throwable> @Nullable T await(Maybe<T> maybe, Class<X> throwing) throws X {
        return await(maybe);
    }

    /**
     * As {@link #await(Maybe)}, for a source that is never empty.
     *
     * @throws java.util.NoSuchElementException if it is
     */
    public static <T> T awaitSingle(Maybe<T> maybe) {
        return await(maybe.toSingle());
    }

    /** As {@link #await(Single)}; nothing if the source is empty. */
    public static <T> Optional<T> awaitOptional(Maybe<T> maybe) {
        return Optional.ofNullable(await(maybe));
    }

    /** As {@link #await(Single)}, for a source without a value. */
    public static void await(Completable completable) {
        SourceAwaitable.of(completable).await();
    }

    /** As {@link #await(Single, Class)}, for a source without a value. */
    @SuppressWarnings("unused") // the class serves the inference of X
    public static <X extends Throwable> void await(Completable completable, Class<X> throwing) throws X {
        await(completable);
    }

    /** As {@link Publishers#awaitFirst}. */
    public static <T> T awaitFirst(Flowable<? extends T> flowable) {
        return Objects.requireNonNull(FlowableValue.await(flowable, ValueMode.FIRST, null));
    }

    /** As {@link Publishers#awaitFirstOrDefault}. */
    public static <T> T awaitFirstOrDefault(Flowable<? extends T> flowable, T otherwise) {
        Objects.requireNonNull(otherwise, "otherwise");
        return Objects.requireNonNull(FlowableValue.await(flowable, ValueMode.FIRST_OR_DEFAULT, otherwise));
    }

    /** As {@link Publishers#awaitFirstOrElse}. */
    public static <T> T awaitFirstOrElse(Flowable<? extends T> flowable, Supplier<? extends T> otherwise) {
        return Objects.requireNonNullElseGet(awaitFirstOrNull(flowable), otherwise);
    }

    /** As {@link Publishers#awaitFirstOrNull}. */
    public static <T> @Nullable T awaitFirstOrNull(Flowable<? extends T> flowable) {
        return FlowableValue.await(flowable, ValueMode.FIRST_OR_DEFAULT, null);
    }

    /** As {@link Publishers#awaitLast}. */
    public static <T> T awaitLast(Flowable<? extends T> flowable) {
        return Objects.requireNonNull(FlowableValue.await(flowable, ValueMode.LAST, null));
    }

    /** As {@link Publishers#awaitSingle}. */
    public static <T> T awaitSingle(Flowable<? extends T> flowable) {
        return Objects.requireNonNull(FlowableValue.await(flowable, ValueMode.SINGLE, null));
    }

    /** As {@link Publishers#awaitSingleOrNull}. */
    public static <T> @Nullable T awaitSingleOrNull(Flowable<? extends T> flowable) {
        return FlowableValue.await(flowable, ValueMode.SINGLE_OR_NULL, null);
    }

    /** As {@link #awaitFirst(Flowable)}. */
    public static <T> T awaitFirst(Observable<? extends T> observable) {
        return Objects.requireNonNull(ObservableValue.await(observable, ValueMode.FIRST, null));
    }

    /** As {@link #awaitFirstOrDefault(Flowable, Object)}. */
    public static <T> T awaitFirstOrDefault(Observable<? extends T> observable, T otherwise) {
        Objects.requireNonNull(otherwise, "otherwise");
        return Objects.requireNonNull(ObservableValue.await(observable, ValueMode.FIRST_OR_DEFAULT, otherwise));
    }

    /** As {@link #awaitFirstOrElse(Flowable, Supplier)}. */
    public static <T> T awaitFirstOrElse(Observable<? extends T> observable, Supplier<? extends T> otherwise) {
        return Objects.requireNonNullElseGet(awaitFirstOrNull(observable), otherwise);
    }

    /** As {@link #awaitFirstOrNull(Flowable)}. */
    public static <T> @Nullable T awaitFirstOrNull(Observable<? extends T> observable) {
        return ObservableValue.await(observable, ValueMode.FIRST_OR_DEFAULT, null);
    }

    /** As {@link #awaitLast(Flowable)}. */
    public static <T> T awaitLast(Observable<? extends T> observable) {
        return Objects.requireNonNull(ObservableValue.await(observable, ValueMode.LAST, null));
    }

    /** As {@link #awaitSingle(Flowable)}. */
    public static <T> T awaitSingle(Observable<? extends T> observable) {
        return Objects.requireNonNull(ObservableValue.await(observable, ValueMode.SINGLE, null));
    }

    /** As {@link #awaitSingleOrNull(Flowable)}. */
    public static <T> @Nullable T awaitSingleOrNull(Observable<? extends T> observable) {
        return ObservableValue.await(observable, ValueMode.SINGLE_OR_NULL, null);
    }

    /** All items, when the source has completed. */
    public static <T> List<T> collect(Flowable<T> flowable) {
        return await(flowable.toList());
    }

    /** As {@link #collect(Flowable)}. */
    public static <T> List<T> collect(Observable<T> observable) {
        return await(observable.toList());
    }

    /**
     * The items as an iteration of the current coroutine that requests {@value Publishers#DEFAULT_PREFETCH} ahead, see
     * {@link Each}.
     */
    public static <T> Each<T> each(Flowable<T> flowable) {
        return each(flowable, Publishers.DEFAULT_PREFETCH);
    }

    /**
     * As {@link #each(Flowable)}.
     *
     * @param prefetch how many to request ahead, refilled when three quarters are consumed; {@link Integer#MAX_VALUE} for
     *     no bound
     * @throws IllegalArgumentException if prefetch is not positive
     */
    public static <T> Each<T> each(Flowable<T> flowable, int prefetch) {
        return new FlowableItems<>(flowable, prefetch);
    }

    /**
     * The items as an iteration of the current coroutine, see {@link Each}. The Observable emits when it likes and is never
     * held up, so the strategy says what becomes of an item for which the coroutine is not ready:
     *
     * <ul>
     * <li>{@code BUFFER} keeps all, without bound;
     * <li>{@code LATEST} keeps the latest one;
     * <li>{@code DROP} keeps none: only what comes while the coroutine waits for an item is seen;
     * <li>{@code ERROR} keeps none either, and ends the iteration with a {@link
     * io.reactivex.rxjava3.exceptions.MissingBackpressureException};
     * <li>{@code MISSING} is refused.
     * </ul>
     *
     * <p>From the subscription on the coroutine counts as waiting, until it has got its first item.
     *
     * @throws IllegalArgumentException if the strategy is MISSING
     */
    public static <T> Each<T> each(Observable<T> observable, BackpressureStrategy strategy) {
        return new ObservableItems<>(observable, OverflowQueue.of(strategy));
    }

    /**
     * As {@link #each(Observable, BackpressureStrategy)}, with a buffer.
     *
     * @param capacity how many items the coroutine may be behind
     * @param onOverflow what to do with one more: drop the oldest of them, drop it, or end the iteration after those there are
     *     with a {@link io.reactivex.rxjava3.exceptions.MissingBackpressureException}
     * @throws IllegalArgumentException if capacity is not positive
     */
    public static <T> Each<T> each(Observable<T> observable, int capacity, BackpressureOverflowStrategy onOverflow) {
        return new ObservableItems<>(observable, OverflowQueue.of(capacity, onOverflow));
    }

    /**
     * A task of the running loop that awaits the source; cancelling it disposes the source.
     *
     * @throws IllegalStateException if no loop runs in this thread
     */
    @SuppressWarnings("NullAway") // a Single has a value
    public static <T> Task<T> toTask(Single<T> single) {
        return SourceAwaitable.of(single).asFuture();
    }

    /** As {@link #toTask(Single)}; the result is null if the source is empty. */
    public static <T> Task<@Nullable T> toTask(Maybe<T> maybe) {
        return SourceAwaitable.of(maybe).asFuture();
    }

    /** As {@link #toTask(Single)}; the result is null. */
    public static Task<@Nullable Void> toTask(Completable completable) {
        return SourceAwaitable.of(completable).asFuture();
    }

    /** As {@link #toTask(Single)}; the result is the list of all items. */
    @SuppressWarnings("NullAway") // the list is there
    public static <T> Task<List<T>> toTask(Flowable<T> flowable) {
        return SourceAwaitable.of(flowable).asFuture();
    }

    /** As {@link #toTask(Flowable)}. */
    @SuppressWarnings("NullAway") // the list is there
    public static <T> Task<List<T>> toTask(Observable<T> observable) {
        return SourceAwaitable.of(observable).asFuture();
    }

    /** The source as an awaitable, which subscribes each time it is awaited, and not before. */
    @SuppressWarnings("NullAway") // a Single has a value
    public static <T> Awaitable<T> toAwaitable(Single<T> single) {
        return SourceAwaitable.of(single);
    }

    /** As {@link #toAwaitable(Single)}, of null if the source is empty. */
    public static <T> Awaitable<@Nullable T> toAwaitable(Maybe<T> maybe) {
        return SourceAwaitable.of(maybe);
    }

    /** As {@link #toAwaitable(Single)}, of null. */
    public static Awaitable<@Nullable Void> toAwaitable(Completable completable) {
        return SourceAwaitable.of(completable);
    }

    /** As {@link #toAwaitable(Single)}, of the list of all items. */
    @SuppressWarnings("NullAway") // the list is there
    public static <T> Awaitable<List<T>> toAwaitable(Flowable<T> flowable) {
        return SourceAwaitable.of(flowable);
    }

    /** As {@link #toAwaitable(Flowable)}. */
    @SuppressWarnings("NullAway") // the list is there
    public static <T> Awaitable<List<T>> toAwaitable(Observable<T> observable) {
        return SourceAwaitable.of(observable);
    }

    // ---- out of a coroutine, cold -----------------------------------------------------------------------------------

    /** Runs the body for each observer; a null result is a {@link NullPointerException}, see {@link #maybe(Callable)}. */
    public static <T> Single<T> single(Callable<? extends T> body) {
        return Cold.single(null, body);
    }

    /** As {@link #single(Callable)}, on the given loop. */
    public static <T> Single<T> single(EventLoop loop, Callable<? extends T> body) {
        return Cold.single(Objects.requireNonNull(loop, "loop"), body);
    }

    /** Runs the body for each observer; a null result completes without a value. */
    public static <T> Maybe<T> maybe(Callable<? extends @Nullable T> body) {
        return Cold.maybe(null, body);
    }

    /** As {@link #maybe(Callable)}, on the given loop. */
    public static <T> Maybe<T> maybe(EventLoop loop, Callable<? extends @Nullable T> body) {
        return Cold.maybe(Objects.requireNonNull(loop, "loop"), body);
    }

    /** Runs the body for each observer. */
    public static Completable completable(Action body) {
        return Cold.completable(null, body);
    }

    /** As {@link #completable(Action)}, on the given loop. */
    public static Completable completable(EventLoop loop, Action body) {
        return Cold.completable(Objects.requireNonNull(loop, "loop"), body);
    }

    /** Runs the body for each subscriber; each {@code emit} waits until an item is requested. */
    public static <T> Flowable<T> flowable(Emitter.Body<T> body) {
        return Cold.flowable(null, body);
    }

    /** As {@link #flowable(Emitter.Body)}, on the given loop. */
    public static <T> Flowable<T> flowable(EventLoop loop, Emitter.Body<T> body) {
        return Cold.flowable(Objects.requireNonNull(loop, "loop"), body);
    }

    /** As {@link #flowable(Emitter.Body)}, but {@code emit} does not wait, since an Observable is not asked for items. */
    public static <T> Observable<T> observable(Emitter.Body<T> body) {
        return Cold.observable(null, body);
    }

    /** As {@link #observable(Emitter.Body)}, on the given loop. */
    public static <T> Observable<T> observable(EventLoop loop, Emitter.Body<T> body) {
        return Cold.observable(Objects.requireNonNull(loop, "loop"), body);
    }

    // ---- out of a coroutine, hot ------------------------------------------------------------------------------------

    /**
     * The result of a task or future, for any number of observers; disposing leaves it alone. A null result is a
     * {@link NullPointerException}, see {@link #toMaybe}; a cancellation is a
     * {@link java.util.concurrent.CancellationException}.
     */
    public static <T> Single<T> toSingle(Future<T> future) {
        return Hot.single(future);
    }

    /** As {@link #toSingle}; a null result completes without a value. */
    public static <T> Maybe<T> toMaybe(Future<? extends @Nullable T> future) {
        return Hot.maybe(future);
    }

    /** As {@link #toSingle}, without the value. */
    public static Completable toCompletable(Future<?> future) {
        return Hot.completable(future);
    }

    /** As {@link Publishers#toPublisher(Generator)}. */
    public static <T> Flowable<T> toFlowable(Generator<? extends T> generator) {
        return Hot.flowable(generator);
    }

    /** As {@link Publishers#toPublisher(Queue)}. */
    public static <T> Flowable<T> toFlowable(Queue<? extends T> queue) {
        return Hot.flowable(Asyncio.getRunningLoop(), queue);
    }

    /** As {@link Publishers#toPublisher(EventLoop, Queue)}. */
    public static <T> Flowable<T> toFlowable(EventLoop loop, Queue<? extends T> queue) {
        return Hot.flowable(loop, queue);
    }

    /** As {@link #toFlowable(Generator)}, with one step after the other, since an Observable is not asked for items. */
    public static <T> Observable<T> toObservable(Generator<? extends T> generator) {
        return Hot.<T>flowable(generator).toObservable();
    }

    /** As {@link #toFlowable(Queue)}; each item is taken as soon as it is there, since an Observable is not asked for items. */
    public static <T> Observable<T> toObservable(Queue<? extends T> queue) {
        return Hot.<T>flowable(Asyncio.getRunningLoop(), queue).toObservable();
    }

    /** As {@link #toObservable(Queue)}, for a queue of the given loop. */
    public static <T> Observable<T> toObservable(EventLoop loop, Queue<? extends T> queue) {
        return Hot.<T>flowable(loop, queue).toObservable();
    }

    // ---- inside a pipeline ------------------------------------------------------------------------------------------

    /**
     * A function that may await, for {@code concatMapSingle}, {@code flatMapSingle} and their kin: each call runs as {@link
     * #single(Callable)}. A null result is a {@link NullPointerException}, see {@link #liftMaybe}.
     *
     * <pre>{@code
     * orders.flatMapSingle(lift(order -> await(price(order)) * order.count()))
     * }</pre>
     */
    public static <T, R> Function<T, Single<R>> lift(AwaitFunction<? super T, ? extends R> function) {
        return Lifted.single(function, "lift(..)");
    }

    /** As {@link #lift}, for {@code concatMapMaybe} and its kin: a null result is no item. */
    public static <T, R> Function<T, Maybe<R>> liftMaybe(AwaitFunction<? super T, ? extends @Nullable R> function) {
        return Lifted.maybe(function);
    }

    /** As {@link #lift}, for {@code concatMapCompletable} and its kin: the result does not matter. */
    public static <T> Function<T, Completable> liftCompletable(
            AwaitFunction<? super T, ? extends @Nullable Object> function) {
        return Lifted.completable(function);
    }

    /** As {@link #lift}, for {@code concatMap}, {@code flatMap} and their kin: each call emits any number of items. */
    public static <T, R> Function<T, Flowable<R>> liftFlowable(AwaitHandler<? super T, R> handler) {
        return Lifted.flowable(handler);
    }

    /** As {@link #mapAwait(Concurrency, AwaitFunction)}, one item after the other. */
    public static <T, R> ItemTransformer<T, R> mapAwait(AwaitFunction<? super T, ? extends R> function) {
        return new ItemStage<>(Concurrency.SEQUENTIAL, function);
    }

    /**
     * {@code map} with a function that may await, for {@code compose}; see {@link #handleAwait(Concurrency, AwaitHandler)}. Null
     * is an error.
     *
     * <pre>{@code
     * Flowable<Page> pages = links.compose(mapAwait(ordered(8), link -> await(client.get(link))));
     * }</pre>
     */
    public static <T, R> ItemTransformer<T, R> mapAwait(
            Concurrency concurrency, AwaitFunction<? super T, ? extends R> function) {
        return new ItemStage<>(concurrency, function);
    }

    /** As {@link #filterAwait(Concurrency, AwaitFunction)}, one item after the other. */
    public static <T> StreamTransformer<T, T> filterAwait(AwaitFunction<? super T, Boolean> condition) {
        return filterAwait(Concurrency.SEQUENTIAL, condition);
    }

    /** {@code filter} with a condition that may await; see {@link #handleAwait(Concurrency, AwaitHandler)}. */
    public static <T> StreamTransformer<T, T> filterAwait(
            Concurrency concurrency, AwaitFunction<? super T, Boolean> condition) {
        return new StreamStage<>(concurrency, Handling.filter(condition));
    }

    /** As {@link #handleAwait(Concurrency, AwaitHandler)}, one item after the other. */
    public static <T, R> StreamTransformer<T, R> handleAwait(AwaitHandler<? super T, R> handler) {
        return handleAwait(Concurrency.SEQUENTIAL, handler);
    }

    /**
     * What a handler, which may await, emits for each item, for {@code compose}: as {@link
     * Publishers#handleAwait(org.reactivestreams.Publisher, Concurrency, AwaitHandler)}. Nobody asks an Observable for its
     * items, so those that come too fast wait without bound, as in RxJava's operators.
     */
    public static <T, R> StreamTransformer<T, R> handleAwait(
            Concurrency concurrency, AwaitHandler<? super T, R> handler) {
        return new StreamStage<>(concurrency, handler);
    }

    // ---- several exceptions at once ---------------------------------------------------------------------------------

    /** The exceptions of RxJava's composite as a group. */
    public static ExceptionGroup toExceptionGroup(CompositeException composite) {
        return CompositeExceptions.toGroup(composite);
    }

    /** The exceptions of a group, those of nested groups too, as RxJava's composite, which has no nesting. */
    public static CompositeException toCompositeException(ExceptionGroup group) {
        return CompositeExceptions.toComposite(group);
    }

    // ---- schedulers -------------------------------------------------------------------------------------------------

    /**
     * The loop as a scheduler: runs tasks as callbacks on the loop's thread, which must not block or await; its time is
     * that of the loop's clock. A task that throws is reported to {@code RxJavaPlugins.onError}.
     *
     * <p>{@code shutdown} drops what is scheduled, and is final; the loop itself runs on. From then on, and when the loop is
     * closed, scheduling returns a disposed {@code Disposable}.
     */
    public static Scheduler scheduler(EventLoop loop) {
        return new LoopScheduler(Objects.requireNonNull(loop, "loop"));
    }

    /**
     * Runs a body, which may block, on a scheduler, in a copy of the current context, and waits for it: {@code
     * Asyncio.toThread} on threads of RxJava's. Cancelling the current task disposes of the call, which interrupts it on the
     * schedulers that do so.
     *
     * <pre>{@code
     * String text = runOn(Schedulers.io(), () -> Files.readString(path));
     * }</pre>
     *
     * @throws java.util.concurrent.RejectedExecutionException if the scheduler is shut down
     * @throws Throwable undeclared, what the body throws
     */
    public static <T extends @Nullable Object> T runOn(Scheduler scheduler, Callable<? extends T> body) {
        return SchedulerCall.await(scheduler, body);
    }

    /** As {@link #runOn(Scheduler, Callable)}, for a body without a result. */
    public static void runOn(Scheduler scheduler, Action body) {
        SchedulerCall.await(scheduler, Objects.requireNonNull(body, "body").toCallable());
    }

    /** The scheduler as an executor, for {@link EventLoop#runInExecutor}; it refuses tasks when the scheduler is shut down. */
    public static Executor toExecutor(Scheduler scheduler) {
        return new SchedulerExecutor(scheduler);
    }

    /** The executor as a scheduler, whose disposed tasks are interrupted; one of {@link #toExecutor} gives the original back. */
    public static Scheduler toScheduler(Executor executor) {
        return SchedulerExecutor.toScheduler(executor);
    }

    /**
     * A run whose loop is a guest on a worker of the scheduler, see {@link Asyncio#runAsGuest(java.util.concurrent.Executor,
     * Callable)}: a coroutine and all it starts on RxJava's thread, with no thread of its own. On a {@link
     * io.reactivex.rxjava3.schedulers.TestScheduler} the loop's time is the scheduler's, so {@code advanceTimeBy} drives what
     * sleeps in it. On what {@link #scheduler} has made of a loop, it is a task of that loop.
     *
     * <p>With the engine {@code continuation} the worker must have one thread, always the same, as those of {@link
     * io.reactivex.rxjava3.schedulers.Schedulers} do, {@code trampoline()} and {@code from(..)} excepted.
     *
     * @return the outcome; cancelling it cancels the main task. If the scheduler is shut down, a {@link
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
