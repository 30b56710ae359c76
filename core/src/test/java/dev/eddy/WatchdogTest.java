package dev.eddy;

import static dev.eddy.Asyncio.await;
import static dev.eddy.Asyncio.createTask;
import static dev.eddy.Asyncio.getRunningLoop;
import static dev.eddy.Asyncio.sleep;
import static java.time.Duration.ZERO;
import static java.time.Duration.ofHours;
import static java.time.Duration.ofMillis;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A loop that is blocked is reported while it is, with the culprit's stack. */
class WatchdogTest {

    @RegisterExtension final VirtualLoop loop = new VirtualLoop();
    @RegisterExtension final LogRecords log = new LogRecords();

    private final BlockingQueue<BlockedLoop> reports = new LinkedBlockingQueue<>();

    /** Keeps the loop until the watchdog has noticed; null if it did so before, which on a busy machine happens: then in another step. */
    private @Nullable BlockedLoop theCulprit() {
        BlockedLoop report = reports.poll();
        while (report == null) {
            Thread.onSpinWait(); // a call that blocks does not keep the loop on every engine
            report = reports.poll();
        }
        return methods(report).contains("theCulprit") ? report : null;
    }

    /** In a task. */
    private BlockedLoop blockUntilNoticed() {
        BlockedLoop report = theCulprit();
        while (report == null) {
            sleep(ZERO);
            report = theCulprit();
        }
        return report;
    }

    /** In a callback. */
    private void blockUntilNoticed(Future<BlockedLoop> noticed) {
        BlockedLoop report = theCulprit();
        if (report == null) {
            getRunningLoop().callSoon(() -> blockUntilNoticed(noticed));
        } else {
            noticed.setResult(report);
        }
    }

    private static List<String> methods(BlockedLoop report) {
        return report.stack().stream().map(StackTraceElement::getMethodName).toList();
    }

    @Test
    void aTaskThatBlocksIsReportedWithItsStack() {
        loop.get().setWatchdog(ofMillis(1), reports::add);

        BlockedLoop report = loop.run(() -> await(createTask(() -> blockUntilNoticed(), "hog")));

        assertThat(report.loop()).isSameAs(loop.get());
        assertThat(report.task()).isNotNull().extracting(Task::getName).isEqualTo("hog");
        assertThat(report.duration()).isGreaterThanOrEqualTo(ofMillis(1));
        assertThat(methods(report)).contains("theCulprit");
        assertThat(report.toString()).contains("blocked for").contains("hog");
    }

    @Test
    void aCallbackThatBlocksIsReported() {
        loop.get().setWatchdog(ofMillis(1), reports::add);

        BlockedLoop report = loop.run(() -> {
            Future<BlockedLoop> seen = getRunningLoop().createFuture();
            getRunningLoop().callSoon(() -> blockUntilNoticed(seen));
            return await(seen);
        });

        assertThat(report.task()).isNull();
        assertThat(methods(report)).contains("theCulprit");
    }

    @Test
    void theNextStepThatBlocksIsReportedAgain() {
        loop.get().setWatchdog(ofMillis(1), reports::add);

        loop.run(() -> {
            BlockedLoop first = blockUntilNoticed();
            sleep(ZERO);
            BlockedLoop second = blockUntilNoticed();
            assertThat(second).isNotEqualTo(first);
        });
    }

    @Test
    void aWatchdogThatIsSetInACoroutineWatchesFromItsNextStepOn() {
        BlockedLoop report = loop.run(() -> {
            getRunningLoop().setWatchdog(ofMillis(1), reports::add);
            sleep(ZERO);
            return blockUntilNoticed();
        });

        assertThat(methods(report)).contains("theCulprit");
    }

    @Test
    void aLoopWhoseTasksAreAllSuspendedIsNotBlocked() {
        CompletableFuture<String> answer = new CompletableFuture<>();
        StepWatch steps = loop.get().dispatcher.watchSteps();
        loop.run(() -> {
            sleep(ZERO); // the first step that is watched
            assertThat(steps.current()).isNotNull();
            Thread.ofPlatform().start(() -> {
                while (steps.current() != null) {
                    Thread.onSpinWait();
                }
                answer.complete("answer");
            });
            assertThat(await(answer)).isEqualTo("answer");
        });
    }

    @Test
    void byDefaultItLogs() {
        CountDownLatch logged = new CountDownLatch(1);
        java.util.logging.Logger.getLogger("dev.eddy").setFilter(record -> {
            logged.countDown();
            return true;
        });
        try {
            loop.get().setWatchdog(ofMillis(1));
            loop.run(() -> {
                while (logged.getCount() > 0) {
                    Thread.onSpinWait();
                }
            });
        } finally {
            java.util.logging.Logger.getLogger("dev.eddy").setFilter(null);
        }
        loop.get().setWatchdog(null);

        assertThat(logged.getCount()).isZero();
    }

    @Test
    void aHandlerThatFailsIsLoggedAndNothingElse() {
        loop.get().setWatchdog(ofMillis(1), report -> {
            reports.add(report);
            throw new IllegalStateException("the handler's own failure");
        });

        loop.run(() -> {
            blockUntilNoticed();
        });

        assertThat(loop.reports()).isEmpty();
    }

    @Test
    void aLimitMustBePositive() {
        assertThatThrownBy(() -> loop.get().setWatchdog(ZERO))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("must be positive");
        loop.get().setWatchdog(ofHours(1));
        loop.get().setWatchdog(null);
    }
}
