package dev.eddy.sync;

/** A {@link Semaphore} that refuses to have more permits than at the beginning: {@code asyncio.BoundedSemaphore}. */
public final class BoundedSemaphore extends Semaphore {

    private final int bound;

    /** As {@link Semaphore#Semaphore}. */
    public BoundedSemaphore(int permits) {
        super(permits);
        this.bound = permits;
    }

    /**
     * Gives a permit back.
     *
     * @throws IllegalArgumentException if all permits are back already
     */
    @Override
    public void release() {
        if (permits() >= bound) {
            throw new IllegalArgumentException(
                    "this semaphore was released too often; it has all of its " + bound + " permits");
        }
        super.release();
    }
}
