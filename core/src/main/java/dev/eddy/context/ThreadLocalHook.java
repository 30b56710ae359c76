package dev.eddy.context;

import dev.eddy.internal.fiber.ContextHook;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;

/** Moves the values of the registered thread-locals between the contexts and the threads that run in them. */
final class ThreadLocalHook extends ContextHook {

    static final ThreadLocalHook INSTANCE = new ThreadLocalHook();

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

    @Override
    public void resume(Object paused) {
        ((Context) paused).threadLocals.restore();
    }

    @Override
    public <T extends @Nullable Object> Callable<T> carry(Callable<? extends T> body) {
        ThreadLocalValues carried = ThreadLocalValues.capture();
        return () -> {
            ThreadLocalValues own = ThreadLocalValues.capture();
            carried.set();
            try {
                return body.call();
            } finally {
                own.restore();
            }
        };
    }
}
