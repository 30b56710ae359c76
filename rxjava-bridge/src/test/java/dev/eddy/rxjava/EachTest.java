package dev.eddy.rxjava;

import static dev.eddy.Asyncio.await;
import static dev.eddy.Asyncio.createTask;
import static dev.eddy.Asyncio.getRunningLoop;
import static dev.eddy.Asyncio.sleep;
import static dev.eddy.Asyncio.timeout;
import static dev.eddy.rxjava.RxBridge.each;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.eddy.CancelledError;
import dev.eddy.Task;
import dev.eddy.reactive.Each;
import dev.eddy.reactive.Publishers;
import dev.eddy.testing.AllowLeaks;
import dev.eddy.testing.EddyTest;
import dev.eddy.testing.Leak;
import dev.eddy.testing.TestScope;
import io.reactivex.rxjava3.core.Flowable;
import io.reactivex.rxjava3.core.FlowableSubscriber;
import io.reactivex.rxjava3.plugins.RxJavaPlugins;
import io.reactivex.rxjava3.processors.PublishProcessor;
import io.reactivex.rxjava3.schedulers.Schedulers;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.reactivestreams.Subscriber;
import org.reactivestreams.Subscription;

/** Iterating a Flowable: R3, R5, R7, R8, R10, R11, R15 to R20. */
@EddyTest
class EachTest {

    final List<Object> log = new ArrayList<>();

    private <T> void logItems(Each<T> items) {
        items.forEach(log::add);
    }

    @Nested
    class Items {

        @Test
        void comeInTheirOrder() {
            logItems(each(Flowable.range(1, 1000)));

            assertThat(log).hasSize(1000).startsWith(1, 2, 3).endsWith(999, 1000);
        }

        @Test
        void r3_anEmptyFlowableHasNone() {
            logItems(each(Flowable.empty()));
            assertThatThrownBy(() -> each(Flowable.empty()).iterator().next())
                    .isInstanceOf(NoSuchElementException.class);

            assertThat(log).isEmpty();
        }

        @Test
        void r11_ofASynchronousFlowableDoNotSuspend() {
            getRunningLoop().callSoon(() -> log.add("callback"));
            logItems(each(Flowable.range(1, 3), 2));
            log.add("end");

            assertThat(log).startsWith(1, 2, 3, "end");
        }

        @EddyTest(time = EddyTest.Time.REAL)
        void r15_areSeenInTheCoroutinesOwnThread() {
            Thread thread = Thread.currentThread();
            for (Thread emitting : each(Flowable.range(1, 100)
                    .subscribeOn(Schedulers.newThread())
                    .map(i -> Thread.currentThread()))) {
                assertThat(emitting).isNotSameAs(thread);
                assertThat(Thread.currentThread()).isSameAs(thread);
                log.add(emitting);
            }

            assertThat(log).hasSize(100);
        }

        @Test
        void r19_beforeAnErrorComeBeforeTheError() {
            IOException error = new IOException();
            Throwable thrown = catchThrowable(
                    () -> logItems(each(Flowable.range(1, 3).concatWith(Flowable.error(error)))));

            assertThat(thrown).isSameAs(error);
            assertThat(log).containsExactly(1, 2, 3);
        }

        @Test
        void canBeIteratedOnce() {
            Each<Integer> items = each(Flowable.just(1));
            logItems(items);

            assertThatThrownBy(items::iterator).isInstanceOf(IllegalStateException.class);
        }
    }

    @Nested
    class Demand {

        @Test
        void r16_isThePrefetchAndIsRefilledWhenThreeQuartersAreConsumed() {
            for (int i : each(Flowable.range(1, 15).doOnRequest(n -> log.add("request " + n)), 8)) {
                log.add(i);
            }

            assertThat(log)
                    .containsExactly(
                            "request 8", 1, 2, 3, 4, 5, "request 6", 6, 7, 8, 9, 10, 11, "request 6", 12, 13, 14, 15);
        }

        @Test
        void r16_isTheDefaultPrefetchIfNoneIsNamed() {
            logItems(each(Flowable.<Integer>empty().hide().doOnRequest(log::add)));

            assertThat(log).containsExactly((long) Publishers.DEFAULT_PREFETCH);
        }

        @Test
        void r16_isUnboundedOnRequest() {
            logItems(each(Flowable.range(1, 2).doOnRequest(log::add), Integer.MAX_VALUE));

            assertThat(log).startsWith(Long.MAX_VALUE);
        }

        @Test
        void mustBePositive() {
            assertThatThrownBy(() -> each(Flowable.just(1), 0)).isInstanceOf(IllegalArgumentException.class);
        }

        @Test
        void r17_aFullBufferDoesNotBlockTheEmitterWhichKeepsItsItems() {
            PublishProcessor<Integer> processor = PublishProcessor.create();
            try (Each<Integer> items = each(processor, 2)) {
                var iterator = items.iterator();

                boolean first = processor.offer(1);
                boolean second = processor.offer(2);
                boolean third = processor.offer(3);

                assertThat(List.of(first, second, third)).containsExactly(true, true, false);
                assertThat(iterator.next()).isEqualTo(1);
            }
        }
    }

    @Nested
    class Leaving {

        @Test
        void r18_theBlockCancelsOnce() {
            try (Each<Integer> items = each(Flowable.<Integer>never()
                    .startWithArray(1, 2)
                    .doOnCancel(() -> log.add("cancelled")))) {
                assertThat(items.iterator().next()).isEqualTo(1);
            }

            assertThat(log).containsExactly("cancelled");
        }

        @Test
        void r18_aConsumerThatThrowsCancels() {
            IOException error = new IOException();
            Throwable thrown = catchThrowable(() -> {
                try (Each<Integer> items = each(Flowable.<Integer>never()
                        .startWithItem(1)
                        .doOnCancel(() -> log.add("cancelled")))) {
                    items.iterator().next();
                    throw error;
                }
            });
            assertThat(thrown).isSameAs(error);
            assertThat(log).containsExactly("cancelled");
        }

        @Test
        void theEndOfTheTaskCancels() {
            PublishProcessor<Integer> processor = PublishProcessor.create();
            await(createTask(() -> {
                return each(processor.startWithItem(1)).iterator().next();
            }));
            sleep(ofSeconds(1));

            assertThat(processor.hasSubscribers()).isFalse();
        }

        @Test
        void r20_aNearlyInfiniteSynchronousFlowableStops() {
            int seen = 0;
            try (Each<Integer> items =
                    each(Flowable.range(1, Integer.MAX_VALUE).doOnNext(log::add), 16)) {
                for (int i : items) {
                    assertThat(i).isEqualTo(++seen);
                    if (seen == 3) {
                        break;
                    }
                }
            }

            assertThat(log).hasSize(16);
        }

        @Test
        void r7_cancellingTheTaskCancelsUpstreamBeforeTheBodySeesIt() {
            Task<?> task = createTask(() -> {
                try {
                    logItems(each(Flowable.never().doOnCancel(() -> log.add("upstream"))));
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
        void r8_anOnSubscribeThatComesAfterTheCancellationIsCancelledAtOnce() {
            AtomicReference<Subscriber<? super Object>> late = new AtomicReference<>();
            SilentSubscription subscription = new SilentSubscription();
            Task<?> task = createTask(() -> logItems(each(Flowable.<Object>unsafeCreate(late::set))));
            sleep(ofSeconds(1));
            task.cancel();
            sleep(ofSeconds(1));

            late.get().onSubscribe(subscription);

            assertThat(task.cancelled()).isTrue();
            assertThat(subscription.cancelled).isTrue();
        }

        @Test
        void r9_anErrorAfterTheCancellationGoesToTheHook(TestScope scope) {
            IOException late = new IOException();
            AtomicReference<Subscriber<? super Object>> subscriber = new AtomicReference<>();
            Task<?> task = createTask(() -> logItems(each(Flowable.<Object>unsafeCreate(given -> {
                subscriber.set(given);
                given.onSubscribe(new SilentSubscription());
            }))));
            sleep(ofSeconds(1));
            task.cancel();
            sleep(ofSeconds(1));

            subscriber.get().onError(late);

            assertThat(scope.droppedErrors()).containsExactly(late);
        }
    }

    /** A subscription that ends before the Flowable does is not taken for the end of the Flowable. */
    @Nested
    class CutOff {

        @Test
        void byATimeout() {
            Iterator<Integer> items = each(Flowable.<Integer>never()).iterator();
            assertThatThrownBy(() -> timeout(ofSeconds(1), items::hasNext)).isInstanceOf(TimeoutException.class);

            assertThatThrownBy(items::hasNext)
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("cancelled");
            assertThatThrownBy(items::next).isInstanceOf(IllegalStateException.class);
        }

        @Test
        void byTheEndOfTheTaskThatSubscribed() {
            Iterator<Integer> items = await(createTask(() -> each(Flowable.range(1, 3)).iterator()));
            sleep(ofSeconds(1));

            assertThatThrownBy(items::hasNext)
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("task");
        }
    }

    @Nested
    class Misbehaviour {

        @Test
        void r9_anErrorThatIsOvertakenByTheCancellationGoesToTheHook(TestScope scope) {
            IOException overtaken = new IOException();
            PublishProcessor<Integer> processor = PublishProcessor.create();
            Task<?> task = createTask(() -> logItems(each(processor)));
            sleep(ofSeconds(1));

            processor.onError(overtaken);
            task.cancel();
            Throwable thrown = catchThrowable(() -> await(task));

            assertThat(thrown).isInstanceOf(CancelledError.class);
            assertThat(scope.droppedErrors()).containsExactly(overtaken);
        }

        @Test
        void r5_anErrorAfterTheEndGoesToTheHook(TestScope scope) {
            IOException late = new IOException();
            logItems(each(Flowable.unsafeCreate(subscriber -> {
                subscriber.onSubscribe(new SilentSubscription());
                subscriber.onNext(1);
                subscriber.onComplete();
                subscriber.onError(late);
                subscriber.onNext(2);
            })));

            assertThat(log).containsExactly(1);
            assertThat(scope.droppedErrors()).containsExactly(late);
        }

        @Test
        void r5_moreItemsThanRequestedAreAnErrorAfterTheOthers() {
            SilentSubscription subscription = new SilentSubscription();
            Throwable thrown = catchThrowable(() -> logItems(each(
                    Flowable.unsafeCreate(subscriber -> {
                        subscriber.onSubscribe(subscription);
                        for (int i = 1; i <= 3; i++) {
                            subscriber.onNext(i);
                        }
                    }),
                    2)));

            assertThat(thrown).isInstanceOf(IllegalStateException.class).hasMessageContaining("1.1");
            assertThat(subscription.cancelled).isTrue();
            assertThat(log).containsExactly(1, 2);
        }

        @Test
        @AllowLeaks(Leak.DROPPED_ERRORS) // a Flowable tells it too
        void r10_whatSubscribeThrowsIsTheRealCause() {
            IllegalCallerException error = new IllegalCallerException();
            Throwable thrown = catchThrowable(() -> logItems(each(Flowable.unsafeCreate(subscriber -> {
                throw error;
            }))));

            assertThat(thrown).isSameAs(error);
        }

        @Test
        void aFlowableSeesASubscriberOfItsOwnKindAndPutsNoSafeguardAround() {
            RxJavaPlugins.setOnFlowableSubscribe((flowable, subscriber) -> {
                log.add(subscriber);
                return subscriber;
            });
            each(Flowable.just(1)).forEach(i -> {});

            assertThat(log)
                    .singleElement()
                    .isInstanceOf(FlowableSubscriber.class)
                    .isInstanceOf(Each.class);
        }
    }

    /** Sends nothing. */
    private static final class SilentSubscription implements Subscription {
        private boolean cancelled;

        @Override
        public void request(long n) {}

        @Override
        public void cancel() {
            cancelled = true;
        }
    }
}
