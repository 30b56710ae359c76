package dev.eddy.sync;

import static dev.eddy.Asyncio.createTask;
import static dev.eddy.Asyncio.run;
import static dev.eddy.Asyncio.sleep;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.eddy.Action;
import dev.eddy.queue.Queue;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What coroutines of one loop have waited in is no means between loops. */
class BindingTest {

    @Test
    void usingOneInASecondLoopIsAnError() {
        Lock lock = new Lock();
        Event event = new Event();
        Semaphore semaphore = new Semaphore(0);
        Queue<Integer> queue = new Queue<>();
        Action acquiring = () -> {
            lock.acquire();
            lock.acquire();
        };
        for (Action waiting : List.<Action>of(acquiring, event::await, semaphore::acquire, queue::get)) {
            run(() -> {
                createTask(waiting);
                sleep(Duration.ofMillis(1));
            });

            assertThatThrownBy(() -> run(waiting))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("is used by another event loop");
        }
    }
}
