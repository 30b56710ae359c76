package dev.eddy.rxjava;

import static dev.eddy.Asyncio.getRunningLoop;
import static dev.eddy.Asyncio.sleep;
import static dev.eddy.Asyncio.toThread;
import static dev.eddy.rxjava.RxBridge.scheduler;
import static java.time.Duration.ofSeconds;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.eddy.EventLoop;
import dev.eddy.testing.EddyTest;
import dev.eddy.testing.TestScope;
import io.reactivex.rxjava3.core.Scheduler;
import io.reactivex.rxjava3.disposables.Disposable;
import io.reactivex.rxjava3.plugins.RxJavaPlugins;
import io.reactivex.rxjava3.schedulers.SchedulerRunnableIntrospection;
import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** The end of what is scheduled, and the hooks: R38, R39. */
@EddyTest
class SchedulerDisposalTest {

    final List<Object> log = new ArrayList<>();

    private Runnable noting(Object entry) {
        return () -> log.add(entry);
    }

    @Nested
    class Disposal {

        @Test
        void r39_ofAWorkerDropsItsTasksAndNoOthers(TestScope scope) {
            Scheduler scheduler = scheduler(getRunningLoop());
            Scheduler.Worker worker = scheduler.createWorker();
            Scheduler.Worker other = scheduler.createWorker();
            Disposable soon = worker.schedule(noting("soon"));
            Disposable later = worker.schedule(noting("later"), 1, SECONDS);
            worker.schedulePeriodically(noting("tick"), 1, 1, SECONDS);
            other.schedule(noting("other's"), 1, SECONDS);
            scheduler.scheduleDirect(noting("nobody's"), 1, SECONDS);
            scope.runCurrent();
            Disposable again = worker.schedule(noting("again"));

            worker.dispose();
            sleep(ofSeconds(2));

            assertThat(worker.isDisposed()).isTrue();
            assertThat(other.isDisposed()).isFalse();
            assertThat(List.of(soon, later, again)).allMatch(Disposable::isDisposed);
            assertThat(worker.schedule(noting("too late"))).isSameAs(Disposable.disposed());
            assertThat(log).containsExactly("soon", "other's", "nobody's");
        }

        @Test
        void r39_ofATaskDropsIt(TestScope scope) {
            Scheduler.Worker worker = scheduler(getRunningLoop()).createWorker();
            Disposable soon = worker.schedule(noting("soon"));
            Disposable later = worker.schedule(noting("later"), 1, SECONDS);
            Disposable done = worker.schedule(noting("done"));
            soon.dispose();
            scope.runCurrent();
            toThread(Executors.callable(later::dispose));
            sleep(ofSeconds(2));

            assertThat(List.of(soon, later, done)).allMatch(Disposable::isDisposed);
            assertThat(log).containsExactly("done");
        }

        @Test
        void r39_letsGoOfTheTasks(TestScope scope) {
            Scheduler.Worker worker = scheduler(getRunningLoop()).createWorker();
            List<WeakReference<Object>> references = new ArrayList<>();
            for (int i = 0; i < 10; i++) {
                Object held = new Object();
                references.add(new WeakReference<>(held));
                worker.schedule(() -> log.add(held), 1, SECONDS);
            }
            scope.runCurrent();

            toThread(Executors.callable(worker::dispose));

            while (references.stream().anyMatch(reference -> reference.get() != null)) {
                System.gc(); // the test's own time limit ends this
            }

            assertThat(log).isEmpty();
        }

        @Test
        void r38_afterTheSchedulerIsShutDownNothingRunsAndScheduleReturnsADisposedDisposable() {
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

            assertThat(log).containsExactly("another scheduler's");
        }

        @Test
        void r38_afterTheLoopIsClosedScheduleReturnsADisposedDisposable() {
            EventLoop loop = EventLoop.create();
            Scheduler scheduler = scheduler(loop);
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

        @AfterEach
        void reset() {
            RxJavaPlugins.setScheduleHandler(null);
        }

        @Test
        void r39_aTaskThatThrowsGoesToTheHookAndTheWorkerLives(TestScope scope) {
            IllegalCallerException error = new IllegalCallerException();
            NoClassDefFoundError linkageError = new NoClassDefFoundError();
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
            assertThat(scope.droppedErrors()).containsExactly(error, linkageError);
            assertThat(log).containsExactly("next");
        }

        @Test
        void r39_aPeriodicTaskThatThrowsIsNotRepeated(TestScope scope) {
            IllegalCallerException error = new IllegalCallerException();
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
            assertThat(scope.droppedErrors()).containsExactly(error);
        }

        @Test
        void r39_onScheduleIsAskedOnceForEachTask(TestScope scope) {
            RxJavaPlugins.setScheduleHandler(run -> {
                log.add("hook");
                return () -> {
                    log.add("decorated");
                    run.run();
                };
            });
            Scheduler scheduler = scheduler(getRunningLoop());
            Scheduler.Worker worker = scheduler.createWorker();
            worker.schedule(noting("worker"));
            scope.runCurrent();
            scheduler.scheduleDirect(noting("direct"), 1, SECONDS);
            sleep(ofSeconds(1));
            Disposable ticks = scheduler.schedulePeriodicallyDirect(noting("tick"), 0, 1, SECONDS);
            sleep(ofSeconds(1));
            scope.runCurrent();
            ticks.dispose();

            assertThat(log)
                    .containsExactly(
                            "hook", "decorated", "worker", "hook", "decorated", "direct", "hook", "decorated", "tick",
                            "decorated", "tick");
        }

        @Test
        void theDisposableKnowsTheTask() {
            Runnable task = noting("task");
            Disposable scheduled = scheduler(getRunningLoop()).scheduleDirect(task, 1, SECONDS);

            assertThat(((SchedulerRunnableIntrospection) scheduled).getWrappedRunnable()).isSameAs(task);
            scheduled.dispose();
            assertThat(((SchedulerRunnableIntrospection) scheduled).getWrappedRunnable())
                    .isNotNull()
                    .isNotSameAs(task);
        }

        @Test
        @SuppressWarnings("NullArgumentForNonNullParameter")
        void nullIsRefused(EventLoop loop) {
            assertThatThrownBy(() -> scheduler(loop).scheduleDirect(null))
                    .isInstanceOf(NullPointerException.class);
        }
    }
}
