package dev.eddy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.eddy.context.Context;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.Test;

/** The heap of a loop's timers, beside a list that is sorted by deadline, stably. */
class TimerHeapTest {

    private static final int STEPS = 2_000;
    private static final int DEADLINES = 40;

    private final EventLoop loop = EventLoop.builder().build();
    private final TimerHeap heap = new TimerHeap();
    private final List<TimerHandle> expected = new ArrayList<>();

    @AfterEach
    void close() {
        loop.close();
    }

    @RepeatedTest(20)
    void givesTimersInTheOrderOfTheirDeadlinesAndOfTheirAdding(RepetitionInfo repetition) {
        Random random = new Random(repetition.getCurrentRepetition());
        for (int step = 0; step < STEPS; step++) {
            int choice = random.nextInt(10);
            if (choice < 6) {
                add(random.nextInt(DEADLINES));
            } else if (choice < 8 && !expected.isEmpty()) {
                heap.remove(expected.remove(random.nextInt(expected.size())));
            } else {
                removeFirst();
            }
            assertFirst();
        }
        while (!expected.isEmpty()) {
            removeFirst();
        }
        assertThat(heap.isEmpty()).isTrue();
    }

    @Test
    void removesWhatIsNotThereAnyMoreWithoutEffect() {
        TimerHandle gone = add(1);
        TimerHandle left = add(2);
        removeFirst();
        TimerHandle inItsSlot = add(3);

        heap.remove(gone);
        heap.remove(gone);

        assertThat(List.of(heap.removeFirst(), heap.removeFirst())).containsExactly(left, inItsSlot);
        assertThat(heap.isEmpty()).isTrue();
    }

    @Test
    void canBeUsedAgainWhenCleared() {
        TimerHandle cleared = add(1);
        add(2);

        heap.clear();
        expected.clear();
        heap.remove(cleared);
        add(3);

        assertFirst();
        removeFirst();
        assertThat(heap.isEmpty()).isTrue();
    }

    private TimerHandle add(long deadline) {
        TimerHandle timer = new TimerHandle(loop, () -> {}, new Context(), deadline);
        heap.add(timer);
        expected.add(timer);
        expected.sort(Comparator.comparingLong(added -> added.deadline));
        return timer;
    }

    private void removeFirst() {
        if (!expected.isEmpty()) {
            assertThat(heap.removeFirst()).isSameAs(expected.removeFirst());
        }
    }

    private void assertFirst() {
        assertThat(heap.isEmpty()).isEqualTo(expected.isEmpty());
        if (!expected.isEmpty()) {
            assertThat(heap.firstDeadline()).isEqualTo(expected.getFirst().deadline);
        }
    }
}
