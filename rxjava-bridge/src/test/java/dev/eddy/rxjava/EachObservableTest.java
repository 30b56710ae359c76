package dev.eddy.rxjava;

import static dev.eddy.Asyncio.await;
import static dev.eddy.Asyncio.createTask;
import static dev.eddy.Asyncio.sleep;
import static dev.eddy.rxjava.RxBridge.each;
import static io.reactivex.rxjava3.core.BackpressureOverflowStrategy.DROP_LATEST;
import static io.reactivex.rxjava3.core.BackpressureOverflowStrategy.DROP_OLDEST;
import static io.reactivex.rxjava3.core.BackpressureOverflowStrategy.ERROR;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.eddy.CancelledError;
import dev.eddy.Task;
import dev.eddy.reactive.Each;
import dev.eddy.testing.AllowLeaks;
import dev.eddy.testing.EddyTest;
import dev.eddy.testing.Leak;
import dev.eddy.testing.TestScope;
import io.reactivex.rxjava3.core.BackpressureOverflowStrategy;
import io.reactivex.rxjava3.core.BackpressureStrategy;
import io.reactivex.rxjava3.core.Observable;
import io.reactivex.rxjava3.exceptions.MissingBackpressureException;
import io.reactivex.rxjava3.subjects.BehaviorSubject;
import io.reactivex.rxjava3.subjects.PublishSubject;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Iterating an Observable, which does not wait: R5, R7 to R10, R15, R17 to R20. */
@EddyTest
class EachObservableTest {

    final List<Object> log = new ArrayList<>();
    final PublishSubject<Integer> subject = PublishSubject.create();

    /** A task that takes 10 s for each item, and has subscribed. */
    private <T> Task<Void> slowConsumer(Each<T> items) {
        Task<Void> task = createTask(() -> {
            for (T item : items) {
                log.add(item);
                sleep(ofSeconds(10));
            }
            log.add("end");
        });
        sleep(ofSeconds(1));
        return task;
    }

    private void emit(int... items) {
        for (int item : items) {
            subject.onNext(item);
        }
        sleep(ofSeconds(1));
    }

    @Nested
    class Overflow {

        @Test
        void r17_bufferKeepsEverything() {
            Task<Void> task = slowConsumer(each(subject, BackpressureStrategy.BUFFER));

            emit(1, 2, 3, 4);
            emit(5);
            subject.onComplete();
            await(task);

            assertThat(log).containsExactly(1, 2, 3, 4, 5, "end");
        }

        @Test
        void r17_latestKeepsTheLatestThatWasNotTaken() {
            Task<Void> task = slowConsumer(each(subject, BackpressureStrategy.LATEST));

            emit(1);
            emit(2, 3, 4);
            sleep(ofSeconds(10));
            emit(5);
            emit(6);
            subject.onComplete();
            await(task);

            assertThat(log).containsExactly(1, 4, 6, "end");
        }

        @Test
        void r17_dropSeesOnlyWhatComesWhileItWaits() {
            Task<Void> task = slowConsumer(each(subject, BackpressureStrategy.DROP));

            emit(1, 2);
            emit(3);
            sleep(ofSeconds(10));
            emit(4);
            emit(5);
            subject.onComplete();
            await(task);

            assertThat(log).containsExactly(1, 4, "end");
        }

        @Test
        void r17_errorFailsForWhatComesWhileItDoesNotWait() {
            Task<Void> task = slowConsumer(each(subject, BackpressureStrategy.ERROR));

            emit(1);
            sleep(ofSeconds(10));
            emit(2);
            boolean subscribed = subject.hasObservers();
            emit(3);

            assertThat(subscribed).isTrue();
            assertThat(subject.hasObservers()).isFalse();
            assertThat(catchThrowable(() -> await(task))).isInstanceOf(MissingBackpressureException.class);
            assertThat(log).containsExactly(1, 2);
        }

        @Test
        void r17_missingLeavesThePolicyOpenAndIsRefused() {
            assertThatThrownBy(() -> each(subject, BackpressureStrategy.MISSING))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("LATEST");
        }

        @Test
        void r17_aBufferThatIsFullFailsAfterWhatItHolds() {
            Task<Void> task = slowConsumer(each(subject, 2, ERROR));

            emit(1);
            emit(2, 3);
            boolean subscribed = subject.hasObservers();
            emit(4, 5);

            assertThat(subscribed).isTrue();
            assertThat(subject.hasObservers()).isFalse();
            assertThat(catchThrowable(() -> await(task)))
                    .isInstanceOf(MissingBackpressureException.class)
                    .hasMessageContaining("capacity");
            assertThat(log).containsExactly(1, 2, 3);
        }

        @Test
        void r17_aBufferThatIsFullCanDropTheOldest() {
            assertThat(seenOfSix(DROP_OLDEST)).containsExactly(1, 5, 6, "end");
        }

        @Test
        void r17_aBufferThatIsFullCanDropTheLatest() {
            assertThat(seenOfSix(DROP_LATEST)).containsExactly(1, 2, 3, "end");
        }

        private List<Object> seenOfSix(BackpressureOverflowStrategy onOverflow) {
            Task<Void> task = slowConsumer(each(subject, 2, onOverflow));

            emit(1);
            emit(2, 3, 4, 5, 6);
            subject.onComplete();
            await(task);

            return log;
        }

        @Test
        void theCapacityMustBePositive() {
            assertThatThrownBy(() -> each(subject, 0, ERROR))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("DROP");
        }

        @ParameterizedTest
        @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "MISSING")
        void theCurrentItemOfABehaviorSubjectIsSeen(BackpressureStrategy strategy) {
            BehaviorSubject<Integer> behavior = BehaviorSubject.createDefault(1);
            Task<Void> task = slowConsumer(each(behavior, strategy));
            behavior.onComplete();
            await(task);

            assertThat(log).containsExactly(1, "end");
        }

        @ParameterizedTest
        @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "MISSING")
        @AllowLeaks(Leak.DROPPED_ERRORS) // the error of ERROR, which the coroutine does not wait for
        void r17_theEmitterIsNeverHeldUp(BackpressureStrategy strategy) throws InterruptedException {
            try (Each<Integer> items = each(subject, strategy)) {
                var iterator = items.iterator();
                Thread emitter = Thread.ofPlatform().start(() -> {
                    for (int i = 0; i < 10_000; i++) {
                        subject.onNext(i);
                    }
                });
                emitter.join(); // while the coroutine stands still
                assertThat(iterator.next()).isEqualTo(strategy == BackpressureStrategy.LATEST ? 9999 : 0);
            }
        }

        @Test
        void r20_aNearlyInfiniteSynchronousObservableStopsWhenTheBufferIsFull() {
            Throwable thrown = catchThrowable(() -> each(
                    Observable.range(1, Integer.MAX_VALUE).doOnNext(log::add), 16, ERROR)
                    .forEach(i -> {}));

            assertThat(thrown).isInstanceOf(MissingBackpressureException.class);
            assertThat(log).hasSize(17);
        }
    }

    @Nested
    class Ends {

        @ParameterizedTest
        @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "MISSING")
        void r19_anErrorComesAfterTheItemsBeforeIt(BackpressureStrategy strategy) {
            IOException error = new IOException();
            Task<Void> task = slowConsumer(each(subject, strategy));

            emit(1);
            subject.onError(error);

            assertThat(catchThrowable(() -> await(task))).isSameAs(error);
            assertThat(log).containsExactly(1);
        }

        @Test
        void r18_leavingTheBlockDisposesOnce() {
            ManualStream stream = ManualStream.of(StreamKind.OBSERVABLE);
            try (Each<Object> items = StreamKind.OBSERVABLE.each(stream.source())) {
                var iterator = items.iterator();
                stream.onNext(1, 2);
                assertThat(iterator.next()).isEqualTo(1);
            }
            stream.onNext(3);

            assertThat(stream.cancellations()).isOne();
        }

        @Test
        void theEndOfTheTaskDisposes() {
            await(createTask(() -> {
                return each(subject.startWithItem(1), BackpressureStrategy.BUFFER).iterator().next();
            }));
            sleep(ofSeconds(1));

            assertThat(subject.hasObservers()).isFalse();
        }

        @Test
        void r7_cancellingTheTaskDisposesBeforeTheBodySeesIt() {
            Task<?> task = createTask(() -> {
                try {
                    each(subject.doOnDispose(() -> log.add("upstream")), BackpressureStrategy.DROP)
                            .forEach(log::add);
                } catch (CancelledError e) {
                    log.add("body");
                    throw e;
                }
            });
            sleep(ofSeconds(1));

            task.cancel();
            sleep(ofSeconds(1));

            assertThat(log).containsExactly("upstream", "body");
            assertThat(task.cancelled()).isTrue();
        }

        @Test
        void r8_anOnSubscribeThatComesAfterTheCancellationIsDisposedAtOnce() {
            ManualStream stream = ManualStream.withLateOnSubscribe(StreamKind.OBSERVABLE);
            Task<Void> task = slowConsumer(StreamKind.OBSERVABLE.each(stream.source()));
            task.cancel();
            sleep(ofSeconds(1));

            stream.onSubscribe();

            assertThat(stream.cancellations()).isOne();
        }

        @Test
        void r9_errorsThatLostGoToTheHook(TestScope scope) {
            IOException overtaken = new IOException();
            IOException late = new IOException();
            ManualStream stream = ManualStream.of(StreamKind.OBSERVABLE);
            ManualStream another = ManualStream.of(StreamKind.OBSERVABLE);
            Task<Void> first = slowConsumer(StreamKind.OBSERVABLE.each(stream.source()));
            stream.onError(overtaken);
            first.cancel();
            Task<Void> second = slowConsumer(StreamKind.OBSERVABLE.each(another.source()));
            second.cancel();
            sleep(ofSeconds(1));
            another.onError(late);

            assertThat(scope.droppedErrors()).containsExactly(overtaken, late);
        }

        @Test
        @AllowLeaks(Leak.DROPPED_ERRORS) // an Observable tells it too
        void r10_whatSubscribeThrowsIsTheRealCause() {
            IllegalCallerException error = new IllegalCallerException();
            Object failing = StreamKind.OBSERVABLE.source(signals -> {
                throw error;
            });

            assertThat(catchThrowable(() -> StreamKind.OBSERVABLE.each(failing).forEach(i -> {}))).isSameAs(error);
        }
    }

    @EddyTest(otherThreads = true)
    void r15_itemsOfAnotherThreadAreSeenInTheCoroutinesOwn() throws InterruptedException {
        Task<Void> task = createTask(() -> {
            Thread own = Thread.currentThread();
            for (int item : each(subject, BackpressureStrategy.BUFFER)) {
                assertThat(Thread.currentThread()).isSameAs(own);
                log.add(item);
            }
        });
        sleep(ofSeconds(1));
        Thread emitter = Thread.ofPlatform().start(() -> {
            for (int i = 0; i < 1000; i++) {
                subject.onNext(i);
            }
            subject.onComplete();
        });
        await(task);
        emitter.join();

        assertThat(log).hasSize(1000).startsWith(0, 1, 2).endsWith(999);
    }
}
