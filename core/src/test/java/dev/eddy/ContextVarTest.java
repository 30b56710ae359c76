package dev.eddy;

import static dev.eddy.Asyncio.await;
import static dev.eddy.Asyncio.coroutine;
import static dev.eddy.Asyncio.createTask;
import static dev.eddy.Asyncio.getRunningLoop;
import static dev.eddy.Asyncio.sleep;
import static dev.eddy.Asyncio.taskGroup;
import static dev.eddy.Asyncio.toThread;
import static java.time.Duration.ZERO;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.eddy.context.Context;
import dev.eddy.context.ContextVar;
import dev.eddy.context.Token;
import java.util.ArrayList;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Behaviour A59: which context tasks and callbacks run in. */
class ContextVarTest {

    @RegisterExtension final VirtualLoop loop = new VirtualLoop();

    final ContextVar<String> variable = new ContextVar<>("variable", "unset");

    final List<String> log = new ArrayList<>();

    @Test
    void aBodyInAnotherThreadRunsInACopy() {
        List<String> seen = loop.run(() -> {
            variable.set("mine");
            String there = toThread(() -> {
                String inherited = variable.get();
                variable.set("its own");
                return inherited;
            });
            return List.of(there, variable.get());
        });

        assertThat(seen).containsExactly("mine", "mine");
    }

    @Nested
    class Tasks {

        @Test
        void a59_theContextIsCopiedWhenTheTaskIsCreated() {
            loop.run(() -> {
                variable.set("at creation");
                Task<String> task = createTask(() -> variable.get());

                variable.set("later");

                assertThat(await(task)).isEqualTo("at creation");
            });
        }

        @Test
        void a59_whatATaskSetsDoesNotLeakBackAndStaysOverItsSuspensions() {
            loop.run(() -> {
                variable.set("parent's");
                Task<String> task = createTask(() -> {
                    variable.set("child's");
                    sleep(ofSeconds(1));
                    return variable.get();
                });

                String seenByChild = await(task);

                assertThat(seenByChild).isEqualTo("child's");
                assertThat(variable.get()).isEqualTo("parent's");
            });
        }

        @Test
        void a59_anExplicitContextIsShared() {
            loop.run(() -> {
                Context shared = Context.copyCurrent();
                await(getRunningLoop().createTask(() -> variable.set("first"),
                        TaskOptions.DEFAULT.withContext(shared)));

                String seen = await(
                        getRunningLoop().createTask(() -> variable.get(), TaskOptions.DEFAULT.withContext(shared)));

                assertThat(seen).isEqualTo("first");
                assertThat(variable.get()).isEqualTo("unset");
            });
        }

        @Test
        void a59_anAwaitedCoroutineSharesTheContextOfItsCaller() {
            loop.run(() -> {
                await(coroutine(() -> variable.set("inline")));

                assertThat(variable.get()).isEqualTo("inline");
            });
        }

        @Test
        void a59_aChildOfATaskGroupHasACopyOfTheContextAtItsCreation() {
            loop.run(() -> {
                String seen = taskGroup(group -> {
                    variable.set("in the block");
                    Task<String> child = group.createTask(() -> variable.get() + variable.set("child's")
                            .getClass()
                            .getSimpleName());
                    return await(child);
                });

                assertThat(seen).isEqualTo("in the blockToken");
                assertThat(variable.get()).isEqualTo("in the block");
            });
        }

        @Test
        void a59_successiveRunsOfARunnerShareOneContextThatTheCallerDoesNotSee() {
            loop.run(() -> variable.set("first run"));

            String second = loop.run(() -> variable.get());

            assertThat(second).isEqualTo("first run");
            assertThat(variable.get()).isEqualTo("unset");
        }

        @Test
        void a59_theContextOfTheCallerIsCopiedForTheRun() {
            Token<String> token = variable.set("caller's");
            try {
                String seen = loop.run(() -> variable.get());

                assertThat(seen).isEqualTo("caller's");
            } finally {
                variable.reset(token);
            }
        }
    }

    @Nested
    class Callbacks {

        @Test
        void a59_aCallbackRunsInACopyTakenWhenItWasScheduled() {
            loop.run(() -> {
                variable.set("scheduled");
                getRunningLoop().callSoon(() -> {
                    log.add(variable.get());
                    variable.set("callback's");
                });
                getRunningLoop().callLater(ofSeconds(1), () -> log.add(variable.get()));
                variable.set("later");

                sleep(ofSeconds(2));

                assertThat(log).containsExactly("scheduled", "scheduled");
                assertThat(variable.get()).isEqualTo("later");
            });
        }

        @Test
        void a59_aCallbackInAnExplicitContextRunsInThatVeryContext() throws Exception {
            Context given = new Context();

            loop.run(() -> {
                getRunningLoop().callSoon(() -> variable.set("callback's"), given);
                sleep(ZERO);
            });

            assertThat(given.run(() -> variable.get())).isEqualTo("callback's");
        }

        @Test
        void a59_callbacksThatRunWhileATaskIsSuspendedLeaveItsContextAlone() {
            loop.run(() -> {
                variable.set("task's");
                getRunningLoop().callSoon(() -> variable.set("callback's"), new Context());

                sleep(ZERO);

                assertThat(variable.get()).isEqualTo("task's");
            });
        }
    }

    @Nested
    class Variables {

        @Test
        void resetRestoresWhatWasThereBefore() {
            loop.run(() -> {
                Token<String> first = variable.set("first");
                Token<String> second = variable.set("second");

                variable.reset(second);
                log.add(variable.get());
                variable.reset(first);
                log.add(variable.get());

                assertThat(log).containsExactly("first", "unset");
            });
        }

        @Test
        void aTokenWorksOnceAndForItsOwnVariableAndContext() {
            loop.run(() -> {
                ContextVar<String> other = new ContextVar<>("other");
                Token<String> used = variable.set("used");
                variable.reset(used);
                Token<String> token = variable.set("value");

                assertThatThrownBy(() -> variable.reset(used))
                        .isInstanceOf(IllegalStateException.class)
                        .hasMessageContaining("used already");
                assertThatThrownBy(() -> other.reset(token))
                        .isInstanceOf(IllegalArgumentException.class)
                        .hasMessageContaining("variable");
                assertThatThrownBy(() -> await(createTask(() -> variable.reset(token))))
                        .isInstanceOf(IllegalArgumentException.class)
                        .hasMessageContaining("another context");
            });
        }

        @Test
        void aVariableWithoutADefaultIsMissingUntilItIsSet() {
            ContextVar<String> bare = new ContextVar<>("bare");

            loop.run(() -> {
                assertThatThrownBy(bare::get).isInstanceOf(NoSuchElementException.class).hasMessageContaining("bare");
                assertThat(bare.get("otherwise")).isEqualTo("otherwise");
                bare.set(null);
                assertThat(bare.get("otherwise")).isNull();
            });
        }

        private static Callable<Void> sleeping(int seconds) {
            Action sleeping = () -> sleep(ofSeconds(seconds));
            return sleeping.toCallable();
        }

        @Test
        void blocksInASharedContextMayOverlap() {
            loop.run(() -> {
                Context shared = Context.copyCurrent();
                TaskOptions inShared = TaskOptions.DEFAULT.withContext(shared);
                Task<Void> first = createTask(() -> new Context().run(sleeping(1)), inShared);
                Task<Void> second = createTask(() -> new Context().run(sleeping(2)), inShared);
                await(first);
                await(second);

                assertThat(shared.run(() -> "entered")).isEqualTo("entered");
            });
        }

        @Test
        void aContextCannotBeEnteredWhileItIsBeingRunIn() {
            loop.run(() -> {
                Context context = new Context();

                assertThatThrownBy(() -> context.run(() -> context.run(() -> "nested")))
                        .isInstanceOf(IllegalStateException.class)
                        .hasMessageContaining("entered already");
                assertThat(context.run(() -> "again")).isEqualTo("again");
            });
        }
    }
}
