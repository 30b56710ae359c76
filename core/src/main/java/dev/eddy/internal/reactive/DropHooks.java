package dev.eddy.internal.reactive;

import java.lang.System.Logger.Level;

/** Where signals go that have no receiver; each bridge brings its library's hooks. Must not throw. */
public interface DropHooks {

    /** Logs errors and, for debugging, the items after the end. */
    DropHooks LOGGING = error -> System.getLogger("dev.eddy.reactive")
            .log(Level.ERROR, "an error had no receiver any more", error);

    /** An error after the end, or that lost against a cancellation. */
    void errorDropped(Throwable error);

    /** An item before the beginning, that is before {@code onSubscribe}, or after the end. */
    default void nextDropped(Object item) {
        System.getLogger("dev.eddy.reactive").log(Level.DEBUG, () -> "a publisher emitted out of turn: " + item);
    }

    /** A second subscription, which was cancelled (rule 2.5). */
    default void subscribedTwice() {}

    /** An item that was received or produced, and that nobody will consume. */
    default void discarded(Object item) {}
}
