package dev.eddy.reactor;

import dev.eddy.Awaitable;
import dev.eddy.Coroutine;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;

/** The body of a mono that awaits something. */
record AwaitableBody<T>(Awaitable<? extends @Nullable T> awaitable) implements Callable<@Nullable T> {

    @Override
    public @Nullable T call() {
        return awaitable.await();
    }

    /** The subscriber was gone before this ran: as a task that is cancelled so early, it uses a coroutine up. */
    void close() {
        if (awaitable instanceof Coroutine<?> coroutine) {
            coroutine.close();
        }
    }
}
