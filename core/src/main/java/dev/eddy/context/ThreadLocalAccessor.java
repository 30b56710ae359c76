package dev.eddy.context;

import org.jspecify.annotations.Nullable;

/**
 * How a thread-local that goes with the {@link Context}s is read and written: micrometer's {@code ThreadLocalAccessor}, for
 * those who do without that library; with eddy-reactor its registry is used as it is. Registered by {@link
 * ThreadLocalRegistry#register} or found by {@link java.util.ServiceLoader}.
 *
 * <p>Called in the thread whose value it is about. What these methods throw is logged, and taken for an absent value.
 *
 * <pre>{@code
 * final class Tenant implements ThreadLocalAccessor<String> {
 *     static final ThreadLocal<String> CURRENT = new ThreadLocal<>();
 *
 *     public Object key() { return "tenant"; }
 *     public String getValue() { return CURRENT.get(); }
 *     public void setValue(String value) { CURRENT.set(value); }
 *     public void reset() { CURRENT.remove(); }
 * }
 * }</pre>
 *
 * @param <V> the type of the values
 */
public interface ThreadLocalAccessor<V> {

    /** What tells this thread-local from the others. */
    Object key();

    /** The value of the calling thread, or null if it has none. Not changed afterwards: several tasks may be given it. */
    @Nullable V getValue();

    /** Gives the calling thread a value. May be called several times before {@link #restore()}. */
    void setValue(V value);

    /** Takes the calling thread's value away. May be called several times before {@link #restore()}. */
    void reset();

    /** The calling thread goes back to what it did before, and to the value that it had then. */
    default void restore(V previous) {
        setValue(previous);
    }

    /** The calling thread goes back to what it did before, and had no value then. */
    default void restore() {
        reset();
    }
}
