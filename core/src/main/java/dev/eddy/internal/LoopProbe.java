package dev.eddy.internal;

import java.util.ArrayDeque;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Watches and steers one loop, for the module dev.eddy.testing. Called on the loop's thread, {@link #callBegins} and {@link
 * #callEnds} included. Tasks and entries of the queue are given as objects, since their package stands above this one.
 *
 * <p>Each call stands behind the check of a final field, which is null for every loop that is not under test.
 */
public abstract class LoopProbe {

    private static final ThreadLocal<@Nullable LoopProbe> OFFERED = new ThreadLocal<>();

    protected LoopProbe() {}

    /** The loops that are built in here are watched by this. */
    public final <T> T watching(Supplier<T> building) {
        LoopProbe outer = OFFERED.get();
        OFFERED.set(this);
        try {
            return building.get();
        } finally {
            if (outer == null) {
                OFFERED.remove();
            } else {
                OFFERED.set(outer);
            }
        }
    }

    /** What watches a loop that the calling thread is building; null for nothing. */
    public static @Nullable LoopProbe offered() {
        return OFFERED.get();
    }

    // ---- tasks ------------------------------------------------------------------------------------------------------

    /** A task was created, and has not begun. */
    public void created(Object task) {}

    /** A step begins, in the thread that will take it: of a task, or if null of a callback. */
    public void begins(@Nullable Object task) {}

    /** The task that runs waits, and is about to be suspended. */
    public void suspends(Object task) {}

    /** A task is done. */
    public void ended(Object task) {}

    // ---- order ------------------------------------------------------------------------------------------------------

    /**
     * A pass is to begin: may change the order of what is ready, and may add to it through the loop.
     *
     * @return how many entries at the head belong to the pass, at least one if there are any
     */
    public <E> int arrange(ArrayDeque<E> ready, Entries<? super E> entries) {
        return ready.size();
    }

    /**
     * What there is to know of the entries of the queue.
     *
     * @param <E> their type
     */
    public interface Entries<E> {
        /** The task whose turn an entry is; null for a callback. */
        @Nullable Object taskOf(E entry);

        /**
         * What an entry comes from. Callbacks from the same come in the order in which they are in the queue, and a task does not
         * come before the callbacks from its own that are ahead of it. Null: it may come at any time.
         */
        @Nullable Object sourceOf(E entry);

        /** In a few words what an entry is. */
        String describe(E entry);

        /** Where an entry was created, in debug mode. */
        @Nullable Throwable createdAt(E entry);
    }

    /** A callback that comes in order with others. */
    public interface InOrder {
        /** What these have in common; null if there are none. */
        @Nullable Object source();
    }

    // ---- time -------------------------------------------------------------------------------------------------------

    /** Nothing is ready at this instant, nor due; may make something ready. */
    public void idle() {}

    /** Whether the loop, which is idle, has to wait for other threads: its clock is not to jump, nor is it stuck. */
    public boolean waitsForOthers() {
        return false;
    }

    /** Another thread works for this loop. */
    public void callBegins() {}

    /** Another thread has done its work for this loop. */
    public void callEnds() {}
}
