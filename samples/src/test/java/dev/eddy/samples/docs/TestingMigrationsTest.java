package dev.eddy.samples.docs;

import static dev.eddy.Asyncio.await;
import static dev.eddy.Asyncio.createTask;
import static dev.eddy.Asyncio.sleep;
import static dev.eddy.Asyncio.timeout;
import static dev.eddy.reactor.ReactorBridge.awaitSingle;
import static java.time.Duration.ofMillis;
import static java.time.Duration.ofSeconds;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.eddy.Task;
import dev.eddy.testing.EddyTest;
import dev.eddy.testing.TestScope;
import io.reactivex.rxjava3.core.Observable;
import io.reactivex.rxjava3.observers.TestObserver;
import io.reactivex.rxjava3.plugins.RxJavaPlugins;
import io.reactivex.rxjava3.schedulers.TestScheduler;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Mono;
import reactor.test.StepVerifier;
import reactor.util.retry.Retry;

/** The tests before and after of docs/testing.md. */
class TestingMigrationsTest {

    @Nested
    class FromStepVerifier {

        private final AtomicInteger asked = new AtomicInteger();

        /** Answers when it is asked for the fourth time. */
        private Mono<String> quote() {
            return Mono.defer(() -> asked.incrementAndGet() < 4
                    ? Mono.<String>error(new IOException("busy"))
                    : Mono.just("tea for 3"))
                    .retryWhen(Retry.backoff(3, ofSeconds(1)).jitter(0));
        }

        @Test
        void the_fourth_attempt_succeeds_after_seven_seconds() {
            StepVerifier.withVirtualTime(() -> quote())
                    .expectSubscription()
                    .expectNoEvent(ofSeconds(1 + 2 + 4))
                    .expectNext("tea for 3")
                    .verifyComplete();
        }

        @EddyTest
        void the_fourth_attempt_succeeds_after_seven_seconds(TestScope scope) {
            assertThat(awaitSingle(quote())).isEqualTo("tea for 3");
            assertThat(scope.time()).isEqualTo(ofSeconds(1 + 2 + 4));
        }
    }

    @Nested
    class FromTestScheduler {

        private Observable<String> typed() {
            return Observable.just("e", "ed", "edd", "eddy")
                    .concatMap(text -> Observable.just(text).delay(text.equals("eddy") ? 3 : 1, SECONDS));
        }

        @Test
        void only_what_stands_still_for_two_seconds_is_searched_for() {
            TestScheduler scheduler = new TestScheduler();
            RxJavaPlugins.setComputationSchedulerHandler(real -> scheduler);
            try {
                TestObserver<String> observer = typed().debounce(2, SECONDS).test();
                scheduler.advanceTimeBy(5, SECONDS);
                observer.assertValues("edd").assertNotComplete();
                scheduler.advanceTimeBy(1, SECONDS);
                observer.assertResult("edd", "eddy");
            } finally {
                RxJavaPlugins.reset();
            }
        }

        @EddyTest
        void only_what_stands_still_for_two_seconds_is_searched_for(TestScope scope) {
            TestObserver<String> observer = typed().debounce(2, SECONDS).test();
            scope.advance(ofSeconds(5));
            observer.assertValues("edd").assertNotComplete();
            scope.advance(ofSeconds(1));
            observer.assertResult("edd", "eddy");
        }
    }

    @Nested
    class FromRunTest {

        private static void poll(List<String> seen) {
            while (true) {
                seen.add("poll");
                sleep(ofSeconds(1));
            }
        }

        @EddyTest
        void polls_every_second(TestScope scope) {
            List<String> seen = new ArrayList<>();
            Task<?> job = createTask(() -> poll(seen));

            scope.advance(ofMillis(2_500));

            assertThat(seen).hasSize(3);
            job.cancel();
        }
    }

    @Nested
    class FromPytest {

        private static String fetch(String name, Duration delay) {
            sleep(delay);
            return name + " is here";
        }

        @Nested
        @EddyTest
        class FetchTest {

            Task<String> session;

            @BeforeEach
            void session() {
                session = createTask(() -> fetch("session", ofSeconds(1)));
            }

            @Test
            void the_session_is_there() {
                assertThat(await(session)).isEqualTo("session is here");
            }

            @Test
            void a_slow_fetch_is_given_up() {
                assertThatThrownBy(() -> timeout(ofSeconds(5), () -> fetch("a", ofSeconds(60)))) // no time at all
                        .isInstanceOf(TimeoutException.class);
                session.cancel();
            }
        }
    }
}
