package dev.eddy.internal;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Where a failure was awaited, as a suppressed exception of it: the failure's own stack trace says where it arose, which is in
 * another task or thread, and the exception itself is handed on as it is.
 *
 * <p>The first one who awaits it leaves a trace, others do not: so an exception that is awaited along a chain of tasks, or
 * often, because it is kept, does not grow. One that takes no suppressed exceptions gets none, nor one whose suppressed
 * exceptions are its parts. A trace costs what filling in a stack costs, for failures only.
 */
public final class AwaitTrace extends Exception {
    private static final long serialVersionUID = 1L;
    private static final Set<Class<?>> COMPOSITES = ConcurrentHashMap.newKeySet();

    private AwaitTrace() {
        super("it was awaited here", null, false, true);
    }

    /** From now on, exceptions of this class get no trace: what is suppressed in them are their parts. */
    public static void keepOutOf(Class<? extends Throwable> composite) {
        COMPOSITES.add(composite);
    }

    /** Leaves a trace of the caller in the failure, unless there is one. */
    public static void leave(Throwable failure) {
        if (Fatal.isFatal(failure) || COMPOSITES.contains(failure.getClass())) {
            return; // of a fatal one: there may be no room
        }
        synchronized (failure) { // as addSuppressed is
            for (Throwable suppressed : failure.getSuppressed()) {
                if (suppressed instanceof AwaitTrace) {
                    return;
                }
            }
            failure.addSuppressed(new AwaitTrace());
        }
    }
}
