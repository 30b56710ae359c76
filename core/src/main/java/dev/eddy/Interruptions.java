package dev.eddy;

import dev.eddy.internal.Sneaky;
import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/**
 * What a task was asked from outside: its cancellations, and what is to be thrown in it. Most tasks never are, so it is made for the
 * first of them. For the loop's thread.
 */
final class Interruptions {

    /** How many cancellations were requested and not taken back. */
    private int requests;
    /** Whether a cancellation waits for the next suspension. */
    private boolean pending;
    private @Nullable String message;
    /** Whether the wait under way is being ended by a cancellation; that comes before what is {@linkplain #raise raised}. */
    private boolean underWay;
    /** What is to be thrown at the next turn, one after the other; null for nothing. */
    private @Nullable ArrayDeque<Throwable> raised;
    /** The last of these that was thrown. */
    private @Nullable Throwable lastRaised;
    /** The error that ended the task, for its first reader. */
    private @Nullable CancelledError endedBy;

    /** A cancellation is requested. */
    void count(boolean whileWaiting) {
        requests++;
        underWay = whileWaiting;
    }

    /** The cancellation has reached nobody: it waits. */
    void hold(@Nullable String itsMessage) {
        pending = true;
        message = itsMessage;
    }

    /** The wait under way has not come about: if a cancellation was to end it, that waits for the next one. */
    void holdUnderWay(@Nullable String itsMessage) {
        if (underWay && !pending) {
            underWay = false;
            hold(itsMessage);
        }
    }

    int requests() {
        return requests;
    }

    /** How many requests there are that were delivered. */
    int delivered() {
        return pending ? requests - 1 : requests;
    }

    int takeBackRequest() {
        if (requests > 0 && --requests == 0) {
            pending = false;
        }
        return requests;
    }

    boolean isPending() {
        return pending;
    }

    /** The message of the cancellation that waits, or of the last one that did. */
    @Nullable String message() {
        return message;
    }

    /** The cancellation that waits is delivered; false if there is none. */
    boolean deliver() {
        boolean was = pending;
        pending = false;
        return was;
    }

    void raise(Throwable exception) {
        if (raised == null) {
            raised = new ArrayDeque<>(2);
        }
        raised.add(exception);
    }

    boolean takeBack(Throwable exception) {
        return raised != null && raised.removeIf(waiting -> waiting == exception);
    }

    boolean isRaised() {
        return raised != null && !raised.isEmpty();
    }

    /** Whether this was thrown because it was {@linkplain #raise raised}. */
    boolean hasRaised(Throwable exception) {
        return lastRaised == exception;
    }

    /** The task's turn has come: throws what was raised, unless that is a cancellation's. */
    void throwIfRaised() {
        boolean cancelled = underWay || pending;
        underWay = false;
        if (raised != null && !cancelled) {
            Throwable first = raised.poll();
            if (first != null) {
                lastRaised = first;
                throw Sneaky.<RuntimeException>raise(first);
            }
        }
    }

    void endedBy(CancelledError error) {
        endedBy = error;
    }

    @Nullable CancelledError takeEndedBy() {
        CancelledError error = endedBy;
        endedBy = null;
        return error;
    }
}
