package dev.eddy.context;

import java.util.NoSuchElementException;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A variable with a value for each {@link Context}, so for each task: {@code contextvars.ContextVar}.
 *
 * <pre>{@code
 * static final ContextVar<String> REQUEST_ID = new ContextVar<>("request-id");
 * REQUEST_ID.set("r-1");
 * createTask(() -> handle(REQUEST_ID.get())); // sees "r-1"; what it sets stays in its own context
 * }</pre>
 *
 * @param <T> the type of the values, null included
 */
public final class ContextVar<T extends @Nullable Object> {

    private final String name;
    private final @Nullable T defaultValue;
    private final boolean hasDefault;

    /** A variable without a default: {@link #get()} fails where it is not set. */
    public ContextVar(String name) {
        this(name, null, false);
    }

    /** A variable with a default. */
    public ContextVar(String name, T defaultValue) {
        this(name, defaultValue, true);
    }

    private ContextVar(String name, @Nullable T defaultValue, boolean hasDefault) {
        this.name = Objects.requireNonNull(name, "name");
        this.defaultValue = defaultValue;
        this.hasDefault = hasDefault;
    }

    public String name() {
        return name;
    }

    /**
     * The value in the current context, or the variable's default.
     *
     * @throws NoSuchElementException if it is not set here and has no default
     */
    @SuppressWarnings({"unchecked", "NullAway"}) // only values of type T are bound
    public T get() {
        Context context = Context.current();
        if (context.contains(this)) {
            return (T) context.lookUp(this);
        }
        if (!hasDefault) {
            throw new NoSuchElementException("context variable '" + name
                    + "' is not set in the current context; set it, give it a default, or call get(default)");
        }
        return defaultValue;
    }

    /** The value in the current context, or the given one where it is not set. */
    @SuppressWarnings({"unchecked", "NullAway"})
    public T get(T otherwise) {
        Context context = Context.current();
        return context.contains(this) ? (T) context.lookUp(this) : otherwise;
    }

    /** Sets the value in the current context; the token undoes it. */
    public Token<T> set(T value) {
        Context context = Context.current();
        Token<T> token = new Token<>(this, context, context.contains(this), context.lookUp(this));
        context.bind(this, value);
        return token;
    }

    /**
     * Puts back what was there before the {@link #set} that gave this token.
     *
     * @throws IllegalArgumentException if the token is another variable's or was made in another context
     * @throws IllegalStateException if the token was used already
     */
    public void reset(Token<T> token) {
        token.restore(this);
    }

    @Override
    public String toString() {
        return "ContextVar[" + name + "]";
    }
}
