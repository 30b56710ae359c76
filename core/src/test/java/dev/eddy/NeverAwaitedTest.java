package dev.eddy;

import static dev.eddy.Asyncio.await;
import static dev.eddy.Asyncio.coroutine;
import static dev.eddy.Asyncio.createTask;
import static dev.eddy.Asyncio.gather;
import static dev.eddy.Asyncio.shield;
import static dev.eddy.Asyncio.sleep;
import static dev.eddy.Asyncio.waitFor;
import static java.time.Duration.ZERO;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The part of A58 that is about coroutine objects. */
class NeverAwaitedTest {

    @RegisterExtension final VirtualLoop loop = new VirtualLoop();
    @RegisterExtension final LogRecords log = new LogRecords();

    private static void makesOneAndForgetsIt() {
        var unused = coroutine(() -> "unused");
    }

    @Test
    void a58_aCoroutineThatWasNeverAwaitedIsReportedWhenTheLoopIsClosed() {
        loop.run(NeverAwaitedTest::makesOneAndForgetsIt);
        assertThat(loop.reports()).isEmpty();
        loop.close();

        assertThat(loop.reports())
                .singleElement()
                .extracting(ExceptionContext::message)
                .isEqualTo("a coroutine was never awaited");
    }

    @Test
    void a58_andWhenItWasCollectedOnceOnly() {
        loop.run(() -> {
            makesOneAndForgetsIt();
            while (loop.reports().isEmpty()) {
                System.gc();
                sleep(java.time.Duration.ofMillis(1)); // a new pass: the loop looks what was collected
            }
        });
        loop.close();

        assertThat(loop.reports()).hasSize(1);
    }

    @Test
    void a58_whatIsUsedInAnyWayIsNotReported() {
        loop.run(() -> {
            await(coroutine(() -> "awaited"));
            await(createTask(coroutine(() -> "a task")));
            await(gather(coroutine(() -> "gathered"), coroutine(() -> "gathered")));
            await(shield(coroutine(() -> "shielded")));
            coroutine(() -> "closed").close();
            Task<String> neverBegun = createTask(coroutine(() -> "cancelled before it begins"));
            neverBegun.cancel();
            sleep(ZERO);
        });
        loop.close();

        assertThat(loop.reports()).isEmpty();
    }

    @Test
    void a58_oneThatIsUsedInAnotherThreadIsNotReported() {
        loop.run(() -> {
            Coroutine<String> handedOver = coroutine(() -> "elsewhere");
            String result = await(CompletableFuture.supplyAsync(() -> Asyncio.run(() -> await(handedOver))));
            assertThat(result).isEqualTo("elsewhere");
        });
        loop.close();

        assertThat(loop.reports()).isEmpty();
    }

    @Test
    void a58_oneThatWasMadeOutsideOfALoopIsLogged() throws InterruptedException {
        makesOneAndForgetsIt();
        while (log.all().isEmpty()) {
            System.gc();
            Thread.onSpinWait();
        }

        assertThat(log.messages()).containsExactly("a coroutine was never awaited");
    }

    @Test
    void a58_aCoroutineCannotBeAwaitedTwice() {
        loop.run(() -> {
            Coroutine<String> once = coroutine(() -> "once");
            assertThat(await(once)).isEqualTo("once");
            assertThatThrownBy(() -> await(once))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("cannot reuse a coroutine");
        });
    }

    @Test
    void a58_norByATaskThatIsCancelledBeforeItBeginsNorForNoTime() {
        loop.run(() -> {
            Coroutine<String> once = coroutine(() -> "once");
            assertThat(await(once)).isEqualTo("once");
            Task<String> task = createTask(once);
            task.cancel();
            assertThatThrownBy(() -> await(task))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("cannot reuse a coroutine");
            assertThatThrownBy(() -> waitFor(once, ZERO))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("cannot reuse a coroutine");
        });
    }
}
