package dev.eddy.queue;

import static dev.eddy.Asyncio.await;
import static dev.eddy.Asyncio.createTask;
import static dev.eddy.Asyncio.getRunningLoop;
import static dev.eddy.Asyncio.sleep;
import static java.time.Duration.ZERO;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.eddy.CancelledError;
import dev.eddy.Task;
import dev.eddy.VirtualLoop;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Behaviours A52 and A53. */
class QueueTest {

    @RegisterExtension final VirtualLoop loop = new VirtualLoop();

    final Queue<String> queue = new Queue<>();
    final Queue<String> ofOne = new Queue<>(1);
    final List<String> log = new ArrayList<>();

    /** Gets one item, and notes it or that the queue was shut down. */
    private Task<Boolean> getter(String name) {
        return createTask(() -> {
            try {
                return log.add(name + " got " + queue.get());
            } catch (QueueShutDownException e) {
                return log.add(name + " was shut out");
            }
        });
    }

    /** Puts one item into the queue that holds one, and notes that or that the queue was shut down. */
    private Task<Boolean> putter(String item) {
        return createTask(() -> {
            try {
                ofOne.put(item);
                return log.add(item + " is in at " + loop.time().toSeconds());
            } catch (QueueShutDownException e) {
                return log.add(item + " was shut out");
            }
        });
    }

    private Task<Boolean> joiner() {
        return createTask(() -> {
            queue.join();
            return log.add("joined at " + loop.time().toSeconds());
        });
    }

    @Nested
    class Items {

        @Test
        void theyComeOutInTheOrderInWhichTheyWentIn() {
            queue.putNow("a");
            queue.putNow("b");

            assertThat(queue.size()).isEqualTo(2);
            assertThat(queue.getNow()).isEqualTo("a");
            assertThat(queue.getNow()).isEqualTo("b");
            assertThat(queue.empty()).isTrue();
        }

        @Test
        void aLifoQueueGivesTheNewestFirst() {
            Queue<String> lifo = new LifoQueue<>();
            lifo.putNow("a");
            lifo.putNow("b");
            String newest = lifo.getNow();
            lifo.putNow("c");

            assertThat(newest).isEqualTo("b");
            assertThat(lifo.getNow()).isEqualTo("c");
            assertThat(lifo.getNow()).isEqualTo("a");
        }

        @Test
        void aPriorityQueueGivesTheLeastFirst() {
            Queue<Integer> natural = PriorityQueue.naturalOrder();
            Queue<Integer> reverse = new PriorityQueue<>(0, Comparator.reverseOrder());
            for (int item : new int[] {2, 3, 1}) {
                natural.putNow(item);
                reverse.putNow(item);
            }

            assertThat(List.of(natural.getNow(), natural.getNow(), natural.getNow())).containsExactly(1, 2, 3);
            assertThat(List.of(reverse.getNow(), reverse.getNow(), reverse.getNow())).containsExactly(3, 2, 1);
        }

        @Test
        void nullIsAnItem() {
            for (Queue<String> each : List.of(queue, new LifoQueue<String>())) {
                each.putNow(null);
                each.putNow("a");
                each.putNow(null);

                assertThat(each.size()).isEqualTo(3);
                assertThat(each.getNow()).isNull();
                assertThat(each.getNow()).isEqualTo("a");
                assertThat(each.getNow()).isNull();
                assertThat(each.empty()).isTrue();
            }
        }

        @Test
        void gettersGetThemInTheOrderInWhichTheyCame() {
            loop.run(() -> {
                getter("first");
                Task<Boolean> second = getter("second");
                sleep(ZERO);

                queue.putNow("a");
                queue.putNow("b");
                await(second);

                assertThat(log).containsExactly("first got a", "second got b");
            });
        }
    }

    @Nested
    class Bound {

        @Test
        void whoPutsWaitsForRoomInTheOrderInWhichTheyCame() {
            loop.run(() -> {
                putter("a");
                putter("b");
                Task<Boolean> last = putter("c");
                List<String> got = new ArrayList<>();
                for (int i = 0; i < 3; i++) {
                    sleep(ofSeconds(1));
                    got.add(ofOne.get());
                }
                await(last);

                assertThat(got).containsExactly("a", "b", "c");
                assertThat(log).containsExactly("a is in at 0", "b is in at 1", "c is in at 2");
            });
        }

        @Test
        void allKindsHaveOne() {
            for (Queue<Integer> full : List.<Queue<Integer>>of(
                    new Queue<>(1), new LifoQueue<>(1), PriorityQueue.naturalOrder(1))) {
                full.putNow(1);

                assertThat(full.full()).isTrue();
                assertThat(full.maxSize()).isEqualTo(1);
                assertThatThrownBy(() -> full.putNow(2))
                        .isInstanceOf(QueueFullException.class)
                        .hasMessageContaining("put(..) waits");
                assertThat(full.size()).isEqualTo(1);
            }
        }

        @Test
        void zeroOrLessIsNone() {
            for (Queue<Integer> unbounded : List.of(new Queue<Integer>(), new Queue<Integer>(0),
                    new Queue<Integer>(-1))) {
                for (int item = 0; item < 100; item++) {
                    unbounded.putNow(item);
                }

                assertThat(unbounded.full()).isFalse();
                assertThat(unbounded.size()).isEqualTo(100);
            }
        }

        @Test
        void anEmptyQueueHasNothingNow() {
            assertThatThrownBy(queue::getNow)
                    .isInstanceOf(QueueEmptyException.class)
                    .hasMessageContaining("get() waits");
        }
    }

    @Nested
    class Cancellation {

        @Test
        void a52_aWokenGetterThatIsCancelledHandsOn() {
            loop.run(() -> {
                Task<Boolean> woken = getter("woken");
                Task<Boolean> next = getter("next");
                sleep(ZERO);

                queue.putNow("item");
                woken.cancel("why");
                await(next);

                assertThatThrownBy(() -> await(woken)).isInstanceOf(CancelledError.class).hasMessage("why");
                assertThat(log).containsExactly("next got item");
            });
        }

        @Test
        void a52_soDoesAWokenPutter() {
            loop.run(() -> {
                ofOne.putNow("there");
                Task<Boolean> woken = putter("woken");
                Task<Boolean> next = putter("next");
                sleep(ZERO);

                ofOne.getNow();
                woken.cancel();
                await(next);

                assertThat(woken.cancelled()).isTrue();
                assertThat(ofOne.getNow()).isEqualTo("next");
                assertThat(ofOne.empty()).isTrue();
            });
        }

        @Test
        void a52_aWokenGetterThatIsCancelledWithNobodyBehindItLeavesTheItem() {
            loop.run(() -> {
                Task<Boolean> woken = getter("woken");
                sleep(ZERO);

                queue.putNow("item");
                woken.cancel();
                sleep(ZERO);

                assertThat(woken.cancelled()).isTrue();
                assertThat(queue.getNow()).isEqualTo("item");
            });
        }

        @Test
        void a52_aGetterThatIsCancelledBeforeItsTurnIsPassedOver() {
            loop.run(() -> {
                Task<Boolean> cancelled = getter("cancelled");
                Task<Boolean> next = getter("next");
                sleep(ZERO);

                cancelled.cancel();
                queue.putNow("item");
                await(next);

                assertThat(log).containsExactly("next got item");
            });
        }
    }

    @Nested
    class Stealing {

        @Test
        void a52_getNowMayStealAndTheWokenGetterWaitsAgain() {
            loop.run(() -> {
                Task<Boolean> woken = getter("woken");
                sleep(ZERO);

                queue.putNow("stolen");
                String stolen = queue.getNow();
                sleep(ofSeconds(1));
                boolean without = woken.done();
                queue.putNow("its own");
                await(woken);

                assertThat(stolen).isEqualTo("stolen");
                assertThat(without).isFalse();
                assertThat(log).containsExactly("woken got its own");
            });
        }

        @Test
        void a52_behindThoseWhoHaveWaitedMeanwhile() {
            loop.run(() -> {
                Task<Boolean> woken = getter("woken");
                getter("next");
                sleep(ZERO);

                queue.putNow("stolen");
                queue.getNow();
                sleep(ZERO);
                queue.putNow("a");
                queue.putNow("b");
                await(woken);

                assertThat(log).containsExactly("next got a", "woken got b");
            });
        }

        @Test
        void a52_putNowMayTakeTheRoomAndTheWokenPutterWaitsAgain() {
            loop.run(() -> {
                ofOne.putNow("there");
                Task<Boolean> woken = putter("woken");
                sleep(ZERO);

                ofOne.getNow();
                ofOne.putNow("thief");
                sleep(ofSeconds(1));
                boolean without = woken.done();
                String second = ofOne.getNow();
                await(woken);

                assertThat(second).isEqualTo("thief");
                assertThat(without).isFalse();
                assertThat(log).containsExactly("woken is in at 1");
            });
        }
    }

    @Nested
    class Joining {

        @Test
        void a53_joinWaitsUntilEachItemIsDealtWith() {
            loop.run(() -> {
                queue.putNow("a");
                queue.putNow("b");
                joiner();
                Task<Boolean> other = joiner();
                for (int i = 0; i < 2; i++) {
                    queue.get();
                    sleep(ofSeconds(1));
                    queue.taskDone();
                }
                await(other);

                assertThat(log).containsExactly("joined at 2", "joined at 2");
            });
        }

        @Test
        void whereNothingIsUnfinishedItReturnsAtOnce() {
            loop.run(() -> {
                getRunningLoop().callSoon(() -> log.add("suspended"));
                queue.join();
                queue.putNow("a");
                queue.getNow();
                queue.taskDone();
                queue.join();

                assertThat(log).isEmpty();
            });
        }

        @Test
        void whoJoinsGoesOnThoughAnItemComesBeforeItRuns() {
            loop.run(() -> {
                queue.putNow("a");
                Task<Boolean> joiner = joiner();
                sleep(ZERO);

                queue.getNow();
                queue.taskDone();
                queue.putNow("b");
                await(joiner);

                assertThat(log).containsExactly("joined at 0");
            });
        }

        @Test
        void a53_oneTaskDoneTooManyIsAnIllegalArgument() {
            assertThatThrownBy(queue::taskDone)
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("more often than items were put");
            queue.putNow("a");
            queue.taskDone();
            assertThatThrownBy(queue::taskDone).isInstanceOf(IllegalArgumentException.class);
            assertThat(queue.getNow()).isEqualTo("a");
        }
    }

    @Nested
    class Shutdown {

        @Test
        void a53_itLetsNothingInAndDrainsAndThenRaises() {
            loop.run(() -> {
                queue.putNow("a");
                queue.putNow("b");

                queue.shutdown();

                assertThatThrownBy(() -> queue.put("c")).isInstanceOf(QueueShutDownException.class);
                assertThatThrownBy(() -> queue.putNow("c")).isInstanceOf(QueueShutDownException.class);
                assertThat(queue.get()).isEqualTo("a");
                assertThat(queue.getNow()).isEqualTo("b");
                assertThatThrownBy(queue::get).isInstanceOf(QueueShutDownException.class);
                assertThatThrownBy(queue::getNow).isInstanceOf(QueueShutDownException.class);
            });
        }

        @Test
        void a53_whoWaitsIsToldAtOnce() {
            loop.run(() -> {
                getter("getter");
                ofOne.putNow("there");
                Task<Boolean> last = putter("item");
                sleep(ZERO);

                queue.shutdown();
                ofOne.shutdown();
                await(last);

                assertThat(log).containsExactly("getter was shut out", "item was shut out");
                assertThat(ofOne.getNow()).isEqualTo("there");
            });
        }

        @Test
        void a53_aFullQueueThatIsShutDownRefusesWithoutWaiting() {
            loop.run(() -> {
                ofOne.putNow("there");
                ofOne.shutdown();

                assertThatThrownBy(() -> ofOne.put("late")).isInstanceOf(QueueShutDownException.class);
                assertThat(ofOne.size()).isEqualTo(1);
            });
        }

        @Test
        void a53_joinStillWaitsForTheItemsThatAreLeft() {
            loop.run(() -> {
                queue.putNow("a");
                Task<Boolean> joiner = joiner();
                queue.shutdown();
                sleep(ofSeconds(1));
                queue.getNow();
                queue.taskDone();
                await(joiner);

                assertThat(log).containsExactly("joined at 1");
            });
        }

        @Test
        void a53_anImmediateOneDropsTheItemsAndReleasesJoin() {
            loop.run(() -> {
                queue.putNow("a");
                queue.putNow("b");
                Task<Boolean> joiner = joiner();
                sleep(ofSeconds(1));

                queue.shutdown(true);
                await(joiner);

                assertThat(log).containsExactly("joined at 1");
                assertThat(queue.empty()).isTrue();
                assertThatThrownBy(queue::getNow).isInstanceOf(QueueShutDownException.class);
                assertThatThrownBy(queue::taskDone).isInstanceOf(IllegalArgumentException.class);
            });
        }

        @Test
        void a53_anImmediateOneLeavesJoinWaitingForItemsThatWereTaken() {
            loop.run(() -> {
                queue.putNow("taken");
                queue.putNow("dropped");
                queue.getNow();
                Task<Boolean> joiner = joiner();
                queue.shutdown(true);
                sleep(ofSeconds(1));

                queue.taskDone();
                await(joiner);

                assertThat(log).containsExactly("joined at 1");
            });
        }

        @Test
        void a53_anImmediateOneMayFollowAnOrdinaryOne() {
            queue.putNow("a");
            queue.shutdown();
            queue.shutdown();

            queue.shutdown(true);

            assertThat(queue.empty()).isTrue();
        }
    }

    @Nested
    class Iteration {

        private Task<Void> consumer() {
            return createTask(() -> {
                queue.forEach(log::add);
                log.add("over at " + loop.time().toSeconds());
            });
        }

        @Test
        void itTakesEachItemUntilTheShutdown() {
            loop.run(() -> {
                Task<Void> consumer = consumer();
                queue.put("a");
                sleep(ofSeconds(1));
                queue.put("b");
                sleep(ofSeconds(1));
                queue.shutdown();
                await(consumer);

                assertThat(log).containsExactly("a", "b", "over at 2");
            });
        }

        @Test
        void itDrainsWhatIsThereAtTheShutdown() {
            loop.run(() -> {
                queue.put("a");
                queue.put("b");
                queue.shutdown();

                await(consumer());

                assertThat(log).containsExactly("a", "b", "over at 0");
            });
        }

        @Test
        void itEndsAtOnceWhereTheShutdownWasImmediate() {
            loop.run(() -> {
                queue.put("dropped");
                queue.shutdown(true);

                await(consumer());

                assertThat(log).containsExactly("over at 0");
            });
        }

        @Test
        void itEndsWithTheFailureOfTheActionAndLeavesTheRest() {
            loop.run(() -> {
                QueueShutDownException ofAnother = new QueueShutDownException();
                queue.put("a");
                queue.put("b");

                Throwable thrown = catchThrowable(() -> queue.forEach(item -> {
                    throw ofAnother;
                }));

                assertThat(thrown).isSameAs(ofAnother);
                assertThat(queue.getNow()).isEqualTo("b");
            });
        }

        @Test
        void severalConsumersShareTheItems() {
            loop.run(() -> {
                List<Task<Void>> consumers = List.of(consumer(), consumer());
                for (String item : List.of("a", "b", "c")) {
                    queue.put(item);
                    sleep(ofSeconds(1));
                }
                queue.shutdown();
                for (Task<Void> consumer : consumers) {
                    await(consumer);
                }

                assertThat(log).containsExactly("a", "b", "c", "over at 3", "over at 3");
            });
        }
    }

    @Nested
    class BadInput {

        @Test
        void nullsAreNamedAndNothingIsLost() {
            Queue<Integer> ordered = PriorityQueue.naturalOrder();
            ordered.putNow(1);
            queue.putNow("a");

            assertThatThrownBy(() -> new PriorityQueue<>(0, null))
                    .isInstanceOf(NullPointerException.class)
                    .hasMessage("order");
            assertThatThrownBy(() -> ordered.putNow(null))
                    .isInstanceOf(NullPointerException.class)
                    .hasMessageContaining("no place for null");
            assertThatThrownBy(() -> queue.forEach(null))
                    .isInstanceOf(NullPointerException.class)
                    .hasMessage("action");
            assertThat(ordered.size()).isEqualTo(1);
            assertThat(queue.getNow()).isEqualTo("a");
        }

        @Test
        void anItemThatCannotBeComparedIsNotIn() {
            Queue<Object> ordered = new PriorityQueue<>(0, (a, b) -> ((String) a).compareTo((String) b));
            ordered.putNow("a");

            assertThatThrownBy(() -> ordered.putNow(1)).isInstanceOf(ClassCastException.class);

            assertThat(ordered.size()).isEqualTo(1);
            assertThat(ordered.getNow()).isEqualTo("a");
            ordered.taskDone();
            assertThatThrownBy(ordered::taskDone).isInstanceOf(IllegalArgumentException.class);
        }

        @Test
        void waitingOutsideOfACoroutineIsAnErrorAndTakesNoPlaceInTheQueue() {
            ofOne.putNow("there");
            assertThatThrownBy(queue::get)
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("no event loop runs in this thread");
            assertThatThrownBy(() -> ofOne.put("no room")).isInstanceOf(IllegalStateException.class);

            loop.run(() -> {
                List<Throwable> thrown = new ArrayList<>();
                getRunningLoop().callSoon(() -> thrown.add(catchThrowable(queue::get)));
                sleep(ZERO);
                Task<Boolean> getter = getter("getter");
                sleep(ZERO);
                queue.putNow("item");
                await(getter);

                assertThat(thrown).singleElement()
                        .satisfies(error -> assertThat(error).hasMessageContaining("callback cannot suspend"));
                assertThat(log).containsExactly("getter got item");
            });
            assertThat(ofOne.size()).isEqualTo(1);
        }
    }
}
