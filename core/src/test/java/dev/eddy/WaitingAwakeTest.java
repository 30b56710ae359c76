package dev.eddy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.eddy.context.Context;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** When a coroutine waits awake for another thread: after a short wait, and if its loop has nothing else to do. */
class WaitingAwakeTest {

    private static final long LONG_AGO = -1;

    private final EventLoop loop = EventLoop.builder().build();
    private final ReadyQueue queue = new ReadyQueue(LoopClock.system(), new ReadyQueue.Listener() {}, null);
    private final AtomicInteger looks = new AtomicInteger();

    @BeforeEach
    void waitShortly() {
        assumeTrue(Runtime.getRuntime().availableProcessors() > 1, "one processor has nobody to wait for awake");
        queue.begin(false);
        while (!queue.spinUntil(() -> true)) { // at once, but for what the machine does in between
            queue.add(timer(LONG_AGO));
            assertThat(queue.next()).isNotNull();
        }
    }

    @AfterEach
    void close() {
        loop.close();
    }

    @Test
    void seesWhatComesWhileItWaits() {
        while (!queue.spinUntil(() -> looks.incrementAndGet() > 3)) {
            waitShortly(); // the machine has kept it from looking for longer than it waits
            looks.set(0);
        }
    }

    @Test
    void givesUpSoonAndDoesNotWaitAwakeAgain() {
        assertThat(queue.spinUntil(() -> false)).isFalse();
        assertThat(queue.spinUntil(this::look)).isFalse();
        assertThat(looks).hasValue(0);
    }

    @Test
    void doesNotWaitWhereSomethingIsReady() {
        queue.add(handle());
        assertThat(queue.spinUntil(this::look)).isFalse();
        assertThat(looks).hasValue(0);
    }

    @Test
    void doesNotWaitWhereATimerIsDue() {
        queue.add(timer(LONG_AGO));
        assertThat(queue.spinUntil(this::look)).isFalse();
        assertThat(looks).hasValue(0);
    }

    @Test
    void doesNotWaitWhereAnotherThreadHasSentSomething() {
        queue.post(handle());
        assertThat(queue.spinUntil(this::look)).isFalse();
        assertThat(looks).hasValue(0);
    }

    @Test
    void stopsWaitingWhenAnotherThreadSendsSomething() {
        assertThat(queue.spinUntil(() -> {
            if (looks.incrementAndGet() == 1) {
                queue.post(handle());
            }
            return false;
        })).isFalse();
        assertThat(queue.next()).isNotNull();
    }

    @Test
    void letsThePassesOfTheLoopHaveTheirTurnNowAndThen() {
        int waits = 0;
        while (queue.spinUntil(() -> true)) {
            waits++;
        }
        assertThat(waits).isLessThan(256);
    }

    private boolean look() {
        looks.incrementAndGet();
        return true;
    }

    private Handle handle() {
        return new Handle(() -> {}, new Context(), null);
    }

    private TimerHandle timer(long deadline) {
        return new TimerHandle(loop, () -> {}, new Context(), deadline);
    }
}
