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

/** A loop's timers, beside a list that is sorted by deadline, stably. */
class TimersTest {

    private static final int STEPS = 2_000;
    private static final int MOST_RUNS = 16;
    private static final int LATEST = 40;
    private static final long FAR = 1_000_000;

    private final EventLoop loop = EventLoop.builder().build();
    private final Timers timers = new Timers();
    private final List<TimerHandle> expected = new ArrayList<>();
    /** How many of those that are expected, the last, stay to the end. */
    private int kept;

    @AfterEach
    void close() {
        loop.close();
    }

    @RepeatedTest(10)
    void givesThoseOfAFewDelaysInOrder(RepetitionInfo repetition) {
        int[] delays = {10, 10, 10, 300, 5_000};
        addAndRemove(repetition, (random, step) -> step + delays[random.nextInt(delays.length)]);
    }

    @RepeatedTest(10)
    void givesThoseOfAnyDeadlineInOrder(RepetitionInfo repetition) {
        addAndRemove(repetition, (random, step) -> random.nextInt(LATEST));
    }

    @RepeatedTest(10)
    void givesThoseThatFitNoRunInOrder(RepetitionInfo repetition) {
        fillRuns();
        addAndRemove(repetition, (random, step) -> random.nextInt(LATEST));
    }

    private interface Deadlines {
        long next(Random random, int step);
    }

    private void addAndRemove(RepetitionInfo repetition, Deadlines deadlines) {
        Random random = new Random(repetition.getCurrentRepetition());
        for (int step = 0; step < STEPS; step++) {
            int choice = random.nextInt(10);
            if (choice < 6) {
                add(deadlines.next(random, step));
            } else if (expected.size() > kept) {
                if (choice < 8) {
                    timers.remove(expected.remove(random.nextInt(expected.size() - kept)));
                } else {
                    removeFirst();
                }
            }
            assertFirst();
        }
        while (!expected.isEmpty()) {
            removeFirst();
        }
        assertThat(timers.isEmpty()).isTrue();
    }

    /** As timeouts, most of which do not fire: what is left are gaps. */
    @Test
    void forgetsWhatIsCancelledInTheMiddle() {
        TimerHandle first = add(0);
        for (int i = 1; i <= STEPS; i++) {
            TimerHandle cancelled = add(i);
            if (i % 100 != 0) {
                timers.remove(cancelled);
                expected.removeLast();
            }
            assertFirst();
        }
        timers.remove(first);
        expected.removeFirst();
        while (!expected.isEmpty()) {
            assertFirst();
            removeFirst();
        }
        assertThat(timers.isEmpty()).isTrue();
    }

    @Test
    void removesWhatIsNotThereAnyMoreWithoutEffect() {
        removeWhatIsNotThereAnyMore();
        assertThat(timers.isEmpty()).isTrue();
    }

    @Test
    void removesWhatIsNotInTheHeapAnyMoreWithoutEffect() {
        fillRuns();
        removeWhatIsNotThereAnyMore();
        assertThat(timers.firstDeadline()).isGreaterThan(LATEST);
    }

    private void removeWhatIsNotThereAnyMore() {
        TimerHandle gone = add(1);
        TimerHandle left = add(2);
        removeFirst();
        TimerHandle inItsSlot = add(3);

        timers.remove(gone);
        timers.remove(gone);

        assertThat(timers.removeDue(3)).isSameAs(left);
        timers.remove(left);
        assertThat(timers.removeDue(3)).isSameAs(inItsSlot);
        timers.remove(inItsSlot);
    }

    @Test
    void givesNothingBeforeItIsDue() {
        TimerHandle timer = add(7);

        assertThat(timers.removeDue(6)).isNull();
        assertThat(timers.removeDue(7)).isSameAs(timer);
        assertThat(timers.removeDue(Long.MAX_VALUE)).isNull();
    }

    @Test
    void canBeUsedAgainWhenCleared() {
        fillRuns();
        TimerHandle cleared = add(1);
        TimerHandle clearedRun = expected.getLast();

        timers.clear();
        expected.clear();
        timers.remove(cleared);
        timers.remove(clearedRun);
        add(3);

        assertFirst();
        removeFirst();
        assertThat(timers.isEmpty()).isTrue();
    }

    /** Whatever is added with an earlier deadline goes into the heap. */
    private void fillRuns() {
        for (int i = 0; i < MOST_RUNS; i++) {
            add(FAR - i);
        }
        kept = MOST_RUNS;
    }

    private TimerHandle add(long deadline) {
        TimerHandle timer = new TimerHandle(loop, () -> {}, new Context(), deadline);
        timers.add(timer);
        expected.add(timer);
        expected.sort(Comparator.comparingLong(added -> added.deadline));
        return timer;
    }

    private void removeFirst() {
        assertThat(timers.removeDue(Long.MAX_VALUE)).isSameAs(expected.removeFirst());
    }

    private void assertFirst() {
        assertThat(timers.isEmpty()).isEqualTo(expected.isEmpty());
        if (!expected.isEmpty()) {
            assertThat(timers.firstDeadline()).isEqualTo(expected.getFirst().deadline);
        }
    }
}
