package dev.eddy.conformance;

import org.jspecify.annotations.Nullable;

/** How a statement ended, unless by an exception. */
sealed interface Completion {

    /** The next statement follows. */
    Completion NORMAL = Jump.NORMAL;

    Completion BREAK = Jump.BREAK;

    Completion CONTINUE = Jump.CONTINUE;

    enum Jump implements Completion {
        NORMAL,
        BREAK,
        CONTINUE
    }

    /** The body ends with a value. */
    record Return(@Nullable Object value) implements Completion {}
}
