package dev.eddy.context;

import dev.eddy.internal.fiber.ContextHook;
import dev.eddy.internal.fiber.FiberGroup;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;

/**
 * A mapping of {@link ContextVar}s to values: {@code contextvars.Context}.
 *
 * <p>Each task runs in a context of its own, a copy of the one in which it was created; each callback runs in the one
 * that was current when it was scheduled, unless another is given. Copying takes constant time. A thread outside any
 * loop has a context too. The thread-locals of {@link ThreadLocalRegistry} go with it. Not thread-safe: a context is used by one
 * thread at a time.
 *
 * <pre>{@code
 * Context context = Context.copyCurrent();
 * context.run(() -> REQUEST_ID.set("r-1"));
 * // here REQUEST_ID is as it was; in context it is "r-1"
 * }</pre>
 */
public final class Context {

    private static final ThreadLocal<Context> OF_THREAD = ThreadLocal.withInitial(() -> new Context(true));
    private static final Object[] NOTHING = {};

    static {
        ThreadLocalRegistry.prepare();
    }

    // Pairs of variable and value, never changed in place: copies share it.
    private @Nullable Object[] bindings;
    /** Of no meaning while a thread runs in this: then the values are that thread's. */
    ThreadLocalValues threadLocals;

    /** Whether this is what a thread is in when it has entered no other. */
    final boolean ofThread;

    private int entered;

    /** An empty context: {@code Context()}. */
    public Context() {
        this(false);
    }

    private Context(boolean ofThread) {
        this(NOTHING, ThreadLocalValues.NONE, ofThread);
    }

    private Context(@Nullable Object[] bindings, ThreadLocalValues threadLocals, boolean ofThread) {
        this.bindings = bindings;
        this.threadLocals = threadLocals;
        this.ofThread = ofThread;
    }

    /** The context of the running task or callback, or of the calling thread. */
    public static Context current() {
        FiberGroup group = FiberGroup.current();
        if (group != null && group.context() instanceof Context context) {
            return context;
        }
        return OF_THREAD.get();
    }

    /** A copy of the current context: {@code contextvars.copy_context()}. */
    public static Context copyCurrent() {
        Context current = current();
        return new Context(
                current.bindings,
                ContextHook.installed() == null ? ThreadLocalValues.NONE : ThreadLocalValues.capture(),
                false);
    }

    /** A copy: what is set in it afterwards is not seen here, nor the other way round. */
    public Context copy() {
        return this == current() ? copyCurrent() : new Context(bindings, threadLocals, false);
    }

    /**
     * Runs the body in this context: {@code Context.run()}.
     *
     * @throws IllegalStateException if this context is being run in already
     */
    public <T extends @Nullable Object> T run(Callable<T> body) throws Exception {
        Objects.requireNonNull(body, "body");
        Context previous = current();
        if (entered > 0 || this == previous) {
            throw new IllegalStateException("cannot enter this context: it is entered already; run in a copy() of it");
        }
        previous.entered++;
        entered++;
        enter(previous);
        try {
            return body.call();
        } finally {
            leave(previous);
            previous.entered--;
            entered--;
        }
    }

    private void enter(Context previous) {
        FiberGroup group = FiberGroup.current();
        if (group != null) {
            group.setContext(this);
            return;
        }
        ContextHook hook = ContextHook.installed();
        if (hook != null) {
            hook.switched(previous, this);
        }
        OF_THREAD.set(this);
    }

    private void leave(Context previous) {
        FiberGroup group = FiberGroup.current();
        if (group != null) {
            group.setContext(previous);
            return;
        }
        ContextHook hook = ContextHook.installed();
        if (hook != null) {
            hook.switched(this, null);
            hook.resume(previous);
        }
        OF_THREAD.set(previous);
    }

    boolean contains(ContextVar<?> variable) {
        return indexOf(variable) >= 0;
    }

    @Nullable Object lookUp(ContextVar<?> variable) {
        int index = indexOf(variable);
        return index < 0 ? null : bindings[index + 1];
    }

    void bind(ContextVar<?> variable, @Nullable Object value) {
        int index = indexOf(variable);
        int length = bindings.length;
        @Nullable Object[] copy = new @Nullable Object[index < 0 ? length + 2 : length];
        System.arraycopy(bindings, 0, copy, 0, length);
        int target = index < 0 ? length : index;
        copy[target] = variable;
        copy[target + 1] = value;
        bindings = copy;
    }

    void unbind(ContextVar<?> variable) {
        int index = indexOf(variable);
        if (index >= 0) {
            @Nullable Object[] copy = new @Nullable Object[bindings.length - 2];
            System.arraycopy(bindings, 0, copy, 0, index);
            System.arraycopy(bindings, index + 2, copy, index, copy.length - index);
            bindings = copy;
        }
    }

    private int indexOf(ContextVar<?> variable) {
        @Nullable Object[] pairs = bindings;
        for (int i = 0; i < pairs.length; i += 2) {
            if (pairs[i] == variable) {
                return i;
            }
        }
        return -1;
    }
}
