package dev.eddy;

import dev.eddy.context.Context;
import java.util.Collection;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Predicate;

/**
 * The callback of somebody who waits for many futures. It has a turn where that can be noticed: for the last future, and for one that
 * matters by itself. The others are only counted, when they complete; a turn in the next pass would do no more than that.
 */
final class Tally implements Waiter, Consumer<Future<?>>, Awaiter {

    private final Future<?> awaiter;
    private final Predicate<Future<?>> matters;
    private final Turn turn;
    private final Context context = Context.current();
    /** How many there are that were not counted, nor had their turn. */
    private int left;
    /** How many have their turn in the next pass. As long as there are some, all have, so that the last one comes when it is due. */
    private int turns;

    interface Turn {
        /** One of the futures is done; whether it is the last one. */
        void take(Future<?> future, boolean last);
    }

    /**
     * @param awaiter what is completed then
     * @param matters whether a future that is done matters by itself
     */
    Tally(Future<?> awaiter, Predicate<Future<?>> matters, Turn turn) {
        this.awaiter = awaiter;
        this.matters = matters;
        this.turn = turn;
    }

    /** Some futures are to be waited for in addition. */
    void expect(int futures) {
        left += futures;
    }

    /** {@link #accept} is going to be called with a future that is done. */
    void expectTurn() {
        left++;
        turns++;
    }

    /** One of the futures is done. */
    void done(Future<?> future) {
        if (left == 1 || turns > 0 || matters.test(future)) {
            turns++;
            future.getLoop().schedule(new DoneCallback<>(future, this, context));
        } else {
            left--;
        }
    }

    @Override
    public void accept(Future<?> future) {
        turns--;
        left--;
        turn.take(future, left == 0);
    }

    @Override
    public Collection<? extends Future<?>> awaiters() {
        return List.of(awaiter);
    }
}
