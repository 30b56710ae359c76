package dev.eddy;

import dev.eddy.context.Context;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The future of {@code gather}: all results in the order of the arguments, or the first failure. */
final class Gathering<T extends @Nullable Object> extends Future<List<T>> {

    private final List<Future<?>> children;
    private final boolean returnExceptions;
    private int unfinished;
    private boolean cancelRequested;

    private Gathering(EventLoop loop, List<Future<?>> children, int distinct, boolean returnExceptions) {
        super(loop);
        this.children = children;
        this.unfinished = distinct;
        this.returnExceptions = returnExceptions;
    }

    static <T extends @Nullable Object> Future<List<T>> of(List<?> awaitables, boolean returnExceptions) {
        if (awaitables.isEmpty()) {
            Future<List<T>> empty = Asyncio.getRunningLoop().createFuture();
            empty.finishNow(List.of());
            return empty;
        }
        IdentityHashMap<Object, Future<?>> byArgument = new IdentityHashMap<>();
        List<Future<?>> children = new ArrayList<>(awaitables.size());
        List<Future<?>> distinct = new ArrayList<>(awaitables.size());
        for (Object awaitable : awaitables) {
            Future<?> known = awaitable == null ? null : byArgument.get(awaitable);
            Future<?> child = known != null ? known : Asyncio.ensureFuture(awaitable);
            if (known == null) {
                byArgument.put(awaitable, child);
                distinct.add(child);
            }
            children.add(child);
        }
        EventLoop loop = children.getFirst().getLoop();
        for (Future<?> child : distinct) {
            if (child.getLoop() != loop) {
                throw new IllegalArgumentException("gather needs futures of one loop; of another one is " + child);
            }
        }
        Gathering<T> gathering = new Gathering<>(loop, children, distinct.size(), returnExceptions);
        gathering.watch(distinct);
        return gathering;
    }

    private void watch(List<Future<?>> distinct) {
        Consumer<Future<?>> childDone = this::childDone;
        Context context = Context.current();
        List<Future<?>> doneAlready = new ArrayList<>();
        for (Future<?> child : distinct) {
            if (child.done()) {
                doneAlready.add(child);
            } else {
                child.addDoneCallback(childDone, context);
            }
        }
        doneAlready.forEach(childDone);
    }

    private void childDone(Future<?> child) {
        unfinished--;
        if (done()) {
            if (!child.cancelled()) {
                child.exception(); // it counts as retrieved
            }
            return;
        }
        if (!returnExceptions) {
            Throwable failure = child.failure();
            if (failure != null) {
                failNow(failure);
                return;
            }
        }
        if (unfinished == 0) {
            if (cancelRequested) {
                failNow(children.getLast().newCancelledError(children.getLast().cancelMessage()));
            } else {
                finishNow(results());
            }
        }
    }

    @SuppressWarnings("unchecked") // with exceptions returned, T is Object
    private List<T> results() {
        Object[] results = new Object[children.size()];
        for (int i = 0; i < results.length; i++) {
            Future<?> child = children.get(i);
            if (child.cancelled()) {
                results[i] = new CancelledError(child.cancelMessage());
            } else {
                Throwable failure = child.exception();
                results[i] = failure != null ? failure : child.value();
            }
        }
        return (List<T>) Collections.unmodifiableList(Arrays.asList(results));
    }

    @Override
    boolean requestCancel(@Nullable String message) {
        if (done()) {
            return false;
        }
        boolean any = false;
        for (Future<?> child : children) {
            any |= child.cancel(message);
        }
        cancelRequested |= any;
        return any;
    }
}
