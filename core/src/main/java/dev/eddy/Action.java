package dev.eddy;

import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;

/** The body of a coroutine that returns nothing; with a result it is a {@link Callable}. */
@FunctionalInterface
public interface Action {
    void run() throws Exception;

    /** The same as a body with a result, which is null. */
    default Callable<@Nullable Void> toCallable() {
        return () -> {
            run();
            return null;
        };
    }
}
