package dev.eddy;

import org.jspecify.annotations.Nullable;

/**
 * A loop's timers. Equal deadlines come in the order in which they were added.
 *
 * <p>Programs use a few delays over and over, and timers with the same delay are added in the order of their deadlines. So each timer
 * is appended to one of a few runs that are in order; a heap takes the rest.
 */
final class Timers {

    private static final int MOST_RUNS = 16;

    /** Those that are not empty come first, then some that were used before. */
    private final @Nullable TimerRun[] runs = new @Nullable TimerRun[MOST_RUNS];

    private int runsInUse;
    private final TimerHeap heap = new TimerHeap();
    private long added;

    boolean isEmpty() {
        return runsInUse == 0 && heap.isEmpty();
    }

    /** The first deadline, of those that are there. */
    long firstDeadline() {
        TimerRun run = firstRun();
        return run != null ? run.firstDeadline() : heap.firstDeadline();
    }

    void add(TimerHandle timer) {
        TimerRun run = runFor(timer.deadline);
        if (run != null) {
            run.add(timer, added++);
        } else {
            heap.add(timer, added++);
        }
    }

    /** Removes the first one if its deadline has come; null if not. */
    @Nullable TimerHandle removeDue(long now) {
        TimerRun run = firstRun();
        if (run == null) {
            return heap.isEmpty() || heap.firstDeadline() > now ? null : heap.removeFirst();
        }
        if (run.firstDeadline() > now) {
            return null;
        }
        TimerHandle first = run.removeFirst();
        retireIfEmpty(run);
        return first;
    }

    /** Removes a timer; does nothing if it is not here. */
    void remove(TimerHandle timer) {
        TimerRun run = timer.run;
        if (run == null) {
            heap.remove(timer);
        } else if (run.remove(timer)) {
            retireIfEmpty(run);
        }
    }

    void clear() {
        while (runsInUse > 0) {
            at(--runsInUse).clear();
        }
        heap.clear();
    }

    /** The run in which the first timer is; null if that is in the heap, or there is none. */
    private @Nullable TimerRun firstRun() {
        TimerRun first = null;
        long deadline = heap.isEmpty() ? Long.MAX_VALUE : heap.firstDeadline();
        long number = heap.isEmpty() ? Long.MAX_VALUE : heap.firstNumber();
        for (int i = 0; i < runsInUse; i++) {
            TimerRun run = at(i);
            long its = run.firstDeadline();
            if (its < deadline || (its == deadline && run.firstNumber() < number)) {
                first = run;
                deadline = its;
                number = run.firstNumber();
            }
        }
        return first;
    }

    /** The run that this deadline is appended to, which is the one whose last is the nearest; null if there is none. */
    private @Nullable TimerRun runFor(long deadline) {
        TimerRun nearest = null;
        for (int i = 0; i < runsInUse; i++) {
            TimerRun run = at(i);
            if (run.lastDeadline() <= deadline && (nearest == null || run.lastDeadline() > nearest.lastDeadline())) {
                nearest = run;
            }
        }
        return nearest != null || runsInUse == MOST_RUNS ? nearest : anotherRun();
    }

    private TimerRun anotherRun() {
        TimerRun run = runs[runsInUse];
        if (run == null) {
            run = new TimerRun();
            runs[runsInUse] = run;
        }
        runsInUse++;
        return run;
    }

    private void retireIfEmpty(TimerRun run) {
        if (run.isEmpty()) {
            int place = 0;
            while (runs[place] != run) {
                place++;
            }
            runs[place] = runs[--runsInUse];
            runs[runsInUse] = run;
        }
    }

    @SuppressWarnings("NullAway") // those in use are there
    private TimerRun at(int place) {
        return runs[place];
    }
}
