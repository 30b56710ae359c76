package dev.eddy.internal.fiber;

import org.jspecify.annotations.Nullable;

/** A stack cannot be suspended: something on it is bound to the thread. */
public final class PinnedException extends IllegalStateException {
    private static final long serialVersionUID = 1L;

    PinnedException(String reason, @Nullable Throwable cause) {
        super(message(reason), cause);
    }

    /** Where the JDK does not say why: on 21 to 23 it may be a monitor, from 24 on no more. */
    static PinnedException withoutReason() {
        return new PinnedException(Runtime.version().feature() < 24 ? "MONITOR or NATIVE" : "NATIVE", null);
    }

    private static String message(String reason) {
        String what =
                switch (reason) {
                    case "MONITOR" ->
                            "it holds a monitor (a synchronized block or method is on its stack), which this JDK"
                                    + " cannot move; use a lock of Eddy, JDK 24 or newer, or -Deddy.engine=virtual-thread";
                    case "MONITOR or NATIVE" ->
                            "it holds a monitor (a synchronized block or method is on its stack), which JDK 21 to 23 cannot"
                                    + " move, or a native frame or a class initialiser is on its stack";
                    case "NATIVE" -> "a native frame or a class initialiser is on its stack; await outside of it";
                    default -> "the JDK says " + reason + "; -Deddy.engine=virtual-thread may be able to";
                };
        return "this coroutine cannot be suspended here: " + what;
    }
}
