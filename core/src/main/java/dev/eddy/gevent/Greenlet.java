package dev.eddy.gevent;

import dev.eddy.Action;
import dev.eddy.Asyncio;
import dev.eddy.Awaitable;
import dev.eddy.CancelledError;
import dev.eddy.EventLoop;
import dev.eddy.ExceptionContext;
import dev.eddy.Future;
import dev.eddy.Task;
import dev.eddy.TaskOptions;
import dev.eddy.TimerHandle;
import dev.eddy.greenlet.GreenletExit;
import dev.eddy.internal.CoreAccess;
import dev.eddy.internal.Fatal;
import dev.eddy.internal.Sneaky;
import dev.eddy.internal.WrongThread;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A task by gevent's rules: {@code gevent.Greenlet}. Started by {@link Gevent#spawn}. It never begins inside of the call that
 * starts it. How it ends is kept, and an error also told to the loop's exception handler at once; nothing escapes. A {@link
 * GreenletExit} is no error.
 *
 * <p>Coroutines may await it; cancelling who does kills it, which {@link #get} does not. For the thread of its loop.
 *
 * <pre>{@code
 * Greenlet<Page> page = spawn(() -> fetch(url));
 * page.join(Duration.ofSeconds(1)); // raises nothing
 * if (page.successful()) show(page.value()); else page.kill();
 * }</pre>
 *
 * @param <T> the type of the result
 */
public final class Greenlet<T extends @Nullable Object> extends Waitable implements Awaitable<T> {

    // NEW -> SCHEDULED -> RUNNING -> ENDED; NEW | SCHEDULED -> ENDED: killed before it began.
    private enum State {
        NEW,
        SCHEDULED,
        RUNNING,
        ENDED
    }

    private final Hub hub;
    private State state = State.NEW;
    private @Nullable Callable<? extends T> body; // null once begun
    private @Nullable TimerHandle later;
    private @Nullable Task<?> task; // null before it is scheduled, and after it has ended
    private @Nullable Object value;
    private @Nullable Throwable exception;
    private @Nullable String name;

    /** One that is not started, see {@link #start}. */
    public Greenlet(Callable<? extends T> body) {
        this.body = Objects.requireNonNull(body, "body");
        hub = Hub.get();
    }

    /** As {@link #Greenlet(Callable)}, for a body without a result. */
    public static Greenlet<@Nullable Void> of(Action body) {
        return new Greenlet<>(Objects.requireNonNull(body, "body").toCallable());
    }

    // ---- starting ---------------------------------------------------------------------------------------------------

    /** Has it begin in the next pass of the loop; does nothing if it was started, or killed. */
    public void start() {
        requireLocal("start");
        if (state == State.NEW) {
            state = State.SCHEDULED;
            begin();
        }
    }

    /** As {@link #start}, after a time, not negative. */
    public void startLater(Duration delay) {
        requireLocal("startLater");
        if (state == State.NEW) {
            later = loop().callLater(delay, this::begin);
            state = State.SCHEDULED;
            hub.beginsLater(this);
        }
    }

    private void begin() {
        if (later != null) {
            later = null;
            hub.doesNotBeginLater(this);
        }
        TaskOptions options = TaskOptions.DEFAULT.withEagerStart(false).withName(name);
        Task<?> own = loop().createTask(this::run, options);
        task = own;
        own.addDoneCallback(this::taskEnded);
    }

    /** If it was cancelled before its first step, nobody else has ended this. */
    private void taskEnded(Future<?> own) {
        if (state == State.SCHEDULED) {
            end(null, new CancelledError());
        }
    }

    private @Nullable Void run() {
        Callable<? extends T> begun = body;
        Task<?> own = task;
        if (state == State.ENDED || begun == null || own == null) {
            return null; // killed before
        }
        state = State.RUNNING;
        body = null;
        hub.begins(own, this);
        try {
            end(begun.call(), null);
        } catch (CancelledError e) { // that is for tasks: the end of the run, mostly
            end(null, e);
            throw e;
        } catch (Throwable e) {
            endWith(e);
            Fatal.rethrow(e);
        } finally {
            hub.ends(own);
        }
        return null;
    }

    private void endWith(Throwable thrown) {
        if (thrown instanceof GreenletExit) {
            end(null, null);
            return;
        }
        Task<?> own = task;
        end(null, thrown);
        loop().callExceptionHandler(new ExceptionContext("a greenlet failed", thrown, own));
    }

    private void end(@Nullable Object result, @Nullable Throwable thrown) {
        value = result;
        exception = thrown;
        state = State.ENDED;
        body = null;
        task = null;
        notifyLinks();
    }

    // ---- how it stands ----------------------------------------------------------------------------------------------

    /** Whether it was started and has not ended. */
    public boolean started() {
        return state == State.SCHEDULED || state == State.RUNNING;
    }

    /** Whether it has ended. */
    @Override
    public boolean ready() {
        return state == State.ENDED;
    }

    /** Whether it has ended without an error; so has one that a {@link GreenletExit} has ended. */
    public boolean successful() {
        return ready() && exception == null;
    }

    /** The result; null if there is none: not yet, or it was killed, or has failed. */
    @SuppressWarnings("unchecked") // what the body has returned
    public @Nullable T value() {
        return (T) value;
    }

    /** The error with which it has ended, or null. */
    public @Nullable Throwable exception() {
        return exception;
    }

    /** The name, for its task, or null. */
    public @Nullable String name() {
        return name;
    }

    /** Names it. */
    public void setName(String name) {
        this.name = Objects.requireNonNull(name, "name");
        if (task != null) {
            task.setName(name);
        }
    }

    // ---- waiting ----------------------------------------------------------------------------------------------------

    /** Waits until it has ended, however. */
    public void join() {
        join(null);
    }

    /** As {@link #join()}, for a time at the most; null for no limit. */
    public void join(@Nullable Duration timeout) {
        requireLocal("join");
        waitUntilReady(timeout);
    }

    /**
     * Waits for the result.
     *
     * @return the result, null if it was killed
     * @throws Throwable undeclared, the error with which it has ended
     */
    public T get() {
        return get(null);
    }

    /**
     * As {@link #get()}, for a time at the most; null for no limit.
     *
     * @throws Timeout if that is over
     */
    public T get(@Nullable Duration timeout) {
        requireLocal("get");
        if (!waitUntilReady(timeout)) {
            throw new Timeout(timeout);
        }
        return result();
    }

    @SuppressWarnings({"unchecked", "NullAway"}) // what the body has returned
    private T result() {
        if (exception != null) {
            throw Sneaky.<RuntimeException>raise(exception);
        }
        return (T) value;
    }

    @Override
    void requireWaitable() {
        if (Asyncio.getRunningLoop() != loop()) {
            throw new IllegalStateException(
                    this + " belongs to another hub, " + hub + ", which does not run meanwhile");
        }
        if (hub.currentGreenlet() == this) {
            throw new IllegalStateException("a greenlet cannot wait for itself");
        }
    }

    /** As a task awaits a task: cancelling the current one kills this. */
    @Override
    public T await() {
        requireWaitable();
        return asFuture().await();
    }

    /** A future with its result; cancelling that kills this, without waiting for its end. */
    @Override
    public Future<T> asFuture() {
        requireLocal("asFuture");
        Future<T> future = loop().createFuture();
        Runnable link = () -> copyTo(future);
        if (ready()) {
            link.run();
        } else {
            addLink(link);
            future.addDoneCallback(done -> {
                if (done.cancelled()) {
                    removeLink(link);
                    kill(new GreenletExit(), false, null);
                }
            });
        }
        return future;
    }

    @SuppressWarnings({"unchecked", "NullAway"}) // what the body has returned
    private void copyTo(Future<T> future) {
        if (future.done()) {
            return;
        }
        if (exception instanceof CancelledError) {
            future.cancel(exception.getMessage());
        } else if (exception != null) {
            future.setException(exception);
        } else {
            future.setResult((T) value);
        }
    }

    // ---- ending it --------------------------------------------------------------------------------------------------

    /** Throws a {@link GreenletExit} where it waits, and waits until it has ended. Never fails; does nothing if it has. */
    public void kill() {
        kill(new GreenletExit(), true, null);
    }

    /**
     * Throws an exception where it waits. One that has not begun never will, and has ended when this returns.
     *
     * @param block whether to wait until it has ended
     * @param timeout for how long at the most, or null
     */
    public void kill(Throwable exception, boolean block, @Nullable Duration timeout) {
        requireLocal("kill");
        Objects.requireNonNull(exception, "exception");
        switch (state) {
            case NEW, SCHEDULED -> {
                if (later != null) {
                    later.cancel();
                    later = null;
                    hub.doesNotBeginLater(this);
                }
                endWith(exception);
            }
            case RUNNING -> {
                boolean itself = hub.currentGreenlet() == this;
                if (itself && block) {
                    throw Sneaky.<RuntimeException>raise(exception);
                }
                CoreAccess.get().raise(Objects.requireNonNull(task), exception);
                if (block) {
                    join(timeout);
                }
            }
            case ENDED -> {}
        }
    }

    // ---- links ------------------------------------------------------------------------------------------------------

    /**
     * Has the callback called when this has ended, in a task of its own, so that it may wait; in the next pass if it has ended
     * already. Callbacks begin in the order in which they were added.
     */
    public void link(Consumer<? super Greenlet<T>> callback) {
        Objects.requireNonNull(callback, "callback");
        requireLocal("link");
        Runnable link = new Link(() -> startLink(callback), callback);
        if (ready()) {
            link.run();
        } else {
            addLink(link);
        }
    }

    /** Tells the exception handler if that fails, as where the loop is closed: the other links are called all the same. */
    private void startLink(Consumer<? super Greenlet<T>> callback) {
        Action call = () -> {
            try {
                callback.accept(this);
            } catch (Exception e) {
                loop().callExceptionHandler(new ExceptionContext("a link of a greenlet failed", e, null));
            }
        };
        try {
            loop().createTask(call.toCallable(), TaskOptions.DEFAULT.withEagerStart(false));
        } catch (RuntimeException e) {
            loop().callExceptionHandler(new ExceptionContext("a link of a greenlet was not called", e, null));
        }
    }

    /** As {@link #link}, if it ends without an error. */
    public void linkValue(Consumer<? super Greenlet<T>> callback) {
        link(new Filter<>(callback, true));
    }

    /** As {@link #link}, if it ends by an error. */
    public void linkException(Consumer<? super Greenlet<T>> callback) {
        link(new Filter<>(callback, false));
    }

    /** Takes the first {@link #link} of this callback back, of whichever kind. */
    public void unlink(Consumer<? super Greenlet<T>> callback) {
        requireLocal("unlink");
        removeFirstLink(link -> link instanceof Link added
                && (added.callback.equals(callback)
                        || (added.callback instanceof Filter<?> filter && filter.callback.equals(callback))));
    }

    private record Link(Runnable call, Object callback) implements Runnable {
        @Override
        public void run() {
            call.run();
        }
    }

    private record Filter<T extends @Nullable Object>(Consumer<? super Greenlet<T>> callback, boolean successful)
            implements Consumer<Greenlet<T>> {
        Filter {
            Objects.requireNonNull(callback, "callback");
        }

        @Override
        public void accept(Greenlet<T> ended) {
            if (ended.successful() == successful) {
                callback.accept(ended);
            }
        }
    }

    private EventLoop loop() {
        return hub.getLoop();
    }

    private void requireLocal(String call) {
        WrongThread.unless(loop().inEventLoop(), call, loop());
    }

    @Override
    public String toString() {
        String outcome =
                state != State.ENDED ? "" : exception != null ? ", exception: " + exception : ", result: " + value;
        return "Greenlet[" + (name == null ? "" : name + ", ") + state + outcome + "]";
    }
}
