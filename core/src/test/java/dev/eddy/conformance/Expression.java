package dev.eddy.conformance;

import org.jspecify.annotations.Nullable;

/** An expression, or an awaitable (whose value is the object that can be awaited), ready to be evaluated. */
@FunctionalInterface
interface Expression {

    @Nullable Object evaluate(Scope scope) throws Exception;

    static Expression constant(@Nullable Object value) {
        return scope -> value;
    }
}
