package dev.eddy;

import static dev.eddy.Asyncio.await;
import static dev.eddy.Asyncio.createTask;
import static dev.eddy.Asyncio.getRunningLoop;
import static dev.eddy.Asyncio.runCoroutineThreadsafe;
import static dev.eddy.Asyncio.sleep;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;

import java.lang.ref.WeakReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** That a task which has ended, with its result, is kept by those only who hold it. */
class UnreachableTaskTest {

    @RegisterExtension final VirtualLoop loop = new VirtualLoop();

    private static void assertCollected(WeakReference<?> reference) {
        Garbage.collectUntil(() -> reference.get() == null);
        assertThat(reference.get()).isNull();
    }

    @Test
    void theStackOfASuspendedTaskDoesNotKeepTheOneThatWentOnInItsPlace() {
        loop.run(() -> {
            Future<Void> never = getRunningLoop().createFuture();
            WeakReference<Task<?>> ended = endedAfterASwitchFromOneThatWaitsFor(never);

            assertCollected(ended);
            never.setResult(null);
        });
    }

    /** In a method of its own, whose frame does not keep the task. */
    private static WeakReference<Task<?>> endedAfterASwitchFromOneThatWaitsFor(Future<Void> never) {
        Future<Void> go = getRunningLoop().createFuture();
        Task<?> ending = createTask(() -> await(go));
        sleep(ofSeconds(1));
        createTask(() -> {
            go.setResult(null);
            await(never);
        });
        sleep(ofSeconds(1)); // so that it is nobody else's turn
        assertThat(ending.done()).isTrue();
        return new WeakReference<>(ending);
    }

    @Test
    void aLoopThatRunsForeverDoesNotKeepItsFirstTask() {
        try (LoopGroup group = new LoopGroup("one", 1)) {
            WeakReference<Object> result = resultOfATaskOf(group.next());

            assertCollected(result);
        }
    }

    private static WeakReference<Object> resultOfATaskOf(EventLoop loop) {
        return new WeakReference<>(
                runCoroutineThreadsafe(Object::new, loop).join());
    }
}
