package dev.eddy.reactor;

import dev.eddy.context.ThreadLocalAccessor;
import io.micrometer.context.ContextRegistry;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * All thread-locals of micrometer's registry as one of core's: so what is registered there at any time goes with the contexts.
 *
 * <p>Micrometer's accessors are used in pairs, as by its snapshots: what {@code setValue} begins, {@code restore} ends in the same
 * thread, as an accessor of observations opens and closes a scope. So a thread remembers what was set in it, and undoes that
 * before something else is set. Code that suspends inside of a scope of its own has it closed, and is given another one with the
 * same value when it goes on.
 */
final class MicrometerThreadLocals implements ThreadLocalAccessor<Map<Object, Object>> {

    /** What was set in a thread and not undone yet. */
    private static final ThreadLocal<@Nullable List<ThreadLocalChange<?>>> CHANGES = new ThreadLocal<>();

    private final ContextRegistry registry = ContextRegistry.getInstance();

    @Override
    public Object key() {
        return ContextRegistry.class.getName();
    }

    @Override
    public @Nullable Map<Object, Object> getValue() {
        Map<Object, Object> values = null;
        for (var accessor : registry.getThreadLocalAccessors()) {
            Object value = ThreadLocalChange.valueOf(accessor);
            if (value != null) {
                values = values == null ? new HashMap<>() : values;
                values.put(accessor.key(), value);
            }
        }
        return values;
    }

    @Override
    public void setValue(Map<Object, Object> values) {
        undo();
        List<ThreadLocalChange<?>> made = new ArrayList<>();
        for (var accessor : registry.getThreadLocalAccessors()) {
            ThreadLocalChange<?> change = ThreadLocalChange.make(accessor, values.get(accessor.key()));
            if (change != null) {
                made.add(change);
            }
        }
        if (!made.isEmpty()) {
            CHANGES.set(made);
        }
    }

    @Override
    public void reset() {
        setValue(Map.of());
    }

    @Override
    public void restore() {
        undo();
    }

    /** What was there before is there again; unless a generator that was driven has changed it. */
    @Override
    public void restore(Map<Object, Object> previous) {
        undo();
        for (var accessor : registry.getThreadLocalAccessors()) {
            Object value = previous.get(accessor.key());
            if (!Objects.equals(ThreadLocalChange.valueOf(accessor), value)) {
                ThreadLocalChange.make(accessor, value);
            }
        }
    }

    private void undo() {
        List<ThreadLocalChange<?>> made = CHANGES.get();
        if (made != null) {
            CHANGES.remove();
            made.reversed().forEach(ThreadLocalChange::undo);
        }
    }

    @Override
    public String toString() {
        return registry.toString();
    }
}
