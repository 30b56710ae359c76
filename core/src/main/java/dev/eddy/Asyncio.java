package dev.eddy;

import dev.eddy.context.Context;
import dev.eddy.internal.Sneaky;
import java.io.PrintStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The functions of the {@code asyncio} module, made for static import.
 *
 * <p>One rule maps the names: what is a coroutine function there ({@code async def sleep}, {@code wait}, {@code wait_for})
 * is here a plain method that suspends its caller, as any method may; what returns an awaitable there ({@code gather},
 * {@code create_task}, {@code shield}) returns one here, to be given to {@link #await(Awaitable) await}.
 *
 * <pre>{@code
 * import static dev.eddy.Asyncio.*;
 *
 * String both = run(() -> {
 *     Task<String> a = createTask(() -> fetch("a"));
 *     Task<String> b = createTask(() -> fetch("b"));
 *     return await(a) + await(b);
 * });
 * }</pre>
 */
public final class Asyncio {

    private Asyncio() {}

    // ---- running ----------------------------------------------------------------------------------------------------

    /**
     * Runs the body as a coroutine on a loop of its own in the calling thread, until it is done: {@code asyncio.run()}.
     * Tasks that it leaves behind are cancelled.
     *
     * @return its result
     * @throws Throwable undeclared, the exception with which it ended
     * @throws IllegalStateException inside a coroutine
     */
    public static <T extends @Nullable Object> T run(Callable<? extends T> body) {
        try (Runner runner = new Runner()) {
            return runner.run(body);
        }
    }

    /** As {@link #run(Callable)}, for a body without a result. */
    public static void run(Action body) {
        run(Coroutine.bodyOf(body));
    }

    /**
     * As {@link #run(Callable)}, without a thread of its own: the loop is a guest on the host, which runs it pass by pass,
     * between what else it has to do, and only when there is something to run. The host may be a user interface's dispatch
     * thread, a Netty event loop, the worker of a scheduler. asyncio has no counterpart; Trio has {@code start_guest_run}.
     *
     * <p>The host must run its tasks one after the other, and later than they are given; with the engine {@link
     * Engine#CONTINUATION} in one thread, always the same. What the host does between the passes is not in the loop, and uses it as
     * other threads do; with that engine it may also use it directly. A host that keeps time is a {@link GuestHost}.
     *
     * @return the outcome, once the run has ended and its loop is closed; cancelling it cancels the main task. If the host
     *     refuses to go on, the outcome is its exception; if it drops what it has accepted, as {@code shutdownNow()} does, a
     *     {@link java.util.concurrent.RejectedExecutionException}, after the next garbage collection. The loop is left as it is then
     */
    public static <T extends @Nullable Object> CompletableFuture<T> runAsGuest(
            Executor host, Callable<? extends T> body) {
        return GuestRun.start(Objects.requireNonNull(host, "host"), Objects.requireNonNull(body, "body"));
    }

    /** As {@link #runAsGuest(Executor, Callable)}, for a body without a result. */
    public static CompletableFuture<@Nullable Void> runAsGuest(Executor host, Action body) {
        return runAsGuest(host, Coroutine.bodyOf(body));
    }

    /** As {@link #runAsGuest(Executor, Callable)}, with a factory for the loop, called on the host. */
    public static <T extends @Nullable Object> CompletableFuture<T> runAsGuest(
            Executor host, Supplier<EventLoop> loopFactory, Callable<? extends T> body) {
        return GuestRun.start(
                Objects.requireNonNull(host, "host"),
                Objects.requireNonNull(loopFactory, "loopFactory"),
                Objects.requireNonNull(body, "body"));
    }

    /** As {@link #runAsGuest(Executor, Supplier, Callable)}, for a body without a result. */
    public static CompletableFuture<@Nullable Void> runAsGuest(
            Executor host, Supplier<EventLoop> loopFactory, Action body) {
        return runAsGuest(host, loopFactory, Coroutine.bodyOf(body));
    }

    /**
     * The loop that runs in this thread: {@code asyncio.get_running_loop()}.
     *
     * @throws IllegalStateException if there is none
     */
    public static EventLoop getRunningLoop() {
        EventLoop loop = EventLoop.current();
        if (loop == null) {
            throw new IllegalStateException(EventLoop.noneHere());
        }
        return loop;
    }

    /** The task that runs, or null in a callback: {@code asyncio.current_task()}. */
    public static @Nullable Task<?> currentTask() {
        return getRunningLoop().dispatcher.currentTask();
    }

    /** The tasks of the running loop that are not done, in the order of their creation: {@code asyncio.all_tasks()}. */
    public static List<Task<?>> allTasks() {
        return getRunningLoop().allTasks();
    }

    /**
     * The graph of the current task: {@code asyncio.capture_call_graph()}. Its call stack begins with the caller of this method.
     *
     * @throws IllegalStateException outside of a task
     */
    public static CallGraph captureCallGraph() {
        Task<?> current = currentTask();
        if (current == null) {
            throw new IllegalStateException(
                    "no task runs here, this is a callback; name the future that is to be captured: captureCallGraph(future)");
        }
        return CallGraph.of(current);
    }

    /**
     * The graph of a future or task: {@code asyncio.capture_call_graph(future)}. See {@link CallGraph}.
     *
     * @throws IllegalStateException outside of the thread of the future's loop
     */
    public static CallGraph captureCallGraph(Future<?> future) {
        return CallGraph.of(future);
    }

    /** Prints the graph of the current task to {@link System#out}: {@code asyncio.print_call_graph()}. */
    public static void printCallGraph() {
        System.out.println(captureCallGraph());
    }

    /** As {@link #printCallGraph()}, for a future or task. */
    public static void printCallGraph(Future<?> future) {
        System.out.println(captureCallGraph(future));
    }

    /** As {@link #printCallGraph(Future)}, to another stream. */
    public static void printCallGraph(Future<?> future, PrintStream out) {
        Objects.requireNonNull(out, "out").println(captureCallGraph(future));
    }

    // ---- awaiting ---------------------------------------------------------------------------------------------------

    /** Waits for the result in the current coroutine: {@code await x}. See {@link Awaitable#await}. */
    public static <T extends @Nullable Object> T await(Awaitable<T> awaitable) {
        return Objects.requireNonNull(awaitable, "cannot await null: an awaitable is required").await();
    }

    /**
     * Waits for a stage. A cancellation of the current task cancels the stage; {@link #awaitShared} does not. The original
     * exception is thrown, not a {@code CompletionException}; a cancelled stage gives a {@link CancelledError}.
     */
    public static <T extends @Nullable Object> T await(CompletionStage<? extends T> stage) {
        Objects.requireNonNull(stage, "cannot await null: an awaitable is required");
        return new StageAwaitable<T>(stage, true).await();
    }

    /** As {@link #await(CompletionStage)}, leaving the stage alone when the current task is cancelled. */
    public static <T extends @Nullable Object> T awaitShared(CompletionStage<? extends T> stage) {
        Objects.requireNonNull(stage, "cannot await null: an awaitable is required");
        return new StageAwaitable<T>(stage, false).await();
    }

    /**
     * As {@link #await(Awaitable)}, declaring a checked exception, so that it can be caught where the compiler insists.
     */
    @SuppressWarnings("unused") // the class serves the inference of X
    public static <T extends @Nullable Object, X extends Throwable> T await(Awaitable<T> awaitable, Class<X> throwing)
            throws X {
        return await(awaitable);
    }

    /** As {@link #await(CompletionStage)}, declaring a checked exception. */
    @SuppressWarnings("unused")
    public static <T extends @Nullable Object, X extends Throwable> T await(
            CompletionStage<? extends T> stage, Class<X> throwing) throws X {
        return await(stage);
    }

    /**
     * Suspends the current coroutine for a time: {@code asyncio.sleep()}. Zero lets all that is ready have its turn.
     *
     * @throws IllegalArgumentException if the delay is negative
     */
    public static void sleep(Duration delay) {
        long nanos = Durations.requireNotNegative(delay, "delay");
        Task<?> task = Task.requireCurrent();
        if (nanos == 0) {
            task.yieldOnce();
            return;
        }
        EventLoop loop = task.getLoop();
        Sleep sleep = new Sleep(loop);
        TimerHandle timer = loop.callAtNanos(Durations.add(loop.nanoTime(), nanos), sleep, Context.current());
        try {
            task.join(sleep);
        } finally {
            timer.cancel();
        }
    }

    // ---- coroutines, tasks and futures ------------------------------------------------------------------------------

    /** A coroutine object: the body begins when it is awaited or made a task. See {@link Coroutine}. */
    public static <T extends @Nullable Object> Coroutine<T> coroutine(Callable<? extends T> body) {
        return Coroutine.watched(body);
    }

    /** As {@link #coroutine(Callable)}, for a body without a result. */
    public static Coroutine<@Nullable Void> coroutine(Action body) {
        return coroutine(Coroutine.bodyOf(body));
    }

    /** Starts a task on the running loop: {@code asyncio.create_task()}. It begins in the next pass. */
    public static <T extends @Nullable Object> Task<T> createTask(Callable<? extends T> body) {
        return getRunningLoop().createTask(body);
    }

    /** As {@link #createTask(Callable)}, for a body without a result. */
    public static Task<@Nullable Void> createTask(Action body) {
        return getRunningLoop().createTask(body);
    }

    /** As {@link #createTask(Callable)}, for a coroutine object. */
    public static <T extends @Nullable Object> Task<T> createTask(Coroutine<T> coroutine) {
        return getRunningLoop().createTask(coroutine);
    }

    /** As {@link #createTask(Callable)}, with a name. */
    public static <T extends @Nullable Object> Task<T> createTask(Callable<? extends T> body, String name) {
        return createTask(body, TaskOptions.named(Objects.requireNonNull(name, "name")));
    }

    /** As {@link #createTask(Action)}, with a name. */
    public static Task<@Nullable Void> createTask(Action body, String name) {
        return createTask(Coroutine.bodyOf(body), name);
    }

    /** As {@link #createTask(Callable)}, with a name, a context, or an eager start. */
    public static <T extends @Nullable Object> Task<T> createTask(Callable<? extends T> body, TaskOptions options) {
        return getRunningLoop().createTask(body, options);
    }

    /** A future as it is, a coroutine as a new task: {@code asyncio.ensure_future()}. */
    public static <T extends @Nullable Object> Future<T> ensureFuture(Awaitable<T> awaitable) {
        return Objects.requireNonNull(awaitable, "cannot await null: an awaitable is required").asFuture();
    }

    /**
     * As {@link #ensureFuture(Awaitable)}, for any awaitable kind: a {@code CompletionStage}, and with the bridges a
     * {@code Mono}, a {@code Single} and their kin.
     *
     * @throws IllegalArgumentException if it is none
     */
    public static Future<?> ensureFuture(Object awaitable) {
        return Awaitables.of(awaitable).asFuture();
    }

    /**
     * A future of the JDK as one of the running loop: {@code asyncio.wrap_future()}. Cancelling it cancels the original. What
     * is not a {@code CompletionStage} too costs a virtual thread that waits for it.
     */
    public static <T extends @Nullable Object> Future<T> wrapFuture(java.util.concurrent.Future<? extends T> future) {
        return ForeignFuture.of(Objects.requireNonNull(future, "future"));
    }

    /**
     * Starts a task on a loop that another thread runs: {@code asyncio.run_coroutine_threadsafe()}. For any thread; in the
     * loop's own, {@link #createTask} does it, and to block for the result there would wait for ever.
     *
     * @return the outcome; a {@link CancelledError} shows as a cancellation, and cancelling it cancels the task
     * @throws IllegalStateException if the loop is closed; if it is closed before it gets to the task, the outcome is that
     */
    public static <T extends @Nullable Object> CompletableFuture<T> runCoroutineThreadsafe(
            Callable<? extends T> body, EventLoop loop) {
        return FutureStage.ofTask(loop, body);
    }

    /** As {@link #runCoroutineThreadsafe(Callable, EventLoop)}, for a body without a result. */
    public static CompletableFuture<@Nullable Void> runCoroutineThreadsafe(Action body, EventLoop loop) {
        return FutureStage.ofTask(loop, Coroutine.bodyOf(body));
    }

    /** As {@link #runCoroutineThreadsafe(Callable, EventLoop)}, for a coroutine object, which is used up at once. */
    public static <T extends @Nullable Object> CompletableFuture<T> runCoroutineThreadsafe(
            Coroutine<T> coroutine, EventLoop loop) {
        return FutureStage.ofTask(loop, coroutine.claim());
    }

    /**
     * Runs a blocking body on a thread of the default executor, in a copy of the current context, and waits for it: {@code
     * asyncio.to_thread()}. Cancelling the current task does not interrupt it; if it has not begun by then, it never does.
     *
     * @throws Throwable undeclared, what the body throws
     */
    public static <T extends @Nullable Object> T toThread(Callable<? extends T> body) {
        Objects.requireNonNull(body, "body");
        Context context = Context.copyCurrent();
        return getRunningLoop().<T>runInExecutor(() -> context.run(body)).await();
    }

    /**
     * Runs a body that blocks and has the loop go on meanwhile: gevent's monkey patching, where it is asked for. With the engine
     * {@link Engine#GREEN} in place, with the others on a thread of the default executor; in a copy of the current context, and
     * without awaiting. Unlike {@link #toThread}, cancelling the current task interrupts the body and waits for its end: if it ends
     * by that, with a {@link CancelledError}, and else as it ends. A virtual clock stands still meanwhile.
     *
     * <pre>{@code
     * Row row = timeout(ofSeconds(2), () -> blocking(() -> query(connection)));
     * }</pre>
     *
     * @throws Throwable undeclared, what the body throws
     */
    public static <T extends @Nullable Object> T blocking(Callable<? extends T> body) {
        Objects.requireNonNull(body, "body");
        return Sneaky.call(() -> Task.requireCurrent().<T>block(body));
    }

    /** As {@link #blocking(Callable)}, for a body without a result. */
    public static void blocking(Action body) {
        blocking(Coroutine.bodyOf(body));
    }

    // ---- combinators ------------------------------------------------------------------------------------------------

    /**
     * Runs awaitables concurrently: {@code asyncio.gather()}. The result lists theirs in the order of the arguments. The
     * first failure is that of the gathering, at once; the others run on. Cancelling it cancels all.
     */
    @SafeVarargs
    @SuppressWarnings("varargs")
    public static <T extends @Nullable Object> Future<List<T>> gather(Awaitable<? extends T>... awaitables) {
        return Gathering.of(Arrays.asList(awaitables), false);
    }

    /** As {@link #gather(Awaitable...)}, running each body in a task of its own. */
    @SafeVarargs
    @SuppressWarnings("varargs")
    public static <T extends @Nullable Object> Future<List<T>> gather(Callable<? extends T>... bodies) {
        return Gathering.of(Arrays.asList(bodies), false);
    }

    /** As {@link #gather(Callable...)}, for bodies without results. */
    public static Future<List<@Nullable Void>> gather(Action... bodies) {
        return Gathering.of(Arrays.stream(bodies).map(Coroutine::bodyOf).toList(), false);
    }

    /**
     * As {@link #gather(Awaitable...)}, for awaitables of any kind, mixed, or one collection of them; see {@link
     * #ensureFuture(Object)}.
     */
    public static Future<List<@Nullable Object>> gather(Object... awaitables) {
        return Gathering.of(expand(awaitables), false);
    }

    /** As {@link #gather(Awaitable...)}. */
    public static <T extends @Nullable Object> Future<List<T>> gather(
            Collection<? extends Awaitable<? extends T>> awaitables) {
        return Gathering.of(new ArrayList<>(awaitables), false);
    }

    /**
     * As {@link #gather(Object...)}, with each failure as an element, in the place of the result: {@code
     * asyncio.gather(.., return_exceptions=True)}.
     */
    public static Future<List<@Nullable Object>> gatherReturnExceptions(Object... awaitables) {
        return Gathering.of(expand(awaitables), true);
    }

    /**
     * Runs awaitables concurrently until the first of them ends: its result is returned, or its exception thrown. The others
     * are cancelled, and waited for. One that is cancelled by others has not ended the race; if all are, it is cancelled too.
     *
     * <p>What goes wrong in others is not lost: it is suppressed in what is thrown, or else told to the exception handler.
     * Cancelling the current task cancels all, and waits. To keep one that was running before, {@link #shield} it.
     *
     * <pre>{@code
     * Page page = race(() -> fetch(mirror), () -> fetch(otherMirror));
     * }</pre>
     *
     * @throws Throwable undeclared, the exception of the first that ended
     * @throws IllegalArgumentException if there is nothing to run
     */
    @SafeVarargs
    @SuppressWarnings("varargs")
    public static <T extends @Nullable Object> T race(Awaitable<? extends T>... awaitables) {
        return Racing.race(Arrays.asList(awaitables));
    }

    /** As {@link #race(Awaitable...)}, running each body in a task of its own. */
    @SafeVarargs
    @SuppressWarnings("varargs")
    public static <T extends @Nullable Object> T race(Callable<? extends T>... bodies) {
        return Racing.race(Coroutine.ofAll(bodies));
    }

    /** As {@link #race(Callable...)}, for bodies without results. */
    public static void race(Action... bodies) {
        Racing.race(Arrays.stream(bodies).map(body -> new Coroutine<>(Coroutine.bodyOf(body))).toList());
    }

    /** As {@link #race(Awaitable...)}. */
    public static <T extends @Nullable Object> T race(Collection<? extends Awaitable<? extends T>> awaitables) {
        return Racing.race(awaitables);
    }

    /** As {@link #race(Awaitable...)}, for awaitables of any kind, mixed, or one collection of them. */
    public static @Nullable Object race(Object... awaitables) {
        return Racing.race(Awaitables.ofAll(expand(awaitables)));
    }

    /**
     * As {@link #race(Awaitable...)}, until the first of them succeeds; failures before that only put one out of the race.
     *
     * @throws ExceptionGroup if none has succeeded: their exceptions, in the order of the arguments
     */
    @SafeVarargs
    @SuppressWarnings("varargs")
    public static <T extends @Nullable Object> T firstSuccess(Awaitable<? extends T>... awaitables) {
        return Racing.firstSuccess(Arrays.asList(awaitables), Duration.ZERO);
    }

    /** As {@link #firstSuccess(Awaitable...)}, running each body in a task of its own. */
    @SafeVarargs
    @SuppressWarnings("varargs")
    public static <T extends @Nullable Object> T firstSuccess(Callable<? extends T>... bodies) {
        return firstSuccess(Duration.ZERO, bodies);
    }

    /** As {@link #firstSuccess(Awaitable...)}. */
    public static <T extends @Nullable Object> T firstSuccess(
            Collection<? extends Awaitable<? extends T>> awaitables) {
        return Racing.firstSuccess(awaitables, Duration.ZERO);
    }

    /** As {@link #firstSuccess(Awaitable...)}, for awaitables of any kind, mixed, or one collection of them. */
    public static @Nullable Object firstSuccess(Object... awaitables) {
        return firstSuccess(Duration.ZERO, awaitables);
    }

    /**
     * As {@link #firstSuccess(Callable...)}, one after the other: the next one begins when the one before has failed, or a
     * time after that has begun. {@code asyncio.staggered.staggered_race()}, as for Happy Eyeballs.
     *
     * <pre>{@code
     * Connection connection = firstSuccess(Duration.ofMillis(250), () -> connect(ipv6), () -> connect(ipv4));
     * }</pre>
     *
     * @param stagger that time, not negative; null has each wait for the failure of the one before
     */
    @SafeVarargs
    @SuppressWarnings("varargs")
    public static <T extends @Nullable Object> T firstSuccess(
            @Nullable Duration stagger, Callable<? extends T>... bodies) {
        return Racing.firstSuccess(Coroutine.ofAll(bodies), stagger);
    }

    /** As {@link #firstSuccess(Duration, Callable...)}, for coroutines, which begin one after the other. */
    public static <T extends @Nullable Object> T firstSuccess(
            @Nullable Duration stagger, Collection<? extends Awaitable<? extends T>> awaitables) {
        return Racing.firstSuccess(awaitables, stagger);
    }

    /**
     * As {@link #firstSuccess(Duration, Callable...)}, for awaitables of any kind, mixed, or one collection of them. What is
     * lazy, as a coroutine or a {@code Mono}, begins in its turn; a future or a task runs anyway.
     */
    public static @Nullable Object firstSuccess(@Nullable Duration stagger, Object... awaitables) {
        return Racing.firstSuccess(Awaitables.ofAll(expand(awaitables)), stagger);
    }

    /** Waits until all futures are done: {@code asyncio.wait()}. Neither raises their exceptions nor cancels them. */
    public static <T extends @Nullable Object> WaitResult<T> wait(Collection<? extends Future<? extends T>> futures) {
        return Waiting.waitFor(futures, null, ReturnWhen.ALL_COMPLETED);
    }

    /** As {@link #wait(Collection)}, until the first completion or the first failure. */
    public static <T extends @Nullable Object> WaitResult<T> wait(
            Collection<? extends Future<? extends T>> futures, ReturnWhen returnWhen) {
        return Waiting.waitFor(futures, null, returnWhen);
    }

    /**
     * As {@link #wait(Collection, ReturnWhen)}, for a time at the most; when it is over, what is not done is pending.
     *
     * @param timeout null for no limit
     * @throws IllegalArgumentException if there are no futures
     */
    public static <T extends @Nullable Object> WaitResult<T> wait(
            Collection<? extends Future<? extends T>> futures, @Nullable Duration timeout, ReturnWhen returnWhen) {
        return Waiting.waitFor(futures, timeout, returnWhen);
    }

    /**
     * As {@link #wait(Collection, ReturnWhen)}, for awaitables of any kind but coroutines, mixed; the sets hold the futures
     * that {@link #ensureFuture(Object)} makes of them.
     */
    public static WaitResult<?> wait(ReturnWhen returnWhen, Object... awaitables) {
        return Waiting.<@Nullable Object>waitFor(Waiting.futuresOf(expand(awaitables)), null, returnWhen);
    }

    /** The futures in the order in which they complete: {@code asyncio.as_completed()}. See {@link AsCompleted}. */
    public static <T extends @Nullable Object> AsCompleted<T> asCompleted(
            Collection<? extends Awaitable<? extends T>> awaitables) {
        return asCompleted(awaitables, null);
    }

    /** As {@link #asCompleted(Collection)}, with a limit for all of them together; null for none. */
    public static <T extends @Nullable Object> AsCompleted<T> asCompleted(
            Collection<? extends Awaitable<? extends T>> awaitables, @Nullable Duration timeout) {
        return AsCompleted.of(awaitables, timeout);
    }

    /**
     * Awaits with a limit: {@code asyncio.wait_for()}. At the deadline what is awaited is cancelled, and its end is waited
     * for.
     *
     * @param timeout null for no limit; if it is not positive, what has not begun never begins, unless the loop's task factory
     *     begins tasks at once
     * @throws TimeoutException at the deadline
     * @throws Throwable undeclared, the exception with which it failed
     */
    public static <T extends @Nullable Object> T waitFor(Awaitable<T> awaitable, @Nullable Duration timeout)
            throws TimeoutException {
        Objects.requireNonNull(awaitable, "cannot await null: an awaitable is required");
        return Waiting.waitFor(awaitable, timeout);
    }

    /** As {@link #waitFor(Awaitable, Duration)}; the body runs in the current task. */
    public static <T extends @Nullable Object> T waitFor(Callable<? extends T> body, @Nullable Duration timeout)
            throws TimeoutException {
        return Waiting.waitFor(new Coroutine<T>(body), timeout);
    }

    /** As {@link #waitFor(Awaitable, Duration)}, for a stage, which is cancelled at the deadline. */
    public static <T extends @Nullable Object> T waitFor(
            CompletionStage<? extends T> stage, @Nullable Duration timeout) throws TimeoutException {
        return Waiting.waitFor(new StageAwaitable<T>(stage, true), timeout);
    }

    /** A limit for a block that {@link Timeout#run} runs: {@code asyncio.timeout()}; null for none as yet. */
    public static Timeout timeout(@Nullable Duration delay) {
        return Timeout.after(delay);
    }

    /** As {@link #timeout(Duration)}, with the deadline on the loop's clock: {@code asyncio.timeout_at()}. */
    public static Timeout timeoutAt(@Nullable Duration when) {
        return Timeout.at(when);
    }

    /** Runs a block of the current task with a limit: {@code async with asyncio.timeout()}. */
    public static <T extends @Nullable Object> T timeout(@Nullable Duration delay, Callable<? extends T> body)
            throws TimeoutException {
        return Timeout.after(delay).run(body);
    }

    /** As {@link #timeout(Duration, Callable)}, for a block without a result. */
    public static void timeout(@Nullable Duration delay, Action body) throws TimeoutException {
        Timeout.after(delay).run(body);
    }

    /** Protects an awaitable: cancelling the result leaves it alone. {@code asyncio.shield()} */
    public static <T extends @Nullable Object> Future<T> shield(Awaitable<T> awaitable) {
        return Shielding.of(ensureFuture(awaitable));
    }

    /** As {@link #taskGroup(TaskGroup.Body)}, for a block without a result. */
    public static void taskGroupVoid(TaskGroup.VoidBody body) {
        new TaskGroup().runVoid(body);
    }

    /** Runs a block with a group of tasks that end with it: {@code async with TaskGroup()}. */
    public static <R extends @Nullable Object> R taskGroup(TaskGroup.Body<? extends R> body) {
        return new TaskGroup().run(body);
    }

    private static List<?> expand(Object[] awaitables) {
        return awaitables.length == 1 && awaitables[0] instanceof Collection<?> all
                ? new ArrayList<>(all)
                : Arrays.asList(awaitables);
    }
}
