package dev.eddy;

import dev.eddy.context.Context;
import java.util.Collection;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The future of {@code shield}: follows another one, which it does not cancel. */
final class Shielding<T extends @Nullable Object> extends Future<T> implements Consumer<Future<T>>, Awaiter {

    /** One object for all, so that an inner future that is shielded often reports once. */
    private static final Consumer<Future<?>> REPORT = Shielding::report;

    private Shielding(EventLoop loop) {
        super(loop);
    }

    static <T extends @Nullable Object> Future<T> of(Future<T> inner) {
        if (inner.done()) {
            return inner;
        }
        Shielding<T> outer = new Shielding<>(inner.getLoop());
        Context context = Context.current();
        inner.addDoneCallback(outer, context);
        outer.addDoneCallback(
                cancelled -> {
                    if (!inner.done()) {
                        inner.removeDoneCallback(outer);
                        inner.removeDoneCallback(REPORT);
                        inner.addDoneCallback(REPORT, context);
                    }
                },
                context);
        return outer;
    }

    @Override
    public Collection<? extends Future<?>> awaiters() {
        return List.of(this);
    }

    /** The inner one is done. */
    @Override
    public void accept(Future<T> inner) {
        if (cancelled()) {
            return;
        }
        if (inner.cancelled()) {
            cancelNow(null);
            return;
        }
        Throwable failure = inner.exception();
        if (failure != null) {
            failNow(failure);
        } else {
            setResult(inner.value());
        }
    }

    private static void report(Future<?> inner) {
        Throwable failure = inner.cancelled() ? null : inner.exception();
        if (failure != null) {
            inner.getLoop()
                    .callExceptionHandler(new ExceptionContext(
                            "a shielded future failed after who awaited it was cancelled", failure, inner));
        }
    }
}
