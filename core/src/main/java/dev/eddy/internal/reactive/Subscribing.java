package dev.eddy.internal.reactive;

import dev.eddy.Asyncio;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Subscribes for a coroutine. */
public final class Subscribing {

    private Subscribing() {}

    /**
     * Subscribes and waits for the value in the current coroutine.
     *
     * @throws IllegalStateException outside a coroutine; then nothing is subscribed to
     */
    public static <T, S extends ValueSource<T>> @Nullable T await(Consumer<? super S> subscribe, S source) {
        requireCoroutine();
        source.subscribe(subscribe, source);
        return source.await();
    }

    /** Fails with an IllegalStateException outside a coroutine. */
    public static void requireCoroutine() {
        if (Asyncio.currentTask() == null) {
            throw new IllegalStateException(
                    "await outside a coroutine: a callback cannot suspend; let it call createTask(() -> ..)");
        }
    }
}
