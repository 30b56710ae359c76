package dev.eddy;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The future of {@code gather}: all results in the order of the arguments, or the first failure. */
final class Gathering<T extends @Nullable Object> extends Future<List<T>> {

    private final List<Future<?>> children;
    private final boolean returnExceptions;
    private final int number;
    private final Tally tally;
    private boolean cancelRequested;
    private boolean cancelling;

    private Gathering(EventLoop loop, boolean returnExceptions, int count) {
        super(loop);
        this.returnExceptions = returnExceptions;
        this.children = new ArrayList<>(count);
        this.number = loop.nextGathering();
        this.tally = new Tally(this, child -> !returnExceptions && !child.hasResult(), this::childDone);
    }

    static <T extends @Nullable Object> Future<List<T>> of(List<?> awaitables, boolean returnExceptions) {
        if (awaitables.isEmpty()) {
            Future<List<T>> empty = Asyncio.getRunningLoop().createFuture();
            empty.finishNow(List.of());
            return empty;
        }
        IdentityHashMap<Object, Future<?>> begun = new IdentityHashMap<>(0);
        List<Future<?>> doneAlready = new ArrayList<>();
        EventLoop loop = awaitables.getFirst() instanceof Future<?> first ? first.getLoop() : Asyncio.getRunningLoop();
        loop.requireLocal("gather");
        Gathering<T> gathering = new Gathering<>(loop, returnExceptions, awaitables.size());
        for (Object awaitable : awaitables) {
            Future<?> child;
            if (awaitable instanceof Future<?> future) {
                child = future;
            } else if (awaitable instanceof Awaitable<?>) {
                child = begun.computeIfAbsent(awaitable, Asyncio::ensureFuture);
            } else { // a body that is given twice runs twice
                child = Asyncio.ensureFuture(awaitable);
            }
            gathering.add(child, doneAlready);
        }
        doneAlready.forEach(gathering.tally);
        return gathering;
    }

    /** Called as soon as there is the child: to make the next one may run code, which completes this one. */
    private void add(Future<?> child, List<Future<?>> doneAlready) {
        if (child.getLoop() != getLoop()) {
            cancelNow(null); // nobody will see this gathering; its children shall not report to it
            throw new IllegalArgumentException("gather needs futures of one loop; of another one is " + child);
        }
        children.add(child);
        if (child.gatheredBy == number) {
            return; // given twice
        }
        child.gatheredBy = number;
        if (child.done()) {
            tally.expectTurn();
            doneAlready.add(child);
        } else {
            tally.expect(1);
            child.add(tally);
        }
    }

    private void childDone(Future<?> child, boolean last) {
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
        if (last) {
            List<T> results = results(); // exceptions in there count as retrieved in any case
            if (cancelRequested) {
                Future<?> ending = children.getLast();
                failNow(ending.newCancelledError(ending.cancelMessage()));
            } else {
                finishNow(results);
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
        if (cancelling) {
            // A child passes the request on to the gathering it is part of: nobody in that circle would ever wake anybody.
            return failNow(new CancelledError(message));
        }
        cancelling = true;
        boolean any = false;
        for (Future<?> child : children) {
            any |= child.cancel(message);
        }
        cancelling = false;
        cancelRequested |= any;
        return any;
    }
}
