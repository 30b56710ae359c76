package dev.eddy.internal.fiber;

import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The fibers of one loop and the thread that drives them, the <em>root</em>: of all of them exactly one runs at a time.
 *
 * <p>Control is handed over symmetrically, by {@link #switchTo}; nothing else in Eddy knows how a stack is switched.
 * All methods but {@link #current()} and {@link #runsHere()} are for the root and the fiber that runs.
 */
public abstract class FiberGroup {

    private static final ThreadLocal<@Nullable FiberGroup> CURRENT = new ThreadLocal<>();

    private final Object owner;
    private @Nullable Object context;
    /** What the root's thread goes back to. */
    private @Nullable Object paused;

    /** Whether the root's thread has entered this group last. */
    private boolean innermost;

    private @Nullable Map<Class<?>, Object> locals;

    private @Nullable Set<AutoCloseable> unfinished;
    private Runnable interruption = () -> Thread.currentThread().interrupt();

    FiberGroup(Object owner) {
        this.owner = owner;
    }

    /** The group whose root or fiber the calling thread runs, or null. */
    public static @Nullable FiberGroup current() {
        return CURRENT.get();
    }

    /** Whether this is {@link #current()}, which takes longer to find out. */
    public final boolean isCurrent() {
        return innermost && runsHere();
    }

    /** The object this group was made for: its event loop. */
    public final Object owner() {
        return owner;
    }

    /** What the context package keeps here: the context of the code that runs. */
    public final @Nullable Object context() {
        return context;
    }

    /**
     * The calling thread goes on in another context. A fiber that is about to {@link #switchTo} another one leaves its context
     * by setting null, and sets it again when it goes on, perhaps in the company of another thread.
     */
    public final void setContext(@Nullable Object context) {
        ContextHook hook = ContextHook.installed();
        if (hook != null && context != this.context) {
            hook.switched(this.context, context);
        }
        this.context = context;
    }

    /** As {@link #setContext}, for a fiber that blocks or goes on: its thread keeps what goes with a context. Gives the one before. */
    public final @Nullable Object exchangeContext(@Nullable Object other) {
        Object before = context;
        context = other;
        return before;
    }

    /** What a package keeps here, one object of a class of its own, made when it is first asked for. */
    public final <T> T local(Class<T> type, Function<? super FiberGroup, ? extends T> maker) {
        if (locals == null) {
            locals = new HashMap<>();
        }
        Object kept = locals.get(type);
        if (kept == null) {
            kept = maker.apply(this);
            locals.put(type, kept);
        }
        return type.cast(kept);
    }

    /** Notes what suspends fibers of this group that nobody else will end: it is to be closed before the group is given up. */
    public final void opened(AutoCloseable suspended) {
        if (unfinished == null) {
            unfinished = new LinkedHashSet<>();
        }
        unfinished.add(suspended);
    }

    /** Takes back {@link #opened}. */
    public final void closed(AutoCloseable ended) {
        if (unfinished != null) {
            unfinished.remove(ended);
        }
    }

    /** Whether something was opened and not closed. */
    public final boolean hasUnfinished() {
        return unfinished != null && !unfinished.isEmpty();
    }

    /** What was opened and not closed, in that order; forgets it. */
    public final List<AutoCloseable> takeUnfinished() {
        Set<AutoCloseable> taken = unfinished;
        unfinished = null;
        return taken == null ? List.of() : List.copyOf(taken);
    }

    /** The calling thread, which {@link #adopt} was called by, is the root from now on; gives the group that was so before. */
    public final @Nullable FiberGroup enter() {
        ContextHook hook = ContextHook.installed();
        paused = hook == null ? null : hook.pause();
        FiberGroup outer = CURRENT.get();
        if (outer != null) {
            outer.innermost = false;
        }
        innermost = true;
        bind();
        setMonitorsAside();
        return outer;
    }

    /** Ends what {@link #enter} began, on the same thread, the root being the one that runs. */
    public final void leave(@Nullable FiberGroup outer) {
        setContext(null);
        takeMonitorsBack();
        innermost = false;
        if (outer == null) {
            CURRENT.remove();
        } else {
            outer.innermost = true;
            outer.bind();
        }
        Object before = paused;
        ContextHook hook = ContextHook.installed();
        if (before != null && hook != null) {
            hook.resume(before);
        }
        paused = null;
    }

    /** Sets what is done when the root's thread is interrupted while a fiber runs; called on the root's thread. */
    public final void onInterruption(Runnable interruption) {
        this.interruption = interruption;
    }

    /**
     * Makes the calling thread the one that this group belongs to; nothing may run.
     *
     * @param suspended whether there are fibers in the middle of something
     * @return whether the fibers there are can be used in this thread
     * @throws IllegalStateException if they cannot and some are in the middle of something
     */
    public abstract boolean adopt(boolean suspended);

    /** A new fiber, suspended before its body. When the body ends, the fiber that it returns runs on. */
    public abstract Fiber create(FiberBody body);

    /**
     * Whether fibers belong to a thread, rather than to a group: then every group of this class can run those that began in its
     * thread, and none the others.
     */
    public abstract boolean fibersBelongToThreads();

    /** Whether it costs less to create a fiber and have it end than to resume one that has kept no stack, and suspend it again. */
    public boolean beginCheaply() {
        return false;
    }

    /**
     * Whether what is new may as well run on top of a fiber that waits for its end: all fibers are of one thread, to which locks and
     * thread-locals belong, and what the one below holds does not keep what is above it from being suspended.
     */
    public boolean stacksMayBeShared() {
        return false;
    }

    /** Whether a fiber that blocks in a call of the JDK leaves the thread to the root, which hands out other turns meanwhile. */
    public boolean fibersMayBlock() {
        return false;
    }

    /**
     * Sets what is told when a fiber, which has {@linkplain #fibersMayBlock() blocked}, has left the thread to the root, on the root;
     * if it gives null, the root waits for the fiber.
     */
    public void onAbsence(Function<? super Fiber, ? extends @Nullable Absence> action) {}

    /** Has the root do what switches to fibers many times, in the thread that is best for that, and waits for it. */
    public void drive(Runnable action) {
        action.run();
    }

    /** Does something, for the fiber that runs, during which no other one runs, even if it blocks. */
    public void block(Runnable action) {
        action.run();
    }

    /** The fiber that stands for the root. */
    public abstract Fiber root();

    /** The fiber that runs. */
    public abstract Fiber running();

    /**
     * Suspends the fiber that runs and resumes another one; returns when a fiber switches back.
     *
     * @throws PinnedException if the stack cannot be suspended; nothing has happened then
     */
    public abstract void switchTo(Fiber target);

    /** Whether the calling thread is the one that runs this group's root or fiber; while nothing runs, the one that was the
     * root last, or made the group. May be asked by any thread. */
    public abstract boolean runsHere();

    /** The thread that {@link #runsHere} is true for; for other threads a guess, which may be outdated, or null. */
    public abstract @Nullable Thread runningThread();

    /** What the root holds already is not to be lost to a fiber that suspends; see {@link #takeMonitorsBack}. */
    void setMonitorsAside() {}

    void takeMonitorsBack() {}

    final void bind() {
        CURRENT.set(this);
    }

    final void unbind() {
        CURRENT.remove();
    }

    final void interrupted() {
        interruption.run();
    }
}
