package dev.eddy.internal;

/**
 * Which errors end a run at once, as {@code SystemExit} does in asyncio: the JVM can no longer be relied on. A stack overflow
 * is none of them, being unwound when it is seen; it is Python's {@code RecursionError}, an ordinary exception.
 */
public final class Fatal {
    private Fatal() {}

    public static boolean isFatal(Throwable error) {
        return error instanceof VirtualMachineError && !(error instanceof StackOverflowError);
    }

    /** Throws the error on if it is fatal. */
    public static void rethrow(Throwable error) {
        if (isFatal(error)) {
            throw (VirtualMachineError) error;
        }
    }
}
