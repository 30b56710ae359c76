package dev.eddy.sync;

/** A {@link Barrier} was aborted, or reset while someone waited: {@code asyncio.BrokenBarrierError}. */
public final class BrokenBarrierException extends IllegalStateException {
    private static final long serialVersionUID = 1L;

    public BrokenBarrierException(String message) {
        super(message);
    }
}
