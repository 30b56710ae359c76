package dev.eddy.testing;

import static dev.eddy.Asyncio.await;
import static dev.eddy.Asyncio.blocking;
import static dev.eddy.Asyncio.createTask;
import static dev.eddy.Asyncio.currentTask;
import static dev.eddy.Asyncio.getRunningLoop;
import static dev.eddy.Asyncio.sleep;
import static dev.eddy.Asyncio.timeout;
import static dev.eddy.Asyncio.toThread;
import static dev.eddy.testing.TaskAssert.assertThatTask;
import static java.time.Duration.ZERO;
import static java.time.Duration.ofHours;
import static java.time.Duration.ofMillis;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.eddy.Engine;
import dev.eddy.EventLoop;
import dev.eddy.Future;
import dev.eddy.Task;
import dev.eddy.VirtualClock;
import dev.eddy.context.ContextVar;
import dev.eddy.context.ThreadLocalRegistry;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EddyTestTest {

    @EddyTest
    void a_test_is_a_coroutine_whose_sleep_takes_no_time(VirtualClock clock) {
        sleep(ofHours(3));

        assertThat(clock.time()).isEqualTo(ofHours(3));
        assertThat(currentTask().getName()).isEqualTo("a_test_is_a_coroutine_whose_sleep_takes_no_time");
    }

    @EddyTest
    void a_timeout_comes_in_virtual_time(TestScope scope) {
        assertThatThrownBy(() -> timeout(ofSeconds(30), () -> sleep(ofHours(1)))).isInstanceOf(TimeoutException.class);
        assertThat(scope.time()).isEqualTo(ofSeconds(30));
    }

    @EddyTest
    void the_parameters_are_those_of_the_running_loop(EventLoop loop, VirtualClock clock, TestScope scope) {
        assertThat(getRunningLoop()).isSameAs(loop).isSameAs(scope.loop());
        assertThat(loop.time()).isEqualTo(clock.time()).isEqualTo(scope.time()).isEqualTo(ZERO);
    }

    @EddyTest
    void advancing_runs_what_is_due_until_then_and_at_that_instant(TestScope scope) {
        List<String> seen = new ArrayList<>();
        Task<?> task = createTask(() -> {
            sleep(ofSeconds(1));
            seen.add("1");
            sleep(ofSeconds(1));
            sleep(ZERO);
            seen.add("2");
            sleep(ofMillis(1));
            seen.add("2.001");
        });

        scope.advance(ofSeconds(2));

        assertThat(seen).containsExactly("1", "2");
        assertThat(scope.time()).isEqualTo(ofSeconds(2));
        await(task);
        assertThat(seen).hasSize(3);
    }

    @EddyTest
    void running_what_is_current_does_not_move_time(TestScope scope) {
        List<String> seen = new ArrayList<>();
        Task<?> task = createTask(() -> {
            for (int i = 0; i < 5; i++) {
                sleep(ZERO);
            }
            seen.add("now");
            sleep(ofMillis(1));
            seen.add("later");
        });

        scope.runCurrent();

        assertThat(seen).containsExactly("now");
        assertThat(scope.time()).isEqualTo(ZERO);
        await(task);
    }

    @EddyTest
    void time_stands_still_while_a_thread_works_for_the_loop(TestScope scope) {
        Task<String> answer = createTask(() -> timeout(ofSeconds(1), () -> toThread(() -> {
            TimeUnit.MILLISECONDS.sleep(30);
            return "there";
        })));

        assertThat(await(answer)).isEqualTo("there");
        assertThat(scope.time()).isEqualTo(ZERO);
    }

    @EddyTest
    void waiting_until_all_are_blocked_waits_for_threads_that_work_for_the_loop(TestScope scope) {
        CompletableFuture<String> gate = new CompletableFuture<>();
        Task<String> answer = createTask(() -> toThread(gate::join));
        scope.runCurrent();
        assertThat(answer.done()).isFalse();

        gate.complete("there");
        scope.waitUntilAllBlocked();

        assertThat(answer.result()).isEqualTo("there");
    }

    @EddyTest
    void advancing_overtakes_threads_that_work_for_the_loop(TestScope scope) {
        CompletableFuture<String> gate = new CompletableFuture<>();
        Task<?> answer = createTask(() -> timeout(ofSeconds(1), () -> toThread(gate::join)));

        scope.advance(ofSeconds(1));

        assertThat(answer.exception()).isInstanceOf(TimeoutException.class);
        gate.complete("too late");
    }

    @EddyTest
    void so_it_does_blocking_calls_which_can_be_waited_for_as_well(TestScope scope) {
        CompletableFuture<String> gate = new CompletableFuture<>();
        Task<String> answer = createTask(() -> blocking(gate::join));

        scope.advance(ofSeconds(1));
        assertThat(answer.done()).isFalse();
        gate.complete("there");
        scope.waitUntilAllBlocked();

        assertThat(answer.result()).isEqualTo("there");
        assertThat(scope.time()).isEqualTo(ofSeconds(1));
    }

    @EddyTest
    void time_does_not_wait_for_a_call_that_an_executor_has_dropped(EventLoop loop, TestScope scope) {
        ExecutorService executor = Executors.newSingleThreadExecutor();
        CompletableFuture<String> gate = new CompletableFuture<>();
        executor.execute(gate::join);
        Future<?> dropped = loop.runInExecutor(executor, () -> "never");

        dropped.cancel();
        executor.shutdownNow();
        sleep(ofSeconds(1));
        scope.waitUntilAllBlocked();

        assertThat(scope.time()).isEqualTo(ofSeconds(1));
        gate.complete("there");
    }

    @EddyTest
    void time_waits_for_a_call_that_was_cancelled_when_it_had_begun(TestScope scope) throws InterruptedException {
        CountDownLatch begun = new CountDownLatch(1);
        CompletableFuture<String> gate = new CompletableFuture<>();
        AtomicBoolean ended = new AtomicBoolean();
        Task<?> call = createTask(() -> toThread(() -> {
            begun.countDown();
            gate.join();
            ended.set(true);
            return null;
        }));
        scope.runCurrent();
        begun.await();

        call.cancel();
        scope.runCurrent();
        gate.complete("there");
        scope.waitUntilAllBlocked();

        assertThat(call.cancelled()).isTrue();
        assertThat(ended).isTrue();
    }

    @EddyTest(otherThreads = true)
    void a_thread_that_the_loop_does_not_know_may_wake_the_test(EventLoop loop) throws InterruptedException {
        Future<String> answer = loop.createFuture();
        Thread stranger = Thread.ofPlatform().start(() -> answer.setResult("there"));

        assertThat(await(answer)).isEqualTo("there");
        stranger.join();
    }

    @EddyTest(time = EddyTest.Time.REAL)
    void in_real_time_nobody_advances_the_clock(TestScope scope) {
        assertThatThrownBy(() -> scope.advance(ofSeconds(1)))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("real time");
        sleep(ofMillis(1));
        scope.runCurrent();
        assertThat(scope.time()).isPositive();
    }

    @EddyTest(time = EddyTest.Time.REAL, limit = 10)
    void in_real_time_a_timer_comes_while_a_thread_works_for_the_loop() {
        CompletableFuture<String> gate = new CompletableFuture<>();
        Task<String> answer = createTask(() -> toThread(gate::join));

        sleep(ofMillis(100)); // until after all are blocked
        assertThat(answer.done()).isFalse();

        gate.complete("there");
        assertThat(await(answer)).isEqualTo("there");
    }

    @EddyTest(time = EddyTest.Time.REAL)
    void in_real_time_no_task_takes_virtual_time() {
        Task<?> task = createTask(() -> {});
        await(task);

        assertThatIllegalStateException().isThrownBy(() -> assertThatTask(task).tookVirtualTime(ZERO))
                .withMessageContaining("this test runs in real time");
    }

    @Test
    void a_plain_test_beside_is_no_coroutine() {
        assertThat(EventLoop.current()).isNull();
    }

    @Nested
    @EddyTest
    class ClassesOfCoroutines {

        private static final ContextVar<String> USER = new ContextVar<>("user");
        private static final List<EventLoop> LOOPS = new ArrayList<>();
        private static String started;
        private Task<String> connecting;

        @BeforeAll
        static void start(EventLoop loop) {
            sleep(ofHours(1));
            LOOPS.add(loop);
            started = "started";
        }

        @BeforeEach
        void connect(EventLoop loop) {
            sleep(ofSeconds(1));
            USER.set("somebody");
            connecting = loop.createTask(() -> {
                sleep(ofSeconds(2));
                return "connected";
            });
        }

        @AfterEach
        void disconnect(TestScope scope) {
            sleep(ofSeconds(1));
            assertThat(connecting.done()).isTrue();
            assertThat(scope.time()).isGreaterThanOrEqualTo(ofSeconds(4));
        }

        @AfterAll
        static void stop(EventLoop loop) {
            sleep(ofHours(1));
            assertThat(LOOPS).doesNotContain(loop).allMatch(EventLoop::isClosed);
        }

        @Test
        void a_plain_test_is_a_coroutine(TestScope scope) {
            assertThat(started).isEqualTo("started");
            assertThat(await(connecting)).isEqualTo("connected");
            assertThat(USER.get()).isEqualTo("somebody");
            assertThat(scope.time()).isEqualTo(ofSeconds(3));
        }

        @ParameterizedTest
        @ValueSource(ints = {1, 2})
        void a_parameterized_test_is_a_coroutine(int number, TestScope scope) {
            sleep(ofSeconds(10 + number));
            assertThat(scope.time()).isEqualTo(ofSeconds(11 + number));
        }

        @TestFactory
        Stream<DynamicTest> dynamic_tests_are_coroutines() {
            sleep(ofSeconds(5));
            return Stream.of(1, 2).map(number -> DynamicTest.dynamicTest("dynamic " + number, () -> {
                sleep(ofSeconds(number));
                assertThat(await(connecting)).isEqualTo("connected");
            }));
        }

        @Nested
        class Inside {
            @Test
            void the_tests_of_nested_classes_are_coroutines_too() {
                assertThat(await(connecting)).isEqualTo("connected");
            }
        }
    }

    /** An extension that comes after that of this class, as a container's does. */
    static class Container implements BeforeEachCallback, AfterEachCallback {
        private static final ContextVar<String> USER = new ContextVar<>("user");
        private static final ThreadLocal<@Nullable String> TENANT = new ThreadLocal<>();

        @Override
        public void beforeEach(ExtensionContext context) {
            ThreadLocalRegistry.register("tenant", TENANT);
            TENANT.set("eddy");
            USER.set("somebody");
        }

        @Override
        public void afterEach(ExtensionContext context) {
            TENANT.remove();
            ThreadLocalRegistry.remove("tenant");
        }
    }

    @Nested
    @EddyTest
    @ExtendWith(Container.class)
    class BesideAnotherExtension {

        @BeforeEach
        void sees_what_that_has_set() {
            assertThat(Container.USER.get()).isEqualTo("somebody");
            assertThat(Container.TENANT.get()).isEqualTo("eddy");
            Container.TENANT.set("another");
        }

        @Test
        void so_does_a_test() {
            assertThat(Container.USER.get()).isEqualTo("somebody");
            assertThat(Container.TENANT.get()).isEqualTo("another");
        }
    }

    @ParameterizedTest
    @EddyTest
    @ValueSource(strings = {"a", "b"})
    void a_parameterized_test_is_run_once_for_each_argument(String argument, EventLoop loop) {
        sleep(ofSeconds(1));
        assertThat(argument).hasSize(1);
        assertThat(loop.time()).isEqualTo(ofSeconds(1));
    }

    static class OnEngines {
        private static final List<String> SEEN = new ArrayList<>();

        @OnEachEngine
        void repeated(EventLoop loop) {
            sleep(ofHours(1));
            SEEN.add(loop.toString());
        }

        @EddyTest(otherThreads = true)
        @OnEachEngine
        void repeatedWithSettings(EventLoop loop) {
            Future<String> answer = loop.createFuture();
            Thread.ofVirtual().start(() -> answer.setResult("there"));
            await(answer);
        }
    }

    @Test
    void on_each_engine_repeats_a_test_on_all_that_there_are() {
        List<String> engines = Stream.of(Engine.values()).filter(Engine::isAvailable).map(Engine::label).toList();
        OnEngines.SEEN.clear();

        List<String> names = Kit.succeeded(OnEngines.class);

        assertThat(names).hasSize(2 * engines.size()).containsAll(engines);
        assertThat(OnEngines.SEEN).hasSize(engines.size());
        for (int i = 0; i < engines.size(); i++) {
            assertThat(OnEngines.SEEN.get(i)).contains("[" + engines.get(i));
        }
    }

    static class OnEnginesAndOfAnotherKind {
        @OnEachEngine
        @ParameterizedTest
        @ValueSource(ints = {1, 2})
        void parameterized(int number) {}
    }

    @Test
    void on_each_engine_refuses_a_test_of_another_kind() {
        assertThat(Kit.failures(Kit.run(OnEnginesAndOfAnotherKind.class).containerEvents())).singleElement()
                .asString()
                .contains("repeat no test of another kind");
    }

    @EddyTest(otherThreads = true)
    @Retention(RetentionPolicy.RUNTIME)
    @Target(ElementType.METHOD)
    @interface WithOtherThreads {}

    static class Composed {
        @WithOtherThreads
        void failing(EventLoop loop) {
            Future<String> answer = loop.createFuture();
            Thread.ofVirtual().start(() -> answer.setResult("there"));
            throw new AssertionError(await(answer));
        }
    }

    @Test
    void an_annotation_of_ones_own_may_be_made_of_it() {
        assertThat(Kit.failureOf(Composed.class)).hasMessage("there");
    }
}
