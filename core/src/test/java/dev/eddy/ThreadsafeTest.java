package dev.eddy;

import static dev.eddy.Asyncio.await;
import static dev.eddy.Asyncio.createTask;
import static dev.eddy.Asyncio.getRunningLoop;
import static dev.eddy.Asyncio.sleep;
import static java.time.Duration.ZERO;
import static java.time.Duration.ofHours;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.io.IOException;
import java.lang.ref.WeakReference;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.SynchronousQueue;
import java.util.function.IntConsumer;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What other threads may call, and the hand-offs to the loop: the inbox and the wake-up of an idle loop. */
class ThreadsafeTest {

    private static final int THREADS = 8;

    @RegisterExtension final VirtualLoop loop = new VirtualLoop();

    /** Starts the threads at once, each with its number. */
    private static List<Thread> startTogether(IntConsumer body) {
        CountDownLatch ready = new CountDownLatch(THREADS);
        return IntStream.range(0, THREADS)
                .mapToObj(number -> Thread.ofPlatform().start(() -> {
                    ready.countDown();
                    try {
                        ready.await();
                    } catch (InterruptedException e) {
                        throw new AssertionError(e);
                    }
                    body.accept(number);
                }))
                .toList();
    }

    /** Keeps the loop meanwhile, which a call that blocks does not on every engine. */
    private static void join(List<Thread> threads) {
        for (Thread thread : threads) {
            while (thread.isAlive()) {
                Thread.onSpinWait();
            }
        }
    }

    @Nested
    class Callbacks {

        @Test
        void callbacksFromEightThreadsAllRunAndThoseOfEachThreadInTheirOrder() {
            int each = 5_000;

            List<List<Integer>> seen = loop.run(() -> {
                EventLoop own = getRunningLoop();
                Future<String> allThere = own.createFuture();
                List<List<Integer>> byThread = new ArrayList<>();
                int[] missing = {THREADS * each};
                for (int i = 0; i < THREADS; i++) {
                    byThread.add(new ArrayList<>());
                }
                List<Thread> threads = startTogether(thread -> {
                    for (int i = 0; i < each; i++) {
                        int number = i;
                        own.callSoonThreadsafe(() -> {
                            byThread.get(thread).add(number);
                            if (--missing[0] == 0) {
                                allThere.setResult("done");
                            }
                        });
                    }
                });
                await(allThere);
                join(threads);
                return byThread;
            });

            List<Integer> inOrder = IntStream.range(0, each).boxed().toList();
            assertThat(seen).hasSize(THREADS).allSatisfy(numbers -> assertThat(numbers).isEqualTo(inOrder));
        }

        @Test
        void anIdleLoopWakesForEachOfManySingleCallbacks() throws InterruptedException {
            // The hole probed: a callback posted between the loop's last look at the inbox and its going to sleep.
            int rounds = 5_000;
            SynchronousQueue<Future<Integer>> requests = new SynchronousQueue<>();
            Thread answering = Thread.ofPlatform().start(() -> {
                try {
                    for (int i = 0; i < rounds; i++) {
                        requests.take().setResult(i);
                    }
                } catch (InterruptedException e) {
                    throw new AssertionError(e);
                }
            });

            int last = loop.run(() -> {
                int result = -1;
                for (int i = 0; i < rounds; i++) {
                    Future<Integer> answer = getRunningLoop().createFuture();
                    requests.put(answer);
                    result = await(answer);
                }
                return result;
            });
            answering.join();

            assertThat(last).isEqualTo(rounds - 1);
        }

        @Test
        void aClosedLoopRefusesThem() {
            EventLoop own = loop.get();
            loop.close();

            assertThatThrownBy(() -> own.callSoonThreadsafe(() -> {}))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("closed");
        }

        @Test
        void oneIsRunByALoopThatIsStartedLater() throws InterruptedException {
            List<String> log = new ArrayList<>();
            EventLoop own = loop.get();
            Thread.ofPlatform().start(() -> own.callSoonThreadsafe(() -> log.add("callback"))).join();

            loop.run(() -> sleep(ZERO));

            assertThat(log).containsExactly("callback");
        }

        @Test
        void aTimerCancelledByAnotherThreadDoesNotFire() {
            List<String> log = new ArrayList<>();

            loop.run(() -> {
                TimerHandle timer = getRunningLoop().callLater(ofSeconds(1), () -> log.add("fired"));
                Thread.ofPlatform().start(timer::cancel).join();
                sleep(ofSeconds(2));
            });

            assertThat(log).isEmpty();
        }

        @Test
        void aTimerCancelledByAnotherThreadIsForgottenBeforeItsTime() {
            loop.run(() -> {
                getRunningLoop().callLater(ofSeconds(1), () -> {}); // stays before it
                WeakReference<TimerHandle> cancelled = cancelledByAnotherThread();
                while (cancelled.get() != null) {
                    System.gc();
                    sleep(ZERO);
                }
            });

            assertThat(loop.time()).isZero();
        }

        private static WeakReference<TimerHandle> cancelledByAnotherThread() throws InterruptedException {
            TimerHandle timer = getRunningLoop().callLater(ofSeconds(2), () -> {});
            Thread.ofPlatform().start(timer::cancel).join();
            return new WeakReference<>(timer);
        }
    }

    @Nested
    class Futures {

        @Test
        void aResultFromAnotherThreadResumesTheTaskOnTheLoop() {
            loop.run(() -> {
                Future<String> future = getRunningLoop().createFuture();
                Thread before = Thread.currentThread();
                Thread.ofPlatform().start(() -> future.setResult("from afar"));

                String result = await(future);

                assertThat(result).isEqualTo("from afar");
                assertThat(Thread.currentThread()).isSameAs(before);
            });
        }

        @Test
        void anExceptionFromAnotherThreadIsThrownAsItIs() {
            IOException failure = new IOException("from afar");

            Throwable thrown = loop.run(() -> {
                Future<String> future = getRunningLoop().createFuture();
                Thread.ofPlatform().start(() -> future.setException(failure));
                return catchThrowable(() -> await(future));
            });

            assertThat(thrown).isSameAs(failure);
        }

        @Test
        void aDoneCallbackAddedByAnotherThreadRunsOnTheLoop() {
            loop.run(() -> {
                Future<String> future = getRunningLoop().createFuture();
                Future<EventLoop> ranOn = getRunningLoop().createFuture();
                Thread.ofPlatform().start(() -> {
                    future.addDoneCallback(done -> ranOn.setResult(getRunningLoop()));
                    future.setResult("result");
                });

                assertThat(await(ranOn)).isSameAs(getRunningLoop());
            });
        }

        @Test
        void ofEightResultsSetTogetherOneWinsAndTheOthersAreInvalid() {
            Queue<Throwable> refused = new ConcurrentLinkedQueue<>();

            loop.run(() -> {
                Future<Integer> future = getRunningLoop().createFuture();
                List<Thread> threads = startTogether(number -> {
                    try {
                        future.setResult(number);
                    } catch (InvalidStateException e) {
                        refused.add(e);
                    }
                });
                int winner = await(future);
                join(threads);
                sleep(ZERO); // for the results that are still in the inbox

                assertThat(winner).isBetween(0, THREADS - 1);
                assertThat(future.result()).isEqualTo(winner);
            });
            loop.reports().forEach(report -> refused.add(report.exception()));

            assertThat(refused).hasSize(THREADS - 1).allMatch(InvalidStateException.class::isInstance);
        }
    }

    @Nested
    class Cancellation {

        @Test
        void aTaskIsCancelledByAnotherThread() {
            loop.run(() -> {
                Task<String> task = createTask(() -> await(getRunningLoop().createFuture()));
                sleep(ZERO);
                Thread.ofPlatform().start(() -> task.cancel("from afar"));

                assertThatThrownBy(() -> await(task)).isInstanceOf(CancelledError.class).hasMessage("from afar");
                assertThat(task.cancelling()).isEqualTo(1);
            });
        }

        @Test
        void cancelsFromEightThreadsAreAllCountedAndOneIsDelivered() {
            loop.run(() -> {
                int[] delivered = {0};
                Future<String> goOn = getRunningLoop().createFuture();
                Task<String> task = createTask(() -> {
                    try {
                        return await(getRunningLoop().createFuture());
                    } catch (CancelledError e) {
                        delivered[0]++;
                    }
                    return await(goOn);
                });
                sleep(ZERO);

                // None is in time to reach the second await: they all lie in the inbox before the loop looks there.
                join(startTogether(number -> task.cancel()));
                sleep(ZERO);
                sleep(ZERO);
                goOn.setResult("went on");

                assertThat(await(task)).isEqualTo("went on");
                assertThat(delivered[0]).isEqualTo(1);
                assertThat(task.cancelling()).isEqualTo(THREADS);
            });
        }

        @Test
        void cancellingADoneTaskFromAnotherThreadReturnsFalse() throws InterruptedException {
            Task<String> task = loop.run(() -> {
                Task<String> done = createTask(() -> "done");
                await(done);
                return done;
            });
            boolean[] accepted = {true};

            Thread.ofPlatform().start(() -> accepted[0] = task.cancel()).join();

            assertThat(accepted[0]).isFalse();
        }
    }

    @Nested
    class Executors {

        @Test
        void aBlockingCallRunsElsewhereWhileTheLoopGoesOn() {
            loop.run(() -> {
                CountDownLatch loopWentOn = new CountDownLatch(1);
                Future<Thread> blocking = getRunningLoop().runInExecutor(() -> {
                    loopWentOn.await();
                    return Thread.currentThread();
                });
                sleep(ZERO);
                loopWentOn.countDown();

                assertThat(await(blocking)).isNotSameAs(Thread.currentThread());
            });
        }

        @Test
        void oneThatIsCancelledBeforeItBeginsNeverDoes() {
            ArrayDeque<Runnable> executor = new ArrayDeque<>();
            List<String> log = new ArrayList<>();
            loop.run(() -> {
                Future<Boolean> call = getRunningLoop().runInExecutor(executor::add, () -> log.add("ran"));
                call.cancel();
                executor.remove().run();
                sleep(ofHours(1)); // the virtual clock does not stand still for it
            });

            assertThat(log).isEmpty();
        }

        @Test
        void itsFailureIsThrownAsItIs() {
            IOException failure = new IOException("blocking");

            Throwable thrown = loop.run(() -> {
                Future<String> blocking = getRunningLoop().runInExecutor(() -> {
                    throw failure;
                });
                return catchThrowable(() -> await(blocking));
            });

            assertThat(thrown).isSameAs(failure);
        }
    }
}
