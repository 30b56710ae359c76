package dev.eddy;

/** A future is not in the state that the call needs: {@code asyncio.InvalidStateError}. */
public final class InvalidStateException extends IllegalStateException {
    private static final long serialVersionUID = 1L;

    public InvalidStateException(String message) {
        super(message);
    }
}
