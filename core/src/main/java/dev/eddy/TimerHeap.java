package dev.eddy;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** A loop's timers, a binary heap in which each timer knows its place, so that a cancelled one leaves it at once. */
final class TimerHeap {

    private @Nullable TimerHandle[] heap = new @Nullable TimerHandle[16];
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
            int parent = (index - 1) >>> 1;
            if (!timer.isBefore(at(parent))) {
                break;
            }
            place(index, at(parent));
            index = parent;
        }
        place(index, timer);
    }

    private void siftDown(int start, TimerHandle timer) {
        int index = start;
        while (2 * index + 1 < size) {
            int child = 2 * index + 1;
            if (child + 1 < size && at(child + 1).isBefore(at(child))) {
                child++;
            }
            if (!at(child).isBefore(timer)) {
                break;
            }
            place(index, at(child));
            index = child;
        }
        place(index, timer);
    }

    private void place(int index, TimerHandle timer) {
        heap[index] = timer;
        timer.index = index;
    }

    @SuppressWarnings("NullAway") // below size there are no nulls
    private TimerHandle at(int index) {
        return heap[index];
    }
}
