package dev.eddy.gevent;

import static dev.eddy.Asyncio.getRunningLoop;
import static dev.eddy.gevent.Gevent.joinAll;
import static dev.eddy.gevent.Gevent.sleep;
import static dev.eddy.gevent.Gevent.spawn;
import static dev.eddy.gevent.Gevent.spawnLater;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.eddy.EventLoop;
import dev.eddy.Future;
import dev.eddy.VirtualClock;
import dev.eddy.VirtualLoop;
import dev.eddy.queue.LifoQueue;
import dev.eddy.queue.QueueEmptyException;
import dev.eddy.queue.QueueFullException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Events, results, queues and channels between greenlets. */
class CommunicationTest {

    @RegisterExtension final VirtualLoop loop = new VirtualLoop();

    private final List<@Nullable Object> log = new ArrayList<>();

    private static long now() {
        return getRunningLoop().time().toSeconds();
    }

    @Nested
    class Events {

        @Test
        void setAndClearStillWakesThoseThatWaited() {
            loop.run(() -> {
                Event event = new Event();
                Greenlet<Boolean> waiting = spawn(() -> event.await(ofSeconds(60)));
                sleep();
                event.set();
                event.clear();
                log.add(waiting.get());
                log.add(event.await(ofSeconds(1)));
                log.add(now());
            });

            assertThat(log).containsExactly(true, false, 1L);
        }

        @Test
        void allWaitersGoOnInTheirOrder() {
            loop.run(() -> {
                Event event = new Event();
                List<Greenlet<?>> all = new ArrayList<>();
                for (int i = 0; i < 3; i++) {
                    int number = i;
                    all.add(spawn(() -> {
                        event.await();
                        log.add(number);
                    }));
                }
                spawnLater(ofSeconds(1), event::set);
                joinAll(all);
                event.await();
            });

            assertThat(log).containsExactly(0, 1, 2);
        }
    }

    @Nested
    class Results {

        @Test
        void aValueIsWaitedForByMany() {
            loop.run(() -> {
                AsyncResult<Integer> result = new AsyncResult<>();
                assertThatThrownBy(result::getNow).isInstanceOf(Timeout.class);
                assertThatThrownBy(() -> result.get(ofSeconds(1))).isInstanceOf(Timeout.class);
                log.add(result.await(ofSeconds(1)));
                List<Greenlet<Integer>> all = List.of(spawn(() -> result.get()), spawn(() -> result.get()));
                sleep();
                result.set(42);
                joinAll(all);
                log.add(all.getFirst().value() + all.getLast().value());
                log.add(result.successful());
            });

            assertThat(log).containsExactly(null, 84, true);
        }

        @Test
        void itTakesOverHowAGreenletEnds() {
            loop.run(() -> {
                AsyncResult<Integer> result = new AsyncResult<>();
                spawn(() -> 6 / Integer.parseInt("0")).link(result);
                assertThatThrownBy(result::get).isInstanceOf(ArithmeticException.class);
                AsyncResult<Integer> good = new AsyncResult<>();
                spawn(() -> 6 / 2).link(good);
                log.add(good.get());
            });

            assertThat(log).containsExactly(3);
            assertThat(loop.reports()).hasSize(1);
        }
    }

    @Nested
    class Queues {

        @Test
        void timeoutsAreTheQueuesExceptions() {
            loop.run(() -> {
                Queue<Integer> queue = new Queue<>(1);
                assertThatThrownBy(() -> queue.get(ofSeconds(1))).isInstanceOf(QueueEmptyException.class);
                queue.put(1);
                assertThatThrownBy(() -> queue.put(2, ofSeconds(1))).isInstanceOf(QueueFullException.class);
                assertThatThrownBy(() -> queue.putNow(2)).isInstanceOf(QueueFullException.class);
                log.add(queue.get());
                log.add(now());
            });

            assertThat(log).containsExactly(1, 2L);
        }

        @Test
        void aBoundedOneHoldsBackWhoPuts() {
            loop.run(() -> {
                Queue<Integer> queue = new Queue<>(1);
                Greenlet<?> producer = spawn(() -> {
                    for (int i = 0; i < 3; i++) {
                        queue.put(i);
                        log.add("put " + i);
                    }
                    queue.shutdown();
                });
                sleep();
                for (int item : queue) {
                    log.add("got " + item);
                    queue.taskDone();
                    sleep(ofSeconds(1));
                }
                queue.join();
                producer.join();
            });

            assertThat(log).containsExactly("put 0", "got 0", "put 1", "got 1", "put 2", "got 2");
        }

        @Test
        void otherKindsOfQueueMayBeUsed() {
            loop.run(() -> {
                Queue<Integer> queue = new Queue<>(new LifoQueue<>());
                queue.put(1);
                queue.put(2);
                log.add(queue.size());
                log.add(queue.get());
                log.add(queue.getNow());
                log.add(queue.empty());
            });

            assertThat(log).containsExactly(2, 2, 1, true);
        }
    }

    @Nested
    class Channels {

        @Test
        void whoPutsWaitsForWhoGetsAndTheOtherWayRound() {
            loop.run(() -> {
                Channel<String> channel = new Channel<>();
                Greenlet<?> player = spawn(() -> {
                    channel.put("ping");
                    log.add("taken at " + now());
                    log.add(channel.get());
                });
                sleep(ofSeconds(1));
                log.add(channel.balance());
                log.add(channel.get());
                sleep(ofSeconds(1));
                log.add(channel.balance());
                channel.put("pong");
                player.join();
            });

            assertThat(log).containsExactly(1, "ping", "taken at 1", -1, "pong");
        }

        @Test
        void whoGivesUpTakesItsItemBack() {
            loop.run(() -> {
                Channel<String> channel = new Channel<>();
                assertThatThrownBy(() -> channel.put("late", ofSeconds(1))).isInstanceOf(QueueFullException.class);
                assertThatThrownBy(() -> channel.get(ofSeconds(1))).isInstanceOf(QueueEmptyException.class);
                log.add(channel.balance());
            });

            assertThat(log).containsExactly(0);
        }

        @Test
        void anItemThatIsTakenInThePassInWhichTheTimeEndsIsHandedOver() {
            VirtualClock clock = new VirtualClock();
            Channel<String> channel = new Channel<>();
            EventLoop busy = EventLoop.builder().clock(clock).build();
            busy.runUntilComplete(() -> {
                Future<Void> start = busy.createFuture();
                Greenlet<String> getter = spawn(() -> {
                    start.await();
                    return channel.get();
                });
                Greenlet<?> putter = spawn(() -> {
                    channel.put("item", ofSeconds(2));
                    log.add("put");
                });
                sleep(ofSeconds(1));
                clock.skipTo(ofSeconds(2).toNanos());
                start.setResult(null); // the getter's turn comes before the end of the time, in the same pass
                putter.join();
                log.add(getter.value());
            });
            busy.close();

            assertThat(log).containsExactly("put", "item");
        }

        @Test
        void anItemForOneThatIsKilledInTheSamePassIsTheNextOnes() {
            loop.run(() -> {
                Channel<String> channel = new Channel<>();
                Greenlet<String> killed = spawn(() -> channel.get());
                sleep();
                channel.put("item");
                killed.kill();
                log.add(killed.value());
                log.add(channel.get());
            });

            assertThat(log).containsExactly(null, "item");
        }
    }
}
