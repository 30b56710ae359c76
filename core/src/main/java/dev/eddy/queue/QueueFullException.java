package dev.eddy.queue;

/** {@link Queue#putNow} found no room: {@code asyncio.QueueFull}. */
public final class QueueFullException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public QueueFullException() {
        super("the queue is full; put(..) waits for room");
    }
}
