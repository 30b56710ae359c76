package dev.eddy.internal.reactive;

import static dev.eddy.Asyncio.createTask;
import static dev.eddy.Asyncio.sleep;
import static java.time.Duration.ZERO;
import static org.assertj.core.api.Assertions.assertThat;

import dev.eddy.EventLoop;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/** What a source has settled before the loop closes, but the loop has not delivered. */
class ValueSourceTest {

    private final List<Object> lost = new ArrayList<>();

    private final ValueSource<String> source = new ValueSource<>(new DropHooks() {
        @Override
        public void errorDropped(Throwable error) {
            lost.add(error);
        }

        @Override
        public void discarded(Object item) {
            lost.add(item);
        }
    }) {
        @Override
        protected void cancelUpstream() {}
    };

    @Test
    void aValueOnItsWayToALoopThatClosesIsDiscarded() {
        closeAfter(settling -> settling.succeed("value"));

        assertThat(lost).containsExactly("value");
    }

    @Test
    void aFailureOnItsWayToALoopThatClosesIsDropped() {
        Exception failure = new Exception();
        closeAfter(settling -> settling.fail(failure));

        assertThat(lost).containsExactly(failure);
    }

    private void closeAfter(Consumer<ValueSource<String>> settle) {
        EventLoop loop = EventLoop.create();
        loop.setExceptionHandler((closed, pending) -> {}); // the task is pending on purpose
        loop.runUntilComplete(() -> {
            createTask(source::await);
            sleep(ZERO);
        });
        CompletableFuture.runAsync(() -> settle.accept(source)).join();
        loop.close();
    }
}
