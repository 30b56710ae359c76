package dev.eddy.internal.reactive;

import org.jspecify.annotations.Nullable;

/**
 * How a source ended: with a value, or with a failure.
 *
 * @param isError whether the failure is the source's, and not only what an awaiter is told of an end without a value
 */
record Outcome<T>(@Nullable T value, @Nullable Throwable failure, boolean isError) {

    Outcome(@Nullable T value, @Nullable Throwable failure) {
        this(value, failure, failure != null);
    }
}
