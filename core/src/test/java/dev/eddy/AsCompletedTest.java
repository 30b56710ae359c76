package dev.eddy;

import static dev.eddy.Asyncio.asCompleted;
import static dev.eddy.Asyncio.await;
import static dev.eddy.Asyncio.coroutine;
import static dev.eddy.Asyncio.createTask;
import static dev.eddy.Asyncio.sleep;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Behaviour A36. */
class AsCompletedTest {

    @RegisterExtension final VirtualLoop loop = new VirtualLoop();

    private final List<Object> log = new ArrayList<>();

    private static Task<Integer> taskOf(int seconds) {
        return createTask(() -> {
            sleep(ofSeconds(seconds));
            return seconds;
        });
    }

    @Test
    void a36_theResultsComeInTheOrderOfTheirCompletion() {
        loop.run(() -> {
            for (Coroutine<Integer> next : asCompleted(List.of(taskOf(3), taskOf(1), taskOf(2)))) {
                log.add(await(next));
            }

            assertThat(log).containsExactly(1, 2, 3);
            assertThat(loop.time()).isEqualTo(ofSeconds(3));
        });
    }

    @Test
    void a36_everyRemainingSlotRaisesTheTimeoutAndTheTasksLive() {
        loop.run(() -> {
            Task<Integer> slow = taskOf(8);
            Task<Integer> slower = taskOf(9);

            for (Coroutine<Integer> next : asCompleted(List.of(slow, taskOf(1), slower), ofSeconds(2))) {
                try {
                    log.add(await(next, TimeoutException.class));
                } catch (TimeoutException e) {
                    log.add("late at " + loop.time().toSeconds());
                }
            }

            assertThat(log).containsExactly(1, "late at 2", "late at 2");
            assertThat(await(slow) + await(slower)).isEqualTo(17);
        });
    }

    @Test
    void a36_theIterationOfFuturesGivesTheOriginalTasks() {
        loop.run(() -> {
            Task<Integer> second = taskOf(2);
            Task<Integer> first = taskOf(1);

            for (Future<? extends Integer> done : asCompleted(List.of(second, first)).futures()) {
                assertThat(done.done()).isTrue();
                log.add(done);
            }

            assertThat(log).containsExactly(first, second);
        });
    }

    @Test
    void a36_theIterationOfFuturesRaisesTheTimeout() {
        loop.run(() -> {
            Task<Integer> slow = taskOf(9);

            assertThatThrownBy(() -> asCompleted(List.of(slow), ofSeconds(1)).futures().forEach(log::add))
                    .isInstanceOf(TimeoutException.class);

            assertThat(log).isEmpty();
            assertThat(slow.done()).isFalse();
        });
    }

    @Test
    void theSameFutureGivenTwiceHasOneSlot() {
        loop.run(() -> {
            Task<Integer> task = taskOf(1);

            asCompleted(List.of(task, task)).futures().forEach(log::add);

            assertThat(log).containsExactly(task);
        });
    }

    @Test
    void aFailureIsRaisedByItsSlotAlone() {
        loop.run(() -> {
            Coroutine<Integer> failing = coroutine(() -> {
                throw new IOException("no");
            });

            for (Coroutine<Integer> next : asCompleted(List.of(taskOf(1), failing))) {
                try {
                    log.add(await(next, IOException.class));
                } catch (IOException e) {
                    log.add(e.getMessage());
                }
            }

            assertThat(log).containsExactly("no", 1);
        });
    }

    @Test
    void aSlotThatIsCancelledWhileItWaitsLeavesItsResultToTheNext() {
        loop.run(() -> {
            List<Coroutine<Integer>> slots = new ArrayList<>();
            asCompleted(List.of(taskOf(1), taskOf(2))).forEach(slots::add);
            Task<Integer> first = createTask(slots.getFirst());
            Task<Integer> second = createTask(slots.getLast());
            sleep(ofSeconds(0));

            first.cancel();

            assertThat(await(second)).isEqualTo(1);
            assertThat(first.cancelled()).isTrue();
        });
    }
}
