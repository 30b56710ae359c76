package dev.eddy.rxjava;

import static dev.eddy.Asyncio.await;
import static dev.eddy.Asyncio.createTask;
import static dev.eddy.Asyncio.getRunningLoop;
import static dev.eddy.Asyncio.sleep;
import static dev.eddy.rxjava.RxBridge.await;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.eddy.CancelledError;
import dev.eddy.Task;
import dev.eddy.testing.EddyTest;
import dev.eddy.testing.TestScope;
import io.reactivex.rxjava3.core.Maybe;
import io.reactivex.rxjava3.core.MaybeObserver;
import io.reactivex.rxjava3.core.Single;
import io.reactivex.rxjava3.disposables.Disposable;
import io.reactivex.rxjava3.exceptions.ProtocolViolationException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Awaiting a Single, Maybe or Completable when the task is cancelled or the source breaks the rules: R5, R7 to R9. */
@EddyTest
class AwaitCancellationTest {

    final List<String> log = new ArrayList<>();

    @Nested
    class Cancellation {

        @ParameterizedTest
        @EnumSource
        void r7_cancellingTheTaskDisposesTheSourceBeforeTheBodySeesIt(Kind kind) {
            ManualSource source = ManualSource.of(kind).onDispose(() -> log.add("disposed"));
            Task<?> task = createTask(() -> {
                try {
                    source.await();
                } catch (CancelledError e) {
                    log.add("cancelled");
                    throw e;
                }
            });
            sleep(ofSeconds(1));

            task.cancel();
            sleep(ofSeconds(1));

            assertThat(log).containsExactly("disposed", "cancelled");
            assertThat(source.disposals()).isOne();
            assertThat(task.cancelled()).isTrue();
        }

        @ParameterizedTest
        @EnumSource
        void r7_cancellingTheTaskOfToTaskDisposesTheSource(Kind kind) {
            ManualSource source = ManualSource.of(kind);
            Task<?> task = kind.toTask(source.source());
            sleep(ofSeconds(1));

            task.cancel();
            Throwable thrown = catchThrowable(() -> await(task));

            assertThat(thrown).isInstanceOf(CancelledError.class);
            assertThat(source.disposals()).isOne();
        }

        @ParameterizedTest
        @EnumSource
        void r8_anOnSubscribeThatComesAfterTheCancellationIsDisposedAtOnce(Kind kind) {
            ManualSource source = ManualSource.withLateOnSubscribe(kind);
            Task<?> task = createTask(() -> source.await());
            sleep(ofSeconds(1));
            task.cancel();
            Throwable thrown = catchThrowable(() -> await(task));

            source.onSubscribe();

            assertThat(thrown).isInstanceOf(CancelledError.class);
            assertThat(source.disposals()).isOne();
        }

        @ParameterizedTest
        @EnumSource
        void r9_anErrorAfterTheCancellationGoesToTheHook(Kind kind, TestScope scope) {
            IOException late = new IOException("late");
            ManualSource source = ManualSource.of(kind);
            Task<?> task = createTask(() -> source.await());
            sleep(ofSeconds(1));
            task.cancel();
            Throwable thrown = catchThrowable(() -> await(task));

            source.onError(late);

            assertThat(thrown).isInstanceOf(CancelledError.class);
            assertThat(scope.droppedErrors()).containsExactly(late);
        }

        @ParameterizedTest
        @EnumSource
        void r9_anErrorThatIsOvertakenByTheCancellationGoesToTheHook(Kind kind, TestScope scope) {
            IOException error = new IOException("overtaken");
            ManualSource source = ManualSource.of(kind);
            Task<?> task = createTask(() -> source.await());
            sleep(ofSeconds(1));

            source.onError(error);
            task.cancel();
            Throwable thrown = catchThrowable(() -> await(task));

            assertThat(thrown).isInstanceOf(CancelledError.class);
            assertThat(scope.droppedErrors()).containsExactly(error);
        }

        @ParameterizedTest
        @EnumSource
        void r9_anEndAfterTheCancellationIsNoError(Kind kind, TestScope scope) {
            ManualSource source = ManualSource.of(kind);
            Task<?> task = createTask(() -> source.await());
            List<MaybeObserver<?>> empty = new ArrayList<>();
            Task<?> maybe = createTask(() -> await(Maybe.unsafeCreate(observer -> {
                observer.onSubscribe(Disposable.empty());
                empty.add(observer);
            })));
            sleep(ofSeconds(1));
            task.cancel();
            maybe.cancel();
            sleep(ofSeconds(1));

            source.onSuccess();
            empty.getFirst().onComplete();

            assertThat(task.cancelled()).isTrue();
            assertThat(maybe.cancelled()).isTrue();
            assertThat(scope.droppedErrors()).isEmpty();
        }

        @ParameterizedTest
        @EnumSource
        void aValueThatIsOvertakenByTheCancellationIsLost(Kind kind) {
            ManualSource source = ManualSource.of(kind);
            Task<?> task = createTask(() -> source.await());
            sleep(ofSeconds(1));

            source.onSuccess();
            task.cancel();
            Throwable thrown = catchThrowable(() -> await(task));

            assertThat(thrown).isInstanceOf(CancelledError.class);
            assertThat(source.disposals()).isZero();
        }
    }

    @Nested
    class Misbehaviour {

        @ParameterizedTest
        @EnumSource
        void r5_aSecondOnSubscribeIsDisposedAndReported(Kind kind, TestScope scope) {
            ManualSource source = ManualSource.of(kind);
            getRunningLoop().callSoon(() -> {
                source.onSubscribe();
                log.add("disposals: " + source.disposals());
                source.onSuccess();
            });

            Object value = source.await();

            assertThat(value).isEqualTo(kind.value());
            assertThat(log).containsExactly("disposals: 1");
            assertThat(scope.droppedErrors()).singleElement().isInstanceOf(ProtocolViolationException.class);
        }

        @ParameterizedTest
        @EnumSource
        void whatADisposalThrowsIsReportedAndChangesNothing(Kind kind, TestScope scope) {
            IllegalStateException broken = new IllegalStateException("broken");
            ManualSource source = ManualSource.of(kind).onDispose(() -> {
                throw broken;
            });
            getRunningLoop().callSoon(() -> {
                source.onSubscribe(); // for the second time
                source.onSuccess();
            });
            assertThat(source.await()).isEqualTo(kind.value());
            assertThat(scope.droppedErrors()).hasAtLeastOneElementOfType(ProtocolViolationException.class)
                    .contains(broken);

            ManualSource cancelled = ManualSource.of(kind).onDispose(() -> {
                throw broken;
            });
            Task<Object> task = createTask(() -> cancelled.await());
            sleep(ofSeconds(1));
            task.cancel();
            assertThat(catchThrowable(() -> await(task))).isInstanceOf(CancelledError.class);
            assertThat(scope.droppedErrors()).filteredOn(error -> error == broken).hasSize(2);
        }

        @ParameterizedTest
        @EnumSource
        void r5_anErrorAfterTheEndIsReportedAndChangesNothing(Kind kind, TestScope scope) {
            IOException late = new IOException("late");
            ManualSource source = ManualSource.of(kind);
            getRunningLoop().callSoon(() -> {
                source.onSuccess();
                source.onError(late);
                source.onSuccess();
            });

            assertThat(source.await()).isEqualTo(kind.value());
            assertThat(scope.droppedErrors()).containsExactly(late);
        }

        @Test
        @SuppressWarnings("NullArgumentForNonNullParameter")
        void r5_nullFromASourceIsRefusedWhereItIsSent() {
            Single<String> nulls = Single.unsafeCreate(observer -> {
                observer.onSubscribe(Disposable.empty());
                assertThatThrownBy(() -> observer.onSuccess(null)).isInstanceOf(NullPointerException.class);
                observer.onSuccess("after all");
            });

            assertThat(await(nulls)).isEqualTo("after all");
        }
    }
}
