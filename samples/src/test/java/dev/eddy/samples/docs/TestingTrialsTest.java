package dev.eddy.samples.docs;

import static dev.eddy.Asyncio.await;
import static dev.eddy.Asyncio.gather;
import static dev.eddy.Asyncio.sleep;
import static dev.eddy.reactor.ReactorBridge.awaitSingle;
import static dev.eddy.reactor.ReactorBridge.mono;
import static dev.eddy.rxjava.RxBridge.flowable;
import static dev.eddy.rxjava.RxBridge.single;
import static java.time.Duration.ZERO;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;

import dev.eddy.Task;
import dev.eddy.sync.Lock;
import dev.eddy.testing.CancelAtEverySuspension;
import dev.eddy.testing.Interleavings;
import dev.eddy.testing.UnderTest;
import io.reactivex.rxjava3.core.Flowable;
import io.reactivex.rxjava3.core.Single;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

/** What docs/testing.md tells of orders and cancellations: the tests, of which the wrong ones fail as the page says. */
class TestingTrialsTest {

    // ---- orders -----------------------------------------------------------------------------------------------------

    static class Account {
        private int balance;

        void deposit(int amount) {
            int before = balance;
            if (amount > 100) {
                awaitSingle(audit(amount));
            }
            balance = before + amount;
        }

        int balance() {
            return balance;
        }

        private static Mono<Integer> audit(int amount) {
            return Mono.just(amount).publishOn(Schedulers.parallel());
        }
    }

    static class LostUpdate {
        @Interleavings
        void no_deposit_is_lost() {
            Account account = new Account();
            await(gather(() -> account.deposit(1), () -> account.deposit(20), () -> account.deposit(300)));
            assertThat(account.balance()).isEqualTo(321);
        }
    }

    @Test
    void a_lost_update_is_reported_as_the_page_says() throws IOException {
        TestingReportsTest.assertThatThePageTells(TestingReportsTest.failureOf(LostUpdate.class));
    }

    private static final class LockedAccount extends Account {
        private final Lock lock = new Lock();

        @Override
        void deposit(int amount) {
            lock.run(() -> super.deposit(amount));
        }
    }

    @Interleavings(runs = 100)
    void no_deposit_is_lost_behind_a_lock() {
        Account account = new LockedAccount();
        await(gather(() -> account.deposit(1), () -> account.deposit(20), () -> account.deposit(300)));
        assertThat(account.balance()).isEqualTo(321);
    }

    // ---- cancellations ----------------------------------------------------------------------------------------------

    static class Pool {
        private int free = 1;

        void take() {
            free--;
        }

        void giveBack() {
            free++;
        }

        int free() {
            return free;
        }
    }

    static class ForgetsToGiveBack {
        private final Pool pool = new Pool();

        private String find(int key) {
            pool.take();
            String row = awaitSingle(Mono.just("row " + key).delayElement(ofSeconds(1)));
            pool.giveBack();
            return row;
        }

        @CancelAtEverySuspension
        void the_connection_is_given_back(UnderTest underTest) {
            Task<String> task = underTest.run(() -> find(1));

            assertThat(task.cancelled() || task.result().equals("row 1")).isTrue();
            assertThat(pool.free()).isEqualTo(1);
        }
    }

    @Test
    void clean_up_that_does_not_run_is_reported_as_the_page_says() throws IOException {
        TestingReportsTest.assertThatThePageTells(TestingReportsTest.failureOf(ForgetsToGiveBack.class));
    }

    @Nested
    class CleansUp {
        private final Pool pool = new Pool();

        private String find(int key) {
            pool.take();
            try {
                return awaitSingle(Mono.just("row " + key).delayElement(ofSeconds(1)));
            } finally {
                pool.giveBack();
            }
        }

        @CancelAtEverySuspension
        void the_connection_is_given_back(UnderTest underTest) {
            underTest.run(() -> find(1));

            assertThat(pool.free()).isEqualTo(1);
        }
    }

    @Nested
    class Streams {

        private final List<String> open = new ArrayList<>();

        private Mono<String> asMono() {
            return mono(() -> using("mono"));
        }

        private Single<String> asSingle() {
            return single(() -> using("single"));
        }

        private Flowable<String> asFlowable() {
            return flowable(out -> {
                out.emit(using("first"));
                out.emit(using("second"));
            });
        }

        private Flux<String> asOperators() {
            return Flux.using(
                    () -> open.add("flux"),
                    opened -> Flux.interval(ofSeconds(1)).take(3).map(tick -> "tick " + tick),
                    opened -> open.remove("flux"));
        }

        private String using(String what) {
            open.add(what);
            try {
                sleep(ofSeconds(1));
                return what;
            } finally {
                try {
                    sleep(ZERO);
                } finally {
                    open.remove(what);
                }
            }
        }

        @CancelAtEverySuspension
        void a_mono(UnderTest underTest) {
            underTest.subscribe(asMono());
        }

        @CancelAtEverySuspension
        void a_single(UnderTest underTest) {
            underTest.subscribe(asSingle());
        }

        @CancelAtEverySuspension
        void a_flowable(UnderTest underTest) {
            underTest.subscribe(asFlowable());
        }

        @CancelAtEverySuspension
        void a_flux(UnderTest underTest) {
            underTest.subscribe(asOperators());
        }

        @AfterEach
        void nothing_is_left_open() {
            assertThat(open).isEmpty();
        }
    }

    static class LeaksASubscription {
        private final Flux<Long> ticks = Flux.interval(ofSeconds(1));

        @CancelAtEverySuspension
        void listens(UnderTest underTest) {
            underTest.subscribe(Mono.create(sink -> ticks.take(1).subscribe(sink::success)));
        }
    }

    @Test
    void a_subscription_that_outlives_a_mono_is_reported_as_the_page_says() throws IOException {
        TestingReportsTest.assertThatThePageTells(TestingReportsTest.failureOf(LeaksASubscription.class));
    }
}
