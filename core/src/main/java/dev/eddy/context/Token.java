package dev.eddy.context;

import org.jspecify.annotations.Nullable;

/**
 * What {@link ContextVar#set} returns, for {@link ContextVar#reset}: {@code contextvars.Token}. Can be used once.
 *
 * @param <T> the type of the variable's values
 */
public final class Token<T extends @Nullable Object> {

    private final ContextVar<T> variable;
    private final Context context;
    private final boolean wasSet;
    private final @Nullable Object oldValue;
    private boolean used;

    Token(ContextVar<T> variable, Context context, boolean wasSet, @Nullable Object oldValue) {
        this.variable = variable;
        this.context = context;
        this.wasSet = wasSet;
        this.oldValue = oldValue;
    }

    void restore(ContextVar<T> target) {
        if (used) {
            throw new IllegalStateException(this + " was used already; a token resets its variable once");
        }
        if (target != variable) {
            throw new IllegalArgumentException(this + " was made by " + variable + ", not by " + target);
        }
        if (Context.current() != context) {
            throw new IllegalArgumentException(
                    this + " was made in another context; reset the variable in the task or callback that set it");
        }
        used = true;
        if (wasSet) {
            context.bind(variable, oldValue);
        } else {
            context.unbind(variable);
        }
    }

    @Override
    public String toString() {
        return "Token[" + variable.name() + "]";
    }
}
