package dev.eddy;

import dev.eddy.context.Context;
import dev.eddy.internal.CoreAccess;
import dev.eddy.internal.LoopProbe;
import dev.eddy.internal.WrongThread;
import dev.eddy.internal.fiber.FiberGroup;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.function.BiConsumer;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Runs tasks and callbacks one at a time: {@code asyncio.AbstractEventLoop}. Most programs need only
 * {@link Asyncio#run}; this is the low-level interface.
 *
 * <p>A pass takes the callbacks and tasks that were ready when it began, in the order in which they became ready; what
 * they schedule runs in the next pass. Timers that have expired come behind what was ready already, by deadline and, where
 * that is equal, in the order in which they were scheduled.
 *
 * <p>Threads: a loop is used by the thread that runs it, and between runs by the thread that made it or ran it last. Only
 * the methods that say so may be called by others. Another thread may run it when no other uses it; with the engine {@link
 * Engine#CONTINUATION} only if no coroutine is suspended.
 *
 * <pre>{@code
 * EventLoop loop = EventLoop.create();
 * loop.callSoon(() -> System.out.println("hello"));
 * loop.runUntilComplete(() -> sleep(Duration.ofSeconds(1)));
 * loop.close();
 * }</pre>
 */
public final class EventLoop implements AutoCloseable {

    static {
        CoreAccess.set(new Access());
    }

    private final Engine engine;
    private final LoopClock clock;
    private final FiberGroup fibers;
    private final ReadyQueue queue;
    final Dispatcher dispatcher;
    private final TaskList tasks = new TaskList();
    private final ErrorReports errors = new ErrorReports(this);
    private final @Nullable LoopProbe probe = LoopProbe.offered();
    private final BlockingCalls blockingCalls = new BlockingCalls(this, probe);
    private TaskFactory taskFactory = TaskFactory.DEFAULT;
    private volatile boolean debug;
    private Duration slowCallbackDuration = Duration.ofMillis(100);
    private @Nullable Watchdog watchdog;
    private long taskCount;
    private int gatheringCount;

    private final Set<Runnable> onClosed = new LinkedHashSet<>();
    private volatile boolean running;
    private volatile boolean closed;
    /** Closed, and what the end had to call is called. */
    private volatile boolean over;
    /** A guest between its turns, whose host may take another thread for the next one. */
    private volatile boolean away;
    private volatile @Nullable Runnable onInterrupt;
    private volatile boolean interrupted;

    private EventLoop(Builder builder) {
        Awaitables.prepare();
        engine = builder.engine != null ? builder.engine : Engine.getDefault();
        clock = builder.clock;
        queue = new ReadyQueue(clock, new QueueListener(), probe);
        fibers = engine.newFiberGroup(this);
        fibers.onInterruption(this::interrupted);
        dispatcher = new Dispatcher(this, queue, fibers, tasks, probe);
        if (Boolean.getBoolean("eddy.debug")) {
            setDebug(true);
        }
    }

    /** A loop on the default engine and the system's clock: {@code asyncio.new_event_loop()}. */
    public static EventLoop create() {
        return builder().build();
    }

    /** A loop with other settings. */
    public static Builder builder() {
        return new Builder();
    }

    /** The loop that runs in this thread, or null; {@link Asyncio#getRunningLoop} fails instead. */
    public static @Nullable EventLoop current() {
        FiberGroup group = FiberGroup.current();
        return group != null && group.owner() instanceof EventLoop loop ? loop : null;
    }

    /** Says that no loop runs in this thread, and what to do about it. */
    static String noneHere() {
        return "no event loop runs in this thread, " + Thread.currentThread() + "; use Asyncio.run(() -> ..), or in a"
                + " reactive pipeline the mono, flux, single or flowable of a bridge";
    }

    // ---- running ----------------------------------------------------------------------------------------------------

    /**
     * Runs in the calling thread until {@link #stop} is called: {@code loop.run_forever()}.
     *
     * @throws IllegalStateException if this loop is closed or runs already, or another loop runs in this thread
     */
    public void runForever() {
        adopt();
        try {
            drive(false);
        } finally {
            if (watchdog != null) {
                watchdog.stop();
            }
        }
    }

    /**
     * Runs one pass, without waiting for work, in the calling thread.
     *
     * @return whether {@link #stop} was called
     */
    boolean runOnePass() {
        adopt();
        return drive(true);
    }

    /** A guest's turn begins or ends; in between, with fibers that any thread may run, no thread is the loop's. */
    void setInTurn(boolean inTurn) {
        away = !inTurn && !fibers.fibersBelongToThreads();
    }

    /** For how long there is nothing to do; see {@link ReadyQueue#nanosToWork}. */
    long nanosToWork() {
        return queue.nanosToWork();
    }

    /** Makes this loop a guest: the action is called, by any thread, when work comes while no pass is under way. */
    void setWakeUp(Runnable action) {
        queue.setWakeUp(action);
    }

    private boolean drive(boolean onePass) {
        FiberGroup outer = fibers.enter();
        running = true;
        queue.begin(onePass);
        if (watchdog != null) {
            watchdog.start();
        }
        try {
            dispatcher.drive();
            return queue.isStopping();
        } finally {
            queue.end();
            running = false;
            fibers.leave(outer);
            passInterruptOn();
        }
    }

    /** Who runs the loop sees that the thread was interrupted. */
    private void passInterruptOn() {
        if (interrupted) {
            interrupted = false;
            Thread.currentThread().interrupt();
        }
    }

    /** Runs the body as a task, until it is done; gives its result. */
    public <T extends @Nullable Object> T runUntilComplete(Callable<? extends T> body) {
        adopt();
        return runUntilComplete(this.<T>createTask(body));
    }

    /** As {@link #runUntilComplete(Callable)}, for a body without a result. */
    public void runUntilComplete(Action body) {
        runUntilComplete(Coroutine.bodyOf(body));
    }

    /**
     * Runs until the future is done: {@code loop.run_until_complete()}.
     *
     * @return its result
     * @throws Throwable undeclared, the exception with which it failed
     * @throws IllegalStateException if the loop was stopped before, or as in {@link #runForever}
     */
    public <T extends @Nullable Object> T runUntilComplete(Future<T> future) {
        adopt();
        if (future.getLoop() != this) {
            throw new IllegalArgumentException("the future belongs to another loop: " + future);
        }
        boolean[] over = {false};
        Consumer<Future<T>> stopWhenDone = done -> {
            if (!over[0]) { // a fatal error may have ended the run before the turn of this
                stop();
            }
        };
        future.addDoneCallback(stopWhenDone);
        try {
            runForever();
        } finally {
            over[0] = true;
            future.removeDoneCallback(stopWhenDone);
        }
        if (!future.done()) {
            throw new IllegalStateException("the event loop was stopped before " + future + " was done");
        }
        return future.result();
    }

    /** Ends {@link #runForever} after the pass under way; called before a run, that one ends after one pass. */
    public void stop() {
        requireLocal("stop");
        queue.stop();
    }

    /** The engine that runs the coroutines of this loop; may be asked by any thread. */
    public Engine getEngine() {
        return engine;
    }

    /** Whether some thread runs this loop; may be asked by any. */
    public boolean isRunning() {
        return running;
    }

    /** Whether the calling thread may use this loop directly; may be asked by any. */
    public boolean inEventLoop() {
        return fibers.runsHere() && !away;
    }

    /** Whether this is {@link #current()}: the loop that runs in the calling thread, which may be any. */
    public boolean isCurrent() {
        return fibers.isCurrent();
    }

    /** Whether {@link #close} was called; may be asked by any thread. */
    public boolean isClosed() {
        return closed;
    }

    /**
     * Drops what is scheduled and ends the loop for good; does nothing if it is closed. Tasks that are still pending are
     * reported to the exception handler and unwound by a {@link CancelledError}; exceptions of futures that nobody has
     * looked at are reported too. What other loops and libraries rely on is still called: the callbacks of futures that are
     * done, and what {@link #callSoonThreadsafe} has accepted.
     *
     * @throws IllegalStateException if the loop is running, or has suspended coroutines that cannot go on in this thread
     * @throws VirtualMachineError at the end, the one that a task or callback has thrown meanwhile
     */
    @Override
    public void close() {
        if (closed) {
            return;
        }
        requireClosable();
        away = false;
        if (watchdog != null) {
            watchdog.stop();
        }
        closed = true;
        queue.close();
        errors.reportUnattended();
        List<Task<?>> pending = tasks.all();
        for (Task<?> task : pending) {
            callExceptionHandler(new ExceptionContext("the loop is closed while a task is pending", null, task));
        }
        FiberGroup outer = fibers.enter();
        try {
            dispatcher.close(pending);
            for (AutoCloseable generator : fibers.takeUnfinished()) {
                try {
                    generator.close();
                } catch (Throwable e) {
                    reportUnclosed(e);
                }
            }
            dispatcher.callRest();
            over = true;
            errors.reportUnattended(); // what failed while it was unwound
        } finally {
            fibers.leave(outer);
            passInterruptOn();
        }
        blockingCalls.shutdown();
        onClosed.forEach(Runnable::run);
        onClosed.clear();
        dispatcher.throwEscaped();
    }

    // ---- callbacks --------------------------------------------------------------------------------------------------

    /** Calls the callback in the next pass, in a copy of the current context: {@code loop.call_soon()}. */
    public Handle callSoon(Runnable callback) {
        return callSoon(callback, Context.copyCurrent());
    }

    /** As {@link #callSoon(Runnable)}, in the given context. */
    public Handle callSoon(Runnable callback, Context context) {
        requireUsable("callSoon");
        Handle handle = newHandle(callback, context);
        queue.add(handle);
        return handle;
    }

    /**
     * As {@link #callSoon(Runnable)}, for any thread: {@code loop.call_soon_threadsafe()}.
     *
     * @throws IllegalStateException if the loop is closed
     */
    public Handle callSoonThreadsafe(Runnable callback) {
        Handle handle = newHandle(callback, Context.copyCurrent());
        if (!queue.post(handle)) {
            throw closedException();
        }
        return handle;
    }

    /**
     * Calls the callback after a delay: {@code loop.call_later()}.
     *
     * @param delay not negative; zero calls it in the next pass, behind what is ready
     */
    public TimerHandle callLater(Duration delay, Runnable callback) {
        return callLater(delay, callback, Context.copyCurrent());
    }

    /** As {@link #callLater(Duration, Runnable)}, in the given context. */
    public TimerHandle callLater(Duration delay, Runnable callback, Context context) {
        long nanos = Durations.requireNotNegative(delay, "delay");
        return callAtNanos(Durations.add(clock.nanoTime(), nanos), callback, context);
    }

    /** Calls the callback at a time of {@link #time}: {@code loop.call_at()}; one that has passed counts as now. */
    public TimerHandle callAt(Duration when, Runnable callback) {
        return callAt(when, callback, Context.copyCurrent());
    }

    /** As {@link #callAt(Duration, Runnable)}, in the given context. */
    public TimerHandle callAt(Duration when, Runnable callback, Context context) {
        return callAtNanos(Durations.toNanos(when), callback, context);
    }

    /** The time on this loop's clock, since that clock's beginning: {@code loop.time()}. */
    public Duration time() {
        return Duration.ofNanos(clock.nanoTime());
    }

    // ---- tasks and futures ------------------------------------------------------------------------------------------

    /** A pending future of this loop: {@code loop.create_future()}. */
    public <T extends @Nullable Object> Future<T> createFuture() {
        return new Future<>(this);
    }

    /** Starts a task, which begins in the next pass, in a copy of the current context: {@code loop.create_task()}. */
    public <T extends @Nullable Object> Task<T> createTask(Callable<? extends T> body) {
        return createTask(body, TaskOptions.DEFAULT);
    }

    /** As {@link #createTask(Callable)}, for a body without a result. */
    public Task<@Nullable Void> createTask(Action body) {
        return createTask(Coroutine.bodyOf(body));
    }

    /** As {@link #createTask(Callable)}, for a coroutine object. */
    public <T extends @Nullable Object> Task<T> createTask(Coroutine<T> coroutine) {
        return createTask(coroutine, TaskOptions.DEFAULT);
    }

    /** As {@link #createTask(Callable, TaskOptions)}, for a coroutine object; with one that was used before, the task fails. */
    public <T extends @Nullable Object> Task<T> createTask(Coroutine<T> coroutine, TaskOptions options) {
        requireUsable("createTask");
        return createTask(coroutine.claimForTask(), options);
    }

    /** As {@link #createTask(Callable)}, with a name, a context, or an eager start. */
    public <T extends @Nullable Object> Task<T> createTask(Callable<? extends T> body, TaskOptions options) {
        requireUsable("createTask");
        Objects.requireNonNull(body, "body");
        Objects.requireNonNull(options, "options");
        return taskFactory.create(this, body, options);
    }

    /** Sets what makes the tasks of this loop: {@code loop.set_task_factory()}. */
    public void setTaskFactory(TaskFactory factory) {
        taskFactory = Objects.requireNonNull(factory, "factory");
    }

    /** What makes the tasks of this loop: {@code loop.get_task_factory()}. */
    public TaskFactory getTaskFactory() {
        return taskFactory;
    }

    /** Makes a task and has it begin, at once or in the next pass; for the task factories. */
    <T extends @Nullable Object> Task<T> start(Callable<? extends T> body, TaskOptions options, boolean eager) {
        Context given = options.context();
        Context context = given == null ? Context.copyCurrent() : given;
        Task<T> task = new Task<>(this, body, options.name(), context, ++taskCount);
        tasks.add(task);
        if (probe != null) {
            probe.created(task);
        }
        if (eager && current() == this) {
            dispatcher.startEagerly(task);
        } else {
            queue.add(task);
        }
        return task;
    }

    /** The tasks that are not done, in the order of their creation: {@code asyncio.all_tasks(loop)}. */
    public List<Task<?>> allTasks() {
        requireLocal("allTasks");
        return tasks.all();
    }

    // ---- blocking calls ---------------------------------------------------------------------------------------------

    /** Runs a blocking body on the default executor, a virtual thread for each call: {@code loop.run_in_executor()}. */
    public <T extends @Nullable Object> Future<T> runInExecutor(Callable<? extends T> body) {
        requireUsable("runInExecutor");
        return blockingCalls.start(body);
    }

    /**
     * Runs a blocking body on an executor. Cancelling the future does not interrupt it; if it has not begun by then, it never does.
     *
     * @throws java.util.concurrent.RejectedExecutionException if the executor refuses it
     */
    public <T extends @Nullable Object> Future<T> runInExecutor(Executor target, Callable<? extends T> body) {
        requireUsable("runInExecutor");
        return blockingCalls.start(target, body);
    }

    /** Sets the executor for blocking calls that name none: {@code loop.set_default_executor()}. The loop shuts it down. */
    public void setDefaultExecutor(ExecutorService executor) {
        requireUsable("setDefaultExecutor");
        blockingCalls.setDefaultExecutor(executor);
    }

    /**
     * Ends the default executor, and waits for the calls that are under way, unless the thread is interrupted: {@code
     * loop.shutdown_default_executor()}. For a task; a {@link Runner} does it at its end.
     */
    public void shutdownDefaultExecutor() {
        requireLocal("shutdownDefaultExecutor");
        Task.requireCurrent();
        blockingCalls.shutdownAndWait();
    }

    // ---- generators -------------------------------------------------------------------------------------------------

    /**
     * Closes the generators that have begun in this loop and not ended, each in a task: {@code loop.shutdown_asyncgens()}.
     * For a task; a {@link Runner} does it at its end.
     */
    public void shutdownGenerators() {
        requireLocal("shutdownGenerators");
        Task.requireCurrent();
        List<Coroutine<@Nullable Void>> closings = new ArrayList<>();
        for (AutoCloseable generator : fibers.takeUnfinished()) {
            closings.add(Asyncio.coroutine(generator::close));
        }
        if (closings.isEmpty()) {
            return;
        }
        for (Object result : Gathering.<@Nullable Object>of(closings, true).await()) {
            if (result instanceof Throwable e) {
                reportUnclosed(e);
            }
        }
    }

    private void reportUnclosed(Throwable failure) {
        if (!(failure instanceof CancelledError)) {
            callExceptionHandler(
                    new ExceptionContext("a generator or greenlet failed while it was closed at the end of the run",
                            failure,
                            null));
        }
    }

    // ---- errors -----------------------------------------------------------------------------------------------------

    /**
     * Sets what is done with errors that nobody awaits; by default they are logged. {@code loop.set_exception_handler()}
     *
     * <p>An exception that nobody has looked at is such an error once its future was collected or the loop is closed.
     */
    public void setExceptionHandler(BiConsumer<? super EventLoop, ? super ExceptionContext> handler) {
        errors.setHandler(handler);
    }

    /** What {@link #setExceptionHandler} has set, or what logs: {@code loop.get_exception_handler()}. */
    public BiConsumer<? super EventLoop, ? super ExceptionContext> getExceptionHandler() {
        return errors.handler();
    }

    /** Logs, as without a handler; for handlers that deal with some errors only: {@code loop.default_exception_handler()}. */
    public void defaultExceptionHandler(ExceptionContext context) {
        ErrorReports.log(context);
    }

    /** Tells the exception handler; an error of the handler itself is logged. {@code loop.call_exception_handler()} */
    public void callExceptionHandler(ExceptionContext context) {
        errors.report(context);
    }

    // ---- looking into it --------------------------------------------------------------------------------------------

    /**
     * Switches debug mode on or off: {@code loop.set_debug()}. In it, what took longer than {@link
     * #setSlowCallbackDuration} without suspending is logged, and tasks, futures, callbacks and coroutine objects remember where
     * they were created, for the exception handler. The system property {@code eddy.debug=true} has every new loop begin in
     * it. Calls of the wrong thread are refused with or without it.
     */
    public void setDebug(boolean debug) {
        requireLocal("setDebug");
        this.debug = debug;
        dispatcher.setSlowStep(debug ? slowCallbackDuration : null);
    }

    /** Whether this loop is in debug mode: {@code loop.get_debug()}; may be asked by any thread. */
    public boolean getDebug() {
        return debug;
    }

    /**
     * Sets what counts as slow in debug mode, 100 ms by default: {@code loop.slow_callback_duration}.
     *
     * @throws IllegalArgumentException if it is negative
     */
    public void setSlowCallbackDuration(Duration duration) {
        requireLocal("setSlowCallbackDuration");
        Durations.requireNotNegative(duration, "duration");
        slowCallbackDuration = duration;
        setDebug(debug);
    }

    /** As {@link #setWatchdog(Duration, Consumer)}, logging what it finds, with the stack. */
    public void setWatchdog(@Nullable Duration limit) {
        setWatchdog(limit, Watchdog::log);
    }

    /**
     * Has another thread look whether this loop is blocked: a callback or a task that runs for longer than the limit without
     * suspending is reported once, while it lasts, with its stack. The report is called by that thread. Cheap enough to
     * be left on: a small object a step, and a thread that looks four times per limit, at the most every millisecond.
     *
     * @param limit null for no watchdog
     * @throws IllegalArgumentException if the limit is not positive
     */
    public void setWatchdog(@Nullable Duration limit, Consumer<? super BlockedLoop> report) {
        requireLocal("setWatchdog");
        Objects.requireNonNull(report, "report");
        if (limit != null && !limit.isPositive()) {
            throw new IllegalArgumentException("the limit of a watchdog must be positive, it is " + limit);
        }
        if (watchdog != null) {
            watchdog.stop();
        }
        watchdog = limit == null ? null : new Watchdog(this, dispatcher.watchSteps(), fibers, limit, report);
        if (watchdog != null && running) {
            watchdog.start();
        }
    }

    @Override
    public String toString() {
        return "EventLoop[" + engine.label() + (closed ? ", closed" : running ? ", running" : ", not running") + "]";
    }

    // ---- for this package, on the loop's thread ---------------------------------------------------------------------

    void schedule(Ready entry) {
        queue.add(entry);
    }

    Unattended unattended() {
        return errors.unattended();
    }

    void withdraw(Ready entry) {
        queue.withdraw(entry);
    }

    /** Another thread is going to work for this loop; until {@link #release}, a virtual clock stands still. */
    void hold() {
        if (probe == null) {
            queue.hold();
        } else {
            probe.callBegins();
        }
    }

    void release() {
        if (probe == null) {
            queue.release();
        } else {
            probe.callEnds();
        }
    }

    /** Where calls that block are run; null: in place, which lets the loop go on. */
    @Nullable Executor executorForBlocking() {
        return fibers.fibersMayBlock() ? null : blockingCalls.defaultExecutor();
    }

    /** A number that no other gathering of this loop has. */
    int nextGathering() {
        return ++gatheringCount;
    }

    TimerHandle callAtNanos(long deadline, Runnable callback, Context context) {
        requireUsable("callLater and callAt");
        Objects.requireNonNull(callback, "callback");
        Objects.requireNonNull(context, "context");
        TimerHandle timer = new TimerHandle(this, callback, context, deadline);
        queue.add(timer);
        return timer;
    }

    /** Fails if the loop cannot be closed now, in this thread. */
    void requireClosable() {
        if (running) {
            throw new IllegalStateException("cannot close a running event loop; stop() it first");
        }
        dispatcher.adopt();
    }

    LoopClock clock() {
        return clock;
    }

    long nanoTime() {
        return clock.nanoTime();
    }

    /** See {@link CoreAccess#onClosed}. */
    Runnable onClosed(Runnable action) {
        if (over) {
            action.run();
        } else {
            onClosed.add(action);
        }
        return () -> {
            if (!closed) { // else all are run, and then forgotten
                onClosed.remove(action);
            }
        };
    }

    // ---- for this package, on any thread ----------------------------------------------------------------------------

    /** Where the caller is, in debug mode; else null. */
    @Nullable Throwable creationTrace() {
        return debug ? new CreationTrace() : null;
    }

    /** Runs the callback on the loop; false if it is closed. */
    boolean post(Runnable callback) {
        return queue.post(newHandle(callback, new Context()));
    }

    /** A cancelled timer need not wait for its time. */
    void forget(TimerHandle timer) {
        if (inEventLoop()) {
            queue.remove(timer);
        } else {
            post(() -> queue.remove(timer));
        }
    }

    /** Sets what an interrupt of the thread that runs the loop does, besides being restored after the run. */
    void onInterrupt(@Nullable Runnable action) {
        onInterrupt = action;
    }

    private void interrupted() {
        interrupted = true;
        Runnable action = blockingCalls.isEndAwaited() ? blockingCalls::awaitEndNoMore : onInterrupt;
        if (action != null) {
            post(action);
        }
    }

    void requireLocal(String call) {
        WrongThread.unless(inEventLoop(), call, this);
    }

    private void requireUsable(String call) {
        requireLocal(call);
        requireOpen();
    }

    /** Makes this loop the calling thread's, which is going to run it. */
    private void adopt() {
        requireOpen();
        requireRunnable();
        dispatcher.adopt();
    }

    /** Fails if this loop runs, or another one in this thread. */
    void requireRunnable() {
        EventLoop current = current();
        if (running || current != null) {
            throw new IllegalStateException(
                    current == null || current == this
                            ? "this event loop is already running; await(..) in it, from other threads use"
                                    + " callSoonThreadsafe(..)"
                            : "cannot run an event loop while another one runs in this thread; await(..) instead");
        }
    }

    private void requireOpen() {
        if (closed) {
            throw closedException();
        }
    }

    /** Fails if a callback that is scheduled now will never be called. */
    void requireCalling() {
        if (over) {
            throw closedException();
        }
    }

    private static IllegalStateException closedException() {
        return new IllegalStateException("the event loop is closed");
    }

    private Handle newHandle(Runnable callback, Context context) {
        return new Handle(
                Objects.requireNonNull(callback, "callback"),
                Objects.requireNonNull(context, "context"),
                creationTrace());
    }

    private final class QueueListener implements ReadyQueue.Listener {
        @Override
        public void passBegins() {
            errors.reportCollected();
        }

        @Override
        public void idle() {
            dispatcher.idle();
        }

        @Override
        public void stuck() {
            dispatcher.escape(new DeadlockException(tasks.all()));
        }

        @Override
        public void interrupted() {
            EventLoop.this.interrupted();
        }
    }

    private static final class Access extends CoreAccess {
        @Override
        public Runnable onClosed(Object loop, Runnable action) {
            return ((EventLoop) loop).onClosed(action);
        }

        @Override
        public void raise(Object task, Throwable exception) {
            ((Task<?>) task).raise(exception);
        }

        @Override
        public boolean isInterruption(Object task, Throwable exception) {
            return ((Task<?>) task).isInterruption(exception);
        }

        @Override
        public boolean takeBack(Object task, Throwable exception) {
            return ((Task<?>) task).takeBack(exception);
        }

        @Override
        public boolean spinUntil(Object loop, BooleanSupplier condition) {
            return ((EventLoop) loop).dispatcher.spinUntil(condition);
        }

        @Override
        public Runnable workBegins(Object loop) {
            return ((EventLoop) loop).blockingCalls.workBegins();
        }

        @Override
        public void setMayWaitForOthers(Object loop, BooleanSupplier decision) {
            ((EventLoop) loop).queue.setMayWaitForOthers(decision);
        }
    }

    /** The settings of a new loop. */
    public static final class Builder {
        private @Nullable Engine engine;
        private LoopClock clock = LoopClock.system();

        private Builder() {}

        /** The engine, instead of {@link Engine#getDefault}. */
        public Builder engine(Engine engine) {
            this.engine = Objects.requireNonNull(engine, "engine");
            return this;
        }

        /** The clock, instead of the system's. */
        public Builder clock(LoopClock clock) {
            this.clock = Objects.requireNonNull(clock, "clock");
            return this;
        }

        /**
         * The loop; belongs to the calling thread until another one runs it.
         *
         * @throws IllegalStateException if the engine is not available, or {@code -Deddy.spin} ill-formed; the message says what is
         *     needed
         */
        public EventLoop build() {
            return new EventLoop(this);
        }
    }
}
