package dev.eddy.testing;

import static dev.eddy.Asyncio.sleep;
import static java.time.Duration.ZERO;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;

import dev.eddy.EventLoop;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.platform.testkit.engine.EngineTestKit;
import org.junit.platform.testkit.engine.Events;

/** JUnit may run tests in parallel; those that replace the libraries' schedulers take turns nevertheless. */
class ParallelTest {

    private static final AtomicInteger UNDER_WAY = new AtomicInteger();

    /** Fails if another test is under way at any time. */
    private static void alone() {
        assertThat(UNDER_WAY.incrementAndGet()).isEqualTo(1);
        for (int i = 0; i < 100; i++) {
            sleep(ZERO);
            assertThat(UNDER_WAY.get()).isEqualTo(1);
        }
        UNDER_WAY.decrementAndGet();
    }

    static class OnMethods {
        @EddyTest
        void one() {
            alone();
        }

        @EddyTest
        void another() {
            alone();
        }

        @OnEachEngine
        void on_each_engine() {
            alone();
        }

        @Interleavings(runs = 20)
        void in_many_orders() {
            alone();
        }

        @CancelAtEverySuspension
        void cancelled(UnderTest underTest) {
            underTest.run(() -> sleep(ofSeconds(1)));
            alone();
        }
    }

    @EddyTest
    static class OnTheClass {
        @BeforeEach
        void prepare() {
            alone();
        }

        @Test
        void one() {
            alone();
        }

        @RepeatedTest(5)
        void several() {
            alone();
        }

        @Nested
        class Inside {
            @Test
            void one() {
                alone();
            }
        }
    }

    /** Two that are no coroutines, each of which waits for the other. */
    static class Others {
        private static final CountDownLatch BOTH = new CountDownLatch(2);

        @Test
        void one() throws InterruptedException {
            meet();
        }

        @Test
        void another() throws InterruptedException {
            meet();
        }

        private static void meet() throws InterruptedException {
            assertThat(EventLoop.current()).isNull();
            BOTH.countDown();
            assertThat(BOTH.await(30, TimeUnit.SECONDS)).isTrue();
        }
    }

    @Test
    void tests_in_virtual_time_take_turns_where_others_run_in_parallel() {
        Events tests = EngineTestKit.engine("junit-jupiter")
                .selectors(selectClass(OnMethods.class), selectClass(OnTheClass.class), selectClass(Others.class))
                .configurationParameter("junit.jupiter.execution.parallel.enabled", "true")
                .configurationParameter("junit.jupiter.execution.parallel.mode.default", "concurrent")
                .configurationParameter("junit.jupiter.execution.parallel.mode.classes.default", "concurrent")
                .configurationParameter("junit.jupiter.execution.parallel.config.strategy", "fixed")
                .configurationParameter("junit.jupiter.execution.parallel.config.fixed.parallelism", "4")
                .execute()
                .testEvents();

        assertThat(Kit.failures(tests)).isEmpty();
        assertThat(tests.succeeded().count()).isGreaterThan(30);
    }
}
