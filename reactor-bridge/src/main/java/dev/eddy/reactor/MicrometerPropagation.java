package dev.eddy.reactor;

import io.micrometer.context.ContextRegistry;
import io.micrometer.context.ContextSnapshot;
import io.micrometer.context.ContextSnapshotFactory;
import io.micrometer.context.ThreadLocalAccessor;
import java.util.function.Supplier;
import reactor.util.context.Context;

/** Those of micrometer's own registry, whatever it has at the time. */
final class MicrometerPropagation extends Propagation {

    private final ContextRegistry registry = ContextRegistry.getInstance();
    private final ContextSnapshotFactory snapshots =
            ContextSnapshotFactory.builder().contextRegistry(registry).build();

    @Override
    Context capture(Context context) {
        Context captured = context;
        for (ThreadLocalAccessor<?> accessor : registry.getThreadLocalAccessors()) {
            Object value = ThreadLocalChange.valueOf(accessor);
            captured = value == null ? captured.delete(accessor.key()) : captured.put(accessor.key(), value);
        }
        return captured;
    }

    @Override
    @SuppressWarnings("try") // the scope is there to be closed
    <T> T with(Context context, Supplier<T> action) {
        try (ContextSnapshot.Scope ignored = snapshots.setThreadLocalsFrom(context)) {
            return action.get();
        }
    }
}
