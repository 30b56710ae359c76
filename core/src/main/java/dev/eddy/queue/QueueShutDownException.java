package dev.eddy.queue;

/** A {@link Queue} was shut down: {@code asyncio.QueueShutDown}. */
public final class QueueShutDownException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public QueueShutDownException() {
        super("the queue was shut down");
    }
}
