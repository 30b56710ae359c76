package dev.eddy;

import static dev.eddy.Asyncio.await;
import static dev.eddy.Asyncio.createTask;
import static dev.eddy.Asyncio.getRunningLoop;
import static dev.eddy.Asyncio.runAsGuest;
import static dev.eddy.Asyncio.sleep;
import static dev.eddy.Asyncio.toThread;
import static java.time.Duration.ZERO;
import static java.time.Duration.ofHours;
import static java.time.Duration.ofMillis;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.eddy.context.ContextVar;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** Guest mode: a loop that somebody else's executor runs. */
class GuestRunTest {

    /** A host whose tasks the test runs itself, one by one. */
    private static final class Host implements Executor {
        private final BlockingQueue<Runnable> tasks = new LinkedBlockingQueue<>();

        @Override
        public void execute(Runnable task) {
            tasks.add(task);
        }

        boolean isIdle() {
            return tasks.isEmpty();
        }

        void runNext() throws InterruptedException {
            tasks.take().run();
        }

        void runUntilIdle() throws InterruptedException {
            while (!isIdle()) {
                runNext();
            }
        }

        <T> T runUntil(CompletableFuture<T> outcome) throws Exception {
            while (!outcome.isDone()) {
                runNext();
            }
            return outcome.get();
        }
    }

    /** Runs one task after the other, each on a thread of its own. */
    private static final class SerialExecutor implements Executor {
        private final java.util.ArrayDeque<Runnable> tasks = new java.util.ArrayDeque<>();
        private boolean busy;

        @Override
        public synchronized void execute(Runnable task) {
            tasks.add(task);
            if (!busy) {
                busy = true;
                Thread.ofPlatform().start(this::runNext);
            }
        }

        private void runNext() {
            Runnable task;
            synchronized (this) {
                task = tasks.remove();
            }
            task.run();
            synchronized (this) {
                busy = !tasks.isEmpty();
                if (busy) {
                    Thread.ofPlatform().start(this::runNext);
                }
            }
        }
    }

    private final Host host = new Host();
    private final List<String> events = new ArrayList<>();

    @Nested
    class Turns {

        @Test
        void theHostDoesOtherThingsBetweenThePasses() throws Exception {
            CompletableFuture<String> outcome = runAsGuest(host, () -> {
                for (int i = 0; i < 3; i++) {
                    events.add("guest");
                    host.execute(() -> events.add("host"));
                    sleep(ZERO);
                }
                return "result";
            });

            assertThat(host.runUntil(outcome)).isEqualTo("result");
            assertThat(events).containsExactly("guest", "host", "guest", "host", "guest", "host");
        }

        @Test
        void aLoopThatWaitsLeavesTheHostAlone() throws Exception {
            CompletableFuture<Void> outcome = runAsGuest(host, () -> sleep(ofHours(1)));

            host.runUntilIdle();

            assertThat(outcome.isDone()).isFalse();
            outcome.cancel(true); // wakes it
            assertThat(host.isIdle()).isFalse();
            host.runUntilIdle();
        }

        @Test
        void aDeadlineBringsItBack() throws Exception {
            CompletableFuture<String> outcome = runAsGuest(host, () -> {
                sleep(ofMillis(5));
                return "awake";
            });

            assertThat(host.runUntil(outcome)).isEqualTo("awake");
        }

        @Test
        void anotherThreadBringsItBack() throws Exception {
            CompletableFuture<String> answer = new CompletableFuture<>();
            CompletableFuture<String> outcome = runAsGuest(host, () -> await(answer));
            host.runUntilIdle();

            Thread.ofPlatform().start(() -> answer.complete("answer")).join();

            assertThat(host.isIdle()).isFalse();
            assertThat(host.runUntil(outcome)).isEqualTo("answer");
        }

        @Test
        void soDoesWhatTheHostsOwnThreadDoesBetweenTheTurns() throws Exception {
            List<Future<String>> clicks = new ArrayList<>();
            CompletableFuture<String> outcome = runAsGuest(host, () -> {
                clicks.add(getRunningLoop().createFuture());
                return await(clicks.getFirst());
            });
            host.runUntilIdle();

            clicks.getFirst().setResult("clicked");

            assertThat(host.isIdle()).isFalse();
            assertThat(host.runUntil(outcome)).isEqualTo("clicked");
        }

        @Test
        void soDoesATimerThatIsSetBetweenTheTurns() throws Exception {
            assumeTrue(Engine.getDefault() == Engine.CONTINUATION); // elsewhere the host may have several threads
            List<Future<String>> futures = new ArrayList<>();
            CompletableFuture<String> outcome = runAsGuest(host, () -> {
                futures.add(getRunningLoop().createFuture());
                return await(futures.getFirst());
            });
            host.runUntilIdle();

            futures.getFirst().getLoop().callLater(ofMillis(1), () -> futures.getFirst().setResult("in time"));

            assertThat(host.runUntil(outcome)).isEqualTo("in time");
        }

        @Test
        void betweenTheTurnsNoLoopRunsInTheHostsThread() throws Exception {
            CompletableFuture<EventLoop> outcome = runAsGuest(host, () -> {
                sleep(ofMillis(5));
                return getRunningLoop();
            });
            host.runUntilIdle();

            assertThat(EventLoop.current()).isNull();
            assertThat(host.runUntil(outcome).isClosed()).isTrue();
        }

        @Test
        void aVirtualClockJumpsWithoutWaiting() throws Exception {
            VirtualClock clock = new VirtualClock();
            CompletableFuture<Void> outcome = runAsGuest(
                    host,
                    () -> EventLoop.builder().clock(clock).build(),
                    Coroutine.bodyOf(() -> sleep(ofHours(1))));

            host.runUntil(outcome);

            assertThat(clock.time()).isEqualTo(ofHours(1));
        }

        @Test
        void theMainTaskSeesTheCallersContext() throws Exception {
            ContextVar<String> user = new ContextVar<>("user");
            var token = user.set("caller");
            CompletableFuture<String> outcome = runAsGuest(host, () -> user.get());
            user.reset(token);

            assertThat(host.runUntil(outcome)).isEqualTo("caller");
        }

        @Test
        void severalGuestsShareAHost() throws Exception {
            CompletableFuture<String> one = runAsGuest(host, () -> {
                events.add("one");
                sleep(ZERO);
                events.add("one");
                return "1";
            });
            CompletableFuture<String> two = runAsGuest(host, () -> {
                events.add("two");
                sleep(ZERO);
                events.add("two");
                return "2";
            });

            assertThat(host.runUntil(one) + host.runUntil(two)).isEqualTo("12");
            assertThat(events).containsExactly("one", "two", "one", "two");
        }

        @Test
        void nothingThatOtherThreadsSendIsLost() throws Exception {
            try (ExecutorService single = Executors.newSingleThreadExecutor()) {
                int threads = 8;
                int each = 2_000;
                CompletableFuture<EventLoop> started = new CompletableFuture<>();
                CompletableFuture<Integer> outcome = runAsGuest(single, () -> {
                    int[] received = {0};
                    Future<Void> all = getRunningLoop().createFuture();
                    EventLoop loop = getRunningLoop();
                    started.complete(loop);
                    for (int i = 0; i < threads; i++) {
                        Thread.ofPlatform().start(() -> {
                            for (int j = 0; j < each; j++) {
                                loop.callSoonThreadsafe(() -> {
                                    if (++received[0] == threads * each) {
                                        all.setResult(null);
                                    }
                                });
                            }
                        });
                    }
                    await(all);
                    return received[0];
                });

                assertThat(outcome.get()).isEqualTo(threads * each);
            }
        }
    }

    @Nested
    class Ends {

        @Test
        void theExceptionOfTheMainTaskIsTheOutcome() {
            IOException failure = new IOException("of the body");
            CompletableFuture<String> outcome = runAsGuest(host, () -> {
                throw failure;
            });

            assertThatThrownBy(() -> host.runUntil(outcome)).isInstanceOf(ExecutionException.class)
                    .cause()
                    .isSameAs(failure);
        }

        @Test
        void cancellingTheOutcomeCancelsTheMainTaskWhichCleansUp() throws Exception {
            CompletableFuture<Void> outcome = runAsGuest(host, () -> {
                try {
                    sleep(ofHours(1));
                } finally {
                    sleep(ZERO);
                    events.add("cleaned up");
                }
            });
            host.runUntilIdle();

            outcome.cancel(true);
            host.runUntilIdle();

            assertThat(events).containsExactly("cleaned up");
        }

        @Test
        void whatItsCleanUpFailsWithAfterThatIsReported() throws Exception {
            List<Throwable> reported = new ArrayList<>();
            IOException failure = new IOException("in clean-up");
            CompletableFuture<Void> outcome = runAsGuest(host, () -> {
                getRunningLoop().setExceptionHandler((loop, report) -> reported.add(report.exception()));
                try {
                    sleep(ofHours(1));
                } catch (CancelledError e) {
                    throw failure;
                }
            });
            host.runUntilIdle();

            outcome.cancel(true);
            host.runUntilIdle();

            assertThat(reported).containsExactly(failure);
        }

        @Test
        void aRunThatIsCancelledBeforeItsFirstTurnNeverBegins() throws Exception {
            CompletableFuture<Boolean> outcome = runAsGuest(host, () -> events.add("begun"));

            outcome.cancel(true);
            host.runUntilIdle();

            assertThat(events).isEmpty();
            assertThatThrownBy(outcome::join).isInstanceOf(CancellationException.class);
        }

        @Test
        void theMainTasksOwnCancellationShowsAsOne() {
            CompletableFuture<Void> outcome = runAsGuest(host, () -> {
                throw new CancelledError("by itself");
            });

            assertThatThrownBy(() -> host.runUntil(outcome)).isInstanceOf(CancellationException.class);
        }

        @Test
        void a60_leftoversAreCancelledAndAwaitedFirst() throws Exception {
            CompletableFuture<EventLoop> outcome = runAsGuest(host, () -> {
                createTask(() -> {
                    try {
                        sleep(ofHours(1));
                    } finally {
                        sleep(ofMillis(1));
                        events.add("leftover cleaned up");
                    }
                });
                sleep(ZERO);
                return getRunningLoop();
            });

            EventLoop loop = host.runUntil(outcome);

            assertThat(events).containsExactly("leftover cleaned up");
            assertThat(loop.isClosed()).isTrue();
            assertThat(host.isIdle()).isTrue();
        }

        @Test
        void callsOnTheDefaultExecutorAreWaitedForWithoutHoldingUpTheHost() throws Exception {
            CompletableFuture<String> blocking = new CompletableFuture<>();
            CountDownLatch begun = new CountDownLatch(1);
            CompletableFuture<Void> outcome = runAsGuest(host, () -> {
                createTask(() -> toThread(() -> {
                    begun.countDown();
                    return blocking.get();
                }));
                sleep(ZERO);
                begun.await();
            });
            host.runUntilIdle();
            assertThat(outcome.isDone()).isFalse();

            blocking.complete("done");

            host.runUntil(outcome);
        }

        @Test
        void stopEndsTheRunWithAnError() {
            CompletableFuture<Void> outcome = runAsGuest(host, () -> {
                createTask(() -> getRunningLoop().stop());
                try {
                    sleep(ofHours(1));
                } finally {
                    events.add("cancelled");
                }
            });

            assertThatThrownBy(() -> host.runUntil(outcome)).cause().hasMessageContaining("was stopped before");
            assertThat(events).containsExactly("cancelled");
        }

        @Test
        void stopInThePassInWhichTheMainTaskEndsIsTooLate() throws Exception {
            CompletableFuture<Integer> outcome = runAsGuest(host, () -> {
                getRunningLoop().stop();
                return 42;
            });

            assertThat(host.runUntil(outcome)).isEqualTo(42);
        }

        @Test
        void closingTheLoopBetweenTheTurnsEndsTheRun() throws Exception {
            List<EventLoop> loops = new ArrayList<>();
            CompletableFuture<Void> outcome = runAsGuest(host, () -> {
                loops.add(getRunningLoop());
                try {
                    sleep(ofHours(1));
                } finally {
                    events.add("unwound");
                }
            });
            host.runUntilIdle();
            loops.getFirst().setExceptionHandler((loop, report) -> {});

            loops.getFirst().close();

            assertThatThrownBy(() -> host.runUntil(outcome)).cause().hasMessage("the event loop is closed");
            assertThat(events).containsExactly("unwound");
        }

        @Test
        void aTaskFactoryThatFailsIsTheOutcomeAndTheLoopIsClosed() {
            List<EventLoop> loops = new ArrayList<>();
            CompletableFuture<String> outcome = runAsGuest(
                    host,
                    () -> {
                        EventLoop loop = EventLoop.create();
                        loop.setTaskFactory(new TaskFactory() {
                            @Override
                            public <T> Task<T> create(
                                    EventLoop where, java.util.concurrent.Callable<? extends T> body,
                                    TaskOptions options) {
                                throw new IllegalStateException("no tasks today");
                            }
                        });
                        loops.add(loop);
                        return loop;
                    },
                    () -> "never");

            assertThatThrownBy(() -> host.runUntil(outcome)).cause().hasMessage("no tasks today");
            assertThat(loops.getFirst().isClosed()).isTrue();
        }

        @Test
        void aFatalErrorIsTheOutcome() {
            OutOfMemoryError fatal = new OutOfMemoryError("not really");
            CompletableFuture<Void> outcome = runAsGuest(host, () -> {
                createTask(() -> {
                    throw fatal;
                });
                sleep(ofHours(1));
            });

            assertThatThrownBy(() -> host.runUntil(outcome)).cause().isSameAs(fatal);
        }

        @Test
        void aDeadlockIsTheOutcomeWhereTheClockDetectsIt() {
            CompletableFuture<String> outcome = runAsGuest(
                    host,
                    () -> EventLoop.builder().clock(VirtualClock.detectingDeadlock()).build(),
                    () -> await(Asyncio.getRunningLoop().createFuture()));

            assertThatThrownBy(() -> host.runUntil(outcome)).cause().isInstanceOf(DeadlockException.class);
        }

        @Test
        void aFactoryThatFailsIsTheOutcome() {
            CompletableFuture<String> outcome = runAsGuest(
                    host,
                    () -> {
                        throw new IllegalStateException("no loop today");
                    },
                    () -> "never");

            assertThatThrownBy(() -> host.runUntil(outcome)).cause().hasMessage("no loop today");
        }
    }

    @Nested
    class BadHosts {

        @Test
        void oneThatRefusesIsTheOutcome() {
            CompletableFuture<String> outcome = runAsGuest(
                    task -> {
                        throw new RejectedExecutionException("shut down");
                    },
                    () -> "never");

            assertThatThrownBy(outcome::get).cause().isInstanceOf(RejectedExecutionException.class);
        }

        @Test
        void soIsOneThatDropsATurnWhichItHasAccepted() throws Exception {
            Host host = new Host();
            CompletableFuture<Void> outcome = runAsGuest(host, () -> {
                while (true) {
                    sleep(ZERO);
                }
            });
            host.runNext();
            host.tasks.clear();
            Garbage.collectUntil(outcome::isDone);

            assertThat(outcome).isCompletedExceptionally();
            assertThatThrownBy(outcome::get)
                    .cause()
                    .isInstanceOf(RejectedExecutionException.class)
                    .hasMessageContaining("dropped a turn");
        }

        @Test
        void oneThatRunsItsTasksAtOnceIsRefused() {
            CompletableFuture<Void> outcome = runAsGuest(Runnable::run, () -> {
                while (true) {
                    sleep(ZERO);
                }
            });

            assertThatThrownBy(outcome::get).cause()
                    .hasMessageContaining("a guest needs an executor that runs it later");
        }

        @Test
        void oneOfManyThreadsServesAnyEngineButTheContinuationEngine() throws Exception {
            assumeTrue(Engine.getDefault() != Engine.CONTINUATION);
            try (ExecutorService pool = Executors.newFixedThreadPool(4)) {
                CompletableFuture<Integer> outcome = runAsGuest(pool, () -> {
                    int turns = 0;
                    while (turns < 1_000) {
                        sleep(ZERO);
                        turns++;
                    }
                    return turns;
                });
                assertThat(outcome.get()).isEqualTo(1_000);
            }
        }

        @Test
        void whatItsThreadsCompleteBetweenTheTurnsGoesThroughTheInbox() throws Exception {
            assumeTrue(Engine.getDefault() != Engine.CONTINUATION);
            int waiters = 2_000;
            Executor serial = new SerialExecutor();
            for (int round = 0; round < 50; round++) {
                CompletableFuture<Integer> outcome = runAsGuest(serial, () -> {
                    CompletableFuture<Integer> stage = new CompletableFuture<>();
                    Future<Integer> wrapped = Asyncio.wrapFuture(stage);
                    int[] called = {0};
                    Future<Integer> all = getRunningLoop().createFuture();
                    for (int i = 0; i < waiters; i++) {
                        wrapped.addDoneCallback(done -> {
                            if (++called[0] == waiters) {
                                all.setResult(called[0]);
                            }
                        });
                    }
                    serial.execute(() -> stage.complete(1)); // by the thread of this turn, perhaps, or another one
                    return await(all);
                });
                assertThat(outcome.get()).isEqualTo(waiters);
            }
        }

        @Test
        void theContinuationEngineNeedsOneThreadAndSaysSo() throws Exception {
            assumeTrue(Engine.getDefault() == Engine.CONTINUATION);
            CompletableFuture<Void> outcome = runAsGuest(host, () -> {
                while (true) {
                    sleep(ZERO);
                }
            });
            host.runNext();
            Thread.ofPlatform()
                    .start(() -> {
                        try {
                            host.runNext();
                        } catch (InterruptedException e) {
                            throw new AssertionError(e);
                        }
                    })
                    .join();

            assertThatThrownBy(outcome::get).cause().hasMessageContaining("must go on in the thread where they began");
        }

        @Test
        void hostAndBodyAreNeeded() {
            assertThatThrownBy(() -> runAsGuest(null, () -> "result")).isInstanceOf(NullPointerException.class);
            assertThatThrownBy(() -> runAsGuest(host, (Action) null)).isInstanceOf(NullPointerException.class);
        }
    }

    /** Virtual time that goes on when the test says so. */
    private static final class TimedHost implements GuestHost {
        private final Host tasks = new Host();
        private final TreeMap<Long, Runnable> timers = new TreeMap<>();
        private long now;
        private int guestsLeft;

        @Override
        public void guestLeft() {
            guestsLeft++;
        }

        @Override
        public void execute(Runnable task) {
            tasks.execute(task);
        }

        @Override
        public long nanoTime() {
            return now;
        }

        @Override
        public Runnable executeLater(Runnable task, long nanos) {
            long due = now + nanos;
            timers.put(due, task);
            return () -> timers.remove(due, task);
        }

        void advance(Duration time) throws InterruptedException {
            long end = now + time.toNanos();
            tasks.runUntilIdle();
            while (!timers.isEmpty() && timers.firstKey() <= end) {
                now = timers.firstKey();
                timers.pollFirstEntry().getValue().run();
                tasks.runUntilIdle();
            }
            now = end;
        }
    }

    @Nested
    class AHostThatKeepsTime {

        private final TimedHost timed = new TimedHost();

        @Test
        void itsTimeIsTheGuests() throws Exception {
            timed.now = ofHours(5).toNanos();
            CompletableFuture<Void> outcome = runAsGuest(timed, () -> {
                for (int i = 0; i < 3; i++) {
                    events.add(getRunningLoop().time().toString());
                    sleep(ofHours(1));
                }
            });

            timed.advance(ofMillis(1));
            timed.advance(ofHours(1));
            assertThat(events).containsExactly("PT5H", "PT6H");
            assertThat(timed.timers).hasSize(1);

            timed.advance(ofHours(2));
            assertThat(events).containsExactly("PT5H", "PT6H", "PT7H");
            assertThat(outcome).isCompleted();
            assertThat(timed.timers).isEmpty();
        }

        @Test
        void cancellingTheOutcomeTakesTheTimerBackAndTheGuestLeavesWhenItHasCleanedUp() throws Exception {
            CompletableFuture<Void> outcome = runAsGuest(timed, () -> {
                try {
                    sleep(ofHours(1));
                } finally {
                    sleep(ofMillis(5));
                }
            });
            timed.advance(ofMillis(1));

            outcome.cancel(true);
            timed.advance(ofMillis(1));
            int early = timed.guestsLeft;
            timed.advance(ofMillis(5));

            assertThat(timed.timers).isEmpty();
            assertThat(early).isZero();
            assertThat(timed.guestsLeft).isOne();
        }
    }
}
