package dev.eddy;

import static dev.eddy.Asyncio.await;
import static dev.eddy.Asyncio.createTask;
import static dev.eddy.Asyncio.currentTask;
import static dev.eddy.Asyncio.gather;
import static dev.eddy.Asyncio.getRunningLoop;
import static dev.eddy.Asyncio.sleep;
import static java.time.Duration.ZERO;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.eddy.generator.Generator;
import dev.eddy.greenlet.Greenlet;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The choice of the engine, and what an engine cannot suspend. */
class EngineTest {

    @Nested
    class Choice {

        @Test
        void theDefaultIsTheOneThatTheSystemPropertyNames() {
            String named = System.getProperty("eddy.engine");
            assumeTrue(named != null, "this JVM names no engine");

            assertThat(Engine.getDefault().label()).isEqualTo(named);
        }

        @Test
        void aNameChoosesItsEngine() {
            assertThat(Engine.parse("virtual-thread")).isSameAs(Engine.VIRTUAL_THREAD);
            assertThat(Engine.parse(" virtual-thread ")).isSameAs(Engine.VIRTUAL_THREAD);
        }

        @Test
        void withoutANameItIsTheBestAvailable() {
            Engine best = Engine.CONTINUATION.isAvailable() ? Engine.CONTINUATION : Engine.VIRTUAL_THREAD;

            assertThat(Engine.parse(null)).isSameAs(best);
            assertThat(Engine.parse(" ")).isSameAs(best);
        }

        @Test
        void anUnknownNameIsAnErrorThatListsTheNames() {
            assertThatThrownBy(() -> Engine.parse("greenlet"))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("greenlet")
                    .hasMessageContaining("continuation")
                    .hasMessageContaining("virtual-thread")
                    .hasMessageContaining("green]");
        }

        @Test
        void theBuilderOverridesTheDefault() {
            try (EventLoop loop = EventLoop.builder().engine(Engine.VIRTUAL_THREAD).build()) {
                assertThat(loop.getEngine()).isEqualTo(Engine.VIRTUAL_THREAD);
                String result = loop.runUntilComplete(() -> await(createTask(() -> "ran")));

                assertThat(result).isEqualTo("ran");
                assertThat(loop.toString()).contains("virtual-thread");
            }
        }

        @Test
        void theVirtualThreadEngineIsAlwaysAvailable() {
            assertThat(Engine.VIRTUAL_THREAD.isAvailable()).isTrue();
        }
    }

    @Nested
    class TheMissingFlag {

        /** The engines that need one. */
        enum Needs {
            CONTINUATION("--add-exports java.base/jdk.internal.vm="),
            GREEN("--add-opens java.base/java.lang=");

            final Engine engine = Engine.valueOf(name());
            final String flag;

            Needs(String flag) {
                this.flag = flag;
            }
        }

        @ParameterizedTest
        @EnumSource
        void namingAnEngineWithoutItsFlagIsAnErrorThatNamesTheFlag(Needs needs) {
            assumeTrue(!needs.engine.isAvailable(), "this JVM has the flag");

            assertThatThrownBy(() -> Engine.parse(needs.engine.label()))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("'" + needs.engine.label() + "' is not available")
                    .hasMessageContaining(needs.flag);
        }

        @ParameterizedTest
        @EnumSource
        void buildingALoopOnItIsTheSameError(Needs needs) {
            assumeTrue(!needs.engine.isAvailable(), "this JVM has the flag");

            assertThatThrownBy(() -> EventLoop.builder().engine(needs.engine).build())
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining(needs.flag);
        }

        @ParameterizedTest
        @EnumSource
        void withTheFlagItCanBeNamed(Needs needs) {
            assumeTrue(needs.engine.isAvailable(), "this JVM does not have the flag");

            assertThat(Engine.parse(needs.engine.label())).isSameAs(needs.engine);
        }

        @Test
        void greenIsNotTakenUnasked() {
            assumeTrue(Engine.GREEN.isAvailable(), "this JVM does not have the flag");

            assertThat(Engine.parse(null)).isNotSameAs(Engine.GREEN);
        }
    }

    @Nested
    class Pinning {

        @RegisterExtension final VirtualLoop loop = new VirtualLoop();

        @Test
        void awaitInAClassInitialiserIsAClearErrorExceptOnTheVirtualThreadEngineAndTheLoopGoesOn() {
            assumeTrue(Engine.getDefault() != Engine.VIRTUAL_THREAD);

            loop.run(() -> {
                Task<String> other = createTask(() -> {
                    sleep(ofSeconds(1));
                    return "other";
                });
                sleep(ZERO); // it has begun
                List<Throwable> thrown = new ArrayList<>();
                hook = () -> {
                    thrown.add(catchThrowable(() -> await(other)));
                    thrown.add(catchThrowable(() -> sleep(ZERO)));
                    thrown.add(catchThrowable(() -> await(createTask(() -> await(other)))));
                };

                new FirstInitialiser();
                List<String> afterwards = await(gather(other, createTask(() -> "new")));

                assertThat(thrown).hasSize(3)
                        .allSatisfy(each -> assertThat(each)
                                .isInstanceOf(IllegalStateException.class)
                                .hasMessageContaining("cannot be suspended")
                                .hasMessageContaining("class initialiser"));
                assertThat(afterwards).containsExactly("other", "new");
            });
        }

        @Test
        void aCancellationThatSuchAnAwaitCouldNotBeToldOfComesAtTheNextOne() {
            assumeTrue(Engine.getDefault() != Engine.VIRTUAL_THREAD);

            loop.run(() -> {
                List<Throwable> thrown = new ArrayList<>();
                createTask(() -> { // whose turn it is while the other one would have to be suspended
                    sleep(ZERO);
                    sleep(ZERO);
                });
                Task<Void> cancelled = createTask(() -> {
                    Future<Void> never = getRunningLoop().createFuture();
                    currentTask().cancel();
                    hook = () -> thrown.add(catchThrowable(() -> await(never)));
                    new ThirdInitialiser();
                    sleep(ofSeconds(1));
                });

                assertThatThrownBy(() -> await(cancelled)).isInstanceOf(CancelledError.class);
                assertThat(thrown).singleElement()
                        .asString()
                        .contains("cannot be suspended");
            });
        }

        @Test
        void norIsACancellationLostThatComesWhileSuchAnAwaitBegins() {
            assumeTrue(Engine.getDefault() != Engine.VIRTUAL_THREAD);

            loop.run(() -> {
                List<Throwable> thrown = new ArrayList<>();
                Task<Void> cancelled = createTask(() -> {
                    Task<?> self = currentTask();
                    Future<Void> never = getRunningLoop().createFuture();
                    getRunningLoop().callSoon(() -> self.cancel("stop"));
                    createTask(() -> {}); // for which it would have to be suspended
                    hook = () -> thrown.add(catchThrowable(() -> await(never)));
                    new FourthInitialiser();
                    sleep(ofSeconds(1));
                });

                assertThatThrownBy(() -> await(cancelled)).isInstanceOf(CancelledError.class).hasMessage("stop");
                assertThat(thrown).singleElement()
                        .asString()
                        .contains("cannot be suspended");
            });
        }

        @Test
        void awaitInAClassInitialiserWorksOnTheVirtualThreadEngine() {
            assumeTrue(Engine.getDefault() == Engine.VIRTUAL_THREAD);
            // The pinned fiber keeps its carrier thread: the others need one more.
            assumeTrue(Runtime.getRuntime().availableProcessors() > 1);

            loop.run(() -> {
                Task<String> other = createTask(() -> {
                    sleep(ofSeconds(1));
                    return "other";
                });
                List<String> results = new ArrayList<>();
                hook = () -> results.add(await(other));

                new SecondInitialiser();

                assertThat(results).containsExactly("other");
            });
        }
    }

    /** A monitor belongs to the stack that has taken it, whatever is suspended meanwhile. */
    @Nested
    class Monitors {

        private final Object monitor = new Object();

        @Test
        void oneThatIsHeldAroundARunIsHeldAfterIt() {
            try (Runner runner = new Runner()) {
                for (int i = 0; i < 3; i++) {
                    synchronized (monitor) {
                        runner.run(() -> await(gather(() -> sleep(ZERO), () -> sleep(ZERO))));
                        assertIsHeld();
                    }
                    assertIsFree();
                }
            }
        }

        @Test
        void oneThatIsHeldAroundTheStepsOfAGeneratorIsHeldBetweenThem() {
            Generator<Integer> generator = Generator.generator(out -> {
                for (int i = 0; i < 3; i++) {
                    out.yield(i);
                }
            });

            synchronized (monitor) {
                generator.next();
                assertIsHeld();
            }
            assertIsFree();
            synchronized (monitor) {
                generator.forEach(ignored -> assertIsHeld());
            }
            assertIsFree();
        }

        @Test
        void oneThatIsHeldAroundASwitchToAGreenletIsHeldAfterIt() {
            Greenlet main = Greenlet.getCurrent();
            Greenlet echo = new Greenlet(value -> {
                while (true) {
                    main.switchTo();
                }
            });

            synchronized (monitor) {
                echo.switchTo();
                assertIsHeld();
                echo.raise();
                assertIsHeld();
            }
            assertIsFree();
        }

        @Test
        void oneThatATaskHoldsWhileAGeneratorOfItsThreadGoesOnIsTheTasks() {
            Generator<Integer> begunOutside = Generator.generator(out -> {
                for (int i = 0; i < 3; i++) {
                    out.yield(i);
                }
            });
            begunOutside.next();

            Asyncio.run(() -> {
                synchronized (monitor) {
                    begunOutside.next();
                    assertIsHeld();
                }
            });
            assertIsFree();
        }

        private void assertIsHeld() {
            assertThat(Thread.holdsLock(monitor)).isTrue();
            synchronized (monitor) {
                monitor.notifyAll();
            }
        }

        private void assertIsFree() {
            assertThat(Thread.holdsLock(monitor)).isFalse();
            CompletableFuture.runAsync(
                    () -> {
                        synchronized (monitor) {
                            monitor.notifyAll();
                        }
                    }, command -> Thread.ofPlatform().start(command))
                    .join();
        }
    }

    /** What the initialisers call; a class is initialised once, so each test has its own. */
    private static Runnable hook = () -> {};

    private static final class FirstInitialiser {
        static {
            hook.run();
        }
    }

    private static final class ThirdInitialiser {
        static {
            hook.run();
        }
    }

    private static final class FourthInitialiser {
        static {
            hook.run();
        }
    }

    private static final class SecondInitialiser {
        static {
            hook.run();
        }
    }
}
