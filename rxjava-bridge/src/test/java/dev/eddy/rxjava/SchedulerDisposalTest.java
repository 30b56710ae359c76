package dev.eddy.rxjava;

import static dev.eddy.Asyncio.getRunningLoop;
import static dev.eddy.Asyncio.sleep;
import static dev.eddy.rxjava.RxBridge.scheduler;
import static java.time.Duration.ZERO;
import static java.time.Duration.ofSeconds;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.reactivex.rxjava3.core.Scheduler;
import io.reactivex.rxjava3.disposables.Disposable;
import io.reactivex.rxjava3.plugins.RxJavaPlugins;
import io.reactivex.rxjava3.schedulers.SchedulerRunnableIntrospection;
import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The end of what is scheduled, and the hooks: R38, R39. */
class SchedulerDisposalTest {

    @RegisterExtension final RxLoop loop = new RxLoop();

    final List<Object> log = new ArrayList<>();

    private Runnable noting(Object entry) {
        return () -> log.add(entry);
    }

    /** Lets what is ready run, without time going by. */
    private static void letRun() {
        sleep(ZERO);
        sleep(ZERO);
    }

    private void inAnotherThread(Runnable action) {
        Thread thread = new Thread(action);
        thread.start();
        try {
            thread.join();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    @Nested
    class Disposal {

        @Test
        void r39_ofAWorkerDropsItsTasksAndNoOthers() {
            loop.run(() -> {
                Scheduler scheduler = scheduler(getRunningLoop());
                Scheduler.Worker worker = scheduler.createWorker();
                Scheduler.Worker other = scheduler.createWorker();
                Disposable soon = worker.schedule(noting("soon"));
                Disposable later = worker.schedule(noting("later"), 1, SECONDS);
                worker.schedulePeriodically(noting("tick"), 1, 1, SECONDS);
                other.schedule(noting("other's"), 1, SECONDS);
                scheduler.scheduleDirect(noting("nobody's"), 1, SECONDS);
                letRun();
                Disposable again = worker.schedule(noting("again"));

                worker.dispose();
                sleep(ofSeconds(2));

                assertThat(worker.isDisposed()).isTrue();
                assertThat(other.isDisposed()).isFalse();
                assertThat(List.of(soon, later, again)).allMatch(Disposable::isDisposed);
                assertThat(worker.schedule(noting("too late"))).isSameAs(Disposable.disposed());
            });

            assertThat(log).containsExactly("soon", "other's", "nobody's");
        }

        @Test
        void r39_ofATaskDropsIt() {
            loop.run(() -> {
                Scheduler.Worker worker = scheduler(getRunningLoop()).createWorker();
                Disposable soon = worker.schedule(noting("soon"));
                Disposable later = worker.schedule(noting("later"), 1, SECONDS);
                Disposable done = worker.schedule(noting("done"));
                soon.dispose();
                letRun();
                inAnotherThread(later::dispose);
                sleep(ofSeconds(2));

                assertThat(List.of(soon, later, done)).allMatch(Disposable::isDisposed);
            });

            assertThat(log).containsExactly("done");
        }

        @Test
        void r39_letsGoOfTheTasks() {
            loop.run(() -> {
                Scheduler.Worker worker = scheduler(getRunningLoop()).createWorker();
                List<WeakReference<Object>> references = new ArrayList<>();
                for (int i = 0; i < 10; i++) {
                    Object held = new Object();
                    references.add(new WeakReference<>(held));
                    worker.schedule(() -> log.add(held), 1, SECONDS);
                }
                letRun();

                inAnotherThread(worker::dispose);

                while (references.stream().anyMatch(reference -> reference.get() != null)) {
                    System.gc(); // the test's own time limit ends this
                }
            });

            assertThat(log).isEmpty();
        }

        @Test
        void r38_afterTheSchedulerIsShutDownNothingRunsAndScheduleReturnsADisposedDisposable() {
            loop.run(() -> {
                Scheduler scheduler = scheduler(getRunningLoop());
                Scheduler.Worker worker = scheduler.createWorker();
                worker.schedule(noting("worker's"), 1, SECONDS);
                scheduler.scheduleDirect(noting("direct"), 1, SECONDS);
                Scheduler other = scheduler(getRunningLoop());
                other.scheduleDirect(noting("another scheduler's"), 1, SECONDS);

                scheduler.shutdown();
                scheduler.shutdown();

                assertRefuses(scheduler, worker);
                sleep(ofSeconds(2));
            });

            assertThat(log).containsExactly("another scheduler's");
        }

        @Test
        void r38_afterTheLoopIsClosedScheduleReturnsADisposedDisposable() {
            Scheduler scheduler = scheduler(loop.get());
            Scheduler.Worker worker = scheduler.createWorker();
            Disposable before = worker.schedule(noting("before"), 1, SECONDS);
            loop.close();

            assertRefuses(scheduler, worker);
            before.dispose();
            worker.dispose();
            assertThat(before.isDisposed()).isTrue();
        }

        private void assertRefuses(Scheduler scheduler, Scheduler.Worker worker) {
            assertThat(List.of(
                    worker.schedule(noting("late")),
                    worker.schedule(noting("late"), 1, SECONDS),
                    worker.schedulePeriodically(noting("late"), 1, 1, SECONDS),
                    scheduler.createWorker().schedule(noting("late")),
                    scheduler.scheduleDirect(noting("late")),
                    scheduler.scheduleDirect(noting("late"), 1, SECONDS),
                    scheduler.schedulePeriodicallyDirect(noting("late"), 1, 1, SECONDS)))
                    .allMatch(disposable -> disposable == Disposable.disposed());
        }
    }

    @Nested
    class Hooks {

        @Test
        void r39_aTaskThatThrowsGoesToTheHookAndTheWorkerLives() {
            IllegalCallerException error = new IllegalCallerException();
            NoClassDefFoundError linkageError = new NoClassDefFoundError();
            loop.run(() -> {
                Scheduler.Worker worker = scheduler(getRunningLoop()).createWorker();
                Disposable failing = worker.schedule(() -> {
                    throw error;
                });
                worker.schedule(() -> {
                    throw linkageError;
                });
                worker.schedule(noting("next"));
                sleep(ofSeconds(1));

                assertThat(failing.isDisposed()).isTrue();
                assertThat(worker.isDisposed()).isFalse();
            });

            assertThat(loop.undeliverable()).containsExactly(error, linkageError);
            assertThat(log).containsExactly("next");
        }

        @Test
        void r39_aPeriodicTaskThatThrowsIsNotRepeated() {
            IllegalCallerException error = new IllegalCallerException();
            loop.run(() -> {
                Disposable ticks = scheduler(getRunningLoop())
                        .schedulePeriodicallyDirect(
                                () -> {
                                    throw error;
                                },
                                1,
                                1,
                                SECONDS);
                sleep(ofSeconds(5));

                assertThat(ticks.isDisposed()).isTrue();
            });

            assertThat(loop.undeliverable()).containsExactly(error);
        }

        @Test
        void r39_onScheduleIsAskedOnceForEachTask() {
            RxJavaPlugins.setScheduleHandler(run -> {
                log.add("hook");
                return () -> {
                    log.add("decorated");
                    run.run();
                };
            });
            loop.run(() -> {
                Scheduler scheduler = scheduler(getRunningLoop());
                Scheduler.Worker worker = scheduler.createWorker();
                worker.schedule(noting("worker"));
                letRun();
                scheduler.scheduleDirect(noting("direct"), 1, SECONDS);
                sleep(ofSeconds(1));
                Disposable ticks = scheduler.schedulePeriodicallyDirect(noting("tick"), 0, 1, SECONDS);
                sleep(ofSeconds(1));
                letRun();
                ticks.dispose();
            });

            assertThat(log)
                    .containsExactly(
                            "hook", "decorated", "worker", "hook", "decorated", "direct", "hook", "decorated", "tick",
                            "decorated", "tick");
        }

        @Test
        void theDisposableKnowsTheTask() {
            loop.run(() -> {
                Runnable task = noting("task");
                Disposable scheduled = scheduler(getRunningLoop()).scheduleDirect(task, 1, SECONDS);

                assertThat(((SchedulerRunnableIntrospection) scheduled).getWrappedRunnable()).isSameAs(task);
                scheduled.dispose();
                assertThat(((SchedulerRunnableIntrospection) scheduled).getWrappedRunnable())
                        .isNotNull()
                        .isNotSameAs(task);
            });
        }

        @Test
        @SuppressWarnings("NullArgumentForNonNullParameter")
        void nullIsRefused() {
            assertThatThrownBy(() -> scheduler(loop.get()).scheduleDirect(null))
                    .isInstanceOf(NullPointerException.class);
        }
    }
}
