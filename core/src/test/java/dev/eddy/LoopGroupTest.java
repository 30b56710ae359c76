package dev.eddy;

import static dev.eddy.Asyncio.await;
import static dev.eddy.Asyncio.createTask;
import static dev.eddy.Asyncio.getRunningLoop;
import static dev.eddy.Asyncio.sleep;
import static java.time.Duration.ZERO;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Loops on threads of their own. */
class LoopGroupTest {

    /** Starts a task on a loop that runs in another thread. */
    private static <T> CompletableFuture<T> start(EventLoop loop, Callable<? extends T> body) {
        CompletableFuture<T> outcome = new CompletableFuture<>();
        loop.callSoonThreadsafe(() -> loop.<T>createTask(body).addDoneCallback(done -> {
            if (done.cancelled()) {
                outcome.cancel(false);
            } else if (done.exception() != null) {
                outcome.completeExceptionally(done.exception());
            } else {
                outcome.complete(done.result());
            }
        }));
        return outcome;
    }

    /** The platform thread that runs the loop, whatever engine runs its tasks. */
    private static Thread threadOf(String name) {
        return Thread.getAllStackTraces()
                .keySet()
                .stream()
                .filter(thread -> thread.getName().equals(name))
                .findAny()
                .orElseThrow();
    }

    @Test
    void theLoopsTakeTurns() {
        try (LoopGroup group = new LoopGroup("turns", 3)) {
            List<EventLoop> loops = IntStream.range(0, 6).mapToObj(i -> group.next()).toList();

            assertThat(loops.subList(0, 3)).doesNotHaveDuplicates();
            assertThat(loops.subList(3, 6)).isEqualTo(loops.subList(0, 3));
        }
    }

    @Test
    void eachLoopRunsTasksOnItself() {
        try (LoopGroup group = new LoopGroup("itself", 2)) {
            EventLoop first = group.next();
            EventLoop second = group.next();

            EventLoop seenByFirst = start(first, () -> getRunningLoop()).join();
            EventLoop seenBySecond = start(second, () -> getRunningLoop()).join();

            assertThat(seenByFirst).isSameAs(first);
            assertThat(seenBySecond).isSameAs(second);
            assertThat(first.isRunning() && second.isRunning()).isTrue();
        }
    }

    @Test
    void aFactoryThatFailsIsToldByNextAlone() throws InterruptedException {
        IllegalArgumentException failure = new IllegalArgumentException("no loop today");
        CompletableFuture<Thread> madeBy = new CompletableFuture<>();
        List<Throwable> uncaught = new ArrayList<>();
        try (LoopGroup group = new LoopGroup("no loop", 1, () -> {
            Thread.currentThread().setUncaughtExceptionHandler((thread, e) -> uncaught.add(e));
            madeBy.complete(Thread.currentThread());
            throw failure;
        })) {
            assertThatThrownBy(group::next).isSameAs(failure);
            madeBy.join().join();

            assertThat(uncaught).isEmpty();
        }
    }

    @Test
    void theThreadsAreNamedDaemons() {
        try (LoopGroup group = new LoopGroup("daemons", 1)) {
            EventLoop loop = group.next();

            assertThat(loop.isRunning()).isTrue();
            assertThat(threadOf("daemons-1").isDaemon()).isTrue();
        }
    }

    @Test
    void aCoroutineAwaitsATaskOfAnotherLoopThroughItsCompletableFuture() {
        try (LoopGroup group = new LoopGroup("across", 2)) {
            EventLoop first = group.next();
            EventLoop second = group.next();

            String result = start(first, () -> "got " + await(start(second, () -> "it"))).join();

            assertThat(result).isEqualTo("got it");
        }
    }

    @Test
    void closeCancelsWhatIsPendingAndWaitsForItsEndAndEndsTheThreads() {
        Queue<String> log = new ConcurrentLinkedQueue<>();
        LoopGroup group = new LoopGroup("closing", 2);
        List<EventLoop> loops = List.of(group.next(), group.next());
        List<Thread> threads = List.of(threadOf("closing-1"), threadOf("closing-2"));
        List<CompletableFuture<?>> outcomes = new ArrayList<>();
        for (EventLoop loop : loops) {
            CompletableFuture<Void> begun = new CompletableFuture<>();
            outcomes.add(start(loop, () -> {
                begun.complete(null);
                try {
                    return await(getRunningLoop().createFuture());
                } finally {
                    log.add("cleaned up");
                }
            }));
            begun.join();
        }

        group.close();

        assertThat(log).containsExactly("cleaned up", "cleaned up");
        assertThat(outcomes).allMatch(CompletableFuture::isCancelled);
        assertThat(loops).allMatch(EventLoop::isClosed);
        assertThat(threads).noneMatch(Thread::isAlive);
        assertThatThrownBy(group::next).isInstanceOf(IllegalStateException.class).hasMessageContaining("closing");
    }

    @Test
    void closingTwiceIsAllowed() {
        LoopGroup group = new LoopGroup("twice", 1);
        EventLoop loop = group.next();

        group.close();
        group.close();

        assertThat(loop.isClosed()).isTrue();
    }

    @Test
    void aGroupWithoutLoopsIsAnIllegalArgument() {
        assertThatThrownBy(() -> new LoopGroup("none", 0))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("size is 0");
    }

    @Test
    void theSharedGroupIsOneUntilItIsClosed() {
        LoopGroup first = LoopGroup.shared();
        LoopGroup again = LoopGroup.shared();
        EventLoop loop = first.next();

        LoopGroup.closeShared();
        LoopGroup afterwards = LoopGroup.shared();
        LoopGroup.closeShared();

        assertThat(again).isSameAs(first);
        assertThat(loop.isClosed()).isTrue();
        assertThat(afterwards).isNotSameAs(first);
    }

    @Test
    void aSecondCloseLetsTheCleanupOfTheFirstEnd() throws Exception {
        LoopGroup group = new LoopGroup("twice", 1);
        CompletableFuture<Void> cleaningUp = new CompletableFuture<>();
        CompletableFuture<Void> mayEnd = new CompletableFuture<>();
        CompletableFuture<Void> begun = new CompletableFuture<>();
        CompletableFuture<String> outcome = new CompletableFuture<>();
        CompletableFuture<Object> task = start(group.next(), () -> {
            try {
                begun.complete(null);
                return await(getRunningLoop().createFuture());
            } finally {
                cleaningUp.complete(null);
                await(mayEnd);
                outcome.complete("cleaned up");
            }
        });
        begun.join();

        Thread first = Thread.ofPlatform().start(group::close);
        cleaningUp.join();
        Thread second = Thread.ofPlatform().start(group::close);
        mayEnd.complete(null);
        first.join();
        second.join();

        assertThat(outcome).isCompletedWithValue("cleaned up");
        assertThat(task).isCancelled();
    }

    @Test
    void aCoroutineThatStopsItsLoopDoesNotEndIt() {
        try (LoopGroup group = new LoopGroup("stopped", 1)) {
            EventLoop loop = group.next();
            start(loop, () -> {
                getRunningLoop().stop();
                return null;
            }).join();

            assertThat(start(group.next(), () -> "alive").join()).isEqualTo("alive");
        }
    }

    @Test
    void aCoroutineThatStopsItsLoopWhileTheGroupIsClosedLetsTheOthersCleanUp() {
        LoopGroup group = new LoopGroup("stopped-and-closed", 1);
        EventLoop loop = group.next();
        CompletableFuture<String> outcome = new CompletableFuture<>();
        CompletableFuture<Void> begun = new CompletableFuture<>();
        CompletableFuture<Void> mayStop = new CompletableFuture<>();
        CompletableFuture<Object> stopping = start(loop, () -> {
            createTask(() -> {
                try {
                    await(getRunningLoop().createFuture());
                } finally {
                    sleep(ZERO);
                    sleep(ZERO);
                    outcome.complete("cleaned up");
                }
            });
            sleep(ZERO);
            begun.complete(null);
            while (!mayStop.isDone()) { // keeps the loop, on each engine, with what is sent to it
                Thread.onSpinWait();
            }
            getRunningLoop().stop();
            return null;
        });
        begun.join();

        Thread closing = Thread.ofPlatform().start(group::close);
        while (closing.getState() != Thread.State.WAITING) { // for the end: it has told the loop
            Thread.onSpinWait();
        }
        mayStop.complete(null);
        group.close();

        assertThat(stopping).isCompletedWithValue(null);
        assertThat(outcome).isCompletedWithValue("cleaned up");
    }

    @Test
    void aLoopThatCouldNotBeMadeIsTriedAgain() {
        int[] calls = {0};
        try (LoopGroup group = new LoopGroup("second-try", 1, () -> {
            if (++calls[0] == 1) {
                throw new IllegalStateException("not the first time");
            }
            return EventLoop.create();
        })) {
            assertThatThrownBy(group::next).hasStackTraceContaining("not the first time");

            assertThat(start(group.next(), () -> "made").join()).isEqualTo("made");
        }
    }
}
