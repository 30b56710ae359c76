package dev.eddy.internal.reactive;

import org.jspecify.annotations.Nullable;

/** How a source ended: with a value, or with a failure. */
record Outcome<T>(@Nullable T value, @Nullable Throwable failure) {}
