package dev.eddy.reactor;

import dev.eddy.context.ContextVar;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import reactor.util.context.Context;

/** Which context variables go under which keys in Reactor's contexts. */
final class ContextKeys {

    private static final Object UNSET = new Object();

    private static volatile Map<Object, ContextVar<?>> variables = Map.of();

    private ContextKeys() {}

    static synchronized void map(ContextVar<?> variable, Object key) {
        Objects.requireNonNull(variable, "variable");
        Objects.requireNonNull(key, "key");
        Map<Object, ContextVar<?>> changed = new HashMap<>(variables);
        changed.values().remove(variable);
        changed.put(key, variable);
        variables = Map.copyOf(changed);
    }

    static synchronized boolean unmap(ContextVar<?> variable) {
        Map<Object, ContextVar<?>> changed = new HashMap<>(variables);
        boolean removed = changed.values().remove(Objects.requireNonNull(variable, "variable"));
        variables = Map.copyOf(changed);
        return removed;
    }

    /** The context with the variables' present values; without the keys of those that are null or not set. */
    static Context write(Context context) {
        Context written = context;
        for (Map.Entry<Object, ContextVar<?>> entry : variables.entrySet()) {
            Object value = valueOf(entry.getValue());
            written = value == null ? written.delete(entry.getKey()) : written.put(entry.getKey(), value);
        }
        return written;
    }

    /** Sets the variables whose keys the context has. */
    static void read(Context context) {
        variables.forEach((key, variable) -> context.getOrEmpty(key).ifPresent(value -> set(variable, value)));
    }

    @SuppressWarnings("unchecked") // whoever mapped it answers for the type
    private static void set(ContextVar<?> variable, Object value) {
        ((ContextVar<Object>) variable).set(value);
    }

    @SuppressWarnings("unchecked")
    private static @Nullable Object valueOf(ContextVar<?> variable) {
        Object value = ((ContextVar<Object>) variable).get(UNSET);
        return value == UNSET ? null : value;
    }
}
