package dev.eddy.context;

import dev.eddy.internal.fiber.ContextHook;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;

/** Moves the values of the registered thread-locals between the contexts and the threads that run in them. */
final class ThreadLocalHook extends ContextHook {

    static final ThreadLocalHook INSTANCE = new ThreadLocalHook();

    /** Set in a thread whose values are those of a {@link #carry}. */
    private static final ThreadLocal<Boolean> CARRIES = ThreadLocal.withInitial(() -> false);

    private ThreadLocalHook() {}

    @Override
    public void switched(@Nullable Object from, @Nullable Object to) {
        if (from instanceof Context left) {
            left.threadLocals = ThreadLocalValues.capture();
        }
        if (to instanceof Context entered) {
            entered.threadLocals.set();
        } else {
            ThreadLocalValues.NONE.restore();
        }
    }

    @Override
    public Object pause() {
        Context own = Context.current();
        own.threadLocals = ThreadLocalValues.capture();
        return own;
    }

    /** Gives a thread's own values back; those of a context or call that it has entered are set, as they end, too. */
    @Override
    public void resume(Object paused) {
        Context context = (Context) paused;
        if (context.ofThread && !CARRIES.get()) {
            context.threadLocals.restore();
        } else {
            context.threadLocals.set();
        }
    }

    @Override
    public <T extends @Nullable Object> Callable<T> carry(Callable<? extends T> body) {
        ThreadLocalValues carried = ThreadLocalValues.capture();
        return () -> {
            ThreadLocalValues previous = ThreadLocalValues.capture();
            boolean carries = CARRIES.get();
            CARRIES.set(true);
            carried.set();
            try {
                return body.call();
            } finally {
                if (carries) {
                    previous.set();
                } else {
                    CARRIES.remove();
                    previous.restore();
                }
            }
        };
    }
}
