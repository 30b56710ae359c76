package dev.eddy.rxjava;

import static dev.eddy.Asyncio.await;
import static dev.eddy.Asyncio.createTask;
import static dev.eddy.Asyncio.getRunningLoop;
import static dev.eddy.Asyncio.sleep;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.eddy.Awaitable;
import dev.eddy.CancelledError;
import dev.eddy.Task;
import dev.eddy.rxjava.StreamKind.Mode;
import dev.eddy.testing.AllowLeaks;
import dev.eddy.testing.EddyTest;
import dev.eddy.testing.Leak;
import dev.eddy.testing.TestScope;
import io.reactivex.rxjava3.core.Flowable;
import io.reactivex.rxjava3.core.Observable;
import io.reactivex.rxjava3.exceptions.ProtocolViolationException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.stream.Stream;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Awaiting one item of a Flowable or Observable, or all of them: R1 to R5, R7 to R11, R15, R20. */
@EddyTest
class AwaitStreamTest {

    final List<Object> log = new ArrayList<>();

    static Stream<Arguments> kindsAndModes() {
        return Stream.of(StreamKind.values())
                .flatMap(kind -> Stream.of(Mode.values()).map(mode -> Arguments.of(kind, mode)));
    }

    /** A task that awaits, and has subscribed. */
    private Task<Object> awaiting(StreamKind kind, Mode mode, ManualStream stream) {
        Task<Object> task = createTask(() -> {
            try {
                return kind.await(mode, stream.source());
            } finally {
                log.add("resumed");
            }
        });
        sleep(ofSeconds(1));
        return task;
    }

    @Nested
    class Items {

        @ParameterizedTest
        @EnumSource
        void eachModeTakesItsOwn(StreamKind kind) {
            Object three = kind.just(1, 2, 3);

            assertThat(kind.await(Mode.FIRST, three)).isEqualTo(1);
            assertThat(kind.await(Mode.FIRST_OR_DEFAULT, three)).isEqualTo(1);
            assertThat(kind.await(Mode.FIRST_OR_NULL, three)).isEqualTo(1);
            assertThat(kind.await(Mode.LAST, three)).isEqualTo(3);
            assertThat(kind.await(Mode.SINGLE, kind.just(1))).isEqualTo(1);
            assertThat(kind.await(Mode.SINGLE_OR_NULL, kind.just(1))).isEqualTo(1);
            assertThat(kind.await(Mode.COLLECT, three)).isEqualTo(List.of(1, 2, 3));
        }

        @ParameterizedTest
        @EnumSource
        void r3_anEmptyStreamHasNone(StreamKind kind) {
            Object none = kind.just();

            assertThatThrownBy(() -> kind.await(Mode.FIRST, none)).isInstanceOf(NoSuchElementException.class);
            assertThat(kind.await(Mode.FIRST_OR_DEFAULT, none)).isEqualTo("default");
            assertThat(kind.await(Mode.FIRST_OR_NULL, none)).isNull();
            assertThatThrownBy(() -> kind.await(Mode.LAST, none)).isInstanceOf(NoSuchElementException.class);
            assertThatThrownBy(() -> kind.await(Mode.SINGLE, none)).isInstanceOf(NoSuchElementException.class);
            assertThat(kind.await(Mode.SINGLE_OR_NULL, none)).isNull();
            assertThat(kind.await(Mode.COLLECT, none)).isEqualTo(List.of());
        }

        @ParameterizedTest
        @MethodSource("dev.eddy.rxjava.AwaitStreamTest#kindsAndModes")
        void r12_theOriginalExceptionIsThrown(StreamKind kind, Mode mode) {
            IOException error = new IOException();
            ManualStream stream = ManualStream.of(kind);
            Task<Object> task = awaiting(kind, mode, stream);

            stream.onError(error);

            assertThat(catchThrowable(() -> await(task))).isSameAs(error);
        }

        @ParameterizedTest
        @MethodSource("dev.eddy.rxjava.AwaitStreamTest#kindsAndModes")
        @AllowLeaks(Leak.DROPPED_ERRORS) // RxJava tells it too
        void r10_whatSubscribeThrowsIsTheRealCause(StreamKind kind, Mode mode) {
            IllegalCallerException error = new IllegalCallerException();
            Object failing = kind.source(signals -> {
                throw error;
            });

            assertThat(catchThrowable(() -> kind.await(mode, failing))).isSameAs(error);
        }

        @ParameterizedTest
        @MethodSource("dev.eddy.rxjava.AwaitStreamTest#kindsAndModes")
        void r11_aStreamThatIsThereDoesNotSuspend(StreamKind kind, Mode mode) {
            getRunningLoop().callSoon(() -> log.add("callback"));
            kind.await(mode, kind.just(1));

            assertThat(log).isEmpty();
        }

        @ParameterizedTest
        @EddyTest(otherThreads = true)
        @EnumSource
        void r15_theCoroutineGoesOnInItsOwnThread(StreamKind kind) throws InterruptedException {
            ManualStream stream = ManualStream.of(kind);
            Task<Boolean> task = createTask(() -> {
                Thread own = Thread.currentThread();
                kind.await(Mode.FIRST, stream.source());
                return Thread.currentThread() == own;
            });
            sleep(ofSeconds(1));
            Thread emitter = Thread.ofPlatform().start(() -> stream.onNext(1));

            assertThat(await(task)).isTrue();
            emitter.join();
        }

        @Test
        void r3_aDefaultIsMadeOnlyIfItIsNeeded() {
            int made = RxBridge.awaitFirstOrElse(Flowable.<Integer>empty(), () -> {
                sleep(ofSeconds(1));
                return 7;
            });
            int there = RxBridge.awaitFirstOrElse(Observable.just(1), () -> {
                throw new AssertionError();
            });

            assertThat(List.of(made, there)).containsExactly(7, 1);
        }

        @Test
        void r20_aNearlyInfiniteSynchronousStreamStopsAtItsFirstItem() {
            int first = RxBridge.awaitFirst(Observable.range(1, Integer.MAX_VALUE).doOnNext(log::add));
            int another = RxBridge.awaitFirst(Flowable.range(1, Integer.MAX_VALUE).doOnNext(log::add));

            assertThat(List.of(first, another)).containsExactly(1, 1);
            assertThat(log).containsExactly(1, 1);
        }

        @ParameterizedTest
        @EnumSource
        void nullIsRefused(StreamKind kind) {
            for (Mode mode : Mode.values()) {
                assertThatThrownBy(() -> kind.await(mode, null)).isInstanceOf(NullPointerException.class);
            }
        }
    }

    @Nested
    class Demand {

        @ParameterizedTest
        @EnumSource
        void r1_firstModesRequestOneAndTheOthersAll(Mode mode) {
            ManualStream stream = ManualStream.of(StreamKind.FLOWABLE);
            Task<Object> task = awaiting(StreamKind.FLOWABLE, mode, stream);

            assertThat(stream.requests()).containsExactly(mode.isFirst() ? 1 : Long.MAX_VALUE);
            task.cancel();
        }

        @ParameterizedTest
        @EnumSource
        void r1_theFirstItemCancelsBeforeTheCoroutineGoesOn(StreamKind kind) {
            ManualStream stream = ManualStream.of(kind).onCancel(() -> log.add("cancelled"));
            Task<Object> task = awaiting(kind, Mode.FIRST, stream);

            stream.onNext(1);

            assertThat(await(task)).isEqualTo(1);
            assertThat(log).containsExactly("cancelled", "resumed");
        }

        @ParameterizedTest
        @EnumSource
        void r2_aSingleItemIsAnsweredOnCompletion(StreamKind kind) {
            ManualStream stream = ManualStream.of(kind);
            Task<Object> task = awaiting(kind, Mode.SINGLE, stream);
            stream.onNext(1);
            sleep(ofSeconds(1));
            boolean before = task.done();

            stream.onComplete();

            assertThat(before).isFalse();
            assertThat(await(task)).isEqualTo(1);
            assertThat(stream.cancellations()).isZero();
        }

        @ParameterizedTest
        @EnumSource
        void r4_aSecondItemUnderSingleIsOneCancellationAndOneError(StreamKind kind) {
            ManualStream stream = ManualStream.of(kind);
            Task<Object> task = awaiting(kind, Mode.SINGLE, stream);

            stream.onNext(1, 2, 3);
            stream.onComplete();

            assertThat(catchThrowable(() -> await(task))).isInstanceOf(IllegalArgumentException.class);
            assertThat(stream.cancellations()).isOne();
        }
    }

    @Nested
    class Misbehaviour {

        @ParameterizedTest
        @EnumSource
        void r5_signalsAfterTheEndChangeNothingAndErrorsAreReported(StreamKind kind, TestScope scope) {
            IOException late = new IOException();
            ManualStream stream = ManualStream.of(kind);
            Task<Object> task = awaiting(kind, Mode.FIRST, stream);

            stream.onNext(1, 2);
            stream.onComplete();
            stream.onError(late);

            assertThat(await(task)).isEqualTo(1);
            assertThat(scope.droppedErrors()).containsExactly(late);
        }

        @ParameterizedTest
        @EnumSource
        void r5_anItemBeforeOnSubscribeChangesNothing(StreamKind kind) {
            ManualStream stream = ManualStream.withLateOnSubscribe(kind);
            Task<Object> task = awaiting(kind, Mode.FIRST, stream);

            stream.onNext("too early");
            stream.onSubscribe();
            stream.onNext("in time");

            assertThat(await(task)).isEqualTo("in time");
        }

        @ParameterizedTest
        @EnumSource
        void r5_aSecondOnSubscribeIsCancelledAndReported(StreamKind kind, TestScope scope) {
            ManualStream stream = ManualStream.of(kind);
            Task<Object> task = awaiting(kind, Mode.LAST, stream);

            stream.onSubscribe();
            assertThat(stream.cancellations()).isOne();
            stream.onNext(1);
            stream.onComplete();

            assertThat(await(task)).isEqualTo(1);
            assertThat(scope.droppedErrors()).singleElement().isInstanceOf(ProtocolViolationException.class);
        }
    }

    @Nested
    class Cancellation {

        @ParameterizedTest
        @MethodSource("dev.eddy.rxjava.AwaitStreamTest#kindsAndModes")
        void r7_ofTheTaskCancelsOnceBeforeTheBodySeesIt(StreamKind kind, Mode mode) {
            ManualStream stream = ManualStream.of(kind).onCancel(() -> log.add("cancelled"));
            Task<Object> task = awaiting(kind, mode, stream);

            task.cancel();

            assertThat(catchThrowable(() -> await(task))).isInstanceOf(CancelledError.class);
            assertThat(log).containsExactly("cancelled", "resumed");
        }

        @ParameterizedTest
        @MethodSource("dev.eddy.rxjava.AwaitStreamTest#kindsAndModes")
        void r8_anOnSubscribeThatComesAfterItIsCancelledAtOnce(StreamKind kind, Mode mode) {
            ManualStream stream = ManualStream.withLateOnSubscribe(kind);
            Task<Object> task = awaiting(kind, mode, stream);
            task.cancel();
            sleep(ofSeconds(1));

            stream.onSubscribe();

            assertThat(stream.cancellations()).isOne();
        }

        @ParameterizedTest
        @MethodSource("dev.eddy.rxjava.AwaitStreamTest#kindsAndModes")
        void r9_anErrorAfterItGoesToTheHook(StreamKind kind, Mode mode, TestScope scope) {
            IOException late = new IOException();
            ManualStream stream = ManualStream.of(kind);
            Task<Object> task = awaiting(kind, mode, stream);
            task.cancel();
            sleep(ofSeconds(1));

            stream.onError(late);

            assertThat(scope.droppedErrors()).containsExactly(late);
        }

        @ParameterizedTest
        @MethodSource("dev.eddy.rxjava.AwaitStreamTest#kindsAndModes")
        void r9_anEndWithoutAnItemAfterItIsNoError(StreamKind kind, Mode mode, TestScope scope) {
            ManualStream stream = ManualStream.of(kind);
            Task<Object> task = awaiting(kind, mode, stream);
            ManualStream overtaken = ManualStream.of(kind);
            Task<Object> other = awaiting(kind, mode, overtaken);
            overtaken.onComplete();
            task.cancel();
            other.cancel();
            sleep(ofSeconds(1));

            stream.onComplete();
            sleep(ofSeconds(1));

            assertThat(List.of(task, other)).allMatch(Task::cancelled);
            assertThat(scope.droppedErrors()).isEmpty();
        }
    }

    @Nested
    class Conversions {

        @ParameterizedTest
        @EnumSource
        void aTaskOfAStreamHasAllItemsAndItsCancellationCancels(StreamKind kind) {
            ManualStream stream = ManualStream.of(kind);
            assertThat(await(kind.toTask(kind.just(1, 2)))).containsExactly(1, 2);
            Task<?> pending = kind.toTask(stream.source());
            sleep(ofSeconds(1));
            pending.cancel();

            assertThat(catchThrowable(() -> await(pending))).isInstanceOf(CancelledError.class);
            assertThat(stream.cancellations()).isOne();
        }

        @ParameterizedTest
        @EnumSource
        void anAwaitableSubscribesEachTimeItIsAwaited(StreamKind kind) {
            Object source = kind.source(signals -> {
                log.add("subscribed");
                signals.onSubscribe(ManualStream.of(kind));
                signals.onComplete();
            });
            Awaitable<List<Object>> awaitable = kind.toAwaitable(source);
            assertThat(log).isEmpty();
            assertThat(await(awaitable)).isEmpty();
            assertThat(await(awaitable.asFuture())).isEmpty();
            assertThat(log).containsExactly("subscribed", "subscribed");
        }
    }
}
