package dev.eddy;

import org.jspecify.annotations.Nullable;

/**
 * Timers that were added in the order of their deadlines: a ring to which each is appended. One that is removed from the middle
 * leaves a gap.
 */
final class TimerRun {

    private static final int SMALL = 16;
    /** Larger arrays are given up when nothing is in them. */
    private static final int LARGEST_KEPT = 1 << 16;

    private long[] deadlines = new long[SMALL];
    private long[] numbers = new long[SMALL];
    private @Nullable TimerHandle[] timers = new @Nullable TimerHandle[SMALL];

    // A timer's slot is its position. Positions are counted on and on; the last bits of one are the index in the arrays. There is no gap
    // at the first position, nor right before the end.
    private int first;
    private int end;
    private int size;

    boolean isEmpty() {
        return size == 0;
    }

    long firstDeadline() {
        return deadlines[index(first)];
    }

    long firstNumber() {
        return numbers[index(first)];
    }

    long lastDeadline() {
        return deadlines[index(end - 1)];
    }

    /** Appends a timer whose deadline is not before the last one. */
    void add(TimerHandle timer, long number) {
        if (end - first == timers.length) {
            makeRoom();
        }
        timer.run = this;
        timer.slot = end;
        put(end++, timer, timer.deadline, number);
        size++;
    }

    /** Removes the first one, which it does not touch. */
    TimerHandle removeFirst() {
        TimerHandle removed = at(first);
        remove(first);
        return removed;
    }

    /** Removes a timer; false if it is not here any more. */
    boolean remove(TimerHandle timer) {
        if (timers[index(timer.slot)] != timer) {
            return false;
        }
        remove(timer.slot);
        return true;
    }

    private void remove(int position) {
        timers[index(position)] = null;
        if (--size == 0) {
            first = end;
            if (timers.length > LARGEST_KEPT) {
                allocate(SMALL);
            }
            return;
        }
        while (timers[index(first)] == null) {
            first++;
        }
        while (timers[index(end - 1)] == null) {
            end--;
        }
    }

    void clear() {
        first = end;
        size = 0;
        allocate(SMALL);
    }

    /** Closes the gaps; into larger arrays if there are few. */
    private void makeRoom() {
        int mask = timers.length - 1;
        long[] itsDeadlines = deadlines;
        long[] itsNumbers = numbers;
        @Nullable TimerHandle[] itsTimers = timers;
        allocate(size > itsTimers.length / 2 ? itsTimers.length * 2 : itsTimers.length);
        int next = first;
        for (int position = first; position != end; position++) {
            TimerHandle timer = itsTimers[position & mask];
            if (timer != null) {
                if (position != next) {
                    timer.slot = next;
                }
                put(next++, timer, itsDeadlines[position & mask], itsNumbers[position & mask]);
            }
        }
        end = next;
    }

    private void allocate(int length) {
        deadlines = new long[length];
        numbers = new long[length];
        timers = new @Nullable TimerHandle[length];
    }

    private void put(int position, TimerHandle timer, long deadline, long number) {
        int index = index(position);
        timers[index] = timer;
        deadlines[index] = deadline;
        numbers[index] = number;
    }

    @SuppressWarnings("NullAway") // where there is no gap
    private TimerHandle at(int position) {
        return timers[index(position)];
    }

    private int index(int position) {
        return position & (timers.length - 1);
    }
}
