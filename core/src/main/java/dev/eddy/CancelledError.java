package dev.eddy;

import org.jspecify.annotations.Nullable;

/**
 * A task or future was cancelled: {@code asyncio.CancelledError}. An {@link Error}, so that {@code catch (Exception e)}
 * does not swallow a cancellation; whoever catches it should clean up and throw it on.
 */
public final class CancelledError extends Error {
    private static final long serialVersionUID = 1L;

    public CancelledError() {
        this(null);
    }

    /** With the message that was given to {@code cancel}. */
    public CancelledError(@Nullable String message) {
        super(message);
    }
}
