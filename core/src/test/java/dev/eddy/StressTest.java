package dev.eddy;

import static dev.eddy.Asyncio.await;
import static dev.eddy.Asyncio.createTask;
import static dev.eddy.Asyncio.currentTask;
import static dev.eddy.Asyncio.gather;
import static dev.eddy.Asyncio.getRunningLoop;
import static dev.eddy.Asyncio.sleep;
import static java.time.Duration.ZERO;
import static java.time.Duration.ofHours;
import static java.time.Duration.ofMillis;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A hundred thousand of everything: it comes to its end, and nothing is left. */
@Tag("stress")
class StressTest {

    private static final int MANY = 100_000;

    @RegisterExtension final VirtualLoop loop = new VirtualLoop();

    /** The virtual threads that ran tasks; none on the continuation engine. */
    private final List<Thread> fiberThreads = new ArrayList<>();

    private void noteFiber() {
        Thread thread = Thread.currentThread();
        if (thread.isVirtual()) {
            fiberThreads.add(thread);
        }
    }

    /** Closes the loop, and waits for each fiber's thread to end, which it does at once or never. */
    private void assertThatNothingIsLeft() throws InterruptedException {
        assertThat(loop.get().allTasks()).isEmpty();
        loop.close();
        for (Thread thread : fiberThreads) {
            assertThat(thread.join(Duration.ofSeconds(20))).as("%s has ended", thread).isTrue();
        }
    }

    @Test
    void aHundredThousandTasksSleepAtTheSameTime() throws InterruptedException {
        int[] woken = {0};

        loop.run(() -> {
            List<Task<Void>> sleepers = new ArrayList<>();
            for (int i = 0; i < MANY; i++) {
                Duration delay = ofMillis(1 + i % 1000);
                sleepers.add(createTask(() -> {
                    noteFiber();
                    sleep(delay);
                    woken[0]++;
                }));
            }
            sleep(ZERO);
            assertThat(getRunningLoop().allTasks()).hasSize(MANY + 1);
            await(gather(sleepers));
            assertThat(getRunningLoop().allTasks()).isEqualTo(List.of(currentTask()));
        });

        assertThat(woken[0]).isEqualTo(MANY);
        assertThat(loop.time()).isEqualTo(ofSeconds(1));
        assertThatNothingIsLeft();
    }

    @Test
    void aChainOfAHundredThousandTasksEachAwaitsTheNext() throws InterruptedException {
        int result = loop.run(() -> {
            Task<Integer> head = chain(MANY);
            sleep(ZERO);
            assertThat(head.toString()).contains("waiting on Task-");
            return await(head);
        });

        assertThat(result).isEqualTo(MANY);
        assertThatNothingIsLeft();
    }

    @Test
    void aHundredThousandAwaitsFollowOneAnother() throws InterruptedException {
        int result = loop.run(() -> {
            int sum = 0;
            for (int i = 0; i < MANY; i++) {
                sum += await(createTask(() -> {
                    noteFiber();
                    sleep(ZERO);
                    return 1;
                }));
            }
            return sum;
        });

        assertThat(result).isEqualTo(MANY);
        assertThatNothingIsLeft();
    }

    @Test
    void r14_aHundredThousandTasksAwaitOneFuture() throws InterruptedException {
        int[] woken = {0};

        loop.run(() -> {
            Future<Integer> future = getRunningLoop().createFuture();
            List<Task<Void>> waiters = new ArrayList<>();
            for (int i = 0; i < MANY; i++) {
                waiters.add(createTask(() -> {
                    noteFiber();
                    int one = await(future);
                    woken[0] += one;
                }));
            }
            sleep(ZERO);
            future.setResult(1);
            await(gather(waiters));
        });

        assertThat(woken[0]).isEqualTo(MANY);
        assertThatNothingIsLeft();
    }

    @Test
    void aCancellationTravelsThroughAChainOfTasks() throws InterruptedException {
        loop.run(() -> {
            Task<Integer> head = chain(100_000);
            sleep(ZERO);

            head.cancel("why");

            assertThatThrownBy(() -> await(head)).isInstanceOf(CancelledError.class).hasMessage("why");
        });

        assertThatNothingIsLeft();
    }

    @Test
    void aHundredThousandTasksLeftBehindAreCancelledAtTheEndOfTheRun() throws InterruptedException {
        int[] cleanedUp = {0};

        loop.run(() -> {
            for (int i = 0; i < MANY; i++) {
                createTask(() -> {
                    noteFiber();
                    try {
                        sleep(ofHours(1));
                    } finally {
                        cleanedUp[0]++;
                    }
                });
            }
        });
        loop.close();

        assertThat(cleanedUp[0]).isEqualTo(MANY);
        for (Thread thread : fiberThreads) {
            assertThat(thread.join(Duration.ofSeconds(20))).as("%s has ended", thread).isTrue();
        }
    }

    /** The first of a chain of tasks, each of which awaits the next and adds one to its result. */
    private Task<Integer> chain(int length) {
        Task<Integer> last = createTask(() -> {
            noteFiber();
            sleep(ofSeconds(1));
            return 1;
        });
        for (int i = 1; i < length; i++) {
            Task<Integer> next = last;
            last = createTask(() -> {
                noteFiber();
                return await(next) + 1;
            });
        }
        return last;
    }
}
