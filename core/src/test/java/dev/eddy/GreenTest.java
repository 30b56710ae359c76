package dev.eddy;

import static dev.eddy.Asyncio.await;
import static dev.eddy.Asyncio.createTask;
import static dev.eddy.Asyncio.currentTask;
import static dev.eddy.Asyncio.gather;
import static dev.eddy.Asyncio.getRunningLoop;
import static dev.eddy.Asyncio.run;
import static dev.eddy.Asyncio.sleep;
import static java.time.Duration.ZERO;
import static java.time.Duration.ofHours;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.eddy.context.ContextVar;
import dev.eddy.generator.Generator;
import dev.eddy.internal.Sneaky;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The engine green: what blocks in the JDK yields to the loop. */
@SuppressWarnings("ThreadPriorityCheck") // the scheduler on which it relies is the loop
class GreenTest {

    private static final int TASKS = 20;

    @RegisterExtension final VirtualLoop loop = new VirtualLoop();
    private final List<String> log = new ArrayList<>();

    @BeforeEach
    void onlyOnGreen() {
        assumeTrue(Engine.getDefault() == Engine.GREEN);
    }

    /** Runs the body in that many tasks at once. */
    private <T> List<T> inTasks(int count, Callable<T> body) {
        return loop.run(
                () -> await(gather(IntStream.range(0, count).mapToObj(i -> createTask(body)).toList())));
    }

    private static Thread inThread(Action body) {
        return Thread.ofPlatform().start(() -> Sneaky.call(body.toCallable()));
    }

    /** None of these ends before all tasks are inside of the call. */
    @Nested
    class AllTasksAreInsideOfTheirCallAtOnce {

        private final CountDownLatch allInside = new CountDownLatch(TASKS);

        @Test
        void whenItAwaitsABarrier() {
            CyclicBarrier barrier = new CyclicBarrier(TASKS);

            assertThat(inTasks(TASKS, barrier::await)).hasSize(TASKS);
        }

        @Test
        void whenItSleeps() {
            inTasks(TASKS, () -> {
                allInside.countDown();
                while (allInside.getCount() > 0) {
                    Thread.sleep(1);
                }
                return null;
            });

            assertThat(allInside.getCount()).isZero();
        }

        @Test
        void whenItTakesFromABlockingQueue() {
            BlockingQueue<Integer> queue = new ArrayBlockingQueue<>(TASKS);

            List<Integer> taken = inTasks(TASKS, () -> {
                allInside.countDown();
                if (allInside.getCount() == 0) {
                    IntStream.range(0, TASKS).forEach(queue::add);
                }
                return queue.take();
            });

            assertThat(taken).containsExactlyInAnyOrderElementsOf(IntStream.range(0, TASKS).boxed().toList());
        }

        @Test
        void whenItReadsFromASocket() throws IOException {
            try (ServerSocket server = new ServerSocket(0, TASKS, InetAddress.getLoopbackAddress())) {
                inThread(() -> answerWhenAllHaveAsked(server));

                List<Integer> answers = inTasks(TASKS, () -> {
                    try (Socket socket = new Socket(server.getInetAddress(), server.getLocalPort())) {
                        socket.getOutputStream().write(20);
                        return socket.getInputStream().read();
                    }
                });

                assertThat(answers).hasSize(TASKS).containsOnly(21);
            }
        }

        private void answerWhenAllHaveAsked(ServerSocket server) throws IOException {
            List<Socket> sockets = new ArrayList<>();
            List<Integer> asked = new ArrayList<>();
            for (int i = 0; i < TASKS; i++) {
                Socket socket = server.accept();
                sockets.add(socket);
                asked.add(socket.getInputStream().read());
            }
            for (int i = 0; i < TASKS; i++) {
                try (Socket socket = sockets.get(i)) {
                    socket.getOutputStream().write(asked.get(i) + 1);
                }
            }
        }

        @Test
        void whenItWaitsForAMonitorsNotification() {
            assumeTrue(Runtime.version().feature() >= 24, "before, Object.wait keeps the thread");
            Object monitor = new Object();

            inTasks(TASKS, () -> {
                synchronized (monitor) {
                    allInside.countDown();
                    monitor.notifyAll();
                    while (allInside.getCount() > 0) {
                        monitor.wait();
                    }
                }
                return null;
            });

            assertThat(allInside.getCount()).isZero();
        }

        @Test
        void whenItJoinsAFutureOfTheJdk() {
            CompletableFuture<String> stage = new CompletableFuture<>();

            List<String> results = inTasks(TASKS, () -> {
                allInside.countDown();
                if (allInside.getCount() == 0) {
                    stage.complete("result");
                }
                return stage.join();
            });

            assertThat(results).hasSize(TASKS).containsOnly("result");
        }

        @Test
        void whenACallbackBlocks() {
            CyclicBarrier barrier = new CyclicBarrier(3);
            loop.run(() -> {
                List<Future<Integer>> arrivals = new ArrayList<>();
                for (int i = 0; i < 3; i++) {
                    Future<Integer> arrival = getRunningLoop().createFuture();
                    getRunningLoop().callSoon(() -> arrival.setResult(Sneaky.call(barrier::await)));
                    arrivals.add(arrival);
                }
                assertThat(await(gather(arrivals))).containsExactly(2, 1, 0);
            });
        }
    }

    @Nested
    class OneAtATime {

        @Test
        void tasksRunOnlyWhileTheOthersAreSuspendedOrBlocked() {
            int[] counter = {0};
            List<Thread> carriers = new ArrayList<>();

            inTasks(TASKS, () -> {
                for (int i = 0; i < 500; i++) {
                    int seen = counter[0];
                    if (i % 100 == 0) {
                        carriers.add(Thread.currentThread());
                    }
                    counter[0] = seen + 1;
                    if (i % 3 == 0) {
                        Thread.sleep(0, 1);
                    } else if (i % 3 == 1) {
                        Thread.yield();
                    } else {
                        sleep(ZERO);
                    }
                }
                return null;
            });

            assertThat(counter[0]).isEqualTo(TASKS * 500);
            assertThat(carriers).allSatisfy(thread -> assertThat(thread.isVirtual()).isTrue());
        }

        @Test
        void yieldingTheThreadLetsWhatIsReadyHaveItsTurnFirst() {
            loop.run(() -> {
                createTask(() -> log.add("other"));
                log.add("before");
                Thread.yield();
                log.add("after");
            });

            assertThat(log).containsExactly("before", "other", "after");
        }

        @Test
        void virtualThreadsThatATaskStartsAreNotTheLoops() {
            boolean[] ran = {false};
            loop.run(() -> {
                CountDownLatch started = new CountDownLatch(1);
                Thread other = Thread.ofVirtual().start(() -> {
                    started.countDown();
                    ran[0] = EventLoop.current() == null;
                });
                while (started.getCount() > 0) {
                    Thread.onSpinWait(); // keeps the loop
                }
                other.join();
            });

            assertThat(ran[0]).isTrue();
        }
    }

    @Nested
    class Locks {

        @Test
        void aReentrantLockHeldAcrossAnAwaitKeepsTheOthersOut() {
            ReentrantLock lock = new ReentrantLock();
            int[] inside = {0};

            inTasks(5, () -> {
                lock.lock();
                try {
                    assertThat(++inside[0]).isEqualTo(1);
                    sleep(ZERO);
                    sleep(ZERO);
                    assertThat(lock.getHoldCount()).isEqualTo(1);
                    inside[0]--;
                } finally {
                    lock.unlock();
                }
                return null;
            });

            assertThat(lock.isLocked()).isFalse();
        }

        @Test
        void aMonitorHeldAcrossAnAwaitKeepsTheOthersOut() {
            assumeTrue(Runtime.version().feature() >= 24, "before, a monitor cannot be held across an await");
            Object monitor = new Object();
            int[] inside = {0};

            inTasks(5, () -> {
                synchronized (monitor) {
                    assertThat(++inside[0]).isEqualTo(1);
                    sleep(ZERO);
                    Thread.sleep(1);
                    inside[0]--;
                }
                return null;
            });

            assertThat(inside[0]).isZero();
        }
    }

    @Nested
    class Cancellation {

        @Test
        void isDeliveredAtTheAwaitAfterTheCall() {
            CountDownLatch release = new CountDownLatch(1);
            loop.run(() -> {
                Task<?> task = createTask(() -> {
                    release.await();
                    log.add("back");
                    sleep(ZERO);
                    log.add("never");
                });
                sleep(ZERO);
                task.cancel("enough");
                sleep(ZERO);
                log.add("released");
                release.countDown();

                assertThat(catchThrowable(() -> await(task))).isInstanceOf(CancelledError.class).hasMessage("enough");
            });

            assertThat(log).containsExactly("released", "back");
        }

        @Test
        void theEndOfTheRunInterruptsWhatBlocks() {
            List<Task<?>> blocked = new ArrayList<>();
            run(() -> {
                blocked.add(createTask(() -> {
                    try {
                        new CountDownLatch(1).await();
                    } catch (InterruptedException e) {
                        log.add("interrupted");
                        throw e;
                    } finally {
                        log.add("cleaned up");
                    }
                }));
                sleep(ZERO);
            });

            assertThat(log).containsExactly("interrupted", "cleaned up");
            assertThat(blocked.getFirst().cancelled()).isTrue();
        }

        @Test
        void closingTheLoopInterruptsWhatBlocksAndWaitsForIt() {
            List<ExceptionContext> reports = new ArrayList<>();
            EventLoop own = EventLoop.create();
            own.setExceptionHandler((source, report) -> reports.add(report));
            ReentrantLock lock = new ReentrantLock();
            own.createTask(() -> {
                lock.lock(); // which no interrupt ends
                try {
                    sleep(ofHours(1));
                } finally {
                    lock.unlock();
                    log.add("unlocked");
                }
            });
            own.createTask(() -> {
                lock.lock();
                log.add("locked");
            });
            Task<?> sleeper = own.createTask(() -> Thread.sleep(ofHours(1)));
            own.callSoon(own::stop);
            own.runForever();

            own.close();

            assertThat(log).containsExactly("unlocked", "locked");
            assertThat(sleeper.exception()).isInstanceOf(InterruptedException.class);
            assertThat(reports).hasSize(4); // three were pending, one has failed
        }
    }

    @Nested
    class TheLoopMeanwhile {

        @Test
        void timersFire() {
            run(() -> {
                CountDownLatch release = new CountDownLatch(1);
                getRunningLoop().callLater(java.time.Duration.ofMillis(1), release::countDown);
                release.await();
                log.add("released");
            });

            assertThat(log).containsExactly("released");
        }

        @Test
        void virtualTimeStandsStill() {
            CountDownLatch release = new CountDownLatch(1);
            loop.run(() -> {
                Task<?> blocked = createTask(() -> {
                    release.await();
                    log.add("released at " + loop.time());
                });
                getRunningLoop().callLater(ofHours(1), () -> log.add("an hour later"));
                sleep(ZERO);
                Thread.ofPlatform().start(release::countDown);
                await(blocked);
                sleep(ofHours(1));
            });

            assertThat(log).containsExactly("released at PT0S", "an hour later");
        }

        @Test
        void isNotDeadlocked() {
            CountDownLatch release = new CountDownLatch(1);
            try (Runner runner = new Runner(
                    () -> EventLoop.builder().clock(VirtualClock.detectingDeadlock()).build())) {
                String result = runner.run(() -> {
                    Task<String> blocked = createTask(() -> {
                        release.await();
                        return "result";
                    });
                    sleep(ZERO);
                    Thread.ofPlatform().start(release::countDown);
                    return await(blocked);
                });

                assertThat(result).isEqualTo("result");
            }
        }

        @Test
        void stoppedAndRunAgainTheBlockedGoOn() {
            CountDownLatch release = new CountDownLatch(1);
            EventLoop own = loop.get();
            Task<String> blocked = own.createTask(() -> {
                release.await();
                return "went on";
            });
            own.runUntilComplete(() -> sleep(ZERO));
            release.countDown();

            String result = own.runUntilComplete(blocked);

            assertThat(result).isEqualTo("went on");
        }
    }

    @Nested
    class WhatBelongsToATask {

        @Test
        void isThereAgainAfterABlockingCall() {
            ContextVar<String> name = new ContextVar<>("name");
            CyclicBarrier barrier = new CyclicBarrier(2);
            loop.run(() -> {
                List<Task<Thread>> tasks = new ArrayList<>();
                for (String each : List.of("a", "b")) {
                    tasks.add(createTask(() -> {
                        Thread thread = Thread.currentThread();
                        name.set(each);
                        barrier.await();
                        assertThat(name.get()).isEqualTo(each);
                        assertThat(currentTask().getName()).isEqualTo(each);
                        assertThat(Thread.currentThread()).isSameAs(thread);
                        return thread;
                    }, each));
                }
                assertThat(await(gather(tasks))).doesNotHaveDuplicates();
                assertThat(name.get("none")).isEqualTo("none");
            });
        }

        @Test
        void anEagerTaskThatBlocksKeepsItsCreatorOnly() {
            CountDownLatch release = new CountDownLatch(1);
            loop.run(() -> {
                createTask(() -> {
                    log.add("other");
                    release.countDown();
                });
                Task<?> eager = getRunningLoop().createTask(() -> {
                    release.await();
                    log.add("first step");
                    sleep(ZERO);
                    return "result";
                }, TaskOptions.DEFAULT.withEagerStart(true));
                log.add("creator");
                await(eager);
            });

            assertThat(log).containsExactly("other", "first step", "creator");
        }

        @Test
        void aGeneratorsBodyMayBlock() {
            CyclicBarrier barrier = new CyclicBarrier(2);
            loop.run(() -> {
                Generator<String> generator = Generator.generator(g -> {
                    barrier.await();
                    g.yield("value");
                });
                Task<String> driver = createTask(generator::next);
                Task<?> other = createTask(() -> barrier.await());

                assertThat(await(driver)).isEqualTo("value");
                await(other);
            });
        }

        @Test
        void aStepOfAGeneratorWithoutALoopKeepsTheLoop() {
            CountDownLatch inBody = new CountDownLatch(1);
            CountDownLatch release = new CountDownLatch(1);
            Generator<String> generator = Generator.generator(g -> {
                g.yield("outside");
                inBody.countDown();
                release.await();
                log.add("body");
                g.yield("in the loop");
            });
            generator.next();
            inThread(() -> {
                inBody.await();
                release.countDown();
            });

            loop.run(() -> {
                createTask(() -> log.add("other"));
                assertThat(generator.next()).isEqualTo("in the loop");
            });
            generator.close();

            assertThat(log).startsWith("body");
        }
    }

    @Nested
    class WhoRunsTheLoop {

        @Test
        void mayBeAVirtualThread() throws InterruptedException {
            AtomicReference<String> result = new AtomicReference<>();
            Thread.ofVirtual().start(() -> result.set(run(() -> {
                CyclicBarrier barrier = new CyclicBarrier(2);
                Task<Integer> other = createTask(() -> barrier.await());
                barrier.await();
                await(other);
                return "ran";
            }))).join();

            assertThat(result.get()).isEqualTo("ran");
        }

        @Test
        void mayBeAHostThatIsToldWhenACallIsOver() throws Exception {
            BlockingQueue<Runnable> host = new LinkedBlockingQueue<>();
            CountDownLatch release = new CountDownLatch(1);
            CompletableFuture<String> outcome = Asyncio.runAsGuest(host::add, () -> {
                release.await();
                return "released";
            });
            host.take().run();
            release.countDown();
            while (!outcome.isDone()) {
                host.take().run();
            }

            assertThat(outcome.get()).isEqualTo("released");
        }
    }

    @Nested
    class UnderStress {

        @Test
        void stackTracesTakenByAnotherThreadDisturbNobody() throws InterruptedException {
            boolean[] over = {false};
            AtomicReference<Thread> target = new AtomicReference<>();
            Thread looking = Thread.ofPlatform().start(() -> {
                while (!over[0]) {
                    Thread thread = target.get();
                    if (thread != null) {
                        thread.getStackTrace();
                    }
                    Thread.onSpinWait();
                }
            });
            int rounds = 5_000;
            int[] steps = {0};
            loop.run(() -> {
                Task<?> other = createTask(() -> {
                    for (int i = 0; i < rounds; i++) {
                        Thread.yield();
                        steps[0]++;
                    }
                });
                target.set(Thread.currentThread());
                for (int i = 0; i < rounds; i++) {
                    sleep(ZERO);
                    Thread.yield();
                    steps[0]++;
                }
                await(other);
            });
            over[0] = true;
            looking.join();

            assertThat(steps[0]).isEqualTo(2 * rounds);
        }

        @Test
        void tasksAndThreadsHandOverThroughBlockingQueuesAndNothingIsLost() throws InterruptedException {
            int each = 2_000;
            BlockingQueue<Integer> toThreads = new ArrayBlockingQueue<>(3);
            BlockingQueue<Integer> back = new ArrayBlockingQueue<>(3);
            List<Thread> threads = IntStream.range(0, 2)
                    .mapToObj(i -> inThread(() -> {
                        for (int item = toThreads.take(); item >= 0; item = toThreads.take()) {
                            back.put(item);
                        }
                    }))
                    .toList();

            int[] sum = {0};
            loop.run(() -> {
                List<Task<?>> tasks = new ArrayList<>();
                for (int i = 0; i < 4; i++) {
                    tasks.add(createTask(() -> {
                        for (int item = 0; item < each; item++) {
                            toThreads.put(1);
                        }
                    }));
                    tasks.add(createTask(() -> {
                        for (int item = 0; item < each; item++) {
                            int taken = back.take(); // before the sum is read
                            sum[0] += taken;
                        }
                    }));
                }
                for (Task<?> task : tasks) {
                    await(task);
                }
                toThreads.put(-1);
                toThreads.put(-1);
            });
            for (Thread thread : threads) {
                thread.join();
            }

            assertThat(sum[0]).isEqualTo(4 * each);
        }
    }
}
