package dev.eddy.reactor;

import static dev.eddy.Asyncio.await;
import static dev.eddy.Asyncio.getRunningLoop;
import static dev.eddy.Asyncio.run;
import static dev.eddy.Asyncio.sleep;
import static dev.eddy.reactor.ReactorBridge.scheduler;
import static dev.eddy.reactor.Turns.onAnotherThread;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.eddy.EventLoop;
import dev.eddy.Future;
import dev.eddy.testing.EddyTest;
import dev.eddy.testing.TestScope;
import java.lang.ref.WeakReference;
import java.lang.reflect.Field;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import reactor.core.Disposable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;
import reactor.test.StepVerifier;

/** Behaviours R38 to R40 of a loop as a scheduler. */
class SchedulerTest {

    final List<String> log = new CopyOnWriteArrayList<>();
    private final Thread.UncaughtExceptionHandler uncaught = Thread.getDefaultUncaughtExceptionHandler();

    @AfterEach
    void resetHooks() {
        Schedulers.resetOnHandleError("test");
        Schedulers.resetOnScheduleHook("test");
        Thread.setDefaultUncaughtExceptionHandler(uncaught);
    }

    @Nested
    class Order {

        @EddyTest
        void r39_tasksRunInTheirOrderOnTheLoopsThread() {
            Scheduler.Worker worker = scheduler(getRunningLoop()).createWorker();
            EventLoop own = getRunningLoop();
            List<Integer> order = new ArrayList<>();
            onAnotherThread(() -> {
                for (int i = 0; i < 1000; i++) {
                    int number = i;
                    worker.schedule(() -> {
                        assertThat(EventLoop.current()).isSameAs(own);
                        order.add(number);
                    });
                }
            });

            assertThat(order).isEqualTo(IntStream.range(0, 1000).boxed().toList());
        }

        @EddyTest
        void r39_tasksOfManyThreadsDoNotOverlapAndEachThreadsStayInOrder(TestScope scope) {
            Scheduler.Worker worker = scheduler(getRunningLoop()).createWorker();
            List<int[]> order = new ArrayList<>(); // not thread-safe
            List<Future<Object>> threads = new ArrayList<>();
            for (int t = 0; t < 4; t++) {
                int thread = t;
                threads.add(getRunningLoop().runInExecutor(() -> {
                    for (int i = 0; i < 500; i++) {
                        int number = i;
                        worker.schedule(() -> order.add(new int[] {thread, number}));
                    }
                    return null;
                }));
            }
            for (Future<Object> thread : threads) {
                await(thread);
            }
            scope.runCurrent();

            assertThat(order).hasSize(2000);
            for (int t = 0; t < 4; t++) {
                int thread = t;
                assertThat(order.stream().filter(entry -> entry[0] == thread).map(entry -> entry[1]))
                        .isEqualTo(IntStream.range(0, 500).boxed().toList());
            }
        }

        @EddyTest
        void r40_aDelayThatIsNotPositiveIsNone(TestScope scope) {
            Scheduler scheduler = scheduler(getRunningLoop());
            scheduler.schedule(() -> log.add("first"), -5, TimeUnit.SECONDS);
            scheduler.schedule(() -> log.add("second"), 0, TimeUnit.SECONDS);
            scheduler.schedule(() -> log.add("third"));
            scope.runCurrent();

            assertThat(log).containsExactly("first", "second", "third");
            assertThat(scheduler.now(TimeUnit.NANOSECONDS)).isZero();
        }

        @EddyTest
        void r40_delaysAndNowAreOnTheLoopsClockToTheNanosecond() {
            Scheduler scheduler = scheduler(getRunningLoop());
            Scheduler.Worker worker = scheduler.createWorker();
            for (int micros : new int[] {500, 300, 400}) {
                worker.schedule(
                        () -> log.add(micros + " at " + scheduler.now(TimeUnit.MICROSECONDS)), micros,
                        TimeUnit.MICROSECONDS);
            }
            scheduler.schedule(() -> log.add("days " + scheduler.now(TimeUnit.DAYS)), 3, TimeUnit.DAYS);
            sleep(Duration.ofDays(4));

            assertThat(log).containsExactly("300 at 300", "400 at 400", "500 at 500", "days 3");
        }

        @EddyTest
        void r39_aPeriodIsKeptHoweverLongATaskTakes() {
            Scheduler scheduler = scheduler(getRunningLoop());
            Disposable periodic = scheduler.schedulePeriodically(
                    () -> log.add("at " + scheduler.now(TimeUnit.SECONDS)), 5, 10, TimeUnit.SECONDS);
            sleep(Duration.ofSeconds(36));
            periodic.dispose();
            sleep(Duration.ofSeconds(100));

            assertThat(log).containsExactly("at 5", "at 15", "at 25", "at 35");
            assertThat(periodic.isDisposed()).isTrue();
        }

        @EddyTest
        void operatorsThatTakeTimeUseIt() {
            Scheduler scheduler = scheduler(getRunningLoop());
            assertThat(ReactorBridge.await(Mono.delay(Duration.ofHours(3), scheduler))).isZero();
            assertThat(scheduler.now(TimeUnit.HOURS)).isEqualTo(3);
            assertThat(ReactorBridge.collect(Flux.range(1, 3).delayElements(Duration.ofHours(1), scheduler)))
                    .containsExactly(1, 2, 3);
            assertThat(scheduler.now(TimeUnit.HOURS)).isEqualTo(6);
        }

        @Test
        void publishOnGivesTheItemsToTheLoop() {
            run(() -> {
                Scheduler scheduler = scheduler(getRunningLoop());
                EventLoop own = getRunningLoop();
                List<EventLoop> loops = ReactorBridge.collect(Flux.range(1, 1000)
                        .publishOn(Schedulers.parallel())
                        .publishOn(scheduler)
                        .map(item -> EventLoop.current())
                        .distinct());

                assertThat(loops).containsExactly(own);
            });
        }
    }

    @Nested
    class Disposing {

        @EddyTest
        void r39_aWorkerDropsItsOwnTasksAndNobodyElses() {
            Scheduler scheduler = scheduler(getRunningLoop());
            Scheduler.Worker one = scheduler.createWorker();
            Scheduler.Worker other = scheduler.createWorker();
            one.schedule(() -> log.add("one now"));
            one.schedule(() -> log.add("one later"), 1, TimeUnit.SECONDS);
            other.schedule(() -> log.add("other later"), 1, TimeUnit.SECONDS);
            scheduler.schedule(() -> log.add("none later"), 1, TimeUnit.SECONDS);

            one.dispose();
            sleep(Duration.ofSeconds(2));

            assertThat(log).containsExactly("other later", "none later");
            assertThat(one.isDisposed()).isTrue();
            assertThat(other.isDisposed()).isFalse();
            assertThatThrownBy(() -> one.schedule(() -> {})).isInstanceOf(RejectedExecutionException.class);
        }

        @EddyTest
        void r39_aTaskThatIsDisposedDoesNotRun() {
            Scheduler.Worker worker = scheduler(getRunningLoop()).createWorker();
            Disposable now = worker.schedule(() -> log.add("now"));
            Disposable later = worker.schedule(() -> log.add("later"), 1, TimeUnit.HOURS);

            now.dispose();
            later.dispose();
            sleep(Duration.ofHours(2));

            assertThat(log).isEmpty();
            assertThat(now.isDisposed()).isTrue();
            assertThat(later.isDisposed()).isTrue();
        }

        @EddyTest
        void r39_whatWasDisposedIsNotHeld(TestScope scope) {
            Scheduler.Worker worker = scheduler(getRunningLoop()).createWorker();
            Disposable[] task = new Disposable[1];
            WeakReference<Object> captured = delayed(worker, task);

            onAnotherThread(() -> task[0].dispose());
            for (int i = 0; i < 100 && captured.get() != null; i++) {
                System.gc();
                scope.runCurrent();
            }

            assertThat(captured.get()).isNull();
        }

        private static WeakReference<Object> delayed(Scheduler.Worker worker, Disposable[] task) {
            Object captured = new Object();
            task[0] = worker.schedule(() -> assertThat(captured).isNotNull(), 1, TimeUnit.HOURS);
            return new WeakReference<>(captured);
        }

        @EddyTest
        void r38_aSchedulerThatIsDisposedRefuses() {
            Scheduler scheduler = scheduler(getRunningLoop());
            Scheduler.Worker worker = scheduler.createWorker();
            worker.schedule(() -> log.add("later"), 1, TimeUnit.SECONDS);

            scheduler.dispose();
            sleep(Duration.ofSeconds(2));

            assertThat(log).isEmpty();
            assertThat(scheduler.isDisposed()).isTrue();
            assertThat(worker.isDisposed()).isTrue();
            assertThatThrownBy(() -> scheduler.schedule(() -> {})).isInstanceOf(RejectedExecutionException.class);
            assertThatThrownBy(() -> scheduler.schedule(() -> {}, 1, TimeUnit.SECONDS))
                    .isInstanceOf(RejectedExecutionException.class);
            assertThatThrownBy(() -> scheduler.createWorker().schedule(() -> {}))
                    .isInstanceOf(RejectedExecutionException.class);
            assertThatThrownBy(scheduler::init).isInstanceOf(IllegalStateException.class);
            sleep(Duration.ZERO); // the loop lives on
        }

        @Test
        void r38_aClosedLoopRefusesAndWhatIsSentThereFails() {
            EventLoop loop = EventLoop.create();
            Scheduler scheduler = scheduler(loop);
            Scheduler.Worker worker = scheduler.createWorker();
            loop.close();

            assertThatThrownBy(() -> scheduler.schedule(() -> {})).isInstanceOf(RejectedExecutionException.class);
            assertThatThrownBy(() -> worker.schedule(() -> {}, 1, TimeUnit.SECONDS))
                    .isInstanceOf(RejectedExecutionException.class);
            assertThat(scheduler.isDisposed()).isTrue();
            StepVerifier.create(Mono.just(1).subscribeOn(scheduler)).verifyError(RejectedExecutionException.class);
            StepVerifier.create(Mono.delay(Duration.ofSeconds(1), scheduler))
                    .verifyError(RejectedExecutionException.class);
        }
    }

    @Nested
    class Hooked {

        @EddyTest
        void r39_theScheduleHookIsCalledOnceForEachTask() {
            AtomicInteger calls = new AtomicInteger();
            Schedulers.onScheduleHook("test", task -> {
                calls.incrementAndGet();
                return task;
            });
            Scheduler scheduler = scheduler(getRunningLoop());
            scheduler.schedule(() -> {});
            assertThat(calls).hasValue(1);
            scheduler.createWorker().schedule(() -> {}, 1, TimeUnit.SECONDS);
            assertThat(calls).hasValue(2);
            Disposable periodic = scheduler.schedulePeriodically(() -> {}, 1, 1, TimeUnit.SECONDS);
            sleep(Duration.ofSeconds(5));
            periodic.dispose();

            assertThat(calls).hasValue(3);
        }

        @EddyTest
        void r39_aTaskThatThrowsGoesToTheHookAndTheWorkerLives(TestScope scope) {
            AtomicInteger scheduled = new AtomicInteger();
            Schedulers.onScheduleHook("test", task -> {
                scheduled.incrementAndGet();
                return task;
            });
            List<Throwable> handled = new ArrayList<>();
            List<Throwable> caught = new ArrayList<>();
            Schedulers.onHandleError("test", (thread, error) -> handled.add(error));
            Thread.setDefaultUncaughtExceptionHandler((thread, error) -> caught.add(error));
            IllegalStateException failure = new IllegalStateException("task");
            Scheduler.Worker worker = scheduler(getRunningLoop()).createWorker();
            Disposable failing = worker.schedule(() -> {
                throw failure;
            });
            worker.schedule(() -> log.add("next"));
            scope.runCurrent();

            assertThat(handled).containsExactly(failure).isEqualTo(scope.droppedErrors());
            assertThat(caught).containsExactly(failure);
            assertThat(failing.isDisposed()).isTrue();
            assertThat(log).containsExactly("next");
            assertThat(scheduled).hasValue(2);
        }
    }

    @Nested
    class Gracefully {

        @EddyTest
        void whatIsScheduledStillRunsAndNothingElseIsAccepted() {
            Scheduler scheduler = scheduler(getRunningLoop());
            Scheduler.Worker worker = scheduler.createWorker();
            scheduler.schedule(() -> log.add("at once"));
            worker.schedule(() -> log.add("later"), 1, TimeUnit.HOURS);
            worker.schedulePeriodically(() -> log.add("periodic"), 1, 1, TimeUnit.MINUTES);
            Mono<Void> end = scheduler.disposeGracefully();
            assertThat(scheduler.isDisposed()).isFalse();

            end.doOnSuccess(nothing -> log.add("end")).subscribe();
            assertThat(scheduler.isDisposed()).isTrue();
            assertThatThrownBy(() -> worker.schedule(() -> {})).isInstanceOf(RejectedExecutionException.class);
            sleep(Duration.ofHours(2));

            assertThat(log).containsExactly("at once", "later", "end");
            assertThat(worker.isDisposed()).isTrue();
        }

        @EddyTest
        void whereNothingIsScheduledItEndsAtOnceAndTwiceIsOnce() {
            Scheduler scheduler = scheduler(getRunningLoop());
            StepVerifier.create(scheduler.disposeGracefully()).verifyComplete();
            StepVerifier.create(scheduler.disposeGracefully()).verifyComplete();
            assertThatThrownBy(() -> scheduler.schedule(() -> {})).isInstanceOf(RejectedExecutionException.class);
        }

        @EddyTest
        void itIsOverWhenTheRestIsDropped() {
            Scheduler scheduler = scheduler(getRunningLoop());
            scheduler.schedule(() -> log.add("never"), 1, TimeUnit.DAYS);
            scheduler.disposeGracefully().doOnSuccess(nothing -> log.add("end")).subscribe();
            assertThat(log).isEmpty();
            scheduler.dispose();

            assertThat(log).containsExactly("end");
        }

        @EddyTest
        void theLoopForgetsASchedulerThatHasEnded() throws ReflectiveOperationException {
            EventLoop loop = getRunningLoop();
            scheduler(loop).disposeGracefully().subscribe();
            Scheduler busy = scheduler(loop);
            busy.schedule(() -> {}, 1, TimeUnit.HOURS);
            busy.disposeGracefully().subscribe();
            sleep(Duration.ofHours(2));

            Field whatItRemembers = EventLoop.class.getDeclaredField("onClosed");
            whatItRemembers.setAccessible(true);
            assertThat((Collection<?>) whatItRemembers.get(loop)).isEmpty();
        }

        @Test
        void itIsOverWhenTheLoopIsClosed() {
            EventLoop loop = EventLoop.create();
            Scheduler scheduler = scheduler(loop);
            loop.runUntilComplete(() -> {
                scheduler.schedule(() -> log.add("never"), 1, TimeUnit.DAYS);
                scheduler.disposeGracefully().doOnSuccess(nothing -> log.add("end")).subscribe();
            });
            assertThat(log).isEmpty();
            loop.close();

            assertThat(log).containsExactly("end");
            StepVerifier.create(scheduler.disposeGracefully()).verifyComplete();
        }
    }
}
