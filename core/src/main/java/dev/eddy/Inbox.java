package dev.eddy;

import dev.eddy.context.Context;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/**
 * The handles that other threads sent to a loop: a stack that many threads push to and the loop takes whole and turns
 * round, so that each thread's handles stay in their order.
 */
final class Inbox {

    private static final Handle CLOSED = new Handle(() -> {}, new Context(), null);
    private static final VarHandle TOP;

    static {
        try {
            TOP = MethodHandles.lookup().findVarHandle(Inbox.class, "top", Handle.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private volatile @Nullable Handle top;

    /** Adds a handle; false if the inbox is closed. */
    boolean post(Handle handle) {
        handle.posted = true;
        while (true) {
            Handle seen = top;
            if (seen == CLOSED) {
                return false;
            }
            handle.next = seen;
            if (TOP.compareAndSet(this, seen, handle)) {
                return true;
            }
        }
    }

    boolean isEmpty() {
        return top == null;
    }

    /** Moves all that is here to the end of the queue, oldest first. */
    void drainTo(ArrayDeque<Ready> queue) {
        if (top != null && top != CLOSED) {
            drain(null, queue);
        }
    }

    /** Refuses everything from now on, and moves what is here to the end of the queue. */
    void closeAndDrainTo(ArrayDeque<Ready> queue) {
        drain(CLOSED, queue);
    }

    private void drain(@Nullable Handle left, ArrayDeque<Ready> queue) {
        Handle newest = (Handle) TOP.getAndSet(this, left);
        Handle oldest = null;
        while (newest != null) {
            Handle following = newest.next;
            newest.next = oldest;
            oldest = newest;
            newest = following;
        }
        while (oldest != null) {
            Handle following = oldest.next;
            oldest.next = null;
            queue.add(oldest);
            oldest = following;
        }
    }
}
