package dev.eddy.greenlet;

import dev.eddy.Action;
import dev.eddy.context.Context;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;

/**
 * A stack that runs when somebody switches to it, until it switches to another one: {@code greenlet.greenlet}. Nothing is
 * scheduled; each switch names who goes on. For greenlets on the event loop see {@code dev.eddy.gevent}.
 *
 * <p>Each thread has a tree of greenlets, whose root, the <em>main</em> greenlet, is the code that runs in none of the others.
 * So has each task of an event loop; its greenlets may await, which suspends the task. The callbacks of a loop share one tree. A
 * greenlet belongs to the tree in which it was made, and switches only within. When it ends, its parent goes on: with what the
 * body has returned, or thrown.
 *
 * <p>A greenlet begins in an empty context ({@link Context}), see {@link #setContext}. One that is suspended when nobody refers to
 * it any more gets a {@link GreenletExit}, some time after: in its loop, in a task; without a loop when its thread makes another
 * greenlet. Its own stack refers to it, too, if a local variable does, or what the body has captured. In a loop, what is suspended
 * at the end of the run gets it then.
 *
 * <pre>{@code
 * Greenlet main = Greenlet.getCurrent();
 * Greenlet echo = new Greenlet(value -> {
 *     while (true) value = main.switchTo("you said " + value);
 * });
 * echo.switchTo("hello"); // you said hello
 * echo.switchTo("bye");   // you said bye
 * }</pre>
 */
public final class Greenlet {

    /** The body of a greenlet that takes the value of the first switch. */
    @FunctionalInterface
    public interface Body {
        /**
         * Runs once.
         *
         * @param first what the first switch has brought
         * @return what goes to the parent
         */
        @Nullable Object run(@Nullable Object first) throws Exception;
    }

    /** What a {@link Trace} is told of. */
    public enum Event {
        /** A value goes over to the target. */
        SWITCH,
        /** An exception is thrown in the target. */
        THROW
    }

    /** Is told of each switch of a tree, see {@link #setTrace}. */
    @FunctionalInterface
    public interface Trace {
        /** Called in the target, before it goes on; what this throws is thrown there, instead of what else would happen. */
        void switched(Event event, Greenlet origin, Greenlet target);
    }

    final GreenletRun run;

    /** A greenlet whose parent is the current one. */
    public Greenlet(Body body) {
        this(body, Tree.here().current());
    }

    /** As {@link #Greenlet(Body)}, for a body without an argument. */
    public Greenlet(Callable<?> body) {
        this(ignoringFirst(body));
    }

    /** As {@link #Greenlet(Body)}, for a body that neither takes nor returns anything. */
    public Greenlet(Action body) {
        this(Objects.requireNonNull(body, "body").toCallable());
    }

    /**
     * A greenlet with another parent.
     *
     * @throws IllegalStateException if that belongs to another thread or task
     */
    public Greenlet(Body body, Greenlet parent) {
        Tree here = Tree.here();
        here.endUnreachable();
        Objects.requireNonNull(body, "body");
        here.requireOwn(Objects.requireNonNull(parent, "parent"));
        run = new GreenletRun(here, this, body, parent);
    }

    /** Another reference to a run, for the main greenlet, or when nobody has one any more. */
    Greenlet(GreenletRun run) {
        this.run = run;
    }

    private static Body ignoringFirst(Callable<?> body) {
        Objects.requireNonNull(body, "body");
        return first -> body.call();
    }

    /** The greenlet that runs: {@code greenlet.getcurrent()}. */
    public static Greenlet getCurrent() {
        return Tree.here().current();
    }

    /**
     * Goes on with this greenlet: {@code g.switch(value)}. The first switch calls the body with the value, a later one has the
     * call return by which this greenlet has left. One that has ended is replaced by its nearest ancestor that has not.
     *
     * @return what comes back when somebody switches to the caller, or a child of it ends
     * @throws Throwable undeclared, what is raised in the caller, or has ended a child
     * @throws IllegalStateException if this belongs to another thread or task; or if the caller cannot be suspended, the message
     *     says why. Nothing has happened then
     */
    public @Nullable Object switchTo(@Nullable Object value) {
        return Tree.here().transfer(this, value, null);
    }

    /** As {@link #switchTo(Object)}, with null. */
    public @Nullable Object switchTo() {
        return switchTo(null);
    }

    /**
     * As {@link #switchTo(Object)}, with the type of what comes back.
     *
     * @throws ClassCastException if it is not of that type
     */
    public <T> @Nullable T switchTo(@Nullable Object value, Class<T> type) {
        return type.cast(switchTo(value));
    }

    /**
     * Goes on with this greenlet by an exception, thrown where it is suspended: {@code g.throw(e)}. One that has not begun ends
     * at once and never will. One that has ended is replaced by its nearest ancestor that has not, where a {@link GreenletExit}
     * is not thrown but comes as a value.
     *
     * @return as {@link #switchTo(Object)}
     */
    public @Nullable Object raise(Throwable exception) {
        return Tree.here().transfer(this, null, Objects.requireNonNull(exception, "exception"));
    }

    /** Ends this greenlet by a {@link GreenletExit}: {@code g.throw()}. */
    public @Nullable Object raise() {
        return raise(new GreenletExit());
    }

    /** Who goes on when this greenlet ends; null for a main greenlet. */
    public @Nullable Greenlet parent() {
        return run.parent;
    }

    /**
     * Sets who goes on when this greenlet ends.
     *
     * @throws IllegalArgumentException if the parent has this greenlet among its ancestors, or is it
     * @throws IllegalStateException if this is a main greenlet, or the parent belongs to another thread or task
     */
    public void setParent(Greenlet parent) {
        Objects.requireNonNull(parent, "parent");
        if (run.parent == null) {
            throw new IllegalStateException("the main greenlet of a thread or task has no parent, and cannot get one");
        }
        run.tree.requireOwn(parent);
        for (Greenlet ancestor = parent; ancestor != null; ancestor = ancestor.parent()) {
            if (ancestor.run == run) {
                throw new IllegalArgumentException("cyclic parent chain: " + this + " is an ancestor of " + parent);
            }
        }
        run.parent = parent;
    }

    /** Whether this has ended; a main greenlet never has. */
    public boolean dead() {
        return run.isDead();
    }

    /** Whether this has begun and not ended: {@code bool(g)}. */
    public boolean active() {
        return run.isActive();
    }

    /**
     * Sets the context in which the body will run, instead of an empty one: {@code g.gr_context}. {@link Context#copyCurrent}
     * gives what a task would have, {@link Context#current} has both share one.
     *
     * @throws IllegalStateException if it has begun
     */
    public void setContext(Context context) {
        run.setContext(Objects.requireNonNull(context, "context"));
    }

    /**
     * Has each switch between the greenlets of this thread, or task, told to somebody: {@code greenlet.settrace()}. An exception
     * of the trace ends it.
     *
     * @param trace null for nobody
     * @return who was told before, or null
     */
    public static @Nullable Trace setTrace(@Nullable Trace trace) {
        Tree here = Tree.here();
        Trace before = here.trace;
        here.trace = trace;
        return before;
    }

    /** What {@link #setTrace} has set, or null: {@code greenlet.gettrace()}. */
    public static @Nullable Trace getTrace() {
        return Tree.here().trace;
    }

    @Override
    public String toString() {
        return "Greenlet[" + run.describe() + "]";
    }
}
