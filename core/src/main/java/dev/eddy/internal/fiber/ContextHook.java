package dev.eddy.internal.fiber;

import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;

/**
 * What goes with the context of the code that runs, beside the context itself: thread-locals. Told by the {@link FiberGroup}s
 * of every change, in the thread where it happens.
 */
public abstract class ContextHook {

    private static volatile @Nullable ContextHook installed;

    /** The hook, or null as long as nothing goes with contexts. */
    public static @Nullable ContextHook installed() {
        return installed;
    }

    /** Sets the hook; null for none. */
    public static void install(@Nullable ContextHook hook) {
        installed = hook;
    }

    /**
     * The calling thread leaves a context and goes on in another one.
     *
     * @param from null: it was in none
     * @param to null: it is going to be in none, or to be another fiber's
     */
    public abstract void switched(@Nullable Object from, @Nullable Object to);

    /** The calling thread becomes a group's root; gives what {@link #resume} needs. */
    public abstract Object pause();

    /** Ends what {@link #pause} began. */
    public abstract void resume(Object paused);

    /** The body, with what goes with the current context, for a thread that has a context of its own. */
    public abstract <T extends @Nullable Object> Callable<T> carry(Callable<? extends T> body);
}
