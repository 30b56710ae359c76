package dev.eddy.internal.reactive;

import static dev.eddy.Asyncio.await;
import static dev.eddy.Asyncio.createTask;
import static dev.eddy.Asyncio.run;
import static dev.eddy.Asyncio.sleep;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.eddy.Task;
import dev.eddy.context.ContextVar;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.RejectedExecutionException;
import org.junit.jupiter.api.Test;

/** A call on a scheduler, which here is a list of tasks that the test runs, drops or refuses. */
class WorkerCallTest {

    static final ContextVar<String> NAME = new ContextVar<>("name", "nobody");

    final Queue<Runnable> scheduled = new ArrayDeque<>();
    final List<Object> log = new ArrayList<>();
    final DropHooks hooks = new DropHooks() {
        @Override
        public void errorDropped(Throwable error) {
            log.add(error);
        }

        @Override
        public void discarded(Object item) {
            log.add("discarded " + item);
        }
    };

    private <T> T call(Callable<T> body) {
        return WorkerCall.<T>await(task -> {
            scheduled.add(task);
            return () -> log.add("disposed");
        }, body, hooks);
    }

    private <T> Task<T> begun(Callable<T> body) {
        Task<T> task = createTask(() -> call(body));
        sleep(Duration.ZERO);
        return task;
    }

    @Test
    void itsResultIsAwaitedAndItSeesTheContext() {
        run(() -> {
            NAME.set("ada");
            Task<String> task = begun(NAME::get);
            NAME.set("bob");
            Thread.ofPlatform().start(scheduled.remove()).join();

            assertThat(await(task)).isEqualTo("ada");
            assertThat(log).isEmpty();
        });
    }

    @Test
    void itsExceptionIsTheOriginal() {
        IOException failure = new IOException();
        run(() -> {
            Task<Object> task = begun(() -> {
                throw failure;
            });
            scheduled.remove().run();

            assertThat(catchThrowable(() -> await(task))).isSameAs(failure);
        });
    }

    @Test
    void aSchedulerThatRunsItAtOnceDoesNotSuspend() {
        run(() -> assertThat(WorkerCall.<String>await(task -> {
            task.run();
            return () -> {};
        }, () -> "at once", hooks)).isEqualTo("at once"));
    }

    @Test
    void cancellingDisposesAndWhatTheBodyStillGivesIsDiscarded() {
        run(() -> {
            Task<String> task = begun(() -> "late");
            task.cancel();
            sleep(Duration.ZERO);
            sleep(Duration.ZERO);
            assertThat(task.cancelled()).isTrue();
            scheduled.remove().run();

            assertThat(log).containsExactly("disposed", "discarded late");
        });
    }

    @Test
    void anInterruptionByTheDisposalIsNoError() {
        run(() -> {
            Task<String> task = begun(() -> {
                throw new InterruptedException();
            });
            task.cancel();
            sleep(Duration.ZERO);
            sleep(Duration.ZERO);
            scheduled.remove().run();

            assertThat(log).containsExactly("disposed");
        });
    }

    @Test
    void r38_aSchedulerThatRefusesIsAnError() {
        RejectedExecutionException refusal = new RejectedExecutionException();
        run(() -> {
            assertThatThrownBy(() -> WorkerCall.<String>await(task -> {
                throw refusal;
            }, () -> "never", hooks)).isSameAs(refusal);
        });
    }

    @Test
    void r38_aSchedulerThatDropsWhatItHasAcceptedIsOneToo() {
        run(() -> {
            Task<String> task = begun(() -> "never");
            scheduled.clear();
            while (!task.done()) {
                System.gc();
                sleep(Duration.ofMillis(1));
            }

            assertThatThrownBy(() -> await(task)).isInstanceOf(RejectedExecutionException.class);
        });
    }

    @Test
    void whatRunsIsNotTakenForDropped() {
        run(() -> {
            CountDownLatch collected = new CountDownLatch(1);
            Task<String> task = begun(() -> {
                collected.await();
                return "ran";
            });
            Thread.ofPlatform().start(scheduled.remove());
            for (int i = 0; i < 5; i++) {
                System.gc();
                sleep(Duration.ofMillis(1));
            }
            collected.countDown();

            assertThat(await(task)).isEqualTo("ran");
        });
    }
}
