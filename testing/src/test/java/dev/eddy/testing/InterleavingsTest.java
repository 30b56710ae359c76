package dev.eddy.testing;

import static dev.eddy.Asyncio.await;
import static dev.eddy.Asyncio.createTask;
import static dev.eddy.Asyncio.gather;
import static dev.eddy.Asyncio.sleep;
import static java.time.Duration.ZERO;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;

import dev.eddy.Engine;
import dev.eddy.EventLoop;
import dev.eddy.Future;
import dev.eddy.Task;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.junit.platform.testkit.engine.EngineExecutionResults;
import org.junit.platform.testkit.engine.EngineTestKit;
import org.junit.platform.testkit.engine.Events;

class InterleavingsTest {

    private static final Pattern FAILING_RUN =
            Pattern.compile("fails in run (\\d+) of 200.*seed = (-?\\d+)L", Pattern.DOTALL);

    // ---- what each of the races is asked ----------------------------------------------------------------------------

    static void noDepositIsLost(Races.Account account) {
        await(gather(() -> account.deposit(1), () -> account.deposit(20), () -> account.deposit(300)));
        assertThat(account.balance).isEqualTo(321);
    }

    static void eachMessageArrives(Races.Mailbox mailbox) {
        Task<String> received = createTask(() -> mailbox.receive());
        createTask(() -> mailbox.send("hello"));
        assertThat(await(received)).isEqualTo("hello");
    }

    static void eachPageIsLoadedOnce(Races.Cache cache) {
        Task<String> first = createTask(() -> cache.get("a"));
        Task<String> second = createTask(() -> {
            sleep(ZERO);
            sleep(ZERO);
            return cache.get("a");
        });
        assertThat(await(first)).isEqualTo(await(second));
        assertThat(cache.loads).isEqualTo(1);
    }

    static class LostUpdate {
        @Interleavings
        void no_deposit_is_lost() {
            noDepositIsLost(new Races.Account());
        }
    }

    static class LostWakeup {
        @Interleavings
        void each_message_arrives() {
            eachMessageArrives(new Races.Mailbox());
        }
    }

    static class CheckThenAct {
        @Interleavings
        void each_page_is_loaded_once() {
            eachPageIsLoadedOnce(new Races.Cache());
        }
    }

    static class TwoWays {
        private static final Set<List<String>> ORDERS = new LinkedHashSet<>();
        private final List<String> order = new ArrayList<>();

        @EddyTest
        void as_usual(EventLoop loop, TestScope scope) {
            twoCallbacks(loop, scope);
        }

        @Interleavings(runs = 1)
        void with_seed_zero(EventLoop loop, TestScope scope) {
            twoCallbacks(loop, scope);
        }

        /** The second adds one to those that are ready, before a timer of the first is looked at. */
        private void twoCallbacks(EventLoop loop, TestScope scope) {
            loop.callSoon(() -> {
                order.add("first");
                loop.callLater(ZERO, () -> order.add("timer"));
            });
            loop.callSoon(() -> {
                order.add("second");
                loop.callSoon(() -> order.add("third"));
            });
            scope.runCurrent();
            ORDERS.add(order);
        }
    }

    @Test
    void seed_zero_is_the_usual_order() {
        TwoWays.ORDERS.clear();

        assertThat(Kit.failuresOf(TwoWays.class)).isEmpty();
        assertThat(TwoWays.ORDERS).containsExactly(List.of("first", "second", "third", "timer"));
    }

    static class InTheUsualOrder {
        @EddyTest
        void no_deposit_is_lost() {
            noDepositIsLost(new Races.Account());
        }

        @EddyTest
        void each_message_arrives() {
            eachMessageArrives(new Races.Mailbox());
        }

        @EddyTest
        void each_page_is_loaded_once() {
            eachPageIsLoadedOnce(new Races.Cache());
        }
    }

    @Test
    void in_the_usual_order_nothing_is_wrong() {
        assertThat(Kit.succeeded(InTheUsualOrder.class)).hasSize(3);
    }

    @ParameterizedTest
    @ValueSource(classes = {LostUpdate.class, LostWakeup.class, CheckThenAct.class})
    void a_race_is_found_within_200_runs(Class<?> race) {
        Events runs = Kit.run(race).testEvents();

        List<Throwable> failures = Kit.failures(runs);
        assertThat(failures).hasSize(1);
        Matcher failure = failing(failures.getFirst());
        assertThat(Long.parseLong(failure.group(1))).as("the last run").isEqualTo(runs.started().count());
        assertThat(Long.parseLong(failure.group(2))).as("the seed of a run").isEqualTo(runs.started().count() - 1);
    }

    @ParameterizedTest
    @ValueSource(longs = {1_000, 20_000, 300_000, 4_000_000, -50_000})
    void a_race_is_found_wherever_one_begins(long seed) {
        for (Class<?> race : List.of(LostUpdate.class, LostWakeup.class, CheckThenAct.class)) {
            assertThat(Kit.failures(runFrom(seed, race))).as(race.getSimpleName()).hasSize(1);
        }
    }

    @Test
    void a_failure_shows_the_order_and_where_each_task_was_created() {
        assertThat(Kit.failureOf(LostUpdate.class))
                .hasMessageContaining("expected: 321")
                .hasMessageContaining("the order was:\n  at 0 s: no_deposit_is_lost, Task-")
                .hasMessageContaining("(InterleavingsTest.java:")
                .hasCauseInstanceOf(AssertionError.class);
    }

    static class Again {
        static final Map<String, List<String>> ORDERS = new LinkedHashMap<>();

        @OnEachEngine
        @Interleavings(runs = 1)
        void no_deposit_is_lost(EventLoop loop) {
            List<String> order = new ArrayList<>();
            ORDERS.put(loop.toString(), order);
            noDepositIsLost(new Races.Account() {
                @Override
                void deposit(int amount) {
                    order.add("reads " + amount);
                    super.deposit(amount);
                    order.add("writes " + amount);
                }
            });
        }
    }

    @Test
    void the_seed_replays_the_failure_on_each_engine_and_shows_where_each_task_went_on() {
        Again.ORDERS.clear();
        long seed = Long.parseLong(failing(Kit.failureOf(LostUpdate.class)).group(2));

        List<Throwable> failures = Kit.failures(runFrom(seed, Again.class));

        assertThat(failures).hasSize(engines().size())
                .allSatisfy(
                        failure -> assertThat(failure)
                                .hasMessageContaining("expected: 321")
                                .hasMessageContaining(
                                        " at dev.eddy.testing.Races.elsewhere(Races.java:"));
        assertThat(new LinkedHashSet<>(Again.ORDERS.values())).hasSize(1);
    }

    static class Right {
        @Interleavings(runs = 10_000)
        void nothing_goes_wrong() {
            noDepositIsLost(new Races.RightAccount());
            eachMessageArrives(new Races.RightMailbox());
            eachPageIsLoadedOnce(new Races.RightCache());
        }
    }

    @Test
    void what_is_right_passes_10_000_runs() {
        assertThat(Kit.succeeded(Right.class)).hasSize(10_000);
    }

    // ---- what changes, and what does not ----------------------------------------------------------------------------

    /** Each run's order, for each engine. */
    static final Map<String, List<List<String>>> ORDERS = new LinkedHashMap<>();

    private static List<String> newOrder(EventLoop loop) {
        List<String> order = new ArrayList<>();
        ORDERS.computeIfAbsent(loop.toString().replaceAll(".*\\[([a-z-]+).*", "$1"), missing -> new ArrayList<>())
                .add(order);
        return order;
    }

    static class Everything {
        @OnEachEngine
        @Interleavings(runs = 300)
        void changes(EventLoop loop) {
            List<String> order = newOrder(loop);
            Task<?> fresh = createTask(() -> order.add("task"));
            Task<?> another = createTask(() -> {
                sleep(ZERO);
                order.add("other task");
            });
            loop.callSoon(() -> order.add("callback"));
            Future<String> future = loop.createFuture();
            future.addDoneCallback(done -> order.add("callback of a future"));
            future.setResult("there");
            await(gather(fresh, another));
            loop.callLater(ofSeconds(1), () -> order.add("timer"));
            loop.callLater(ofSeconds(1), () -> order.add("other timer"));
            sleep(ofSeconds(2));
        }
    }

    @Test
    void whatever_is_ready_at_the_same_instant_changes_places_alike_on_each_engine() {
        ORDERS.clear();

        assertThat(Kit.failuresOf(Everything.class)).isEmpty();

        assertThat(ORDERS).hasSize(engines().size());
        List<List<String>> orders = ORDERS.values().iterator().next();
        assertThat(ORDERS.values()).allSatisfy(ofEngine -> assertThat(ofEngine).isEqualTo(orders));
        assertThat(orders.getFirst()).as("of the seed zero")
                .containsExactly(
                        "task", "callback", "callback of a future", "other task", "timer", "other timer");
        assertThat(new LinkedHashSet<>(orders)).as("4! orders of the first four, twice").hasSize(48);
    }

    static class Promised {
        @Interleavings(runs = 300)
        void comes_in_order(EventLoop loop, TestScope scope) {
            List<String> order = newOrder(loop);
            Future<String> future = loop.createFuture();
            future.addDoneCallback(done -> order.add("first"));
            future.addDoneCallback(done -> order.add("second"));
            Task<?> later = createTask(() -> {
                await(future);
                order.add("awaited later");
            });
            scope.runCurrent();
            loop.callSoon(() -> order.add("soon"));
            loop.callSoonThreadsafe(() -> order.add("soon after"));
            future.setResult("there");
            await(later);
        }
    }

    @Test
    void what_was_promised_comes_in_order() {
        ORDERS.clear();

        assertThat(Kit.failuresOf(Promised.class)).isEmpty();

        assertThat(ORDERS.values().iterator().next()).allSatisfy(
                order -> assertThat(order)
                        .containsSubsequence("first", "second", "awaited later")
                        .containsSubsequence("soon", "soon after"));
    }

    static class Polling {
        private boolean done;

        @Interleavings(runs = 300)
        void ends() {
            createTask(() -> {
                sleep(ZERO);
                done = true;
            });
            while (!done) {
                sleep(ZERO);
            }
        }
    }

    @Test
    void nothing_waits_for_ever_for_one_that_polls() {
        assertThat(Kit.failuresOf(Polling.class)).isEmpty();
    }

    // ---- as tests ---------------------------------------------------------------------------------------------------

    static class Lifecycle {
        static final Set<Object> INSTANCES = new LinkedHashSet<>();
        private boolean connected;

        @BeforeEach
        void connect() {
            sleep(ofSeconds(1));
            connected = true;
        }

        @AfterEach
        void see(TestScope scope) {
            assertThat(scope.time()).isEqualTo(ofSeconds(connected ? 1 : 0));
            INSTANCES.add(this);
        }

        @Nested
        class Inside {
            @Interleavings(runs = 5)
            void is_connected(EventLoop loop) {
                assertThat(connected).isTrue();
                assertThat(loop.time()).isEqualTo(ofSeconds(1));
            }
        }
    }

    @Test
    void each_run_has_an_instance_and_lifecycle_methods_of_its_own() {
        Lifecycle.INSTANCES.clear();

        assertThat(Kit.succeeded(Lifecycle.class)).hasSize(5).allSatisfy(name -> assertThat(name).contains("seed"));
        assertThat(Lifecycle.INSTANCES).hasSize(5);
    }

    static class Leaks {
        @Interleavings(runs = 3)
        void leaves() {
            createTask(() -> sleep(ofSeconds(1)));
        }
    }

    @Test
    void what_a_run_leaves_behind_is_a_failure_of_it() {
        assertThat(Kit.failureOf(Leaks.class)).hasMessageContainingAll("fails in run 1 of 3", "a pending task");
    }

    static class Assumes {
        @Interleavings(runs = 3)
        void assumes() {
            Assumptions.assumeTrue(false);
        }
    }

    @Test
    void a_run_that_is_aborted_is_no_failure() {
        assertThat(Kit.run(Assumes.class).testEvents().aborted().count()).isEqualTo(3);
    }

    @Test
    void the_seed_may_be_drawn() {
        assertThat(Kit.failures(runFrom("random", LostUpdate.class))).hasSize(1);
    }

    @Test
    void a_seed_that_is_no_number_is_refused() {
        assertThat(refusalOf(EngineTestKit.engine("junit-jupiter")
                .selectors(selectClass(LostUpdate.class))
                .configurationParameter(Interleavings.SEED, "yesterday's")
                .execute())).contains("eddy.testing.seed is a number or \"random\", not \"yesterday's\"");
    }

    static class NoRuns {
        @Interleavings(runs = 0)
        void nothing() {}
    }

    static class BesideAnotherKind {
        @Interleavings
        @ParameterizedTest
        @ValueSource(ints = {1, 2})
        void parameterized(int number) {}
    }

    @Test
    void what_cannot_be_is_refused() {
        assertThat(refusalOf(Kit.run(NoRuns.class))).contains("NoRuns.nothing", "would run nothing");
        assertThat(refusalOf(Kit.run(BesideAnotherKind.class)))
                .contains("BesideAnotherKind.parameterized", "@ParameterizedTest");
    }

    private static String refusalOf(EngineExecutionResults results) {
        List<Throwable> failures = Kit.failures(results.containerEvents());
        assertThat(failures).hasSize(1);
        return failures.getFirst().getMessage();
    }

    private static Events runFrom(Object seed, Class<?> tests) {
        return EngineTestKit.engine("junit-jupiter")
                .selectors(selectClass(tests))
                .configurationParameter(Interleavings.SEED, seed.toString())
                .execute()
                .testEvents();
    }

    private static Matcher failing(Throwable failure) {
        Matcher matcher = FAILING_RUN.matcher(failure.getMessage());
        assertThat(matcher.find()).as(failure.getMessage()).isTrue();
        return matcher;
    }

    private static List<Engine> engines() {
        return Stream.of(Engine.values()).filter(Engine::isAvailable).toList();
    }
}
