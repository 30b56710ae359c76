package dev.eddy.sync;

/**
 * A {@link Semaphore} that never has more permits than at the beginning: {@code asyncio.BoundedSemaphore}. One {@link
 * #release} too many is an {@link IllegalArgumentException}.
 *
 * <pre>{@code
 * Semaphore limit = new BoundedSemaphore(10);
 * limit.run(() -> fetch(url)); // at most ten at a time
 * }</pre>
 */
public final class BoundedSemaphore extends Semaphore {

    /** As {@link Semaphore#Semaphore}. */
    public BoundedSemaphore(int permits) {
        super(permits, permits);
    }
}
