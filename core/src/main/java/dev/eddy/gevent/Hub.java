package dev.eddy.gevent;

import dev.eddy.Asyncio;
import dev.eddy.DeadlockException;
import dev.eddy.EventLoop;
import dev.eddy.ReturnWhen;
import dev.eddy.Runner;
import dev.eddy.Task;
import dev.eddy.context.Context;
import dev.eddy.internal.CoreAccess;
import dev.eddy.internal.Sneaky;
import dev.eddy.internal.fiber.FiberGroup;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What runs the greenlets: {@code gevent.hub.Hub}. In an event loop that is this loop. A thread that runs none has a hub with a
 * loop of its own, made at the first call: a program needs no {@code run}, each call that waits runs the hub until it is done. In
 * between, greenlets stand still.
 *
 * <p>A call of the main program that would wait for ever fails with a {@link LoopExit}. Who waits for something from outside, a
 * {@code CompletionStage} or a {@code toThread}, keeps the hub waiting.
 *
 * <pre>{@code
 * public static void main(String... args) {
 *     Greenlet<Page> page = spawn(() -> fetch(url)); // nothing has run yet
 *     System.out.println(page.get());                // runs the hub
 *     Hub.get().close();                             // ends what is left
 * }
 * }</pre>
 */
public final class Hub implements AutoCloseable {

    private static final ThreadLocal<@Nullable Hub> OF_THREAD = new ThreadLocal<>();

    private final EventLoop loop;
    /** Runs the main program's calls; null in somebody else's loop. */
    private final @Nullable Runner runner;
    private final Map<Task<?>, Greenlet<?>> running = new HashMap<>();
    /** Those that begin after a time, and have not. */
    private final Set<Greenlet<?>> later = new LinkedHashSet<>();
    /** The tasks that wait in calls of this package. */
    private final Set<@Nullable Task<?>> waiting = new HashSet<>();
    /** The main program's call that waits. */
    private @Nullable Task<?> main;
    /** What timeouts have raised in it. */
    private final List<Throwable> raised = new ArrayList<>();
    /** What they are to raise in the main program's next one. */
    private final List<Throwable> owed = new ArrayList<>();

    private Hub(EventLoop loop, @Nullable Runner runner) {
        this.loop = loop;
        this.runner = runner;
    }

    private static Hub ofThread() {
        Runner runner = new Runner();
        EventLoop loop = runner.getLoop();
        Hub hub = new Hub(loop, runner);
        CoreAccess.get().setMayWaitForOthers(loop, () -> loop.allTasks().size() > hub.waiting.size());
        loop.callSoon(() -> ofLoop(hub)); // before anything else
        return hub;
    }

    private static Hub ofLoop(@Nullable Hub existing) {
        EventLoop running = Asyncio.getRunningLoop();
        return Objects.requireNonNull(FiberGroup.current())
                .local(Hub.class, group -> existing != null ? existing : new Hub(running, null));
    }

    /** The hub of the loop that runs here, or of this thread: {@code gevent.get_hub()}. */
    public static Hub get() {
        if (EventLoop.current() != null) {
            return ofLoop(null);
        }
        Hub hub = OF_THREAD.get();
        if (hub == null) {
            hub = ofThread();
            OF_THREAD.set(hub);
        }
        return hub;
    }

    /** The loop in which the greenlets run. */
    public EventLoop getLoop() {
        return loop;
    }

    /**
     * Runs a body that may wait, and may await anything: in a task directly; in the main program, in a copy of its context, by running
     * the hub until it is done.
     *
     * @throws Throwable undeclared, what the body throws
     * @throws IllegalStateException in a callback of the loop, which cannot wait
     */
    public <T extends @Nullable Object> T run(Callable<? extends T> body) {
        Objects.requireNonNull(body, "body");
        if (loop.isCurrent()) {
            return Sneaky.call(body);
        }
        Runner ofMain = runner;
        if (ofMain == null) {
            throw new IllegalStateException("this hub is " + loop + "'s, which does not run here");
        }
        Context copy = Context.copyCurrent();
        try {
            return ofMain.run(() -> {
                mainBegins();
                return copy.run(body);
            });
        } catch (DeadlockException e) {
            return throwLoopExit(e);
        } finally {
            mainEnds();
        }
    }

    private void mainBegins() {
        main = Asyncio.currentTask();
        List<Throwable> late = List.copyOf(owed);
        owed.clear();
        late.forEach(this::raiseInMain);
    }

    private void mainEnds() {
        Task<?> ended = main;
        main = null;
        if (ended != null) {
            raised.removeIf(exception -> !CoreAccess.get().takeBack(ended, exception)); // it was thrown
            owed.addAll(0, raised);
            raised.clear();
        }
    }

    /** In the call of the main program that waits, whose clean-up runs; again, should that wait for ever, too. */
    @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals"}) // the result is that of the body
    private <T extends @Nullable Object> T throwLoopExit(DeadlockException cause) {
        Task<?> stuck = main;
        DeadlockException last = cause;
        while (stuck != null && !stuck.done()) {
            CoreAccess.get().raise(stuck, new LoopExit(last));
            try {
                return (T) loop.runUntilComplete(stuck);
            } catch (DeadlockException e) {
                last = e;
            }
        }
        throw last;
    }

    /** As {@link #run}, for a call of this package, which only greenlets and other tasks of the loop can end. */
    static <T extends @Nullable Object> T block(Callable<? extends T> call) {
        Hub hub = get();
        return hub.run(() -> {
            Task<?> task = Asyncio.currentTask();
            if (!hub.waiting.add(task)) {
                return call.call(); // in another such call
            }
            try {
                return call.call();
            } finally {
                hub.waiting.remove(task);
            }
        });
    }

    /** As {@link #block(Callable)}, for a time at the most; null for no limit. What is thrown then, is for the caller to say. */
    static <T extends @Nullable Object> T block(
            @Nullable Duration timeout, Supplier<? extends Throwable> late, Callable<? extends T> call) {
        return timeout == null ? block(call) : block(() -> new Timeout(timeout, late.get()).run(call));
    }

    /**
     * Waits until all greenlets and other tasks have ended, also those that begin meanwhile: {@code gevent.wait()}.
     *
     * @param timeout null for no limit
     * @return whether they have
     */
    public boolean join(@Nullable Duration timeout) {
        return Hub.<Boolean>block(() -> {
            Duration deadline = timeout == null ? null : loop.time().plus(timeout);
            while (true) {
                Set<Task<?>> others = others();
                Duration left = deadline == null ? null : deadline.minus(loop.time());
                if (others.isEmpty() && later.isEmpty()) {
                    return true;
                }
                if (left != null && left.isNegative()) {
                    return false;
                }
                if (others.isEmpty()) {
                    Gevent.wait(later, left, 1);
                } else {
                    Asyncio.wait(others, left, ReturnWhen.ALL_COMPLETED);
                }
            }
        });
    }

    private Set<Task<?>> others() {
        Set<Task<?>> others = new LinkedHashSet<>(loop.allTasks());
        others.remove(Asyncio.currentTask());
        return others;
    }

    /**
     * Ends all that is left, as {@link Asyncio#run} does at its end, and the hub, if it has a loop of its own; the next call makes
     * a new one. {@code gevent.hub.Hub.destroy()}
     */
    @Override
    public void close() {
        if (runner != null) {
            runner.close();
            if (OF_THREAD.get() == this) {
                OF_THREAD.remove();
            }
        }
    }

    /** Has a timeout of the main program throw an exception in its call that waits, or else in the next one that does. */
    void raiseInMain(Throwable exception) {
        if (main != null && !main.done()) {
            raised.add(exception);
            CoreAccess.get().raise(main, exception);
        } else {
            owed.add(exception);
        }
    }

    /** Takes {@link #raiseInMain} back, unless it was thrown already. */
    void spareMain(Throwable exception) {
        owed.remove(exception);
        if (main != null && raised.remove(exception)) {
            CoreAccess.get().takeBack(main, exception);
        }
    }

    // ---- for greenlets ----------------------------------------------------------------------------------------------

    void beginsLater(Greenlet<?> greenlet) {
        later.add(greenlet);
    }

    void doesNotBeginLater(Greenlet<?> greenlet) {
        later.remove(greenlet);
    }

    void begins(Task<?> task, Greenlet<?> greenlet) {
        running.put(task, greenlet);
    }

    void ends(Task<?> task) {
        running.remove(task);
    }

    @Nullable Greenlet<?> currentGreenlet() {
        return loop.isCurrent() ? running.get(Asyncio.currentTask()) : null;
    }

    @Override
    public String toString() {
        return "Hub[" + loop + "]";
    }
}
