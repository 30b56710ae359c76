package dev.eddy.rxjava;

import static dev.eddy.Asyncio.getRunningLoop;
import static dev.eddy.Asyncio.sleep;
import static dev.eddy.Asyncio.taskGroup;
import static dev.eddy.rxjava.RxBridge.await;
import static dev.eddy.rxjava.RxBridge.flowable;
import static dev.eddy.rxjava.RxBridge.single;
import static java.time.Duration.ofHours;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;

import dev.eddy.CancelledError;
import dev.eddy.testing.EddyTest;
import dev.eddy.testing.TestScope;
import io.reactivex.rxjava3.core.FlowableSubscriber;
import io.reactivex.rxjava3.core.SingleObserver;
import io.reactivex.rxjava3.disposables.Disposable;
import io.reactivex.rxjava3.subscribers.TestSubscriber;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.reactivestreams.Subscription;

/** What subscribers do to a coroutine: they demand, and they throw. R22 to R25, R27 to R29, R35. */
@EddyTest
class DownstreamTest {

    final List<Object> log = new ArrayList<>();

    @Nested
    class Demand {

        @Test
        void r27_anEmptyFlowableCompletesWithoutAny() {
            TestSubscriber<Object> subscriber = flowable(out -> {}).test(0);
            sleep(ofSeconds(1));

            subscriber.assertResult();
        }

        @Test
        void r27_aFailedFlowableFailsWithoutAny() {
            TestSubscriber<Object> subscriber = flowable(out -> {
                throw new IOException();
            })
                    .test(0);
            sleep(ofSeconds(1));

            subscriber.assertFailure(IOException.class);
        }

        @Test
        void holdsTheBodyBack() {
            TestSubscriber<Integer> subscriber = RxBridge.<Integer>flowable(out -> {
                for (int i = 1;; i++) {
                    log.add("before " + i);
                    out.emit(i);
                }
            })
                    .test(0);
            sleep(ofSeconds(1));
            subscriber.assertEmpty();
            subscriber.request(2);
            sleep(ofSeconds(1));
            subscriber.assertValues(1, 2);
            subscriber.cancel();

            assertThat(log).containsExactly("before 1", "before 2", "before 3");
        }

        @Test
        void r22_thatIsNotPositiveIsOneErrorAndCancelsTheBody() {
            flowable(out -> {
                try {
                    sleep(ofHours(1));
                } catch (CancelledError e) {
                    log.add("cancelled");
                    throw e;
                }
            })
                    .subscribe(new RawSubscriber() {
                        @Override
                        public void onSubscribe(Subscription subscription) {
                            getRunningLoop().callSoon(() -> {
                                subscription.request(0);
                                subscription.request(-1);
                            });
                        }
                    });
            sleep(ofSeconds(1));

            assertThat(log).hasSize(2).contains("cancelled").anyMatch(IllegalArgumentException.class::isInstance);
        }

        @Test
        void r23_saturates() {
            TestSubscriber<Integer> subscriber = RxBridge.<Integer>flowable(out -> {
                for (int i = 1; i <= 3; i++) {
                    out.emit(i);
                }
            })
                    .test(0);
            subscriber.request(Long.MAX_VALUE);
            subscriber.request(Long.MAX_VALUE);
            sleep(ofSeconds(1));

            subscriber.assertResult(1, 2, 3);
        }

        @Test
        void r24_fromWithinOnNextTakesABoundedStack() {
            flowable(out -> {
                for (int i = 1; i <= 100_000; i++) {
                    out.emit(i);
                }
            })
                    .subscribe(new RawSubscriber() {
                        private Subscription subscription;
                        private int count;

                        @Override
                        public void onSubscribe(Subscription given) {
                            subscription = given;
                            given.request(1);
                        }

                        @Override
                        public void onNext(Object item) {
                            count++;
                            subscription.request(1);
                        }

                        @Override
                        public void onComplete() {
                            log.add(count);
                        }
                    });
            sleep(ofSeconds(1));

            assertThat(log).containsExactly(100_000);
        }

        @Test
        void r25_childrenThatEmitAtOnceAreServedOneAfterTheOther() {
            List<Integer> items = await(RxBridge.<Integer>flowable(out -> taskGroup(group -> {
                for (int i = 0; i < 10; i++) {
                    int item = i;
                    group.createTask(() -> out.emit(item));
                }
                return null;
            }))
                    .rebatchRequests(2)
                    .toList());

            assertThat(items).containsExactlyInAnyOrder(0, 1, 2, 3, 4, 5, 6, 7, 8, 9);
        }
    }

    @Nested
    class ThrowingSubscribers {

        @Test
        void r29_whatOnSuccessThrowsIsReportedOnce(TestScope scope) {
            IllegalCallerException error = new IllegalCallerException();
            single(() -> "value").subscribe(new ThrowingObserver(error));
            sleep(ofSeconds(1));

            assertThat(scope.droppedErrors()).containsExactly(error);
        }

        @Test
        void r29_whatOnErrorThrowsIsReportedOnce(TestScope scope) {
            IllegalCallerException error = new IllegalCallerException();
            single(() -> {
                throw new IOException();
            })
                    .subscribe(new ThrowingObserver(error));
            sleep(ofSeconds(1));

            assertThat(scope.droppedErrors()).containsExactly(error);
        }

        @Test
        void r35_aLinkageErrorOfAConsumerGoesToTheHook(TestScope scope) {
            NoClassDefFoundError error = new NoClassDefFoundError();
            single(() -> "value").subscribe(new ThrowingObserver(error));
            sleep(ofSeconds(1));

            assertThat(scope.droppedErrors()).containsExactly(error);
        }

        @Test
        void r28_onNextThatThrowsCancelsAndIsReportedOnce(TestScope scope) {
            IllegalCallerException error = new IllegalCallerException();
            flowable(out -> {
                try {
                    out.emit(1);
                    out.emit(2);
                } catch (CancelledError e) {
                    log.add("cancelled");
                    throw e;
                }
            })
                    .subscribe(new RawSubscriber() {
                        @Override
                        public void onSubscribe(Subscription subscription) {
                            subscription.request(Long.MAX_VALUE);
                        }

                        @Override
                        public void onNext(Object item) {
                            log.add(item);
                            throw error;
                        }
                    });
            sleep(ofSeconds(1));

            assertThat(log).containsExactly(1, "cancelled");
            assertThat(scope.droppedErrors()).containsExactly(error);
        }

        private static final class ThrowingObserver implements SingleObserver<Object> {
            private final Throwable error;

            ThrowingObserver(Throwable error) {
                this.error = error;
            }

            @Override
            public void onSubscribe(Disposable disposable) {}

            @Override
            public void onSuccess(Object value) {
                fail();
            }

            @Override
            public void onError(Throwable ignored) {
                fail();
            }

            private void fail() {
                if (error instanceof Error fatal) {
                    throw fatal;
                }
                throw (RuntimeException) error;
            }
        }
    }

    /** Notes what it gets, without the safeguards of RxJava's own subscribers. */
    private abstract class RawSubscriber implements FlowableSubscriber<Object> {
        @Override
        public void onNext(Object item) {
            log.add(item);
        }

        @Override
        public void onError(Throwable error) {
            log.add(error);
        }

        @Override
        public void onComplete() {
            log.add("complete");
        }
    }
}
