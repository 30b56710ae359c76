package dev.eddy.internal.reactive;

import dev.eddy.Asyncio;
import dev.eddy.internal.Fatal;
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
        subscribe(subscribe, source);
        return source.await();
    }

    /** Fails with an IllegalStateException outside a coroutine. */
    public static void requireCoroutine() {
        if (Asyncio.currentTask() == null) {
            throw new IllegalStateException(
                    "await outside a coroutine: a callback cannot suspend; let it call createTask(() -> ..)");
        }
    }

    private static <S extends ValueSource<?>> void subscribe(Consumer<? super S> subscribe, S source) {
        try {
            subscribe.accept(source);
        } catch (Throwable e) {
            Fatal.rethrow(e);
            source.abort(e); // a subscribe that throws is the source's failure
        }
    }
}
