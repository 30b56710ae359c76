package dev.eddy;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * A loop's timers, a heap in which each timer knows its place, so that a cancelled one leaves it at once.
 *
 * <p>Each has four below it, and their deadlines lie beside each other: a comparison looks at no timer, which is seldom in the
 * processor's cache where there are many.
 */
final class TimerHeap {

    private static final int LOG_OF_CHILDREN = 2;
    private static final int CHILDREN = 1 << LOG_OF_CHILDREN;

    private @Nullable TimerHandle[] heap = new @Nullable TimerHandle[16];
    private long[] deadlines = new long[16];
    private int size;

    boolean isEmpty() {
        return size == 0;
    }

    @Nullable TimerHandle first() {
        return heap[0];
    }

    void add(TimerHandle timer) {
        if (size == heap.length) {
            heap = Arrays.copyOf(heap, size * 2);
            deadlines = Arrays.copyOf(deadlines, size * 2);
        }
        siftUp(size++, timer);
    }

    /** Removes a timer; does nothing if it is not here. */
    void remove(TimerHandle timer) {
        int index = timer.index;
        if (index < 0) {
            return;
        }
        timer.index = -1;
        TimerHandle last = at(--size);
        heap[size] = null;
        if (last != timer) {
            siftDown(index, last);
            if (heap[index] == last) {
                siftUp(index, last);
            }
        }
    }

    void clear() {
        while (size > 0) {
            remove(at(size - 1));
        }
    }

    private void siftUp(int start, TimerHandle timer) {
        int index = start;
        while (index > 0) {
            int parent = (index - 1) >>> LOG_OF_CHILDREN;
            if (!isBefore(timer, parent)) {
                break;
            }
            place(index, at(parent));
            index = parent;
        }
        place(index, timer);
    }

    private void siftDown(int start, TimerHandle timer) {
        int index = start;
        while (true) {
            int first = (index << LOG_OF_CHILDREN) + 1;
            if (first >= size) {
                break;
            }
            int earliest = first;
            for (int child = first + 1; child < Math.min(first + CHILDREN, size); child++) {
                if (isBefore(child, earliest)) {
                    earliest = child;
                }
            }
            if (isBefore(timer, earliest)) {
                break;
            }
            place(index, at(earliest));
            index = earliest;
        }
        place(index, timer);
    }

    private boolean isBefore(int one, int other) {
        return deadlines[one] != deadlines[other]
                ? deadlines[one] < deadlines[other]
                : at(one).sequence < at(other).sequence;
    }

    private boolean isBefore(TimerHandle timer, int other) {
        return timer.deadline != deadlines[other]
                ? timer.deadline < deadlines[other]
                : timer.sequence < at(other).sequence;
    }

    private void place(int index, TimerHandle timer) {
        heap[index] = timer;
        deadlines[index] = timer.deadline;
        timer.index = index;
    }

    @SuppressWarnings("NullAway") // below size there are no nulls
    private TimerHandle at(int index) {
        return heap[index];
    }
}
