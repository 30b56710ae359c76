package dev.eddy;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Timers in any order: a heap that knows the place of each, so that a cancelled one leaves it at once. Equal deadlines come in the order
 * of the timers' numbers.
 *
 * <p>What moves in the heap is numbers in arrays, never the timers, which are seldom in the processor's cache where there are many.
 * Each has four below it, whose keys lie beside each other.
 */
final class TimerHeap {

    private static final int LOG_OF_CHILDREN = 2;
    private static final int CHILDREN = 1 << LOG_OF_CHILDREN;
    private static final int NONE = -1;

    // The heap, by place.
    private long[] deadlines = new long[16];
    private long[] numbers = new long[16];
    private int[] slots = new int[16];
    // A timer's slot is its own as long as it is here. Free ones are a list, in which the place is that of the next one.
    private @Nullable TimerHandle[] timers = new @Nullable TimerHandle[16];
    private int[] places = new int[16];
    private int freeSlot = NONE;

    private int size;

    boolean isEmpty() {
        return size == 0;
    }

    /** The first deadline of those that are there. */
    long firstDeadline() {
        return deadlines[0];
    }

    /** The number of the first one. */
    long firstNumber() {
        return numbers[0];
    }

    void add(TimerHandle timer, long number) {
        if (size == slots.length) {
            grow();
        }
        int slot = takeSlot();
        timers[slot] = timer;
        timer.slot = slot;
        siftUp(size++, timer.deadline, number, slot);
    }

    /** Removes the first one, without reading it. */
    TimerHandle removeFirst() {
        TimerHandle first = at(0);
        first.slot = TimerHandle.NOT_IN_HEAP;
        remove(slots[0]);
        return first;
    }

    /** Removes a timer; does nothing if it is not here. */
    void remove(TimerHandle timer) {
        int slot = timer.slot;
        if (slot != TimerHandle.NOT_IN_HEAP) {
            timer.slot = TimerHandle.NOT_IN_HEAP;
            remove(slot);
        }
    }

    private void remove(int slot) {
        int place = places[slot];
        giveSlot(slot);
        int last = --size;
        if (place != last) {
            long deadline = deadlines[last];
            long number = numbers[last];
            int its = slots[last];
            siftDown(place, deadline, number, its);
            if (slots[place] == its) {
                siftUp(place, deadline, number, its);
            }
        }
    }

    void clear() {
        while (size > 0) {
            remove(at(size - 1));
        }
    }

    private void grow() {
        int length = size * 2;
        deadlines = Arrays.copyOf(deadlines, length);
        numbers = Arrays.copyOf(numbers, length);
        slots = Arrays.copyOf(slots, length);
        timers = Arrays.copyOf(timers, length);
        places = Arrays.copyOf(places, length);
    }

    private int takeSlot() {
        int slot = freeSlot;
        if (slot == NONE) {
            return size; // the others are all taken
        }
        freeSlot = places[slot];
        return slot;
    }

    private void giveSlot(int slot) {
        timers[slot] = null;
        places[slot] = freeSlot;
        freeSlot = slot;
    }

    private void siftUp(int start, long deadline, long number, int slot) {
        int place = start;
        while (place > 0) {
            int parent = (place - 1) >>> LOG_OF_CHILDREN;
            if (!isBefore(deadline, number, parent)) {
                break;
            }
            put(place, deadlines[parent], numbers[parent], slots[parent]);
            place = parent;
        }
        put(place, deadline, number, slot);
    }

    private void siftDown(int start, long deadline, long number, int slot) {
        int place = start;
        while (true) {
            int first = (place << LOG_OF_CHILDREN) + 1;
            if (first >= size) {
                break;
            }
            int earliest = first;
            int end = Math.min(first + CHILDREN, size);
            for (int child = first + 1; child < end; child++) {
                if (isBefore(deadlines[child], numbers[child], earliest)) {
                    earliest = child;
                }
            }
            if (isBefore(deadline, number, earliest)) {
                break;
            }
            put(place, deadlines[earliest], numbers[earliest], slots[earliest]);
            place = earliest;
        }
        put(place, deadline, number, slot);
    }

    private boolean isBefore(long deadline, long number, int other) {
        return deadline != deadlines[other] ? deadline < deadlines[other] : number < numbers[other];
    }

    @SuppressWarnings("NullAway") // below size there are no nulls
    private TimerHandle at(int place) {
        return timers[slots[place]];
    }

    private void put(int place, long deadline, long number, int slot) {
        deadlines[place] = deadline;
        numbers[place] = number;
        slots[place] = slot;
        places[slot] = place;
    }
}
