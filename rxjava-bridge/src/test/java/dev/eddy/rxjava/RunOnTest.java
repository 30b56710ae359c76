package dev.eddy.rxjava;

import static dev.eddy.Asyncio.await;
import static dev.eddy.Asyncio.createTask;
import static dev.eddy.Asyncio.getRunningLoop;
import static dev.eddy.Asyncio.toThread;
import static dev.eddy.rxjava.RxBridge.runOn;
import static dev.eddy.rxjava.RxBridge.scheduler;
import static dev.eddy.rxjava.RxBridge.toExecutor;
import static dev.eddy.rxjava.RxBridge.toScheduler;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.eddy.CancelledError;
import dev.eddy.EventLoop;
import dev.eddy.Task;
import dev.eddy.context.ContextVar;
import dev.eddy.testing.AllowLeaks;
import dev.eddy.testing.EddyTest;
import dev.eddy.testing.Leak;
import io.reactivex.rxjava3.core.Scheduler;
import io.reactivex.rxjava3.core.Single;
import io.reactivex.rxjava3.observers.TestObserver;
import io.reactivex.rxjava3.plugins.RxJavaPlugins;
import io.reactivex.rxjava3.schedulers.Schedulers;
import io.reactivex.rxjava3.schedulers.TestScheduler;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** Calls on RxJava's schedulers, from a coroutine: R38. */
@EddyTest(time = EddyTest.Time.REAL) // on the real schedulers
class RunOnTest {

    final List<Object> log = new ArrayList<>();

    /** One of each of RxJava's kinds; they say in different ways that they are. */
    static List<Scheduler> shutDown() {
        ExecutorService executor = Executors.newSingleThreadExecutor();
        executor.shutdown();
        List<Scheduler> schedulers = List.of(
                RxJavaPlugins.createSingleScheduler(Thread::new),
                RxJavaPlugins.createIoScheduler(Thread::new),
                RxJavaPlugins.createComputationScheduler(Thread::new),
                Schedulers.from(executor));
        schedulers.forEach(Scheduler::shutdown);
        return schedulers;
    }

    private static List<Scheduler> shutDown(EventLoop loop) {
        List<Scheduler> schedulers = new ArrayList<>(shutDown());
        schedulers.add(scheduler(loop));
        schedulers.getLast().shutdown();
        return schedulers;
    }

    @Nested
    class Calls {

        @Test
        void runThereAndTheCoroutineGoesOnHere() {
            Thread own = Thread.currentThread();
            Thread there = runOn(Schedulers.io(), () -> Thread.currentThread());

            assertThat(there.getName()).startsWith("RxCachedThreadScheduler");
            assertThat(Thread.currentThread()).isSameAs(own);
            runOn(Schedulers.trampoline(), () -> log.add("without leaving the thread"));

            assertThat(log).hasSize(1);
        }

        @Test
        void seeTheContextOfTheCoroutine() {
            ContextVar<String> user = new ContextVar<>("user");
            user.set("ada");

            assertThat(runOn(Schedulers.single(), () -> user.get())).isEqualTo("ada");
        }

        @Test
        void throwWhatTheBodyThrows() {
            IOException error = new IOException();
            assertThat(catchThrowable(() -> runOn(Schedulers.computation(), () -> {
                throw error;
            }))).isSameAs(error);
        }

        @Test
        void waitForATestSchedulersTime() {
            TestScheduler test = new TestScheduler();
            Task<String> task = createTask(() -> runOn(test, () -> "done"));
            getRunningLoop().callSoon(() -> {
                log.add(task.done());
                test.triggerActions();
            });

            assertThat(await(task)).isEqualTo("done");
            assertThat(log).containsExactly(false);
        }

        @Test
        void areInterruptedWhenTheTaskIsCancelled() {
            CountDownLatch begun = new CountDownLatch(1);
            CountDownLatch interrupted = new CountDownLatch(1);
            Task<?> task = createTask(() -> runOn(Schedulers.io(), () -> {
                begun.countDown();
                try {
                    new CountDownLatch(1).await();
                } catch (InterruptedException e) {
                    interrupted.countDown();
                    throw e;
                }
            }));
            runOn(Schedulers.single(), () -> begun.await());

            task.cancel();

            assertThat(catchThrowable(() -> await(task))).isInstanceOf(CancelledError.class);
            assertThat(runOn(Schedulers.single(), () -> interrupted.await(30, SECONDS))).isTrue();
        }

        @Test
        @AllowLeaks(Leak.DROPPED_ERRORS) // RxJava tells of the rejection, too
        void r38_onASchedulerThatIsShutDownFail() {
            assertThat(shutDown(getRunningLoop()))
                    .allSatisfy(scheduler -> assertThatThrownBy(() -> runOn(scheduler, () -> "never"))
                            .isInstanceOf(RejectedExecutionException.class));
        }

        @Test
        void areForCoroutines() {
            toThread(() -> assertThatThrownBy(() -> runOn(Schedulers.io(), () -> log.add("ran")))
                    .isInstanceOf(IllegalStateException.class));
            assertThat(log).isEmpty();
        }
    }

    @Nested
    class AsExecutors {

        @Test
        void aSchedulerAsAnExecutorIsAnExecutorOfTheLoop() {
            Executor executor = toExecutor(Schedulers.single());
            String name = await(getRunningLoop().runInExecutor(executor, () -> Thread.currentThread().getName()));

            assertThat(name).startsWith("RxSingleScheduler");
        }

        @Test
        void thereAndBackIsTheOriginal() {
            Scheduler original = Schedulers.computation();

            assertThat(toScheduler(toExecutor(original))).isSameAs(original);
        }

        @Test
        void anyExecutorIsAScheduler() {
            List<Runnable> tasks = new ArrayList<>();
            TestObserver<Integer> observer = Single.just(1).subscribeOn(toScheduler(tasks::add)).test();

            observer.assertEmpty();
            tasks.forEach(Runnable::run);
            observer.assertResult(1);
        }

        @Test
        @AllowLeaks(Leak.DROPPED_ERRORS) // RxJava tells of the rejection, too
        void r38_itRefusesTasksWhenTheSchedulerIsShutDown(EventLoop loop) {
            assertThat(shutDown(loop)).allSatisfy(
                    scheduler -> assertThatThrownBy(() -> toExecutor(scheduler).execute(() -> log.add("ran")))
                            .isInstanceOf(RejectedExecutionException.class));
            assertThat(log).isEmpty();
            toExecutor(Schedulers.trampoline()).execute(() -> log.add("ran at once"));
            assertThat(log).hasSize(1);
        }
    }
}
