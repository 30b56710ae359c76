package dev.eddy;

import static dev.eddy.Asyncio.await;
import static dev.eddy.Asyncio.coroutine;
import static dev.eddy.Asyncio.getRunningLoop;
import static dev.eddy.Asyncio.runCoroutineThreadsafe;
import static dev.eddy.Asyncio.sleep;
import static java.time.Duration.ofHours;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Coroutines that other threads start. */
class RunCoroutineThreadsafeTest {

    private final LoopGroup group = new LoopGroup("test-loop", 1);
    private final EventLoop loop = group.next();

    @AfterEach
    void close() {
        group.close();
    }

    @Test
    void runInTheLoopAndGiveTheirResultToTheCaller() {
        CompletableFuture<EventLoop> where = runCoroutineThreadsafe(() -> {
            sleep(java.time.Duration.ZERO);
            return getRunningLoop();
        }, loop);

        assertThat(where.join()).isSameAs(loop);
    }

    @Test
    void mayReturnNothing() {
        CountDownLatch ran = new CountDownLatch(1);

        assertThat(runCoroutineThreadsafe(() -> ran.countDown(), loop).join()).isNull();

        assertThat(ran.getCount()).isZero();
    }

    @Test
    void failWithTheirOwnException() {
        IOException failure = new IOException("of the body");
        CompletableFuture<String> failed = runCoroutineThreadsafe(() -> {
            throw failure;
        }, loop);

        assertThatThrownBy(failed::get).cause().isSameAs(failure);
    }

    @Test
    void areCancelledWithTheCallersFuture() {
        CountDownLatch begun = new CountDownLatch(1);
        CompletableFuture<String> seen = new CompletableFuture<>();
        CompletableFuture<Void> running = runCoroutineThreadsafe(() -> {
            begun.countDown();
            try {
                sleep(ofHours(1));
            } finally {
                seen.complete("cancelled");
            }
        }, loop);
        Asyncio.run(() -> begun.await());

        assertThat(running.cancel(true)).isTrue();

        assertThat(seen.join()).isEqualTo("cancelled");
        assertThat(running.isCancelled()).isTrue();
    }

    @Test
    void neverBeginWhenTheyAreCancelledFirst() {
        CountDownLatch held = new CountDownLatch(1);
        CountDownLatch ran = new CountDownLatch(1);
        loop.callSoonThreadsafe(() -> spinUntilOpen(held));
        CompletableFuture<Void> early = runCoroutineThreadsafe(() -> ran.countDown(), loop);

        early.cancel(true);
        held.countDown();
        runCoroutineThreadsafe(() -> {}, loop).join(); // came behind it

        assertThat(ran.getCount()).isEqualTo(1);
    }

    /** Keeps the loop meanwhile, which a call that blocks does not on every engine. */
    private static void spinUntilOpen(CountDownLatch latch) {
        while (latch.getCount() > 0) {
            Thread.onSpinWait();
        }
    }

    @Test
    void showTheirOwnCancellationAsOne() {
        CompletableFuture<Void> cancelled = runCoroutineThreadsafe(() -> {
            Asyncio.currentTask().cancel();
            sleep(ofHours(1));
        }, loop);

        assertThatThrownBy(cancelled::join).isInstanceOf(CancellationException.class);
    }

    @Test
    void takeACoroutineObject() {
        Coroutine<String> object = coroutine(() -> "result");

        assertThat(runCoroutineThreadsafe(object, loop).join()).isEqualTo("result");

        assertThatThrownBy(() -> runCoroutineThreadsafe(object, loop))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("cannot reuse");
    }

    @Test
    void canBeAwaitedInAnotherLoop() {
        String result = Asyncio.run(() -> await(runCoroutineThreadsafe(() -> "from the other loop", loop)));

        assertThat(result).isEqualTo("from the other loop");
    }

    @Test
    void areRefusedByAClosedLoop() {
        group.close();

        assertThatThrownBy(() -> runCoroutineThreadsafe(() -> "never", loop))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("the event loop is closed");
    }

    @Test
    void failWhenTheLoopIsClosedBeforeItGetsToThem() {
        EventLoop neverRun = EventLoop.create();
        CompletableFuture<String> late = runCoroutineThreadsafe(() -> "never", neverRun);

        neverRun.close();

        assertThatThrownBy(late::get).cause().hasMessage("the event loop is closed");
    }

    @Test
    void needALoopAndABody() {
        assertThatThrownBy(() -> runCoroutineThreadsafe((Action) null, loop)).isInstanceOf(NullPointerException.class);
        assertThatThrownBy(() -> runCoroutineThreadsafe(() -> "result", null)).isInstanceOf(NullPointerException.class);
    }
}
