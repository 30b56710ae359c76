package dev.eddy.testing;

import dev.eddy.ExceptionContext;
import dev.eddy.Task;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What a test has left behind, as far as that is not allowed. */
final class Leaks {

    private static final String NEVER_AWAITED = "a coroutine was never awaited";

    private final Set<Leak> allowed;
    private final List<String> found = new ArrayList<>();
    private final List<Throwable> thrown = new ArrayList<>();

    Leaks(Set<Leak> allowed) {
        this.allowed = allowed;
    }

    /** Something was left behind; where it was created, if that is known. */
    void add(Leak kind, String what, @Nullable Throwable createdAt) {
        if (!allowed.contains(kind)) {
            found.add(what + (createdAt == null ? "" : ", created" + Traces.of(createdAt)));
        }
    }

    /** An exception was left behind. */
    void addThrown(Leak kind, String what, Throwable exception, @Nullable Throwable createdAt) {
        if (!allowed.contains(kind)) {
            add(kind, what + ": " + exception, createdAt);
            thrown.add(exception);
        }
    }

    /** The loop's exception handler was told something. */
    void add(ExceptionContext report) {
        Throwable exception = report.exception();
        String what = report.future() == null ? report.message() : report.message() + ": " + report.future();
        if (exception != null) {
            addThrown(Leak.EXCEPTIONS, what, exception, report.createdAt());
        } else if (!(report.future() instanceof Task<?>)) { // a pending one is known
            boolean neverAwaited = report.message().equals(NEVER_AWAITED);
            add(neverAwaited ? Leak.COROUTINES : Leak.EXCEPTIONS, what, report.createdAt());
        }
    }

    void throwIfAny() {
        if (!found.isEmpty()) {
            AssertionError error = new AssertionError(
                    "the test has left behind (@AllowLeaks lets it):\n  " + String.join("\n  ", found),
                    thrown.isEmpty() ? null : thrown.getFirst());
            thrown.stream().skip(1).forEach(error::addSuppressed);
            throw error;
        }
    }
}
