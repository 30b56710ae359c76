package dev.eddy;

import java.util.NoSuchElementException;
import org.jspecify.annotations.Nullable;

/**
 * An iteration has come to its end: Python's {@code StopIteration}, and {@code StopAsyncIteration} as well. It carries what the
 * generator's body has returned.
 *
 * <p>It never leaves the body of a generator: there it becomes an {@link IllegalStateException} whose cause it is, and so it
 * does in {@link Future#setException}. A task whose body it leaves fails with it, as {@code create_task(anext(it))} does. Immutable.
 *
 * <pre>{@code
 * try {
 *     generator.next();
 * } catch (StopIteration end) { ... end.value() ... }
 * }</pre>
 */
public final class StopIteration extends NoSuchElementException {
    private static final long serialVersionUID = 1L;

    private final transient @Nullable Object value;

    public StopIteration() {
        this(null);
    }

    /** With the value that the body has returned. */
    public StopIteration(@Nullable Object value) {
        super("the generator has ended");
        this.value = value;
    }

    /** What the body has returned; null if it has returned nothing, or ended before: {@code StopIteration.value}. */
    public @Nullable Object value() {
        return value;
    }
}
