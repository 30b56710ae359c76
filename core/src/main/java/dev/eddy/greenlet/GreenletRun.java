package dev.eddy.greenlet;

import dev.eddy.context.Context;
import dev.eddy.internal.fiber.Fiber;
import dev.eddy.internal.fiber.FiberBody;
import java.lang.ref.WeakReference;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The run of a greenlet's body on a fiber of its own, or the main greenlet's on whichever fiber the thread or task has.
 *
 * <p>What users hold is a {@link Greenlet}, which refers to this. Neither this nor the stack of the body refers to it: so it can
 * be seen that nobody will ever switch to the body again. While it runs, its tree does.
 */
final class GreenletRun implements FiberBody, AutoCloseable {

    // NEW -> ACTIVE -> DEAD; ACTIVE -> NEW if the switch that was to begin it is refused. A main greenlet is always ACTIVE. Read by
    // other threads for messages only.
    private enum State {
        NEW,
        ACTIVE,
        DEAD
    }

    private volatile State state;
    /** That of the thread or task in which it was made; in the end maybe that of whoever {@linkplain #close ends} it. */
    Tree tree;
    /** Null for a main greenlet. */
    @Nullable Greenlet parent;

    private WeakReference<@Nullable Greenlet> handle;
    private Greenlet.@Nullable Body body; // null once begun
    /** Where it is suspended; null before it has begun, while it runs, and when it has ended. */
    @Nullable Fiber fiber;
    /** Its context, as the fiber group has it, while it is suspended; before it has begun the one to begin in. */
    @Nullable Object context;
    /** To be told at the end. */
    private @Nullable Runnable onEnd;

    /** A main greenlet's. */
    GreenletRun(Tree tree) {
        this.tree = tree;
        state = State.ACTIVE;
        handle = new WeakReference<>(null);
    }

    GreenletRun(Tree tree, Greenlet handle, Greenlet.Body body, Greenlet parent) {
        this.tree = tree;
        this.handle = new WeakReference<>(handle);
        this.body = body;
        this.parent = parent;
        state = State.NEW;
    }

    boolean isDead() {
        return state == State.DEAD;
    }

    boolean isNew() {
        return state == State.NEW;
    }

    boolean isActive() {
        return state == State.ACTIVE;
    }

    /** What users hold; a new one if nobody does. */
    Greenlet handle() {
        Greenlet existing = handle.get();
        if (existing == null) {
            existing = new Greenlet(this);
            handle = new WeakReference<>(existing);
            if (parent != null && state == State.ACTIVE) {
                watch(existing);
            }
        }
        return existing;
    }

    private void watch(Greenlet watched) {
        onEnd = Unreachable.watch(watched, this);
    }

    void setContext(Context given) {
        if (state != State.NEW) {
            throw new IllegalStateException("the context of a greenlet is set before it begins");
        }
        context = given;
    }

    /** The fiber to switch to; it begins if it has not. */
    Fiber fiberToGoOn() {
        if (state == State.NEW) {
            begin();
        }
        return Objects.requireNonNull(fiber);
    }

    private void begin() {
        state = State.ACTIVE;
        fiber = tree.group().create(this);
        if (context == null) {
            context = new Context();
        }
        tree.opened(this);
        watch(handle());
    }

    /** It has not begun after all: whoever was to switch to it cannot be suspended. */
    void takeBeginBack() {
        state = State.NEW;
        forget();
    }

    /** The body, from its beginning to its end; gives who goes on then. */
    @Override
    public Fiber get() {
        Object result = null;
        Throwable failure = null;
        try {
            Object first = tree.arrive(this);
            Greenlet.Body begun = Objects.requireNonNull(body);
            body = null;
            result = begun.run(first);
        } catch (GreenletExit e) {
            result = e;
        } catch (Throwable e) {
            failure = e;
        }
        return tree.leaveForGood(this, result, failure);
    }

    void end() {
        state = State.DEAD;
        body = null;
        forget();
    }

    /** There is nothing to be unwound any more. */
    private void forget() {
        fiber = null;
        tree.closed(this);
        if (onEnd != null) {
            onEnd.run();
            onEnd = null;
        }
    }

    /** Has a {@link GreenletExit} thrown where it is suspended, by the greenlet that calls this, of whichever tree. */
    @Override
    public void close() {
        if (state != State.ACTIVE || fiber == null) {
            return;
        }
        Tree here = Tree.here();
        Greenlet former = parent;
        parent = here.current();
        tree = here;
        here.transfer(handle(), null, new GreenletExit());
        if (state != State.DEAD && former != null && former.run.tree == here) {
            parent = former;
        }
    }

    /** The parent, below whose calls this one's are. */
    @Override
    public @Nullable Fiber caller() {
        return parent == null ? null : parent.run.fiber;
    }

    String describe() {
        String standing =
                switch (state) {
                    case NEW -> "not begun";
                    case ACTIVE -> fiber == null ? "running" : "suspended";
                    case DEAD -> "dead";
                };
        return parent == null ? "main, " + standing : standing;
    }
}
