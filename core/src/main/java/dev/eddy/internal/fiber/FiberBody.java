package dev.eddy.internal.fiber;

import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** What a fiber does, from its beginning to its end; gives the fiber that runs on then. */
@FunctionalInterface
public interface FiberBody extends Supplier<Fiber> {

    /** The fiber that has called this one, as one method calls another, and waits for it to come back; null if none has. */
    default @Nullable Fiber caller() {
        return null;
    }
}
