package dev.eddy.stress;

import dev.eddy.ExceptionGroup;
import dev.eddy.InvalidStateException;
import java.util.concurrent.TimeoutException;

/** A failure that belongs to the load. */
final class PlannedException extends Exception {
    private static final long serialVersionUID = 1L;

    PlannedException() {
        super("planned", null, false, false);
    }

    /**
     * Whether a failure is one that the load may bring about: this one, a timeout, a result that came to a future which had been
     * cancelled, or a group of these.
     */
    static boolean isPlanned(Throwable failure) {
        return failure instanceof PlannedException
                || failure instanceof TimeoutException
                || failure instanceof InvalidStateException
                || (failure instanceof ExceptionGroup group
                        && group.exceptions().stream().allMatch(PlannedException::isPlanned));
    }
}
