package dev.eddy.reactor;

import static dev.eddy.Asyncio.await;
import static dev.eddy.Asyncio.createTask;
import static dev.eddy.Asyncio.currentTask;
import static dev.eddy.Asyncio.getRunningLoop;
import static dev.eddy.Asyncio.run;
import static dev.eddy.Asyncio.sleep;
import static dev.eddy.Asyncio.timeout;
import static dev.eddy.reactor.ReactorBridge.mono;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.eddy.CancelledError;
import dev.eddy.EventLoop;
import dev.eddy.testing.EddyTest;
import dev.eddy.testing.TestScope;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.reactivestreams.Subscription;
import reactor.core.CoreSubscriber;
import reactor.core.Disposable;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Operators;
import reactor.test.StepVerifier;
import reactor.util.context.Context;

/** Behaviours R21 to R35 of a cold Mono. */
class MonoBuilderTest {

    @RegisterExtension final Dropped dropped = new Dropped();

    final List<String> log = new CopyOnWriteArrayList<>();

    /** A subscriber that logs, requests nothing by itself, and can be told to throw. */
    private final class Recorder implements CoreSubscriber<Object> {
        Subscription subscription;
        boolean throwsInOnNext;
        boolean throwsAtTheEnd;
        Context context = Context.empty();

        @Override
        public Context currentContext() {
            return context;
        }

        @Override
        public void onSubscribe(Subscription given) {
            subscription = given;
            log.add("onSubscribe");
        }

        @Override
        public void onNext(Object item) {
            log.add("onNext " + item);
            if (throwsInOnNext) {
                throw new IllegalStateException("onNext");
            }
        }

        @Override
        public void onError(Throwable error) {
            log.add("onError " + error.getClass().getSimpleName());
            if (throwsAtTheEnd) {
                throw new IllegalStateException("onError");
            }
        }

        @Override
        public void onComplete() {
            log.add("onComplete");
            if (throwsAtTheEnd) {
                throw new IllegalStateException("onComplete");
            }
        }
    }

    @Nested
    class Outcomes {

        @Test
        void r21_theBodyRunsForEachSubscriber() {
            AtomicInteger runs = new AtomicInteger();
            Mono<Integer> mono = mono(runs::incrementAndGet);
            assertThat(runs).hasValue(0);

            StepVerifier.create(mono).expectNext(1).verifyComplete();
            StepVerifier.create(mono).expectNext(2).verifyComplete();
        }

        @Test
        void r26_aNullResultIsEmpty() {
            StepVerifier.create(mono(() -> (String) null)).verifyComplete();
            StepVerifier.create(mono(() -> {})).verifyComplete();
        }

        @Test
        void r27_anEmptyOrFailedMonoEndsWithoutDemand() {
            StepVerifier.create(mono(() -> {}), 0).verifyComplete();
            StepVerifier.create(
                    mono(() -> {
                        throw new IOException();
                    }),
                    0)
                    .verifyError(IOException.class);
        }

        @EddyTest
        void theItemWaitsForDemand(TestScope scope) {
            Recorder recorder = new Recorder();
            mono(() -> 1).subscribe(recorder);
            scope.runCurrent();
            assertThat(log).containsExactly("onSubscribe");

            recorder.subscription.request(1);

            assertThat(log).containsExactly("onSubscribe", "onNext 1", "onComplete");
        }

        @Test
        void theBodyMayAwait() {
            Mono<Integer> mono = mono(() -> {
                sleep(Duration.ofMillis(1));
                return ReactorBridge.await(Mono.just(20)) + await(createTask(() -> 22));
            });

            StepVerifier.create(mono).expectNext(42).verifyComplete();
        }

        @Test
        void r32_aBodyThatCancelsItselfIsACancellationException() {
            Mono<Integer> mono = mono(() -> {
                currentTask().cancel();
                sleep(Duration.ZERO);
                return 1;
            });

            StepVerifier.create(mono).verifyError(CancellationException.class);
            StepVerifier.create(mono(() -> {
                throw new CancelledError("by hand");
            }))
                    .verifyError(CancellationException.class);
        }

        @Test
        void r32_aTimeoutIsATimeoutException() {
            Mono<String> mono =
                    mono(() -> timeout(Duration.ofNanos(1), () -> ReactorBridge.await(Mono.<String>never())));

            StepVerifier.create(mono).verifyError(TimeoutException.class);
        }

        @Test
        void r35_aLinkageErrorInTheBodyIsTheError() {
            StepVerifier.create(mono(() -> {
                throw new NoClassDefFoundError("missing");
            }))
                    .verifyError(NoClassDefFoundError.class);
        }

        @Test
        void itRunsWhereItIsSubscribedToOrOnTheLoopThatIsNamed() {
            EventLoop[] seen = new EventLoop[3];
            Mono<Void> here = mono(() -> {
                seen[0] = getRunningLoop();
            });

            run(() -> {
                ReactorBridge.await(here);
                assertThat(seen[0]).isSameAs(getRunningLoop());

                Mono<Void> named = mono(getRunningLoop(), () -> {
                    seen[1] = getRunningLoop();
                });
                await(getRunningLoop().runInExecutor(() -> named.block()));
                assertThat(seen[1]).isSameAs(getRunningLoop());
            });
        }

        @Test
        void aClosedLoopIsAnError() {
            EventLoop loop = EventLoop.create();
            loop.close();

            StepVerifier.create(mono(loop, () -> 1)).verifyError(IllegalStateException.class);
        }
    }

    @Nested
    class Rules {

        @EddyTest
        void r22_aRequestThatIsNotPositiveIsOneErrorAndCancelsTheBody(TestScope scope) {
            Recorder recorder = new Recorder();
            mono(() -> {
                try {
                    ReactorBridge.await(Mono.never());
                } catch (CancelledError e) {
                    log.add("cancelled");
                    throw e;
                }
            })
                    .subscribe(recorder);
            scope.runCurrent();

            recorder.subscription.request(0);
            recorder.subscription.request(-1);
            scope.runCurrent();

            assertThat(log).containsExactly("onSubscribe", "onError IllegalArgumentException", "cancelled");
        }

        @EddyTest
        void r28_aSubscriberThatThrowsInOnNextHasLeft(TestScope scope) {
            Recorder recorder = new Recorder();
            recorder.throwsInOnNext = true;
            mono(() -> 1).subscribe(recorder);
            recorder.subscription.request(1);
            scope.runCurrent();

            assertThat(log).containsExactly("onSubscribe", "onNext 1");
            assertThat(scope.droppedErrors()).singleElement().isInstanceOf(IllegalStateException.class);
        }

        @EddyTest
        void r29_aSubscriberThatThrowsAtTheEndIsReported(TestScope scope) {
            Recorder completing = new Recorder();
            completing.throwsAtTheEnd = true;
            mono(() -> {}).subscribe(completing);
            Recorder failing = new Recorder();
            failing.throwsAtTheEnd = true;
            mono(() -> {
                throw new IOException();
            })
                    .subscribe(failing);
            scope.runCurrent();

            assertThat(log).containsExactly("onSubscribe", "onSubscribe", "onComplete", "onError IOException");
            assertThat(scope.droppedErrors()).extracting(Throwable::getMessage)
                    .containsExactly("onComplete", "onError");
        }

        @EddyTest
        void r33_theSubscriptionPrecedesTheBody(TestScope scope) {
            mono(() -> log.add("body")).subscribe(new Recorder());
            scope.runCurrent();

            assertThat(log).containsExactly("onSubscribe", "body");
        }
    }

    @Nested
    class Cancellation {

        private Mono<Integer> neverEnding() {
            return mono(() -> {
                log.add("begins");
                try {
                    ReactorBridge.await(Mono.never());
                    return 1;
                } finally {
                    log.add("cleans up");
                }
            });
        }

        @EddyTest
        void r31_disposingCancelsTheBodyAndItsCancelledErrorIsDropped(TestScope scope) {
            Disposable subscription = neverEnding().subscribe();
            scope.runCurrent();

            subscription.dispose();
            scope.runCurrent();

            assertThat(log).containsExactly("begins", "cleans up");
            assertThat(getRunningLoop().allTasks()).hasSize(1);
        }

        @EddyTest
        void r31_disposingFromAnotherThreadDoesTheSame(TestScope scope) {
            Disposable subscription = neverEnding().subscribe();
            scope.runCurrent();

            Turns.onAnotherThread(subscription::dispose);

            assertThat(log).containsExactly("begins", "cleans up");
            assertThat(getRunningLoop().allTasks()).hasSize(1);
        }

        @EddyTest
        void r33_disposedBeforeTheStartTheBodyNeverRuns(TestScope scope) {
            neverEnding().subscribe().dispose();
            Recorder recorder = new Recorder();
            neverEnding().subscribe(new CoreSubscriber<>() {
                @Override
                public void onSubscribe(Subscription subscription) {
                    subscription.cancel();
                }

                @Override
                public void onNext(Integer item) {
                    recorder.onNext(item);
                }

                @Override
                public void onError(Throwable error) {
                    recorder.onError(error);
                }

                @Override
                public void onComplete() {
                    recorder.onComplete();
                }
            });
            scope.runCurrent();

            assertThat(log).isEmpty();
        }

        @EddyTest
        void r30_anErrorOfTheCleanUpGoesToTheHook(TestScope scope) {
            Disposable subscription = mono(() -> {
                try {
                    ReactorBridge.await(Mono.never());
                } finally {
                    throwIt(new IOException("clean-up"));
                }
            })
                    .subscribe();
            scope.runCurrent();

            subscription.dispose();
            scope.runCurrent();

            assertThat(scope.droppedErrors()).singleElement().isInstanceOf(IOException.class);
        }

        @EddyTest
        void r30_theHookOfTheContextComesFirst(TestScope scope) {
            List<Throwable> local = new ArrayList<>();
            Recorder recorder = new Recorder();
            recorder.context =
                    Context.of("reactor.onErrorDropped.local", (java.util.function.Consumer<Throwable>) local::add);
            mono(() -> {
                try {
                    ReactorBridge.await(Mono.never());
                } finally {
                    throwIt(new IOException("clean-up"));
                }
            })
                    .subscribe(recorder);
            scope.runCurrent();

            recorder.subscription.cancel();
            scope.runCurrent();

            assertThat(local).singleElement().isInstanceOf(IOException.class);
        }

        @EddyTest
        void r34_aResultAfterTheCancellationIsDiscarded(TestScope scope) {
            List<Object> discarded = new ArrayList<>();
            Recorder recorder = new Recorder();
            recorder.context = Operators.enableOnDiscard(Context.empty(), discarded::add);
            mono(() -> {
                try {
                    ReactorBridge.await(Mono.never());
                    return "never";
                } catch (CancelledError e) {
                    return "in spite of it";
                }
            })
                    .subscribe(recorder);
            scope.runCurrent();

            recorder.subscription.cancel();
            scope.runCurrent();

            assertThat(discarded).containsExactly("in spite of it");
            assertThat(log).containsExactly("onSubscribe");
        }

        @EddyTest
        void r34_aResultThatWasNeverRequestedIsDiscardedByTheCancellation(TestScope scope) {
            List<Object> discarded = new ArrayList<>();
            Recorder recorder = new Recorder();
            recorder.context = Operators.enableOnDiscard(Context.empty(), discarded::add);
            mono(() -> "unwanted").subscribe(recorder);
            scope.runCurrent();

            recorder.subscription.cancel();
            recorder.subscription.request(1);

            assertThat(discarded).containsExactly("unwanted");
            assertThat(log).containsExactly("onSubscribe");
        }

        @EddyTest
        void aTimeoutOperatorCancelsTheBody(TestScope scope) {
            assertThatThrownBy(() -> ReactorBridge.await(
                    neverEnding().timeout(Duration.ofHours(1))))
                    .isInstanceOf(TimeoutException.class);
            scope.runCurrent();

            assertThat(log).containsExactly("begins", "cleans up");
        }

        private static void throwIt(IOException e) throws IOException {
            throw e;
        }
    }
}
