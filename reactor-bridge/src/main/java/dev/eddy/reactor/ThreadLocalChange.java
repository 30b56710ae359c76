package dev.eddy.reactor;

import dev.eddy.internal.Fatal;
import io.micrometer.context.ThreadLocalAccessor;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * One of micrometer's thread-locals that was given another value in a thread, until that is undone there.
 *
 * @param <V> the type of the values
 */
final class ThreadLocalChange<V> {

    private final ThreadLocalAccessor<V> accessor;
    private final @Nullable V previous;
    private final @Nullable V value;

    private ThreadLocalChange(ThreadLocalAccessor<V> accessor, @Nullable V value) {
        this.accessor = accessor;
        this.previous = accessor.getValue();
        this.value = value;
    }

    /** The value in the calling thread; null if there is none, or if the accessor fails, which must not cost the others theirs. */
    static <V> @Nullable V valueOf(ThreadLocalAccessor<V> accessor) {
        try {
            return accessor.getValue();
        } catch (Throwable e) {
            report(accessor, e);
            return null;
        }
    }

    /** Sets the value, or takes it away; null if there is nothing to undo. */
    @SuppressWarnings("unchecked") // the accessor's own value
    static <V> @Nullable ThreadLocalChange<V> make(ThreadLocalAccessor<V> accessor, @Nullable Object value) {
        try {
            ThreadLocalChange<V> change = new ThreadLocalChange<>(accessor, (V) value);
            if (value != null) {
                accessor.setValue((V) value);
            } else {
                accessor.setValue();
            }
            return change;
        } catch (Throwable e) {
            report(accessor, e);
            return null;
        }
    }

    /** Puts back what was there before, in the same thread. */
    void undo() {
        try {
            V present = closeScopes();
            if (Objects.equals(present, value) || !Objects.equals(present, previous)) {
                if (previous != null) {
                    accessor.restore(previous);
                } else {
                    accessor.restore();
                }
            }
        } catch (Throwable e) {
            report(accessor, e);
        }
    }

    /**
     * Ends what the code in between has begun and left open, since it was suspended there: as far as {@code restore} comes
     * nearer to what was set, or was there before.
     */
    private @Nullable V closeScopes() {
        V present = accessor.getValue();
        while (present != null && !present.equals(value) && !present.equals(previous)) {
            V before = present;
            accessor.restore();
            present = accessor.getValue();
            if (before.equals(present)) {
                break;
            }
        }
        return present;
    }

    private static void report(ThreadLocalAccessor<?> accessor, Throwable failure) {
        Fatal.rethrow(failure);
        System.getLogger("dev.eddy")
                .log(System.Logger.Level.ERROR, "the accessor of a thread-local failed: " + accessor.key(), failure);
    }
}
