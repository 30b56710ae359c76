package dev.eddy.queue;

/** {@link Queue#getNow} found nothing: {@code asyncio.QueueEmpty}. */
public final class QueueEmptyException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public QueueEmptyException() {
        super("the queue is empty; get() waits for an item");
    }
}
