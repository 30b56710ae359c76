package dev.eddy.sync;

import dev.eddy.Asyncio;
import dev.eddy.EventLoop;
import dev.eddy.Future;
import dev.eddy.internal.Binding;
import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/** The coroutines that wait in one primitive, first come first served, each on a future of its own. */
final class Waiters {

    private final ArrayDeque<Future<@Nullable Void>> turns = new ArrayDeque<>();
    private final Binding binding;

    /** For the primitive of this name. */
    Waiters(String what) {
        binding = new Binding(what);
    }

    /** Queues up; {@link #await} then waits. */
    Future<@Nullable Void> join() {
        EventLoop loop = Asyncio.getRunningLoop();
        binding.require(loop);
        Future<@Nullable Void> turn = loop.createFuture();
        turns.add(turn);
        return turn;
    }

    /** Suspends until it is this one's turn, and leaves the queue however that ends. */
    void await(Future<@Nullable Void> turn) {
        try {
            turn.await();
        } finally {
            turns.remove(turn);
        }
    }

    int size() {
        return turns.size();
    }

    /** Whether nobody waits but those who were cancelled and have not noticed yet. */
    boolean noneAlive() {
        return turns.stream().allMatch(Future::cancelled);
    }

    /** Wakes the first one, unless it is awake already. */
    void wakeFirst() {
        Future<@Nullable Void> first = turns.peek();
        if (first != null && !first.done()) {
            first.setResult(null);
        }
    }

    /** Wakes as many as that of those who are not awake yet; gives how many that were. */
    int wake(int most) {
        int woken = 0;
        for (Future<@Nullable Void> turn : turns) {
            if (woken == most) {
                break;
            }
            if (!turn.done()) {
                woken++;
                turn.setResult(null);
            }
        }
        return woken;
    }
}
