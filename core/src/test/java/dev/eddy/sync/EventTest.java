package dev.eddy.sync;

import static dev.eddy.Asyncio.await;
import static dev.eddy.Asyncio.createTask;
import static dev.eddy.Asyncio.getRunningLoop;
import static dev.eddy.Asyncio.sleep;
import static java.time.Duration.ZERO;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.eddy.CancelledError;
import dev.eddy.Task;
import dev.eddy.VirtualLoop;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Behaviour A50. */
class EventTest {

    @RegisterExtension final VirtualLoop loop = new VirtualLoop();

    private final Event event = new Event();
    private final List<String> log = new ArrayList<>();

    private Task<Boolean> waiter(String name) {
        return createTask(() -> {
            event.await();
            return log.add(name);
        });
    }

    @Test
    void a50_setWakesAllWhoWaitInTheOrderInWhichTheyCame() {
        loop.run(() -> {
            waiter("a");
            waiter("b");
            sleep(ZERO);

            event.set();
            boolean atOnce = !log.isEmpty();
            sleep(ZERO);

            assertThat(atOnce).isFalse();
            assertThat(log).containsExactly("a", "b");
            assertThat(event.isSet()).isTrue();
        });
    }

    @Test
    void a50_setAndThenClearStillWakesTheWaitersThereWere() {
        loop.run(() -> {
            waiter("a");
            waiter("b");
            sleep(ZERO);

            event.set();
            event.clear();
            sleep(ZERO);

            assertThat(log).containsExactly("a", "b");
            assertThat(event.isSet()).isFalse();
        });
    }

    @Test
    void a50_whoComesAfterTheClearWaitsForTheNextSet() {
        loop.run(() -> {
            event.set();
            event.clear();
            Task<Boolean> late = waiter("late");
            sleep(ZERO);
            boolean before = late.done();

            event.set();
            await(late);

            assertThat(before).isFalse();
            assertThat(log).containsExactly("late");
        });
    }

    @Test
    void whileItIsSetNobodySuspends() {
        loop.run(() -> {
            event.set();
            getRunningLoop().callSoon(() -> log.add("suspended"));

            event.await();

            assertThat(log).isEmpty();
        });
    }

    @Test
    void aCancelledWaiterOnlyLeaves() {
        loop.run(() -> {
            Task<Boolean> cancelled = waiter("cancelled");
            Task<Boolean> other = waiter("other");
            sleep(ZERO);

            cancelled.cancel("why");
            event.set();
            await(other);

            assertThatThrownBy(() -> await(cancelled)).isInstanceOf(CancelledError.class).hasMessage("why");
            assertThat(log).containsExactly("other");
        });
    }

    @Test
    void waitingOutsideOfACoroutineIsAnErrorUnlessItIsSet() {
        assertThatThrownBy(event::await)
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("no event loop runs in this thread");

        List<Throwable> thrown = new ArrayList<>();
        loop.run(() -> {
            getRunningLoop().callSoon(() -> thrown.add(catchThrowable(event::await)));
            sleep(ZERO);
            event.set();
        });
        event.await();

        assertThat(thrown).singleElement()
                .satisfies(error -> assertThat(error).hasMessageContaining("callback cannot suspend"));
    }
}
