package dev.eddy.rxjava;

import static dev.eddy.Asyncio.getRunningLoop;
import static dev.eddy.Asyncio.sleep;
import static dev.eddy.Asyncio.toThread;
import static dev.eddy.generator.Generator.generator;
import static dev.eddy.rxjava.RxBridge.collect;
import static dev.eddy.rxjava.RxBridge.toFlowable;
import static dev.eddy.rxjava.RxBridge.toObservable;
import static dev.eddy.rxjava.Turns.onAnotherThreadWithinThisTurn;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.eddy.generator.Generator;
import dev.eddy.queue.Queue;
import dev.eddy.testing.EddyTest;
import io.reactivex.rxjava3.observers.TestObserver;
import io.reactivex.rxjava3.subscribers.TestSubscriber;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** Generators and queues as Flowable and Observable: R21, R26. */
@EddyTest
class HotStreamTest {

    final List<Object> log = new ArrayList<>();

    /** Numbers up to a last one. */
    private Generator<Integer> numbers(int last) {
        return generator(g -> {
            try {
                for (int i = 1; i <= last; i++) {
                    log.add("step " + i);
                    g.yield(i);
                }
            } finally {
                log.add("closed");
            }
        });
    }

    private static <T> TestSubscriber<T> after(TestSubscriber<T> subscriber) {
        sleep(ofSeconds(1));
        return subscriber;
    }

    @Nested
    class OfAGenerator {

        @Test
        void demandTakesTheSteps() {
            TestSubscriber<Integer> subscriber = after(toFlowable(numbers(3)).test(0));
            assertThat(log).isEmpty();

            subscriber.request(2);
            after(subscriber).assertValues(1, 2);
            assertThat(log).containsExactly("step 1", "step 2");

            subscriber.request(2);
            after(subscriber).assertResult(1, 2, 3);
        }

        @Test
        void anObservableIsNotAskedForItems() {
            TestObserver<Integer> observer = toObservable(numbers(3)).test();
            sleep(ofSeconds(1));

            observer.assertResult(1, 2, 3);
        }

        @Test
        void cancellingClosesIt() {
            TestSubscriber<Integer> subscriber = after(toFlowable(numbers(9)).test(1));
            subscriber.cancel();
            sleep(ofSeconds(1));

            assertThat(log).containsExactly("step 1", "closed");
        }

        @Test
        void itHasOneSubscriber() {
            var flowable = toFlowable(numbers(2));
            after(flowable.test()).assertResult(1, 2);

            after(flowable.test()).assertFailure(IllegalStateException.class);
        }

        @Test
        void itsFailureIsTheErrorBehindItsItems() {
            IOException error = new IOException();
            TestSubscriber<Integer> subscriber = after(RxBridge.<Integer>toFlowable(generator(g -> {
                g.yield(1);
                throw error;
            })).test());

            subscriber.assertValues(1).assertError(thrown -> thrown == error);
        }

        @Test
        void r26_aNullItYieldsIsAnErrorThatSaysWhereItCameFrom() {
            Generator<Integer> yieldsNull = generator(g -> g.yield(null));

            after(toFlowable(yieldsNull).test())
                    .assertFailure(NullPointerException.class)
                    .assertError(e -> e.getMessage().contains("Generator") && e.getMessage().contains("null"));
        }
    }

    @Nested
    class OfAQueue {

        final Queue<Integer> queue = new Queue<>();

        @Test
        void demandTakesTheItemsAndTheShutdownCompletes() {
            queue.putNow(1);
            queue.putNow(2);
            queue.putNow(3);
            TestSubscriber<Integer> subscriber = after(toFlowable(queue).test(2));
            subscriber.assertValues(1, 2);
            assertThat(queue.size()).isEqualTo(1);

            subscriber.request(9);
            queue.putNow(4);
            queue.shutdown();

            after(subscriber).assertResult(1, 2, 3, 4);
            queue.join(); // each was taken and done
        }

        @Test
        void eachItemReachesOneSubscriber() {
            TestSubscriber<Integer> one = toFlowable(queue).test(1);
            TestObserver<Integer> all = toObservable(getRunningLoop(), queue).test();
            sleep(ofSeconds(1));
            for (int i = 1; i <= 4; i++) {
                queue.putNow(i);
            }
            after(one).assertValueCount(1);
            all.assertValueCount(3);

            one.cancel();
            queue.putNow(5);
            queue.shutdown();
            sleep(ofSeconds(1));

            all.assertComplete().assertValueCount(4);
        }

        @Test
        void anItemThatCameForASubscriberWhichIsCancelledFromAnotherThreadReachesTheNextOne() {
            TestSubscriber<Integer> left = after(toFlowable(queue).test());
            TestSubscriber<Integer> other = after(toFlowable(queue).test());

            queue.putNow(1);
            onAnotherThreadWithinThisTurn(left::cancel);

            after(left).assertNoValues();
            other.assertValues(1).cancel();
        }

        @Test
        void r27_theShutdownCompletesWithoutDemand() {
            TestSubscriber<Integer> subscriber = toFlowable(queue).test(1);
            queue.putNow(1);
            queue.shutdown();

            after(subscriber).assertResult(1);
            after(toFlowable(queue).test(0)).assertResult();
        }

        @Test
        void itIsAQueueOfARunningLoop() {
            toThread(() -> assertThatThrownBy(() -> toFlowable(queue)).isInstanceOf(IllegalStateException.class));
            toThread(() -> assertThatThrownBy(() -> toObservable(queue)).isInstanceOf(IllegalStateException.class));
        }

        @Test
        void r26_aNullInItIsAnErrorThatSaysWhereItCameFrom() {
            queue.putNow(null);

            after(toFlowable(queue).test())
                    .assertFailure(NullPointerException.class)
                    .assertError(e -> e.getMessage().contains("Queue"));
        }

        @Test
        void theItemsOfAnObservableCanBeCollected() {
            queue.putNow(1);
            queue.shutdown();

            assertThat(collect(toObservable(queue))).containsExactly(1);
        }
    }
}
