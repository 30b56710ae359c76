package dev.eddy.greenlet;

import static dev.eddy.Garbage.collectUntil;
import static dev.eddy.greenlet.Greenlet.getCurrent;
import static org.assertj.core.api.Assertions.assertThat;

import dev.eddy.Asyncio;
import java.lang.ref.WeakReference;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Behaviour G7: what becomes of greenlets that nobody can switch to any more. */
class UnreachableGreenletTest {

    private final List<String> log = new ArrayList<>();

    /** In a method of its own, whose frame does not keep the greenlet. */
    private WeakReference<Greenlet> abandon() {
        Greenlet greenlet = new Greenlet(() -> {
            try {
                getCurrent().parent().switchTo();
            } catch (GreenletExit e) {
                log.add("exit");
                throw e;
            } finally {
                log.add("cleaned up");
            }
        });
        greenlet.switchTo();
        return new WeakReference<>(greenlet);
    }

    @Test
    void g7_withoutALoopItGetsGreenletExitWhenItsThreadMakesAnotherOne() throws Exception {
        WeakReference<Greenlet> reference = abandon();

        collectUntil(() -> !log.isEmpty(), () -> new Greenlet(() -> 1));

        assertThat(reference.get()).isNull();
        assertThat(log).containsExactly("exit", "cleaned up");
    }

    @Test
    void g7_inALoopItGetsGreenletExitInATask() {
        Asyncio.run(() -> {
            abandon();
            collectUntil(() -> !log.isEmpty(), () -> Asyncio.sleep(Duration.ofMillis(1)));
            log.add("still running");
        });

        assertThat(log).containsExactly("exit", "cleaned up", "still running");
    }

    @Test
    void oneThatHasNotBegunOrHasEndedIsSimplyCollected() {
        List<WeakReference<Greenlet>> references = List.of(notBegun(), ended());

        collectUntil(() -> references.stream().allMatch(reference -> reference.get() == null));

        assertThat(references).allMatch(reference -> reference.get() == null);
        assertThat(log).isEmpty();
    }

    private WeakReference<Greenlet> notBegun() {
        return new WeakReference<>(new Greenlet(() -> log.add("begun")));
    }

    private WeakReference<Greenlet> ended() {
        Greenlet greenlet = new Greenlet(() -> 1);
        greenlet.switchTo();
        return new WeakReference<>(greenlet);
    }

    @Test
    void theOnesOfAThreadThatHasEndedAreCollectedWithIt() throws Exception {
        List<WeakReference<Greenlet>> references = new ArrayList<>();
        Thread thread = Thread.ofPlatform().start(() -> references.add(abandon()));
        thread.join();

        collectUntil(() -> references.getFirst().get() == null);

        assertThat(references.getFirst().get()).isNull();
    }
}
