package dev.eddy.reactor;

import static dev.eddy.Asyncio.await;
import static dev.eddy.Asyncio.createTask;
import static dev.eddy.Asyncio.currentTask;
import static dev.eddy.Asyncio.getRunningLoop;
import static dev.eddy.Asyncio.run;
import static dev.eddy.reactor.ReactorBridge.await;
import static dev.eddy.reactor.ReactorBridge.awaitOptional;
import static dev.eddy.reactor.ReactorBridge.awaitSingle;
import static dev.eddy.reactor.Turns.letOthersRun;
import static dev.eddy.reactor.Turns.onAnotherThread;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.eddy.CancelledError;
import dev.eddy.EventLoop;
import dev.eddy.Task;
import dev.eddy.testing.EddyTest;
import dev.eddy.testing.TestScope;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.reactivestreams.Subscription;
import reactor.core.CoreSubscriber;
import reactor.core.publisher.Hooks;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Operators;
import reactor.test.publisher.PublisherProbe;
import reactor.test.publisher.TestPublisher;
import reactor.test.publisher.TestPublisher.Violation;

/** Behaviours R2 to R11 and R15, as far as they are about a Mono. */
class AwaitMonoTest {

    @RegisterExtension final Dropped dropped = new Dropped();

    final List<String> log = new ArrayList<>();

    /** A mono whose signals the test sends, even against the rules. */
    private static final class ManualMono extends Mono<String> {
        CoreSubscriber<? super String> subscriber;
        final List<Long> requests = new ArrayList<>();
        final AtomicInteger cancels = new AtomicInteger();

        final Subscription subscription = new Subscription() {
            @Override
            public void request(long n) {
                requests.add(n);
            }

            @Override
            public void cancel() {
                cancels.incrementAndGet();
            }
        };

        @Override
        public void subscribe(CoreSubscriber<? super String> actual) {
            subscriber = actual;
        }
    }

    private static Task<String> awaiting(Mono<String> mono, TestScope scope) {
        Task<String> task = createTask(() -> await(mono));
        scope.runCurrent();
        return task;
    }

    @Nested
    class Outcomes {

        @EddyTest
        void r2_theItemIsThereOnlyWhenTheMonoHasCompleted(TestScope scope) {
            ManualMono source = new ManualMono();
            Task<String> task = awaiting(source, scope);
            source.subscriber.onSubscribe(source.subscription);

            source.subscriber.onNext("item");
            scope.runCurrent();
            assertThat(task.done()).isFalse();
            assertThat(source.requests).containsExactly(Long.MAX_VALUE);

            source.subscriber.onComplete();
            assertThat(await(task)).isEqualTo("item");
            assertThat(source.cancels).hasValue(0);
        }

        @Test
        void r2_whatTheEmitterWroteBeforeIsSeenAfterwards() {
            int[] plain = {0};
            run(() -> {
                await(Mono.<String>create(sink -> Thread.ofVirtual().start(() -> {
                    plain[0] = 42;
                    sink.success();
                })));
                assertThat(plain[0]).isEqualTo(42);
            });
        }

        @EddyTest
        void r3_anEmptyMonoIsNull() {
            assertThat(await(Mono.<String>empty())).isNull();
            assertThat(await(Mono.<String>fromRunnable(() -> {}))).isNull();
            assertThat(awaitOptional(Mono.empty())).isEmpty();
            assertThat(awaitOptional(Mono.just(1))).contains(1);
            assertThat(awaitSingle(Mono.just(1))).isEqualTo(1);
            assertThatThrownBy(() -> awaitSingle(Mono.empty())).isInstanceOf(NoSuchElementException.class);
        }

        @EddyTest
        void r4_aSecondItemIsCancelledOnceAndFailsTheAwait(TestScope scope) {
            ManualMono source = new ManualMono();
            Task<String> task = awaiting(source, scope);
            source.subscriber.onSubscribe(source.subscription);

            source.subscriber.onNext("one");
            source.subscriber.onNext("two");
            source.subscriber.onNext("three");
            source.subscriber.onError(new IOException("late"));
            source.subscriber.onComplete();

            assertThatThrownBy(() -> await(task)).isInstanceOf(IllegalArgumentException.class);
            assertThat(source.cancels).hasValue(1);
            assertThat(dropped.items()).containsExactly("three");
            assertThat(scope.droppedErrors()).singleElement().isInstanceOf(IOException.class);
        }

        @EddyTest
        void r10_aSubscribeThatThrowsFailsTheAwaitWithTheRealCause() {
            IllegalArgumentException failure = new IllegalArgumentException("cannot subscribe");
            Mono<String> throwing = new Mono<>() {
                @Override
                public void subscribe(CoreSubscriber<? super String> actual) {
                    throw failure;
                }
            };

            assertThat(catchThrowable(() -> await(throwing))).isSameAs(failure);
        }

        @EddyTest
        void theVeryErrorIsThrownCheckedOrNot() {
            IOException checked = new IOException("checked");
            AssertionError error = new AssertionError("an Error");
            Throwable neither = new Throwable("neither Exception nor Error");

            assertThat(catchThrowable(() -> await(Mono.error(checked)))).isSameAs(checked);
            assertThat(catchThrowable(() -> await(Mono.error(error)))).isSameAs(error);
            assertThat(catchThrowable(() -> await(Mono.error(checked).hide()))).isSameAs(checked);
            assertThat(catchThrowable(() -> await(Mono.error(error).hide()))).isSameAs(error);
            assertThat(catchThrowable(() -> await(Mono.error(neither)))).isSameAs(neither);
            try {
                await(Mono.error(checked), IOException.class);
            } catch (IOException e) {
                log.add(e.getMessage());
            }
            assertThat(log).containsExactly("checked");
        }

        @Test
        void outsideACoroutineItFailsAndSubscribesToNothing() {
            PublisherProbe<String> probe = PublisherProbe.empty();

            assertThatThrownBy(() -> await(probe.mono())).isInstanceOf(IllegalStateException.class);
            assertThatThrownBy(() -> await(Mono.just(1))).isInstanceOf(IllegalStateException.class);
            assertThatThrownBy(() -> run(() -> await((Mono<String>) null)))
                    .isInstanceOf(NullPointerException.class)
                    .hasMessageContaining("Mono");
            probe.assertWasNotSubscribed();
        }
    }

    @Nested
    class Violations {

        @EddyTest
        void r5_signalsAfterTheEndAreReportedAndChangeNothing(TestScope scope) {
            TestPublisher<String> source = TestPublisher.createNoncompliant(Violation.CLEANUP_ON_TERMINATE);
            Task<String> task = awaiting(Mono.fromDirect(source.flux()), scope);
            source.next("item").complete();

            source.next("late").error(new IOException("late")).complete();

            assertThat(await(task)).isEqualTo("item");
            assertThat(dropped.items()).containsExactly("late");
            assertThat(scope.droppedErrors()).singleElement().isInstanceOf(IOException.class);
        }

        @EddyTest
        void r5_anEmptyMonoStaysSoWhateverComesAfterwards(TestScope scope) {
            ManualMono source = new ManualMono();
            Task<String> task = awaiting(source, scope);
            source.subscriber.onSubscribe(source.subscription);
            source.subscriber.onComplete();

            source.subscriber.onNext("late");
            source.subscriber.onError(new IOException("late"));
            source.subscriber.onComplete();

            assertThat(await(task)).isNull();
            assertThat(dropped.items()).containsExactly("late");
            assertThat(scope.droppedErrors()).singleElement().isInstanceOf(IOException.class);
        }

        @EddyTest
        void r5_anItemBeforeTheSubscriptionIsReportedAndNotTaken(TestScope scope) {
            ManualMono source = new ManualMono();
            Task<String> task = awaiting(source, scope);

            source.subscriber.onNext("early");
            source.subscriber.onSubscribe(source.subscription);
            source.subscriber.onNext("item");
            source.subscriber.onComplete();

            assertThat(await(task)).isEqualTo("item");
            assertThat(dropped.items()).containsExactly("early");
        }

        @EddyTest
        void r5_aSecondSubscriptionIsCancelled(TestScope scope) {
            ManualMono source = new ManualMono();
            ManualMono second = new ManualMono();
            Task<String> task = awaiting(source, scope);
            source.subscriber.onSubscribe(source.subscription);

            source.subscriber.onSubscribe(second.subscription);

            assertThat(second.cancels).hasValue(1);
            assertThat(second.requests).isEmpty();
            assertThat(source.cancels).hasValue(0);
            source.subscriber.onComplete();
            await(task);
        }
    }

    @Nested
    class Cancellation {

        @EddyTest
        void r7_upstreamIsCancelledOnceBeforeTheBodySeesIt(TestScope scope) {
            PublisherProbe<String> probe =
                    PublisherProbe.of(Mono.<String>never().doOnCancel(() -> log.add("upstream")));
            Task<?> task = createTask(() -> {
                try {
                    await(probe.mono());
                } catch (CancelledError e) {
                    log.add("body");
                    throw e;
                }
            });
            scope.runCurrent();

            task.cancel();
            scope.runCurrent();

            assertThat(log).containsExactly("upstream", "body");
            assertThat(task.cancelled()).isTrue();
            probe.assertWasCancelled();
        }

        @EddyTest
        void r7_aCancelBeforeTheAwaitIsSeenThere(TestScope scope) {
            Task<?> task = createTask(() -> {
                currentTask().cancel();
                try {
                    await(Mono.never().doOnCancel(() -> log.add("upstream")));
                } finally {
                    log.add("body");
                }
            });
            scope.runCurrent();

            assertThat(task.cancelled()).isTrue();
            assertThat(log).containsExactly("upstream", "body");
        }

        @EddyTest
        void r8_aSubscriptionThatArrivesAfterwardsIsCancelledAtOnce(TestScope scope) {
            ManualMono source = new ManualMono();
            Task<String> task = awaiting(source, scope);
            task.cancel();
            scope.runCurrent();
            assertThat(task.cancelled()).isTrue();

            source.subscriber.onSubscribe(source.subscription);

            assertThat(source.cancels).hasValue(1);
            assertThat(source.requests).isEmpty();
        }

        @EddyTest
        void r9_theErrorThatLosesAgainstACancellationGoesToTheHook(TestScope scope) {
            ManualMono source = new ManualMono();
            Task<String> task = awaiting(source, scope);
            source.subscriber.onSubscribe(source.subscription);
            IOException losing = new IOException("too late");

            task.cancel();
            source.subscriber.onError(losing);
            scope.runCurrent();

            assertThat(task.cancelled()).isTrue();
            assertThat(scope.droppedErrors()).containsExactly(losing);
        }

        @EddyTest
        void r9_theErrorThatCameTogetherWithTheCancellationGoesToTheHook(TestScope scope) {
            ManualMono source = new ManualMono();
            Task<String> task = awaiting(source, scope);
            source.subscriber.onSubscribe(source.subscription);
            IOException losing = new IOException("together");

            source.subscriber.onError(losing);
            task.cancel();
            scope.runCurrent();

            assertThat(task.cancelled()).isTrue();
            assertThat(scope.droppedErrors()).containsExactly(losing);
        }

        @Test
        void r9_ofACancellationAndAnErrorThatRaceEachHasOneOutcome() {
            for (int round = 0; round < 500; round++) {
                int before = dropped.errors().size();
                IOException failure = new IOException("racing");

                Throwable outcome = run(() -> {
                    ManualMono source = new ManualMono();
                    Task<String> task = createTask(() -> await(source));
                    letOthersRun();
                    source.subscriber.onSubscribe(source.subscription);
                    CountDownLatch ready = new CountDownLatch(1);
                    var emitter = getRunningLoop().runInExecutor(() -> {
                        ready.countDown();
                        source.subscriber.onError(failure);
                        return null;
                    });
                    ready.await();
                    task.cancel();
                    await(emitter);
                    letOthersRun();
                    return catchThrowable(() -> await(task));
                });

                int reported = dropped.errors().size() - before;
                if (outcome instanceof CancelledError) {
                    assertThat(reported).isEqualTo(1);
                } else {
                    assertThat(outcome).isSameAs(failure);
                    assertThat(reported).isEqualTo(0);
                }
            }
        }

        @EddyTest
        void r34_theItemThatLosesAgainstACancellationIsDiscarded(TestScope scope) {
            List<Object> discarded = new ArrayList<>();
            ManualMono source = new ManualMono();
            Task<?> task = createTask(() -> await(ReactorBridge.mono(() -> await(source))
                    .contextWrite(context -> Operators.enableOnDiscard(context, discarded::add))));
            scope.runCurrent();
            source.subscriber.onSubscribe(source.subscription);
            source.subscriber.onNext("unfinished");

            task.cancel();
            scope.runCurrent();

            assertThat(discarded).containsExactly("unfinished");
        }
    }

    @Nested
    class Suspension {

        /** How often the loop had its turn while the body ran. */
        private int turnsDuring(Runnable body) {
            int[] turns = {0};
            getRunningLoop().callSoon(() -> turns[0]++);
            body.run();
            return turns[0];
        }

        @EddyTest
        void r11_aSourceThatIsSynchronousDoesNotSuspend() {
            assertThat(turnsDuring(() -> await(Mono.just(1)))).isZero();
            assertThat(turnsDuring(() -> await(Mono.just(1).map(x -> x + 1)))).isZero();
            assertThat(turnsDuring(() -> await(Mono.fromCallable(() -> 1)))).isZero();
            assertThat(turnsDuring(() -> await(Mono.empty()))).isZero();
            assertThat(turnsDuring(() -> await(Mono.error(new IOException()).onErrorComplete()))).isZero();
            assertThat(turnsDuring(() -> await(Mono.fromFuture(CompletableFuture.completedFuture(1))))).isZero();
            assertThat(turnsDuring(
                    () -> await(Mono.<Integer>create(sink -> getRunningLoop().callSoon(sink::success)))))
                    .isEqualTo(1);
        }

        @Test
        void r11_aScalarIsNotSubscribedTo() {
            run(() -> {
                Hooks.onLastOperator("test", publisher -> {
                    log.add("subscribed");
                    return publisher;
                });
                try {
                    await(Mono.just(1));
                    await(Mono.empty());
                    assertThat(log).isEmpty();
                    await(Mono.just(1).hide());
                    assertThat(log).containsExactly("subscribed");
                } finally {
                    Hooks.resetOnLastOperator("test");
                }
            });
        }

        @EddyTest
        void r11_aCallableRunsAgainForEachAwait() {
            AtomicInteger calls = new AtomicInteger();
            Mono<Integer> mono = Mono.fromCallable(calls::incrementAndGet);

            assertThat(await(mono)).isEqualTo(1);
            assertThat(await(mono)).isEqualTo(2);
        }

        @Test
        void r15_theCoroutineGoesOnOnItsOwnLoopWhicheverThreadEmitted() {
            run(() -> {
                EventLoop own = getRunningLoop();
                Task<?> task = currentTask();
                Thread thread = Thread.currentThread();
                Thread[] emitter = new Thread[1];

                await(Mono.create(sink -> Thread.ofPlatform().start(() -> {
                    emitter[0] = Thread.currentThread();
                    sink.success();
                })));

                assertThat(getRunningLoop()).isSameAs(own);
                assertThat(currentTask()).isSameAs(task);
                assertThat(Thread.currentThread()).isSameAs(thread).isNotSameAs(emitter[0]);
            });
        }

        @EddyTest
        void r15_otherTasksRunWhileOneWaits(TestScope scope) {
            TestPublisher<String> source = TestPublisher.create();
            Task<String> waiting = awaiting(source.mono(), scope);
            Task<String> other = createTask(() -> "other");

            assertThat(await(other)).isEqualTo("other");
            assertThat(waiting.done()).isFalse();

            onAnotherThread(() -> source.emit("item"));
            assertThat(waiting.result()).isEqualTo("item");
        }
    }
}
