package dev.eddy.context;

import dev.eddy.internal.Fatal;
import org.jspecify.annotations.Nullable;

/** The values that the registered thread-locals have in one context, while no thread runs in it. */
final class ThreadLocalValues {

    static final ThreadLocalValues NONE = new ThreadLocalValues(new ThreadLocalAccessor<?>[0], new @Nullable Object[0]);

    private final ThreadLocalAccessor<?>[] accessors;
    private final @Nullable Object[] values; // by the position of the accessor

    private ThreadLocalValues(ThreadLocalAccessor<?>[] accessors, @Nullable Object[] values) {
        this.accessors = accessors;
        this.values = values;
    }

    /** Those of the calling thread. */
    static ThreadLocalValues capture() {
        ThreadLocalAccessor<?>[] accessors = ThreadLocalRegistry.accessors();
        @Nullable Object[] values = new @Nullable Object[accessors.length];
        boolean any = false;
        for (int i = 0; i < accessors.length; i++) {
            try {
                values[i] = accessors[i].getValue();
                any |= values[i] != null;
            } catch (Throwable e) {
                report(accessors[i], e);
            }
        }
        return any ? new ThreadLocalValues(accessors, values) : NONE;
    }

    /** Gives them to the calling thread, and takes away what is absent here. */
    void set() {
        ThreadLocalAccessor<?>[] registered = ThreadLocalRegistry.accessors();
        for (int i = 0; i < registered.length; i++) {
            try {
                set(registered[i], valueOf(registered, i));
            } catch (Throwable e) {
                report(registered[i], e);
            }
        }
    }

    /** Gives them back to the calling thread, which had them before. */
    void restore() {
        ThreadLocalAccessor<?>[] registered = ThreadLocalRegistry.accessors();
        for (int i = registered.length - 1; i >= 0; i--) {
            try {
                restore(registered[i], valueOf(registered, i));
            } catch (Throwable e) {
                report(registered[i], e);
            }
        }
    }

    private @Nullable Object valueOf(ThreadLocalAccessor<?>[] registered, int position) {
        if (registered == accessors) {
            return values[position];
        }
        Object key = registered[position].key(); // the registry has changed since
        for (int i = 0; i < accessors.length; i++) {
            if (accessors[i].key().equals(key)) {
                return values[i];
            }
        }
        return null;
    }

    @SuppressWarnings("unchecked") // the accessor's own value
    private static <V> void set(ThreadLocalAccessor<V> accessor, @Nullable Object value) {
        if (value != null) {
            accessor.setValue((V) value);
        } else {
            accessor.reset();
        }
    }

    @SuppressWarnings("unchecked")
    private static <V> void restore(ThreadLocalAccessor<V> accessor, @Nullable Object value) {
        if (value != null) {
            accessor.restore((V) value);
        } else {
            accessor.restore();
        }
    }

    private static void report(ThreadLocalAccessor<?> accessor, Throwable failure) {
        Fatal.rethrow(failure);
        System.getLogger("dev.eddy")
                .log(System.Logger.Level.ERROR, "the accessor of a thread-local failed: " + accessor, failure);
    }
}
