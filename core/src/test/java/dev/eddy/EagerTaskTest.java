package dev.eddy;

import static dev.eddy.Asyncio.await;
import static dev.eddy.Asyncio.createTask;
import static dev.eddy.Asyncio.currentTask;
import static dev.eddy.Asyncio.gather;
import static dev.eddy.Asyncio.getRunningLoop;
import static dev.eddy.Asyncio.sleep;
import static dev.eddy.Asyncio.taskGroup;
import static java.time.Duration.ZERO;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.eddy.context.ContextVar;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Tasks that take their first step inside the call that creates them. */
class EagerTaskTest {

    private static final TaskOptions EAGER = TaskOptions.DEFAULT.withEagerStart(true);

    @RegisterExtension final VirtualLoop loop = new VirtualLoop();

    private final List<Object> log = new ArrayList<>();

    @Test
    void theBodyRunsUpToItsFirstSuspensionBeforeTheCallReturns() {
        loop.run(() -> {
            Task<String> task = createTask(
                    () -> {
                        log.add("begun");
                        sleep(ofSeconds(1));
                        return "done";
                    },
                    EAGER);
            log.add("created");

            assertThat(log).containsExactly("begun", "created");
            assertThat(await(task)).isEqualTo("done");
        });
    }

    @Test
    void aBodyThatDoesNotSuspendIsDoneWhenTheCallReturns() {
        loop.run(() -> {
            Task<Integer> task = createTask(() -> 7, EAGER);

            assertThat(task.done()).isTrue();
            assertThat(task.result()).isEqualTo(7);
            assertThat(getRunningLoop().allTasks()).containsExactly(currentTask());
        });
    }

    @Test
    void theCreatorIsCurrentAgainWithItsContextWhenTheCallReturns() {
        ContextVar<String> variable = new ContextVar<>("variable", "unset");
        loop.run(() -> {
            Task<?> creator = currentTask();
            variable.set("creator's");

            Task<Task<?>> task = createTask(
                    () -> {
                        variable.set("task's");
                        return currentTask();
                    },
                    EAGER);

            assertThat(task.result()).isSameAs(task);
            assertThat((Object) currentTask()).isSameAs(creator);
            assertThat(variable.get()).isEqualTo("creator's");
        });
    }

    @Test
    void oneCanBeCreatedInTheFirstStepOfAnother() {
        loop.run(() -> {
            Task<?> outer = createTask(
                    () -> {
                        Callable<Boolean> inner = () -> {
                            log.add("inner");
                            sleep(ZERO);
                            return log.add("inner again");
                        };
                        Task<Boolean> task = createTask(inner, EAGER);
                        log.add("outer");
                        return await(task);
                    },
                    EAGER);
            log.add("creator");

            await(outer);
            assertThat(log).containsExactly("inner", "outer", "creator", "inner again");
        });
    }

    @Test
    void oneCanBeCreatedByACallback() {
        loop.run(() -> {
            getRunningLoop().callSoon(() -> {
                createTask(
                        () -> {
                            log.add("begun");
                            sleep(ofSeconds(1));
                            return log.add("done");
                        },
                        EAGER);
                log.add("callback");
            });

            sleep(ofSeconds(2));

            assertThat(log).containsExactly("begun", "callback", "done");
        });
    }

    @Test
    void aTaskBeforeTheRunBeginsInTheOrdinaryWay() {
        Task<Boolean> task = loop.get().createTask(() -> log.add("begun"), EAGER);

        assertThat(log).isEmpty();
        loop.get().runUntilComplete(task);
        assertThat(log).containsExactly("begun");
    }

    @Test
    void theEagerFactoryMakesThemOfAllTasks() {
        loop.get().setTaskFactory(TaskFactory.EAGER);
        loop.run(() -> {
            Future<List<Boolean>> both = gather(() -> log.add("a"), () -> log.add("b"));

            assertThat(both.done()).isTrue();
            createTask(() -> log.add("c"), TaskOptions.DEFAULT.withEagerStart(false));
            assertThat(log).containsExactly("a", "b");
        });
    }

    @Test
    void a43_theFailureOfAnEagerChildReachesTheBodyAtItsNextSuspension() {
        loop.run(() -> {
            assertThatThrownBy(() -> taskGroup(group -> {
                group.createTask(
                        () -> {
                            throw new IOException("child");
                        },
                        EAGER);
                log.add("not yet");
                sleep(ofSeconds(1));
                return log.add("never");
            }))
                    .isInstanceOfSatisfying(ExceptionGroup.class, group -> assertThat(group.exceptions())
                            .hasExactlyElementsOfTypes(IOException.class));

            assertThat(log).containsExactly("not yet");
        });
    }
}
