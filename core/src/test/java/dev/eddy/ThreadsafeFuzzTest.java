package dev.eddy;

import static dev.eddy.Asyncio.await;
import static dev.eddy.Asyncio.createTask;
import static dev.eddy.Asyncio.currentTask;
import static dev.eddy.Asyncio.getRunningLoop;
import static dev.eddy.Asyncio.runCoroutineThreadsafe;
import static dev.eddy.Asyncio.shield;
import static dev.eddy.Asyncio.sleep;
import static dev.eddy.Asyncio.toThread;
import static java.time.Duration.ZERO;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Eight threads at once at all the entrances that are for any thread; the seed decides what each of them does. */
class ThreadsafeFuzzTest {

    private static final int SEEDS = 50;
    private static final int THREADS = 8;
    private static final int STEPS = 1_000;
    /** How many there are of each thing that the threads fight over. */
    private static final int CONTESTED = 200;

    @RegisterExtension final VirtualLoop loop = new VirtualLoop();

    @RepeatedTest(SEEDS)
    void whatEightThreadsAskOfALoopAtTheSameTimeTakesEffectOnceAndAllSeeTheSame(RepetitionInfo repetition) {
        int seed = repetition.getCurrentRepetition();
        int completionsThatLost = loop.run(() -> {
            Contest contest = new Contest(seed % 2 == 0);
            sleep(ZERO); // its tasks wait now
            List<Throwable> failures = contest.fight(seed);
            assertThat(failures).isEmpty();
            contest.release();
            sleep(ofSeconds(1)); // all that is ready has run
            int lost = contest.check();
            assertThat(getRunningLoop().allTasks()).isEqualTo(List.of(currentTask()));
            return lost;
        });

        loop.close();
        assertThat(loop.reports())
                .hasSize(completionsThatLost)
                .allMatch(report -> report.exception() instanceof InvalidStateException);
    }

    @RepeatedTest(SEEDS)
    void whatALoopAcceptsWhileItIsClosedTakesEffectAndTheRestIsRefused(RepetitionInfo repetition) throws Exception {
        int seed = repetition.getCurrentRepetition();
        EventLoop own = loop.get();
        Queue<Runnable> promises = new ConcurrentLinkedQueue<>();
        CountDownLatch allBusy = new CountDownLatch(THREADS);
        Threads threads = new Threads(seed, (thread, random) -> {
            try {
                for (int round = 0;; round++) {
                    for (int step = 0; step < 50; step++) {
                        promises.add(ask(own, random));
                    }
                    CountDownLatch caughtUp = new CountDownLatch(1); // nobody may flood the loop
                    own.callSoonThreadsafe(caughtUp::countDown);
                    caughtUp.await();
                    if (round == 2) {
                        allBusy.countDown();
                    }
                }
            } catch (IllegalStateException e) {
                assertThat(e).hasMessageContaining("closed");
            }
            assertThatAllIsRefused(own);
        });

        loop.run(() -> toThread(() -> {
            allBusy.await();
            return null;
        }));
        loop.close();

        assertThat(threads.join()).isEmpty();
        assertThat(promises).hasSizeGreaterThan(THREADS * 100).allSatisfy(Runnable::run);
        assertThat(loop.reports()).allMatch(report -> report.message().contains("closed while a task is pending"));
    }

    /** Asks for one thing; gives what must hold if that was accepted, once the loop is closed. */
    private static Runnable ask(EventLoop own, Random random) {
        Future<Integer> future = own.createFuture();
        int[] calls = {0};
        return switch (random.nextInt(6)) {
            case 0 -> {
                own.callSoonThreadsafe(() -> calls[0]++);
                yield () -> assertThat(calls[0]).isEqualTo(1);
            }
            case 1 -> {
                future.setResult(42);
                yield () -> assertThat(future.result()).isEqualTo(42);
            }
            case 2 -> {
                boolean accepted = future.cancel();
                assertThat(accepted || own.isClosed()).isTrue();
                yield () -> assertThat(future.cancelled()).isEqualTo(accepted);
            }
            case 3 -> {
                future.addDoneCallback(done -> calls[0]++);
                future.setResult(42);
                yield () -> assertThat(calls[0]).isEqualTo(1);
            }
            case 4 -> {
                CompletableFuture<Integer> stage = future.toCompletableFuture();
                future.setResult(42);
                yield () -> assertThat(stage).isCompletedWithValue(42);
            }
            default -> {
                CompletableFuture<Integer> started = runCoroutineThreadsafe(() -> {
                    calls[0]++;
                    sleep(ZERO);
                    return 42;
                }, own);
                yield () -> {
                    assertThat(started).isDone();
                    assertThat(calls[0]).isLessThanOrEqualTo(1);
                };
            }
        };
    }

    private static void assertThatAllIsRefused(EventLoop own) {
        Future<Integer> future = own.createFuture();
        assertThatThrownBy(() -> own.callSoonThreadsafe(() -> {})).hasMessageContaining("closed");
        assertThatThrownBy(() -> runCoroutineThreadsafe(() -> 42, own)).hasMessageContaining("closed");
        assertThatThrownBy(() -> future.setResult(42)).hasMessageContaining("closed");
        assertThatThrownBy(() -> future.setException(new Exception())).hasMessageContaining("closed");
        assertThatThrownBy(() -> future.addDoneCallback(done -> {})).hasMessageContaining("closed");
        assertThatThrownBy(() -> future.toCompletableFuture()).hasMessageContaining("closed");
        assertThat(future.cancel()).isFalse();
        assertThat(future.done()).isFalse();
    }

    /** Threads that begin at the same time; each has its own random numbers. */
    private static final class Threads {
        private final Queue<Throwable> failures = new ConcurrentLinkedQueue<>();
        private final CountDownLatch ready = new CountDownLatch(THREADS);
        private final List<Thread> threads;

        interface Body {
            void run(int thread, Random random) throws Exception;
        }

        Threads(long seed, Body body) {
            threads = IntStream.range(0, THREADS)
                    .mapToObj(number -> Thread.ofPlatform().start(() -> {
                        try {
                            ready.countDown();
                            ready.await();
                            body.run(number, new Random(seed * THREADS + number));
                        } catch (Throwable e) {
                            failures.add(e);
                        }
                    }))
                    .toList();
        }

        /** Waits for their end; gives what went wrong. */
        List<Throwable> join() throws InterruptedException {
            for (Thread thread : threads) {
                thread.join();
            }
            return List.copyOf(failures);
        }
    }

    /** What the threads fight over, on a loop that runs. */
    private static final class Contest {
        private final EventLoop own = getRunningLoop();
        private final Future<String> released = own.createFuture();
        private final List<ContestedFuture> futures = contested(ContestedFuture::new);
        private final List<Steadfast> steadfast = contested(() -> new Steadfast(released));
        private final List<Post> timers;
        private final Queue<Post> posts = new ConcurrentLinkedQueue<>();
        private final Queue<Post> cancellable = new ConcurrentLinkedQueue<>();
        private final Queue<Started> started = new ConcurrentLinkedQueue<>();
        private final List<List<Integer>> calledByThread =
                Stream.generate(() -> (List<Integer>) new ArrayList<Integer>())
                        .limit(THREADS)
                        .toList();

        /** With timers, which are there for a while only if the loop is busy; without, it sleeps when it can. */
        Contest(boolean withTimers) {
            timers = withTimers ? contested(Post::new) : List.of();
            for (Post timer : timers) {
                timer.handle = own.callLater(ofSeconds(1), timer::call);
            }
            if (withTimers) {
                createTask(() -> {
                    while (!released.done()) {
                        sleep(ZERO);
                    }
                });
            }
        }

        private static <T> List<T> contested(Supplier<T> one) {
            return Stream.generate(one).limit(CONTESTED).toList();
        }

        /** Returns when all threads have ended and what they have posted has run. */
        List<Throwable> fight(long seed) throws InterruptedException {
            Future<String> allCalledBack = own.createFuture();
            int[] missing = {THREADS};
            Threads threads = new Threads(seed, (thread, random) -> {
                try {
                    for (int step = 0; step < STEPS; step++) {
                        act(thread, step, random);
                    }
                } finally {
                    own.callSoonThreadsafe(() -> {
                        if (--missing[0] == 0) {
                            allCalledBack.setResult("all");
                        }
                    });
                }
            });
            await(allCalledBack);
            return threads.join();
        }

        private void act(int thread, int step, Random random) {
            int index = (step * CONTESTED / STEPS + random.nextInt(3)) % CONTESTED; // where the others are, too
            switch (random.nextInt(10)) {
                case 0, 1 -> {
                    Post post = new Post();
                    posts.add(post);
                    post.handle = own.callSoonThreadsafe(() -> {
                        post.call();
                        calledByThread.get(thread).add(step);
                    });
                    cancellable.add(post);
                }
                case 2 -> {
                    Post any = cancellable.poll();
                    if (any != null) {
                        any.cancel();
                    }
                }
                case 3 -> {
                    if (!timers.isEmpty()) {
                        timers.get(index).cancel();
                    }
                }
                case 4 -> steadfast.get(index).cancel();
                case 5 -> started.add(new Started(own, step, random.nextBoolean()));
                default -> futures.get(index).touch(random);
            }
        }

        /** Nothing need wait any longer. */
        void release() {
            released.setResult("released");
            futures.forEach(ContestedFuture::settle);
        }

        /** Gives how many completions were accepted and came too late. */
        int check() {
            assertThat(posts).allSatisfy(Post::check);
            assertThat(timers).allSatisfy(Post::check);
            assertThat(calledByThread).allSatisfy(numbers -> assertThat(numbers).isSorted());
            assertThat(steadfast).allSatisfy(Steadfast::check);
            assertThat(started).allSatisfy(Started::check);
            assertThat(futures).allSatisfy(ContestedFuture::check);
            return futures.stream().mapToInt(ContestedFuture::completionsThatLost).sum();
        }
    }

    /** A callback or timer: called once, unless somebody has cancelled it. */
    private static final class Post {
        private int calls;
        private volatile boolean cancelled;
        private volatile Handle handle;

        void call() {
            calls++;
        }

        void cancel() {
            cancelled = true;
            handle.cancel();
            assertThat(handle.cancelled()).isTrue();
        }

        void check() {
            assertThat(calls).isBetween(cancelled ? 0 : 1, 1);
        }
    }

    /** A task that goes on, however often it is cancelled: every request is counted. */
    private static final class Steadfast {
        private final AtomicInteger requests = new AtomicInteger();
        private final Task<Integer> task;

        Steadfast(Future<String> released) {
            task = createTask(() -> {
                int delivered = 0;
                while (!released.done()) {
                    try {
                        await(shield(released));
                    } catch (CancelledError e) {
                        delivered++;
                    }
                }
                return delivered;
            });
        }

        void cancel() {
            requests.incrementAndGet();
            assertThat(task.cancel()).isTrue();
        }

        void check() {
            assertThat(task.cancelling()).isEqualTo(requests.get());
            assertThat(task.result()).isBetween(Math.min(1, requests.get()), requests.get());
        }
    }

    /** A coroutine that a thread has started, and maybe cancelled. */
    private static final class Started {
        private final int number;
        private final CompletableFuture<Integer> outcome;
        private final boolean cancelled;
        private int begun;

        Started(EventLoop own, int number, boolean cancel) {
            this.number = number;
            outcome = runCoroutineThreadsafe(() -> {
                begun++;
                sleep(ZERO);
                return number;
            }, own);
            cancelled = cancel && outcome.cancel(true);
        }

        void check() {
            assertThat(begun).isBetween(cancelled ? 0 : 1, 1);
            if (cancelled) {
                assertThat(outcome).isCancelled();
            } else {
                assertThat(outcome).isCompletedWithValue(number);
            }
        }
    }

    /** A future that threads complete, cancel and observe: it has one outcome, of those that were offered. */
    private static final class ContestedFuture {
        private static final Object CANCELLED = "cancelled";
        private static final Object SETTLED = "settled";

        private final Future<Object> future = getRunningLoop().createFuture();
        private final Task<Object> waiter = createTask(() -> await(future));
        private final Queue<Object> offered = new ConcurrentLinkedQueue<>();
        private volatile boolean cancelled;
        private final AtomicInteger callbacks = new AtomicInteger();
        private final List<Object> seenByCallbacks = new ArrayList<>();
        private final Queue<CompletableFuture<Object>> stages = new ConcurrentLinkedQueue<>();

        void touch(Random random) {
            switch (random.nextInt(6)) {
                case 0 -> offerResult(new Object());
                case 1 -> offerException(new Exception("planned"));
                case 2 -> cancel(future);
                case 3 -> cancel(waiter);
                case 4 -> {
                    callbacks.incrementAndGet();
                    future.addDoneCallback(done -> seenByCallbacks.add(outcomeOf(done)));
                }
                default -> {
                    CompletableFuture<Object> stage = future.toCompletableFuture();
                    if (random.nextInt(4) > 0) {
                        stages.add(stage);
                    } else if (random.nextBoolean()) {
                        stage.complete("its own business");
                    } else {
                        cancelled = true;
                        stage.cancel(true);
                    }
                }
            }
        }

        private void offerResult(Object result) {
            try {
                future.setResult(result);
                offered.add(result);
            } catch (InvalidStateException e) {
                assertThat(future.done()).isTrue();
            }
        }

        private void offerException(Exception exception) {
            try {
                future.setException(exception);
                offered.add(exception);
            } catch (InvalidStateException e) {
                assertThat(future.done()).isTrue();
            }
        }

        private void cancel(Future<?> target) {
            cancelled = true;
            assertThat(target.cancel() || target.done()).isTrue();
        }

        void settle() {
            if (!future.done()) {
                future.setResult(SETTLED);
            }
        }

        void check() {
            Object outcome = outcomeOf(future);
            if (outcome == CANCELLED) {
                assertThat(cancelled).isTrue();
            } else if (outcome == SETTLED) {
                assertThat(offered).isEmpty();
            } else {
                assertThat(offered).contains(outcome);
            }
            assertThat(outcomeOf(waiter)).isIn(cancelled ? List.of(outcome, CANCELLED) : List.of(outcome));
            assertThat(seenByCallbacks).hasSize(callbacks.get()).allMatch(seen -> seen == outcome);
            assertThat(stages).allSatisfy(stage -> assertThat(outcomeOf(stage)).isSameAs(outcome));
        }

        int completionsThatLost() {
            return offered.size() - (offered.contains(outcomeOf(future)) ? 1 : 0);
        }

        private static Object outcomeOf(Future<?> done) {
            return done.cancelled() ? CANCELLED : done.exception() != null ? done.exception() : done.result();
        }

        private static Object outcomeOf(CompletableFuture<?> stage) {
            assertThat(stage).isDone();
            return stage.isCancelled()
                    ? CANCELLED
                    : stage.isCompletedExceptionally() ? stage.exceptionNow() : stage.resultNow();
        }
    }
}
