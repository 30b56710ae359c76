package dev.eddy;

import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/** What the garbage collector does in its own time, brought about. */
public final class Garbage {

    private static final int MOST_COLLECTIONS = 200;

    private Garbage() {}

    /** Collects until the condition holds, or for a while: the caller asserts that it does. */
    public static void collectUntil(BooleanSupplier condition) {
        collectUntil(condition, () -> {});
    }

    /** As {@link #collectUntil(BooleanSupplier)}, with a step after each collection. */
    public static void collectUntil(BooleanSupplier condition, Runnable between) {
        for (int i = 0; i < MOST_COLLECTIONS && !condition.getAsBoolean(); i++) {
            System.gc();
            LockSupport.parkNanos(1_000_000); // the cleaner's turn
            between.run();
        }
    }
}
