package dev.eddy.samples.client;

import static dev.eddy.Asyncio.await;
import static dev.eddy.Asyncio.gather;
import static dev.eddy.Asyncio.sleep;
import static dev.eddy.reactor.ReactorBridge.awaitSingle;
import static dev.eddy.reactor.ReactorBridge.toTask;
import static dev.eddy.rxjava.RxBridge.await;
import static dev.eddy.rxjava.RxBridge.toTask;
import static dev.eddy.testing.TaskAssert.assertThatTask;
import static java.time.Duration.ofMillis;
import static java.time.Duration.ofMinutes;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;

import dev.eddy.EventLoop;
import dev.eddy.Task;
import dev.eddy.testing.CancelAtEverySuspension;
import dev.eddy.testing.EddyTest;
import dev.eddy.testing.Interleavings;
import dev.eddy.testing.TestScope;
import dev.eddy.testing.UnderTest;
import io.reactivex.rxjava3.observers.TestObserver;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import reactor.core.Disposable;
import reactor.core.publisher.Flux;
import reactor.test.StepVerifier;

@EddyTest
class ResilientClientTest {

    private static final Duration LATENCY = ofMillis(100);

    private final Server server = new Server();
    private ResilientClient<String> client;

    /** Answers after a while, and fails as it is told to. */
    private static final class Server {
        private final List<String> requests = new ArrayList<>();
        private final Queue<Exception> failures = new ArrayDeque<>();
        private Duration latency = LATENCY;
        private int cancelled;

        String fetch(String key) throws Exception {
            requests.add(key + " at " + EventLoop.current().time().toMillis());
            String answer = key + " " + requests.size();
            boolean answered = false;
            try {
                sleep(latency);
                answered = true;
            } finally {
                cancelled += answered ? 0 : 1;
            }
            Exception failure = failures.poll();
            if (failure != null) {
                throw failure;
            }
            return answer;
        }
    }

    @BeforeEach
    void connect(EventLoop loop) {
        RetryPolicy retry = new RetryPolicy(4, ofSeconds(1), ofSeconds(3), new Random(42));
        client = new ResilientClient<>(
                loop,
                server::fetch,
                new ResilientClient.Limits(3, ofMillis(500), ofSeconds(2), ofMinutes(5), 100, retry));
    }

    @Nested
    class Answers {

        @Test
        void are_given_to_both_libraries(TestScope scope) {
            StepVerifier verifier =
                    StepVerifier.create(client.get("tea")).expectNext("tea 1").expectComplete().verifyLater();
            TestObserver<String> observer = client.getSingle("tea").test();

            scope.advance(LATENCY);

            verifier.verify();
            observer.assertResult("tea 1");
        }

        @Test
        void are_remembered_until_they_are_stale() {
            assertThat(awaitSingle(client.get("tea"))).isEqualTo("tea 1");
            assertThat(await(client.getSingle("tea"))).isEqualTo("tea 1");
            sleep(ofMinutes(5).minusMillis(1));
            assertThat(awaitSingle(client.get("tea"))).isEqualTo("tea 1");

            sleep(ofMillis(1));

            assertThat(awaitSingle(client.get("tea"))).isEqualTo("tea 2");
            assertThat(server.requests).containsExactly("tea at 0", "tea at 300100");
        }

        @Test
        void that_are_no_answers_are_not_remembered(TestScope scope) {
            server.failures.add(new StatusException(404, null));
            Task<String> first = toTask(client.get("tea"));
            scope.advance(LATENCY);
            assertThatTask(first).failedWith(StatusException.class).hasMessage("HTTP status 404");

            assertThat(awaitSingle(client.get("tea"))).isEqualTo("tea 2");
        }
    }

    @Nested
    class WhoAsksForTheSame {

        private Task<String> first;
        private Task<String> second;

        @BeforeEach
        void ask(TestScope scope) {
            first = toTask(client.get("tea"));
            second = toTask(client.getSingle("tea"));
            scope.runCurrent();
        }

        @Test
        void shares_a_request() {
            assertThat(await(first)).isEqualTo(await(second)).isEqualTo("tea 1");
            assertThat(server.requests).hasSize(1);
        }

        @Test
        void shares_a_failure(TestScope scope) {
            StatusException failure = new StatusException(403, null);
            server.failures.add(failure);

            scope.advance(LATENCY);

            assertThatTask(first).failedWith(failure);
            assertThatTask(second).failedWith(failure);
        }

        @Test
        void is_not_cancelled_with_another() {
            first.cancel();

            assertThat(await(second)).isEqualTo("tea 1");
            assertThatTask(first).isCancelled();
            assertThat(server.cancelled).isZero();
        }

        @Test
        void cancels_the_request_as_the_last_one(TestScope scope) {
            first.cancel();
            second.cancel();
            scope.runCurrent();
            assertThat(server.cancelled).isEqualTo(1);

            assertThat(awaitSingle(client.get("tea"))).isEqualTo("tea 2");
        }

        @Test
        void cancels_it_by_disposing_too(TestScope scope) {
            Disposable subscription = client.get("coffee").subscribe();
            scope.runCurrent();

            subscription.dispose();
            scope.runCurrent();

            assertThat(server.cancelled).isEqualTo(1);
            assertThat(await(first)).isEqualTo(await(second));
        }
    }

    @Nested
    class Requests {

        @Test
        void keep_to_a_rate() {
            List<String> answers = await(toTask(Flux.range(1, 6).flatMapSequential(i -> client.get("item " + i))));

            assertThat(answers).hasSize(6);
            assertThat(server.requests).containsExactly(
                    "item 1 at 0",
                    "item 2 at 0",
                    "item 3 at 0",
                    "item 4 at 500",
                    "item 5 at 1000",
                    "item 6 at 1500");
        }

        @Test
        void may_come_in_a_burst_after_a_rest() {
            await(toTask(Flux.range(1, 3).flatMap(i -> client.get("item " + i))));
            sleep(ofSeconds(10));
            Task<List<String>> burst = toTask(Flux.range(4, 3).flatMap(i -> client.get("item " + i)));
            await(burst);

            assertThatTask(burst).tookVirtualTime(LATENCY);
        }

        @Test
        void that_are_cancelled_while_they_wait_take_no_token(TestScope scope) {
            List<Task<String>> tasks = new ArrayList<>();
            for (int i = 1; i <= 6; i++) {
                tasks.add(toTask(client.get("item " + i)));
            }
            scope.advance(ofMillis(200));

            tasks.get(3).cancel();
            tasks.get(4).cancel();

            await(tasks.get(5));
            assertThat(server.requests).last().isEqualTo("item 6 at 500");
        }
    }

    @Nested
    class Failures {

        @Test
        void that_pass_are_tried_again_with_growing_pauses() {
            server.failures.addAll(List.of(
                    new IOException("reset"), new StatusException(503, null), new StatusException(500, null)));
            Task<String> task = toTask(client.get("tea"));

            assertThat(await(task)).isEqualTo("tea 4");
            Duration requests = LATENCY.multipliedBy(4);
            Duration pauses = ofSeconds(1 + 2 + 3); // the last one would be longer than the longest
            assertThatTask(task).tookVirtualTimeBetween(requests.plus(pauses.dividedBy(2)), requests.plus(pauses));
        }

        @Test
        void that_do_not_pass_are_not_tried_again(TestScope scope) {
            server.failures.add(new StatusException(400, null));
            Task<String> task = toTask(client.getSingle("tea"));
            scope.advance(LATENCY);

            assertThatTask(task).tookVirtualTime(LATENCY).failedWith(StatusException.class);
        }

        @Test
        void are_the_answer_after_the_last_attempt() {
            for (int i = 1; i <= 4; i++) {
                server.failures.add(new IOException("reset " + i));
            }
            Task<String> task = toTask(client.get("tea"));
            sleep(ofMinutes(1));

            assertThatTask(task).failedWith(IOException.class).hasMessage("reset 4");
            assertThat(server.requests).hasSize(4);
        }

        @Test
        void include_answers_that_take_too_long() {
            server.latency = ofMinutes(1);
            Task<String> task = toTask(client.get("tea"));
            sleep(ofMinutes(1));

            assertThatTask(task).failedWith(TimeoutException.class);
            assertThat(server.requests).hasSize(4);
            assertThat(server.cancelled).isEqualTo(4);
        }

        @Test
        void that_ask_for_a_pause_get_it_for_all_keys(TestScope scope) {
            server.failures.add(new StatusException(429, ofSeconds(30)));
            Task<String> tea = toTask(client.get("tea"));
            scope.advance(ofSeconds(1));
            Task<String> coffee = toTask(client.get("coffee"));

            await(tea);
            await(coffee);

            assertThat(server.requests).containsExactly("tea at 0", "tea at 30100", "coffee at 30600");
        }
    }

    @Test
    void a_pause_is_at_random_between_half_of_its_length_and_all() {
        RetryPolicy policy = new RetryPolicy(10, ofSeconds(1), ofSeconds(3), new Random(1));
        for (int i = 0; i < 1_000; i++) {
            assertThat(policy.pause(1)).isBetween(ofMillis(500), ofSeconds(1));
            assertThat(policy.pause(2)).isBetween(ofSeconds(1), ofSeconds(2));
            assertThat(policy.pause(1_000)).isBetween(ofMillis(1_500), ofSeconds(3));
        }
    }

    /** Whatever the order of those who ask, and whenever one of them leaves. */
    @Nested
    class Trials {

        @Interleavings
        void all_who_ask_at_once_share_one_request() {
            List<Task<String>> all = new ArrayList<>();
            for (int i = 0; i < 3; i++) {
                all.add(toTask(client.get("tea")));
                all.add(toTask(client.getSingle("tea")));
            }

            assertThat(await(gather(all))).containsOnly("tea 1");
            assertThat(server.requests).hasSize(1);
        }

        @CancelAtEverySuspension
        void who_leaves_leaves_the_request_to_the_others(UnderTest underTest) {
            Task<String> other = toTask(client.get("tea"));

            underTest.run(() -> awaitSingle(client.get("tea")));

            assertThat(await(other)).isEqualTo("tea 1");
            assertThat(server.cancelled).isZero();
        }

        @CancelAtEverySuspension
        void the_last_one_who_leaves_ends_the_request_and_blocks_nobody(UnderTest underTest) {
            server.failures.add(new IOException("reset"));

            underTest.subscribe(client.getSingle("tea"));

            server.failures.clear();
            int begun = server.requests.size();
            assertThat(await(client.getSingle("milk"))).isEqualTo("milk " + (begun + 1));
            assertThat(server.cancelled).isLessThanOrEqualTo(1);
        }
    }
}
