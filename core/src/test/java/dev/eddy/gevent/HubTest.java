package dev.eddy.gevent;

import static dev.eddy.gevent.Gevent.joinAll;
import static dev.eddy.gevent.Gevent.sleep;
import static dev.eddy.gevent.Gevent.spawn;
import static dev.eddy.gevent.Gevent.spawnLater;
import static java.time.Duration.ofMillis;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.eddy.Asyncio;
import dev.eddy.EventLoop;
import dev.eddy.context.ContextVar;
import dev.eddy.context.Token;
import dev.eddy.greenlet.GreenletExit;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Behaviours G8 and G10 in a program that runs no loop: its calls run the hub. */
class HubTest {

    private final List<@Nullable Object> log = new ArrayList<>();

    @AfterEach
    void closeHub() {
        Hub.get().close();
    }

    @Test
    void g8_greenletsStandStillUntilTheMainProgramWaits() {
        Greenlet<String> greenlet = spawn(() -> {
            log.add("began");
            sleep(ofMillis(1));
            return "result";
        });
        log.add("spawned");

        String result = greenlet.get();

        assertThat(log).containsExactly("spawned", "began");
        assertThat(result).isEqualTo("result");
        assertThat(EventLoop.current()).isNull();
    }

    @Test
    void theyTakeTurnsWhileTheMainProgramWaits() {
        List<Greenlet<?>> all = new ArrayList<>();
        for (String name : List.of("a", "b")) {
            all.add(spawn(() -> {
                for (int i = 0; i < 2; i++) {
                    log.add(name + i);
                    sleep();
                }
            }));
        }

        joinAll(all);

        assertThat(log).containsExactly("a0", "b0", "a1", "b1");
    }

    @Test
    void aHubGoesOnWhereItStoodAtTheNextCall() {
        Queue<Integer> queue = new Queue<>(1);
        Greenlet<?> producer = spawn(() -> {
            for (int i = 0; i < 3; i++) {
                queue.put(i);
            }
            queue.shutdown();
        });

        for (int item : queue) {
            log.add(item);
        }

        assertThat(log).containsExactly(0, 1, 2);
        assertThat(producer.ready()).isTrue();
    }

    @Test
    void g10_aCallThatWouldWaitForEverSaysSoAndItsCleanUpRuns() {
        Event never = new Event();
        Greenlet<?> waiting = spawn(() -> {
            try {
                never.await();
            } catch (GreenletExit e) {
                log.add("killed");
                throw e;
            }
        });

        assertThatThrownBy(waiting::join).isInstanceOf(LoopExit.class)
                .hasMessageContaining("wait for ever")
                .cause()
                .hasMessageContaining("Task-");
        assertThatThrownBy(() -> new Queue<>().get()).isInstanceOf(LoopExit.class);
        assertThatThrownBy(() -> Hub.get().join(null)).isInstanceOf(LoopExit.class);
        assertThat(waiting.ready()).isFalse();
        waiting.kill();
        assertThat(log).containsExactly("killed");
    }

    @Test
    void g10_soDoesACleanUpThatWouldWaitForEver() {
        Event never = new Event();

        assertThatThrownBy(() -> Hub.get().run(() -> {
            try {
                never.await();
            } finally {
                log.add("cleaning up");
                never.await();
            }
            return "never";
        })).isInstanceOf(LoopExit.class);
        assertThat(log).containsExactly("cleaning up");
        assertThat(Hub.get().getLoop().allTasks()).isEmpty();
    }

    @Test
    void g10_whoWaitsForSomethingFromOutsideKeepsTheHubWaiting() {
        CompletableFuture<String> outside = new CompletableFuture<>();
        Greenlet<String> greenlet = spawn(() -> Asyncio.await(outside));
        Greenlet<String> second = spawn(() -> greenlet.get());
        Thread.ofPlatform().start(() -> outside.complete("from another thread"));

        assertThat(second.get()).isEqualTo("from another thread");
        assertThat((Object) spawn(() -> Asyncio.toThread(() -> 42)).get()).isEqualTo(42);
    }

    @Test
    void aTimeoutInterruptsTheMainProgramsCall() {
        Timeout limit = Timeout.startNew(ofMillis(1));

        Throwable thrown = catchThrowable(() -> sleep(ofSeconds(60)));

        assertThat(thrown).isSameAs(limit);
        assertThat(Timeout.silent(ofMillis(1)).<String>run(() -> {
            sleep(ofSeconds(60));
            return "never";
        })).isNull();
    }

    /** Which holds up the hub, so that what falls due meanwhile does so in the pass in which the greenlet has ended. */
    private static Greenlet<?> blockFor(Duration time) {
        return spawn(() -> {
            Duration end = Hub.get().getLoop().time().plus(time);
            while (Hub.get().getLoop().time().compareTo(end) <= 0) {
                Thread.onSpinWait();
            }
        });
    }

    @Test
    void oneThatFallsDueInThePassInWhichTheCallEndsInterruptsTheNextThatWaits() {
        Timeout limit = Timeout.startNew(ofMillis(1));
        blockFor(ofMillis(2)).join();

        boolean pending = limit.pending();
        Throwable thrown = catchThrowable(() -> sleep(ofMillis(50)));

        assertThat(pending).isFalse();
        assertThat(thrown).isSameAs(limit);
        assertThat(catchThrowable(() -> sleep(ofMillis(1)))).isNull();
    }

    @Test
    void unlessItIsCancelledBefore() {
        Timeout limit = Timeout.startNew(ofMillis(1));
        blockFor(ofMillis(2)).join();

        limit.cancel();

        assertThat(catchThrowable(() -> sleep(ofMillis(1)))).isNull();
    }

    @Test
    void ofTwoThatFallDueInOnePassEachInterruptsACall() {
        Timeout first = Timeout.startNew(ofMillis(1));
        Timeout second = Timeout.startNew(ofMillis(2));
        blockFor(ofMillis(3));

        Throwable thrown = catchThrowable(() -> sleep(ofSeconds(60)));
        Throwable thrownNext = catchThrowable(() -> sleep(ofMillis(50)));

        assertThat(thrown).isSameAs(first);
        assertThat(thrownNext).isSameAs(second);
    }

    @Test
    void joinWaitsForAllThatIsLeftAndWhatThatStarts() {
        spawn(() -> spawnLater(ofMillis(1), () -> {
            sleep(ofMillis(1));
            log.add("last");
        }));

        assertThat(Hub.get().join(null)).isTrue();
        assertThat(log).containsExactly("last");

        spawn(() -> sleep(ofSeconds(60)));
        assertThat(Hub.get().join(ofMillis(1))).isFalse();
    }

    @Test
    void anyBodyMayBeRunInTheHub() {
        String result = Hub.get().run(() -> Asyncio.await(Asyncio.coroutine(() -> "awaited")));

        assertThat(result).isEqualTo("awaited");
    }

    @Test
    void itRunsInACopyOfTheMainProgramsContext() {
        ContextVar<String> user = new ContextVar<>("user", "nobody");
        sleep();
        Token<String> token = user.set("main");

        String seen = Hub.get().run(() -> user.get() + ", " + spawn(() -> user.get()).get());
        Hub.get().run(() -> user.set("inside"));
        String after = user.get();
        user.reset(token);

        assertThat(seen).isEqualTo("main, main");
        assertThat(after).isEqualTo("main");
    }

    @Test
    void closingEndsWhatIsLeftAndTheNextCallMakesANewHub() {
        Hub first = Hub.get();
        Greenlet<?> left = spawn(() -> {
            try {
                sleep(ofSeconds(60));
            } finally {
                log.add("cleaned up");
            }
        });
        sleep();

        first.close();

        assertThat(log).containsExactly("cleaned up");
        assertThat(left.ready()).isTrue();
        assertThat(Hub.get()).isNotSameAs(first);
    }

    @Test
    void eachThreadHasItsOwnHubAndItsGreenletsAreNobodyElses() {
        Greenlet<String> greenlet = spawn(() -> "mine");

        Throwable fromElsewhere = CompletableFuture
                .supplyAsync(() -> catchThrowable(greenlet::join), task -> Thread.ofPlatform().start(task))
                .join();

        assertThat(fromElsewhere).isInstanceOf(IllegalStateException.class).hasMessageContaining("does not run");
        assertThat(greenlet.get()).isEqualTo("mine");
    }

    @Test
    void aGreenletOfAnotherHubCannotBeWaitedForWhichWouldNotRunMeanwhile() {
        Greenlet<String> greenlet = spawn(() -> "mine");

        List<Throwable> errors = Asyncio.run(() -> List.of(
                catchThrowable(() -> joinAll(List.of(greenlet))), catchThrowable(greenlet::join)));
        Throwable fromElsewhere = CompletableFuture.supplyAsync(
                () -> catchThrowable(() -> joinAll(List.of(greenlet))), task -> Thread.ofPlatform().start(task))
                .join();

        assertThat(errors).hasSize(2)
                .allSatisfy(error -> assertThat(error).isInstanceOf(IllegalStateException.class)
                        .hasMessageContaining("not run"));
        assertThat(fromElsewhere).hasMessageContaining("another hub");
        assertThat(greenlet.get()).isEqualTo("mine");
    }

    @Test
    void insideOfALoopTheHubIsThatLoops() {
        Asyncio.run(() -> {
            log.add(Hub.get().getLoop() == Asyncio.getRunningLoop());
            log.add(spawn(() -> Hub.get().getLoop() == Asyncio.getRunningLoop()).get());
        });

        assertThat(log).containsExactly(true, true);
    }
}
