package dev.eddy.context;

import dev.eddy.internal.Services;
import dev.eddy.internal.fiber.ContextHook;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.ServiceLoader;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The thread-locals that go with the {@link Context}s: micrometer's {@code ContextRegistry}. asyncio has no counterpart, since
 * its libraries keep in context variables what those of Java keep in thread-locals, such as the MDC of a logging library, a
 * tracing span, or who is logged in.
 *
 * <p>The values of the registered thread-locals are part of a context. They are copied wherever a context is: when a task is
 * created or a callback scheduled; a thread that calls {@code runCoroutineThreadsafe} hands over its own. Whenever a task or
 * callback begins or goes on, the thread that runs it is given the values of its context, and none where there is none; what it
 * changes itself survives its awaits and is seen by nobody else. When the loop leaves a thread, that has its own values back.
 * {@code runInExecutor} hands the values over, too, though not the context.
 *
 * <p>Register before there are tasks: those that exist already have no value. As long as nothing is registered, nothing of this
 * costs anything. Thread-safe.
 *
 * <pre>{@code
 * ThreadLocalRegistry.register("tenant", Tenant.CURRENT);
 * }</pre>
 */
public final class ThreadLocalRegistry {

    private static volatile ThreadLocalAccessor<?>[] accessors = {}; // never changed in place

    static {
        Services.usable(
                ServiceLoader.load(ThreadLocalAccessor.class, ThreadLocalAccessor.class.getClassLoader()).iterator(),
                ThreadLocalAccessor.class).forEach(ThreadLocalRegistry::register);
    }

    private ThreadLocalRegistry() {}

    /** Has found the accessors of the service loader when it returns. */
    static void prepare() {}

    /** Adds an accessor, in place of one with an equal key. */
    public static void register(ThreadLocalAccessor<?> accessor) {
        Objects.requireNonNull(accessor, "accessor");
        replace(Objects.requireNonNull(accessor.key(), "an accessor's key() is null"), accessor);
    }

    /** As {@link #register(ThreadLocalAccessor)}, for a thread-local at hand. */
    public static <V> void register(Object key, ThreadLocal<@Nullable V> threadLocal) {
        Objects.requireNonNull(threadLocal, "threadLocal");
        register(key, threadLocal::get, threadLocal::set, threadLocal::remove);
    }

    /** As {@link #register(ThreadLocalAccessor)}, for a thread-local that is read, set and taken away by these. */
    public static <V> void register(
            Object key, Supplier<? extends @Nullable V> getter, Consumer<? super V> setter, Runnable reset) {
        register(new Accessor<V>(
                Objects.requireNonNull(key, "key"),
                Objects.requireNonNull(getter, "getter"),
                Objects.requireNonNull(setter, "setter"),
                Objects.requireNonNull(reset, "reset")));
    }

    /**
     * Takes the accessor with this key out.
     *
     * @return whether there was one
     */
    public static boolean remove(Object key) {
        return replace(Objects.requireNonNull(key, "key"), null);
    }

    private static synchronized boolean replace(Object key, @Nullable ThreadLocalAccessor<?> replacement) {
        List<ThreadLocalAccessor<?>> changed = new ArrayList<>(List.of(accessors));
        boolean removed = changed.removeIf(present -> present.key().equals(key));
        if (replacement != null) {
            changed.add(replacement);
        }
        accessors = changed.toArray(ThreadLocalAccessor<?>[]::new);
        ContextHook.install(changed.isEmpty() ? null : ThreadLocalHook.INSTANCE);
        return removed;
    }

    static ThreadLocalAccessor<?>[] accessors() {
        return accessors;
    }

    private record Accessor<V>(
            Object key, Supplier<? extends @Nullable V> getter, Consumer<? super V> setter, Runnable resetter)
            implements ThreadLocalAccessor<V> {

        @Override
        public @Nullable V getValue() {
            return getter.get();
        }

        @Override
        public void setValue(V value) {
            setter.accept(value);
        }

        @Override
        public void reset() {
            resetter.run();
        }
    }
}
