package dev.eddy;

import static dev.eddy.Asyncio.await;
import static dev.eddy.Asyncio.createTask;
import static dev.eddy.Asyncio.gather;
import static dev.eddy.Asyncio.sleep;
import static java.time.Duration.ZERO;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Tasks that wait for each other: nothing wakes them but a cancellation. */
class AwaitingCircleTest {

    @RegisterExtension final VirtualLoop loop = new VirtualLoop();

    private final List<Task<?>> circle = new ArrayList<>();

    /** Each task awaits the next one, the last one the first. */
    private void startCircleOf(int size) {
        for (int i = 0; i < size; i++) {
            int next = (i + 1) % size;
            circle.add(createTask(() -> {
                await(circle.get(next));
            }));
        }
    }

    @Test
    void cancellingOneOfThemEndsThemAll() {
        loop.run(() -> {
            startCircleOf(3);
            sleep(ofSeconds(1));

            circle.get(1).cancel();

            assertThatThrownBy(() -> await(circle.get(1))).isInstanceOf(CancelledError.class);
            sleep(ZERO);
            sleep(ZERO);
            assertThat(circle).allMatch(Future::cancelled);
        });
    }

    @Test
    void cancellingOneTwiceDeliversOneCancellation() {
        loop.run(() -> {
            startCircleOf(2);
            sleep(ofSeconds(1));

            circle.getFirst().cancel("first");
            circle.getFirst().cancel("second");

            assertThatThrownBy(() -> await(circle.getFirst())).isInstanceOf(CancelledError.class);
            assertThat(circle.getFirst().cancelling()).isEqualTo(2);
        });
    }

    @Test
    void aTaskThatAwaitsACircleItIsNotPartOfCanBeCancelled() {
        loop.run(() -> {
            startCircleOf(2);
            Task<?> outside = createTask(() -> {
                await(circle.getFirst());
            });
            sleep(ofSeconds(1));

            outside.cancel();

            assertThatThrownBy(() -> await(outside)).isInstanceOf(CancelledError.class);
        });
    }

    @Test
    void aCircleThroughAGatherCanBeCancelled() {
        loop.run(() -> {
            circle.add(createTask(() -> {
                await(gather(circle.get(1)));
            }));
            circle.add(createTask(() -> {
                await(circle.get(0));
            }));
            sleep(ofSeconds(1));

            circle.getFirst().cancel();

            sleep(ofSeconds(1));
            assertThat(circle).allMatch(Future::cancelled);
        });
    }

    @Test
    void theEndOfTheRunEndsThem() {
        loop.run(() -> {
            startCircleOf(5);
            sleep(ofSeconds(1));
        });

        loop.close();

        assertThat(circle).allMatch(Future::cancelled);
    }
}
