package dev.eddy.rxjava;

import static dev.eddy.Asyncio.await;
import static dev.eddy.Asyncio.createTask;
import static dev.eddy.Asyncio.getRunningLoop;
import static dev.eddy.Asyncio.sleep;
import static dev.eddy.rxjava.RxBridge.await;
import static dev.eddy.rxjava.RxBridge.awaitOptional;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.eddy.EventLoop;
import dev.eddy.Task;
import dev.eddy.testing.AllowLeaks;
import dev.eddy.testing.EddyTest;
import dev.eddy.testing.Leak;
import io.reactivex.rxjava3.core.Completable;
import io.reactivex.rxjava3.core.Maybe;
import io.reactivex.rxjava3.core.Single;
import io.reactivex.rxjava3.disposables.Disposable;
import io.reactivex.rxjava3.plugins.RxJavaPlugins;
import io.reactivex.rxjava3.schedulers.Schedulers;
import io.reactivex.rxjava3.schedulers.TestScheduler;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What awaiting a Single, Maybe or Completable gives, and when: R2, R3, R10 to R12, R15. */
class AwaitTest {

    final List<String> log = new ArrayList<>();

    @Nested
    @EddyTest
    class Outcomes {

        @ParameterizedTest
        @EnumSource
        void r2_theCoroutineGoesOnWhenTheSourceHasAnswered(Kind kind) {
            ManualSource source = ManualSource.of(kind);
            Task<Object> task = createTask(() -> source.await());
            sleep(ofSeconds(1));
            boolean before = task.done();

            source.onSuccess();

            assertThat(before).isFalse();
            assertThat(await(task)).isEqualTo(kind.value());
            assertThat(source.disposals()).isZero();
        }

        @ParameterizedTest
        @EddyTest(otherThreads = true)
        @EnumSource
        void r2_whatTheAnsweringThreadDidBeforeIsSeen(Kind kind) {
            ManualSource source = ManualSource.of(kind);
            List<String> unsynchronised = new ArrayList<>();
            getRunningLoop().callSoon(() -> new Thread(() -> {
                unsynchronised.add("written");
                source.onSuccess();
            })
                    .start());

            source.await();

            assertThat(unsynchronised).containsExactly("written");
        }

        @Test
        void r3_anEmptyMaybeIsNull() {
            assertThat(await(Maybe.<String>empty())).isNull();
            assertThat(await(Maybe.<String>empty().hide())).isNull();
        }

        @Test
        void r3_anEmptyMaybeIsAnEmptyOptional() {
            assertThat(awaitOptional(Maybe.<String>empty())).isEmpty();
            assertThat(awaitOptional(Maybe.just("x"))).contains("x");
        }

        @ParameterizedTest
        @EnumSource
        void r12_theOriginalExceptionIsThrown(Kind kind) {
            IOException error = new IOException("original");
            ManualSource source = ManualSource.of(kind);
            getRunningLoop().callSoon(() -> source.onError(error));

            Throwable thrown = catchThrowable(source::await);

            assertThat(thrown).isSameAs(error);
        }

        @ParameterizedTest
        @EnumSource
        @AllowLeaks(Leak.DROPPED_ERRORS) // Completable tells it too
        void r10_whatSubscribeThrowsIsTheRealCause(Kind kind) {
            IllegalCallerException error = new IllegalCallerException("subscribe");
            Object source = kind.source(signals -> {
                throw error;
            });

            Throwable thrown = catchThrowable(() -> kind.await(source));

            assertThat(thrown).isSameAs(error);
        }

        @ParameterizedTest
        @EnumSource
        void r10_aNullPointerExceptionOfSubscribeIsThrownAsItIs(Kind kind) {
            NullPointerException error = new NullPointerException("subscribe");
            Object source = kind.source(signals -> {
                throw error;
            });

            Throwable thrown = catchThrowable(() -> kind.await(source));

            assertThat(thrown).isSameAs(error);
        }
    }

    @Nested
    @EddyTest
    class Suspension {

        /** Runs the body between a callback that is ready and its turn. */
        private void withoutLettingCallbacksRun(Runnable body) {
            getRunningLoop().callSoon(() -> log.add("callback"));
            body.run();

            assertThat(log).isEmpty();
        }

        @Test
        void r11_aScalarSourceDoesNotSuspend() {
            withoutLettingCallbacksRun(() -> {
                assertThat(await(Maybe.just(2))).isEqualTo(2);
                assertThat(await(Maybe.<String>empty())).isNull();
            });
        }

        @Test
        void r11_aScalarSourceIsNotSubscribedTo() {
            RxJavaPlugins.setOnMaybeSubscribe((source, observer) -> {
                log.add("subscribed");
                return observer;
            });
            await(Maybe.just(1));
            await(Maybe.empty());

            assertThat(log).isEmpty();
        }

        @ParameterizedTest
        @EnumSource
        void r11_aSourceThatAnswersAtOnceDoesNotSuspend(Kind kind) {
            withoutLettingCallbacksRun(() -> {
                Object answering = kind.source(signals -> {
                    signals.onSubscribe().accept(Disposable.empty());
                    signals.onSuccess().run();
                });
                assertThat(kind.await(answering)).isEqualTo(kind.value());
            });
        }

        @Test
        void r11_justAndOperatorsOnItDoNotSuspend() {
            withoutLettingCallbacksRun(() -> {
                int value = await(Single.just(1).map(i -> i + 1).flatMapMaybe(Maybe::just));
                assertThat(value).isEqualTo(2);
                await(Completable.complete());
            });
        }

        @ParameterizedTest
        @EnumSource
        void r11_aSourceThatFailsAtOnceDoesNotSuspend(Kind kind) {
            IOException error = new IOException();
            withoutLettingCallbacksRun(() -> {
                Object failing = kind.source(signals -> {
                    signals.onSubscribe().accept(Disposable.empty());
                    signals.onError().accept(error);
                });
                assertThat(catchThrowable(() -> kind.await(failing))).isSameAs(error);
            });
        }

        @Test
        void r11_aCallableIsCalledForEachAwait() {
            Single<Integer> calls = Single.fromCallable(() -> {
                log.add("called");
                return log.size();
            });
            assertThat(await(calls)).isEqualTo(1);
            assertThat(await(calls)).isEqualTo(2);
        }

        @Test
        void aCallableOfASynchronousSourceMayAwaitItself() {
            TestScheduler scheduler = new TestScheduler();
            Single<Long> timer = Single.timer(1, TimeUnit.SECONDS, scheduler);
            getRunningLoop().callSoon(() -> scheduler.advanceTimeBy(1, TimeUnit.SECONDS));

            long value = await(Single.fromCallable(() -> await(timer)).map(i -> i + 1));

            assertThat(value).isOne();
        }

        @ParameterizedTest
        @EddyTest(otherThreads = true)
        @EnumSource
        void r15_theCoroutineGoesOnInItsOwnThread(Kind kind) {
            ManualSource source = ManualSource.of(kind);
            EventLoop before = getRunningLoop();
            Thread thread = Thread.currentThread();
            getRunningLoop().callSoon(() -> new Thread(source::onSuccess).start());

            source.await();

            assertThat(getRunningLoop()).isSameAs(before);
            assertThat(Thread.currentThread()).isSameAs(thread);
        }

        @EddyTest(time = EddyTest.Time.REAL)
        void r15_aSourceOnAnotherSchedulerResumesOnTheLoop() {
            Thread thread = Thread.currentThread();

            Thread emitting =
                    await(Single.fromCallable(Thread::currentThread).subscribeOn(Schedulers.newThread()));

            assertThat(emitting).isNotSameAs(thread);
            assertThat(Thread.currentThread()).isSameAs(thread);
        }
    }

    @Nested
    class WrongPlaces {

        @Test
        void outsideOfALoopNothingIsSubscribedTo() {
            ManualSource source = ManualSource.of(Kind.SINGLE);

            assertThatThrownBy(source::await)
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("no event loop runs in this thread");
            assertThat(source.isSubscribed()).isFalse();
        }

        @Test
        void aScalarSourceOutsideOfACoroutineIsRefusedToo() {
            assertThatThrownBy(() -> await(Maybe.just(1))).isInstanceOf(IllegalStateException.class);
        }

        @EddyTest
        void aCallbackCannotAwait() {
            ManualSource source = ManualSource.of(Kind.SINGLE);
            List<Throwable> thrown = new ArrayList<>();
            getRunningLoop().callSoon(() -> thrown.add(catchThrowable(source::await)));
            sleep(ofSeconds(1));

            assertThat(thrown).singleElement().isInstanceOf(IllegalStateException.class);
            assertThat(source.isSubscribed()).isFalse();
        }

        @EddyTest
        void nullIsRefused() {
            assertThatThrownBy(() -> await((Single<?>) null))
                    .isInstanceOf(NullPointerException.class)
                    .hasMessageContaining("cannot await null");
        }

        @Test
        void toTaskNeedsARunningLoop() {
            assertThatThrownBy(() -> RxBridge.toTask(Single.just(1))).isInstanceOf(IllegalStateException.class);
        }
    }
}
