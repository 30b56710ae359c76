package dev.eddy;

import org.jspecify.annotations.Nullable;

/**
 * With this a child that {@link TaskGroup#start} waits for says that it is ready: Trio's and AnyIO's {@code TaskStatus}. For
 * the loop's thread.
 *
 * <pre>{@code
 * int port = group.start(status -> {
 *     Server server = listen();
 *     status.started(server.port());
 *     server.serve();
 * });
 * }</pre>
 *
 * @param <T> the type of what {@code start} returns
 */
public final class TaskStatus<T extends @Nullable Object> {

    /** Done when the child is ready or has ended; cancelled when nobody waits for that any more. */
    final Future<@Nullable Void> decided;
    private boolean started;
    private @Nullable T value; // meaningful once started

    TaskStatus(EventLoop loop) {
        decided = loop.createFuture();
    }

    /**
     * The child is ready: {@code start} returns the value, and the child goes on as any other of its group. Without effect if
     * the caller of {@code start} was cancelled.
     *
     * @throws IllegalStateException if this was called before, or the child has ended
     */
    public void started(T value) {
        tell(value);
    }

    /** As {@link #started(Object)}, with null. */
    public void started() {
        tell(null);
    }

    private void tell(@Nullable T told) {
        decided.getLoop().requireLocal("started");
        if (decided.finishNow(null)) {
            started = true;
            value = told;
        } else if (!decided.cancelled()) {
            throw new IllegalStateException(
                    started
                            ? "started(..) was called before; a child becomes ready once"
                            : "started(..) comes too late: the child has ended");
        }
    }

    // ---- for the group ----------------------------------------------------------------------------------------------

    /** Waits until the child is ready or has ended. */
    void await() {
        decided.await();
    }

    /** Nobody waits any more. */
    void abandon() {
        decided.cancel();
    }

    /** The child has ended; false if nobody has waited for that: it was ready before, or was abandoned. */
    boolean end() {
        return decided.finishNow(null);
    }

    /** Whether the child has ended while somebody waited for it to be ready. */
    boolean endedUnready() {
        return !started && decided.done() && !decided.cancelled();
    }

    @SuppressWarnings("NullAway") // only called when started: then it is a T, or the child gives none
    T value() {
        return value;
    }
}
