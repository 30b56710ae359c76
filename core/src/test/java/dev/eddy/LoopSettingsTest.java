package dev.eddy;

import static dev.eddy.Asyncio.allTasks;
import static dev.eddy.Asyncio.await;
import static dev.eddy.Asyncio.createTask;
import static dev.eddy.Asyncio.currentTask;
import static dev.eddy.Asyncio.getRunningLoop;
import static dev.eddy.Asyncio.sleep;
import static dev.eddy.Asyncio.toThread;
import static java.time.Duration.ZERO;
import static java.time.Duration.ofHours;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.eddy.generator.Generator;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.BiConsumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What can be set on a loop, and what a program that uses no Runner calls at the end. */
class LoopSettingsTest {

    @RegisterExtension final VirtualLoop loop = new VirtualLoop();
    @RegisterExtension final LogRecords log = new LogRecords();

    @Test
    void theTaskFactoryCanBeRead() {
        assertThat(loop.get().getTaskFactory()).isSameAs(TaskFactory.DEFAULT);
        loop.get().setTaskFactory(TaskFactory.EAGER);
        assertThat(loop.get().getTaskFactory()).isSameAs(TaskFactory.EAGER);
        assertThatThrownBy(() -> loop.get().setTaskFactory(null)).isInstanceOf(NullPointerException.class);
    }

    @Test
    void theExceptionHandlerCanBeReadAndFallBackToTheDefault() {
        BiConsumer<EventLoop, ExceptionContext> handler =
                (source, context) -> source.defaultExceptionHandler(context);
        loop.get().setExceptionHandler(handler);

        assertThat(loop.get().getExceptionHandler()).isSameAs(handler);
        loop.get().callExceptionHandler(new ExceptionContext("told", new IllegalStateException("the error"), null));

        assertThat(log.messages()).containsExactly("told");
        assertThat(log.all().getFirst().getThrown()).hasMessage("the error");
    }

    @Test
    void theDefaultExecutorCanBeSetAndIsShutDownWithTheLoop() {
        ExecutorService own = Executors.newSingleThreadExecutor(
                Thread.ofPlatform().name("own").factory());

        loop.run(() -> {
            getRunningLoop().setDefaultExecutor(own);
            String name = toThread(() -> Thread.currentThread().getName());
            assertThat(name).isEqualTo("own");
        });
        loop.close();

        assertThat(own.isShutdown()).isTrue();
    }

    @Test
    void aProgramWithoutARunnerClosesItsGeneratorsAndItsExecutor() {
        List<String> events = new ArrayList<>();
        EventLoop bare = EventLoop.create();
        bare.runUntilComplete(() -> {
            Generator<Integer> unfinished = Generator.generator(g -> {
                try {
                    g.yield(1);
                } finally {
                    sleep(ZERO);
                    events.add("closed");
                }
            });
            unfinished.next();
            toThread(() -> events.add("called"));
            getRunningLoop().shutdownGenerators();
            getRunningLoop().shutdownDefaultExecutor();
        });
        bare.close();

        assertThat(events).containsExactly("called", "closed");
    }

    @Test
    void theShutdownsAreForTasks() {
        List<String> events = new ArrayList<>();
        Generator<Integer> unfinished = Generator.generator(g -> {
            try {
                g.yield(1);
            } finally {
                events.add("closed");
            }
        });
        loop.run(() -> {
            unfinished.next();
        });
        assertThatThrownBy(() -> loop.get().shutdownGenerators()).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> loop.get().shutdownDefaultExecutor()).isInstanceOf(IllegalStateException.class);
        loop.close();

        assertThat(events).containsExactly("closed");
    }

    @Test
    void theShutdownOfTheExecutorCanBeCancelled() {
        CountDownLatch release = new CountDownLatch(1);
        Asyncio.run(() -> {
            getRunningLoop().runInExecutor(() -> {
                release.await();
                return null;
            });
            Task<Void> shutdown = createTask(() -> getRunningLoop().shutdownDefaultExecutor());
            sleep(ZERO);
            shutdown.cancel();
            assertThatThrownBy(() -> await(shutdown)).isInstanceOf(CancelledError.class);
            release.countDown();
        });
    }

    @Test
    void afterItThereIsNoMoreCallEvenIfThereWasNoneBefore() {
        loop.run(() -> {
            getRunningLoop().shutdownDefaultExecutor();

            assertThatThrownBy(() -> toThread(() -> 1)).isInstanceOf(RejectedExecutionException.class);
        });
    }

    @Test
    void aLoopThatIsAlwaysBusyReportsWhatWasCollectedToo() {
        loop.run(() -> {
            getRunningLoop().createFuture().setException(new IllegalStateException("nobody looks at this"));
            while (loop.reports().isEmpty()) {
                System.gc();
                for (int i = 0; i < 2_000; i++) {
                    sleep(ZERO);
                }
            }
        });
    }

    @Test
    void allTasksAreThoseOfTheRunningLoop() {
        loop.run(() -> {
            Task<Void> other = createTask(() -> sleep(ofHours(1)));
            assertThat(allTasks()).isEqualTo(List.of(currentTask(), other));
            other.cancel();
            assertThatThrownBy(() -> await(other)).isInstanceOf(CancelledError.class);
        });
        assertThatThrownBy(Asyncio::allTasks)
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("no event loop runs");
    }
}
