package dev.eddy.sync;

import java.util.function.Supplier;

/**
 * Lets coroutines pass together when enough of them have come: {@code asyncio.Barrier}. It can be used again and again.
 *
 * <pre>{@code
 * Barrier start = new Barrier(3);
 * int index = start.await(); // 0, 1 or 2, when the third has come
 * }</pre>
 */
public final class Barrier {

    // FILLING -> DRAINING -> FILLING; FILLING | DRAINING -> RESETTING -> FILLING; any -> BROKEN -> FILLING (by reset)
    private enum State {
        FILLING,
        DRAINING,
        RESETTING,
        BROKEN
    }

    private final int parties;
    private final Lock lock = new Lock("Barrier");
    private final Condition changed = new Condition(lock);
    private State state = State.FILLING;
    private int inside;

    /**
     * @param parties how many must come
     * @throws IllegalArgumentException if that is not positive
     */
    public Barrier(int parties) {
        if (parties < 1) {
            throw new IllegalArgumentException("a barrier needs at least one party, not " + parties);
        }
        this.parties = parties;
    }

    /** How many must come. */
    public int parties() {
        return parties;
    }

    /** How many wait at present: {@code Barrier.n_waiting}. */
    public int waiting() {
        return state == State.FILLING ? inside : 0;
    }

    /** Whether it was aborted. */
    public boolean broken() {
        return state == State.BROKEN;
    }

    /**
     * Waits until as many have come as there are parties: {@code Barrier.wait()}. One that is cancelled only leaves.
     *
     * @return which one this was, from zero
     * @throws BrokenBarrierException if the barrier is, or becomes, aborted or reset
     * @throws IllegalStateException in another thread than that of the loop where others have waited
     */
    public int await() {
        lock.binding.requireLocal("Barrier.await");
        changed.acquire();
        try {
            changed.awaitUntil(() -> state != State.DRAINING && state != State.RESETTING);
            if (state == State.BROKEN) {
                throw new BrokenBarrierException("the barrier was aborted; reset() makes it usable again");
            }
            try {
                int index = inside++;
                if (index + 1 == parties) {
                    state = State.DRAINING;
                    changed.notifyEveryone();
                } else {
                    changed.awaitUntil(() -> state != State.FILLING);
                    if (state == State.BROKEN || state == State.RESETTING) {
                        throw new BrokenBarrierException(
                                "the barrier was aborted or reset while this coroutine waited");
                    }
                }
                return index;
            } finally {
                leave();
            }
        } finally {
            changed.release();
        }
    }

    /** Makes it empty again; who waits gets a {@link BrokenBarrierException}. */
    public void reset() {
        change("Barrier.reset", () -> inside > 0 ? State.RESETTING : State.FILLING);
    }

    /** Breaks it until it is reset; who waits or comes gets a {@link BrokenBarrierException}. */
    public void abort() {
        change("Barrier.abort", () -> State.BROKEN);
    }

    private void change(String call, Supplier<State> next) {
        lock.binding.requireLocal(call);
        changed.acquire();
        try {
            state = next.get();
            changed.notifyEveryone();
        } finally {
            changed.release();
        }
    }

    private void leave() {
        inside--;
        if (inside == 0) {
            if (state == State.DRAINING || state == State.RESETTING) {
                state = State.FILLING;
            }
            changed.notifyEveryone();
        }
    }
}
