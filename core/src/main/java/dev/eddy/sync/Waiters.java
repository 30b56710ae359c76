package dev.eddy.sync;

import dev.eddy.Future;
import dev.eddy.internal.sync.Binding;
import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/** The coroutines that wait in one primitive, first come first served, each on a future of its own. */
final class Waiters {

    private final ArrayDeque<Future<@Nullable Void>> turns = new ArrayDeque<>();
    private final Binding binding;

    /** For the primitive that is so bound. */
    Waiters(Binding binding) {
        this.binding = binding;
    }

    /** Queues up; {@link #await} then waits. */
    Future<@Nullable Void> join() {
        Future<@Nullable Void> turn = binding.bind().createFuture();
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

    /** Whether nobody waits but those who were cancelled and have not noticed yet. */
    boolean noneAlive() {
        for (Future<@Nullable Void> turn : turns) {
            if (!turn.cancelled()) {
                return false;
            }
        }
        return true;
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

    /** Wakes all of them. */
    void wakeAll() {
        wake(turns.size());
    }
}
