package dev.eddy.internal;

/** Throws checked exceptions undeclared: what {@code await} throws is whatever the awaited thing failed with. */
public final class Sneaky {
    private Sneaky() {}

    /** Never returns; the type lets callers write {@code throw Sneaky.raise(e)}. */
    @SuppressWarnings("unchecked")
    public static <X extends Throwable> RuntimeException raise(Throwable exception) throws X {
        throw (X) exception;
    }
}
