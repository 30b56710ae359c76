package dev.eddy;

import static dev.eddy.Asyncio.await;
import static dev.eddy.Asyncio.coroutine;
import static dev.eddy.Asyncio.createTask;
import static dev.eddy.Asyncio.getRunningLoop;
import static dev.eddy.Asyncio.sleep;
import static java.time.Duration.ZERO;
import static java.time.Duration.ofHours;
import static java.time.Duration.ofMillis;
import static java.time.Duration.ofNanos;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Debug mode: slow steps, creation traces; and calls of the wrong thread, which are refused in any mode. */
class DebugModeTest {

    @RegisterExtension final VirtualLoop loop = new VirtualLoop();
    @RegisterExtension final LogRecords log = new LogRecords();

    /** Occupies the loop for at least as long. */
    private static void block(Duration duration) {
        long end = System.nanoTime() + duration.toNanos();
        while (System.nanoTime() - end < 0) {
            Thread.onSpinWait();
        }
    }

    private static boolean mentions(Throwable trace, String method) {
        for (StackTraceElement frame : trace.getStackTrace()) {
            if (frame.getMethodName().contains(method)) {
                return true;
            }
        }
        return false;
    }

    @Nested
    class SlowSteps {

        @Test
        void aTaskThatHoldsUpTheLoopIsLoggedWithItsName() {
            loop.run(() -> {
                getRunningLoop().setDebug(true);
                getRunningLoop().setSlowCallbackDuration(ofMillis(5));
                await(createTask(() -> block(ofMillis(6)), "hog"));
            });

            assertThat(log.messages()).singleElement()
                    .asString()
                    .contains("hog")
                    .contains("held up the event loop for");
        }

        @Test
        void aCallbackThatHoldsUpTheLoopIsLogged() {
            loop.run(() -> {
                getRunningLoop().setDebug(true);
                getRunningLoop().setSlowCallbackDuration(ofMillis(5));
                getRunningLoop().callSoon(() -> block(ofMillis(6)));
                sleep(ZERO);
            });

            assertThat(log.messages()).singleElement().asString().contains("Handle[").contains("DebugModeTest");
        }

        @Test
        void theTimeInWhichATaskIsSuspendedDoesNotCount() {
            loop.run(() -> {
                getRunningLoop().setDebug(true);
                getRunningLoop().setSlowCallbackDuration(ofHours(1));
                sleep(ofHours(2)); // on the virtual clock, and the loop was never held up
            });

            assertThat(log.messages()).isEmpty();
        }

        @Test
        void nothingIsLoggedOutsideOfDebugMode() {
            loop.run(() -> {
                getRunningLoop().setSlowCallbackDuration(ofNanos(1));
                getRunningLoop().setDebug(true);
                getRunningLoop().setDebug(false);
                block(ofMillis(1));
            });

            assertThat(log.messages()).isEmpty();
        }

        @Test
        void aNegativeDurationIsRefused() {
            assertThatThrownBy(() -> loop.get().setSlowCallbackDuration(ofMillis(-1)))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("negative");
        }
    }

    @Nested
    class CreationTraces {

        private void startsWhatFails() {
            createTask(() -> {
                throw new IllegalStateException("nobody looks at this");
            });
        }

        private void schedulesWhatFails() {
            getRunningLoop().callSoon(() -> {
                throw new IllegalStateException("a callback's failure");
            });
        }

        @Test
        void theReportOfATaskSaysWhereItWasCreated() {
            loop.get().setDebug(true);

            loop.run(this::startsWhatFails);
            loop.close();

            assertThat(loop.reports()).singleElement().satisfies(report -> {
                assertThat(report.createdAt()).isNotNull();
                assertThat(mentions(report.createdAt(), "startsWhatFails")).isTrue();
            });
        }

        @Test
        void theReportOfACallbackSaysWhereItWasScheduled() {
            loop.get().setDebug(true);

            loop.run(() -> {
                schedulesWhatFails();
                sleep(ZERO);
            });

            assertThat(loop.reports()).singleElement().satisfies(report -> {
                assertThat(report.createdAt()).isNotNull();
                assertThat(mentions(report.createdAt(), "schedulesWhatFails")).isTrue();
            });
        }

        @Test
        void theReportOfACoroutineThatWasNeverAwaitedSaysWhereItWasMade() {
            loop.get().setDebug(true);

            loop.run(() -> {
                var unused = coroutine(() -> "unused");
            });
            loop.close();

            assertThat(loop.reports()).singleElement().satisfies(report -> {
                assertThat(report.createdAt()).isNotNull();
                assertThat(mentions(report.createdAt(), "SaysWhereItWasMade")).isTrue();
            });
        }

        @Test
        void theyAreLoggedToo() {
            try (Runner runner = new Runner(EventLoop::create, true)) {
                runner.run(this::startsWhatFails);
            }

            assertThat(log.all()).hasSize(2);
            assertThat(log.all().get(0).getThrown()).hasMessage("nobody looks at this");
            assertThat(mentions(log.all().get(1).getThrown(), "startsWhatFails")).isTrue();
        }

        @Test
        void outsideOfDebugModeThereAreNone() {
            loop.run(this::startsWhatFails);
            loop.close();

            assertThat(loop.reports()).singleElement().satisfies(report -> assertThat(report.createdAt()).isNull());
        }
    }

    @Nested
    class Switching {

        @Test
        void aRunnerSwitchesItsLoop() {
            try (Runner debugging = new Runner(EventLoop::create, true);
                    Runner ordinary = new Runner(EventLoop::create)) {
                assertThat(debugging.getLoop().getDebug()).isTrue();
                assertThat(ordinary.getLoop().getDebug()).isFalse();
            }
        }

        @Test
        void aRunnerCanSwitchItOff() {
            try (Runner runner = new Runner(
                    () -> {
                        EventLoop loop = EventLoop.create();
                        loop.setDebug(true);
                        return loop;
                    },
                    false)) {
                assertThat(runner.getLoop().getDebug()).isFalse();
            }
        }

        @Test
        void theSystemPropertySwitchesNewLoops() {
            System.setProperty("eddy.debug", "true");
            try (EventLoop switched = EventLoop.create()) {
                assertThat(switched.getDebug()).isTrue();
            } finally {
                System.clearProperty("eddy.debug");
            }
        }
    }

    @Nested
    class TheWrongThread {

        private Throwable inAnotherThread(Runnable call) {
            try {
                CompletableFuture.runAsync(call).join();
                return new AssertionError("the call was accepted");
            } catch (CompletionException e) {
                return e.getCause();
            }
        }

        @Test
        void isRefusedByWhatIsForTheLoopsThread() {
            EventLoop local = loop.get();

            assertThat(inAnotherThread(() -> local.callSoon(() -> {})))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("callSoonThreadsafe");
            assertThat(inAnotherThread(() -> local.setDebug(true))).isInstanceOf(IllegalStateException.class);
            assertThat(inAnotherThread(() -> local.setWatchdog(ofMillis(1)))).isInstanceOf(IllegalStateException.class);
            assertThat(inAnotherThread(() -> local.setSlowCallbackDuration(ofMillis(1))))
                    .isInstanceOf(IllegalStateException.class);
        }
    }
}
