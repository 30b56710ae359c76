package dev.eddy.internal;

import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;

/** Throws checked exceptions undeclared: what {@code await} throws is whatever the awaited thing failed with. */
public final class Sneaky {
    private Sneaky() {}

    /** Never returns; the type lets callers write {@code throw Sneaky.raise(e)}. */
    @SuppressWarnings("unchecked")
    public static <X extends Throwable> RuntimeException raise(Throwable exception) throws X {
        throw (X) exception;
    }

    /** Calls the body; what it throws is thrown undeclared. */
    public static <T extends @Nullable Object> T call(Callable<? extends T> body) {
        try {
            return body.call();
        } catch (Throwable e) {
            throw Sneaky.<RuntimeException>raise(e);
        }
    }
}
