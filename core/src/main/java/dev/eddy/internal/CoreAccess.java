package dev.eddy.internal;

import java.util.Objects;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/** What loops and tasks do for packages that are built on them, and for nobody else. For the loop's thread. */
public abstract class CoreAccess {

    private static @Nullable CoreAccess instance;

    /** To be had once a loop was made. */
    public static CoreAccess get() {
        return Objects.requireNonNull(instance);
    }

    /** Called when the class of loops is initialised. */
    public static void set(CoreAccess access) {
        instance = access;
    }

    /**
     * Has an exception thrown where the task waits, as a cancellation is, or at its next suspension; if it has not begun, instead
     * of its body. What the task awaits is cancelled. A cancellation that is under way comes first.
     */
    public abstract void raise(Object task, Throwable exception);

    /** Takes {@link #raise} back; false if the exception was thrown already. */
    public abstract boolean takeBack(Object task, Throwable exception);

    /**
     * Whether an await of the task was ended by this from outside, as a cancellation or by {@link #raise}: then the task can wait again.
     */
    public abstract boolean isInterruption(Object task, Throwable exception);

    /** Decides, instead of the loop's clock, whether a loop that has nothing to do and no timer waits for other threads. */
    public abstract void setMayWaitForOthers(Object loop, BooleanSupplier decision);

    /**
     * Waits a moment for what another thread brings, without suspending the task that runs, if such a wait is likely to be short and the
     * loop has nothing else to do; whether it has come.
     */
    public abstract boolean spinUntil(Object loop, BooleanSupplier condition);

    /**
     * Has the action run when the loop has been closed, in the thread that closes it; at once if it is closed. What is returned makes the
     * loop forget the action, on the loop's thread as well.
     */
    public abstract Runnable onClosed(Object loop, Runnable action);

    /**
     * Another thread is going to work for the loop, which under test has to know. What is returned says, from any thread, that it has done so
     * or will not, and may be called again; the outcome is sent to the loop before.
     */
    public abstract Runnable workBegins(Object loop);
}
