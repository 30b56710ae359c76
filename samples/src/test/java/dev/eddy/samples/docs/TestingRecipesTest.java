package dev.eddy.samples.docs;

import static dev.eddy.Asyncio.await;
import static dev.eddy.Asyncio.createTask;
import static dev.eddy.Asyncio.sleep;
import static dev.eddy.Asyncio.timeout;
import static dev.eddy.Asyncio.toThread;
import static dev.eddy.reactor.ReactorBridge.awaitSingle;
import static dev.eddy.rxjava.RxBridge.await;
import static dev.eddy.testing.TaskAssert.assertThatTask;
import static java.time.Duration.ZERO;
import static java.time.Duration.ofHours;
import static java.time.Duration.ofMillis;
import static java.time.Duration.ofMinutes;
import static java.time.Duration.ofSeconds;
import static java.util.concurrent.TimeUnit.MINUTES;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.eddy.EventLoop;
import dev.eddy.ExceptionContext;
import dev.eddy.Task;
import dev.eddy.context.ContextVar;
import dev.eddy.testing.AllowLeaks;
import dev.eddy.testing.EddyTest;
import dev.eddy.testing.Leak;
import dev.eddy.testing.OnEachEngine;
import dev.eddy.testing.TestScope;
import io.reactivex.rxjava3.core.Observable;
import io.reactivex.rxjava3.core.Single;
import io.reactivex.rxjava3.observers.TestObserver;
import io.reactivex.rxjava3.schedulers.TestScheduler;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.test.StepVerifier;
import reactor.util.retry.Retry;

/** The recipes of docs/testing.md, which are tests themselves. */
class TestingRecipesTest {

    // ---- what is tested ---------------------------------------------------------------------------------------------

    private final Mono<String> slowShop = Mono.delay(ofHours(1)).thenReturn("tea for 3");

    private String askPatiently(Mono<String> shop) throws TimeoutException {
        return timeout(ofMinutes(1), () -> awaitSingle(shop));
    }

    // ---- the recipes ------------------------------------------------------------------------------------------------

    @EddyTest
    void a_shop_that_does_not_answer_is_given_up_after_a_minute(TestScope scope) {
        assertThatThrownBy(() -> askPatiently(slowShop)).isInstanceOf(TimeoutException.class);
        assertThat(scope.time()).isEqualTo(ofMinutes(1)); // the test has taken a few milliseconds
    }

    @Nested
    @EddyTest // all tests of the class are coroutines, and those of its @Nested classes
    class ConnectionTest {

        static final ContextVar<String> USER = new ContextVar<>("user");
        Task<String> connection;

        @BeforeEach
        void connect() {
            USER.set("somebody"); // the test sees it
            connection = createTask(() -> {
                sleep(ofSeconds(2));
                return "connected";
            });
        }

        @Test
        void connects() {
            assertThat(await(connection)).isEqualTo("connected");
            assertThat(USER.get()).isEqualTo("somebody");
        }

        @ParameterizedTest
        @ValueSource(ints = {1, 5})
        void is_there_after(int seconds, TestScope scope) {
            scope.advance(ofSeconds(seconds));
            assertThat(connection.done()).isEqualTo(seconds > 2);
        }

        @AfterEach
        void disconnect() {
            connection.cancel();
        }
    }

    @EddyTest
    void between_two_attempts_there_is_a_pause(TestScope scope) {
        List<String> log = new ArrayList<>();
        Task<?> client = createTask(() -> {
            for (int attempt = 1; attempt <= 3; attempt++) {
                log.add("attempt " + attempt);
                sleep(ofSeconds(10));
            }
        });

        scope.runCurrent(); // all that is ready now, and what that makes ready
        assertThat(log).containsExactly("attempt 1");

        scope.advance(ofSeconds(10)); // and all that is due until then
        assertThat(log).containsExactly("attempt 1", "attempt 2");

        await(client); // time moves by itself when everybody waits
        assertThat(scope.time()).isEqualTo(ofSeconds(30));
    }

    @EddyTest
    void time_waits_for_threads(TestScope scope) throws Exception {
        Path file = Files.createTempFile("eddy", ".txt");

        String text = timeout(ofSeconds(1), () -> toThread(() -> Files.readString(file)));

        assertThat(text).isEmpty();
        assertThat(scope.time()).isEqualTo(ZERO);
        Files.delete(file);
    }

    @EddyTest
    void three_libraries_on_one_clock(TestScope scope) {
        List<String> log = new ArrayList<>();
        Task<?> coroutine = createTask(() -> {
            sleep(ofMinutes(1));
            log.add("coroutine");
        });
        Flux.interval(ofMinutes(2)).take(1).subscribe(tick -> log.add("Reactor"));
        await(Single.timer(3, MINUTES).doOnSuccess(tick -> log.add("RxJava")));

        assertThat(log).containsExactly("coroutine", "Reactor", "RxJava");
        assertThatTask(coroutine).isDone();
    }

    @EddyTest(time = EddyTest.Time.REAL, limit = 5, limitUnit = TimeUnit.SECONDS)
    void with_the_clock_on_the_wall(TestScope scope) {
        sleep(ofMillis(1));
        assertThat(scope.time()).isGreaterThanOrEqualTo(ofMillis(1));
    }

    @OnEachEngine
    void the_same_everywhere(EventLoop loop) {
        sleep(ofHours(1));
        assertThat(loop.time()).isEqualTo(ofHours(1));
    }

    @EddyTest
    void a_task_fails_after_three_attempts() {
        Mono<String> down = Mono.error(new IOException("no route"));
        Task<String> task = createTask(() -> awaitSingle(down.retryWhen(
                Retry.backoff(2, ofSeconds(1)).jitter(0).onRetryExhaustedThrow((s, last) -> last.failure()))));
        sleep(ofSeconds(10));

        assertThatTask(task).tookVirtualTime(ofSeconds(1 + 2)).failedWith(IOException.class).hasMessage("no route");
    }

    @EddyTest
    void the_other_claims(TestScope scope) {
        Task<Integer> answer = createTask(() -> 42);
        Task<?> sleeper = createTask(() -> sleep(ofHours(1)));
        scope.advance(ofMinutes(1));

        assertThatTask(answer).succeededWith(42).tookVirtualTime(ZERO);
        assertThatTask(answer).succeeded().isInstanceOf(Integer.class);
        assertThatTask(sleeper).isPending();

        sleeper.cancel();
        scope.runCurrent();

        assertThatTask(sleeper).isDone().isCancelled().tookVirtualTimeBetween(ofSeconds(59), ofSeconds(61));
    }

    @EddyTest
    @AllowLeaks(Leak.TASKS)
    void a_server_runs_on() {
        createTask(() -> sleep(ofHours(1)), "server");
    }

    @EddyTest
    void what_was_reported_is_what_is_tested(EventLoop loop, TestScope scope) {
        loop.callSoon(() -> {
            throw new IllegalStateException("broken");
        });
        scope.runCurrent();

        assertThat(scope.reports()).extracting(ExceptionContext::message).containsExactly("a callback failed");
    }

    // ---- beside the libraries' own tools ----------------------------------------------------------------------------

    @EddyTest
    void step_verifier_on_the_clock_of_the_test(TestScope scope) {
        StepVerifier verifier = StepVerifier.create(Flux.just(1, 2).delayElements(ofHours(1)))
                .expectNext(1, 2)
                .expectComplete()
                .verifyLater();

        scope.advance(ofHours(2));

        verifier.verify(); // blocks, so it comes last
    }

    @EddyTest
    void test_observer_on_the_clock_of_the_test(TestScope scope) {
        TestObserver<Long> observer = Observable.interval(1, MINUTES).test();

        scope.advance(ofMinutes(2));

        observer.assertValues(0L, 1L).dispose();
    }

    @EddyTest
    void step_verifier_on_a_clock_of_its_own(TestScope scope) {
        StepVerifier.withVirtualTime(() -> Mono.delay(ofHours(1)))
                .thenAwait(ofHours(1))
                .expectNext(0L)
                .verifyComplete();

        assertThat(scope.time()).isEqualTo(ZERO);
    }

    @EddyTest
    void test_scheduler_on_a_clock_of_its_own(TestScope scope) {
        TestScheduler own = new TestScheduler();
        TestObserver<Long> observer = Single.timer(1, MINUTES, own).test();

        own.advanceTimeBy(1, MINUTES);

        observer.assertResult(0L);
        assertThat(scope.time()).isEqualTo(ZERO);
    }
}
