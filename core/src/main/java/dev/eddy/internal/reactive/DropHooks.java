package dev.eddy.internal.reactive;

/** Where signals go that have no receiver; each bridge brings its library's hooks. Must not throw. */
public interface DropHooks {

    /** Logs errors, lets items go. */
    DropHooks LOGGING = error -> System.getLogger("dev.eddy.reactive")
            .log(System.Logger.Level.ERROR, "an error had no receiver any more", error);

    /** An error after the end, or that lost against a cancellation. */
    void errorDropped(Throwable error);

    /** An item after the end. */
    default void nextDropped(Object item) {}

    /** An item that was received or produced, and that nobody will consume. */
    default void discarded(Object item) {}
}
