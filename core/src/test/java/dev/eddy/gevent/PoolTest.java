package dev.eddy.gevent;

import static dev.eddy.Asyncio.getRunningLoop;
import static dev.eddy.gevent.Gevent.sleep;
import static dev.eddy.gevent.Gevent.spawn;
import static java.time.Duration.ZERO;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.eddy.Action;
import dev.eddy.VirtualLoop;
import dev.eddy.greenlet.GreenletExit;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Behaviour G10: groups and pools. */
class PoolTest {

    @RegisterExtension final VirtualLoop loop = new VirtualLoop();

    private final List<@Nullable Object> log = new ArrayList<>();
    private int active;
    private int mostActive;

    private static long now() {
        return getRunningLoop().time().toSeconds();
    }

    private int timesTen(int seconds) {
        mostActive = Math.max(mostActive, ++active);
        sleep(ofSeconds(seconds));
        active--;
        return seconds * 10;
    }

    @Test
    void g10_spawnWaitsWhenThePoolIsFull() {
        loop.run(() -> {
            Pool pool = new Pool(2);
            for (int i = 0; i < 4; i++) {
                pool.spawn(() -> timesTen(1));
                log.add(now());
            }
            log.add(pool.freeCount());
            log.add(pool.full());
            pool.join();
            log.add(now());
            log.add(pool.freeCount());
        });

        assertThat(log).containsExactly(0L, 0L, 1L, 1L, 0, true, 2L, 2);
        assertThat(mostActive).isEqualTo(2);
    }

    @Test
    void g10_addGivesUpAfterATime() {
        loop.run(() -> {
            Pool pool = new Pool(1);
            pool.spawn(() -> timesTen(10));
            Greenlet<String> late = new Greenlet<>(() -> "late");
            assertThatThrownBy(() -> pool.add(late, ofSeconds(1))).isInstanceOf(PoolFullException.class)
                    .hasMessageContaining("1");
            assertThatThrownBy(() -> pool.add(late, ZERO)).isInstanceOf(PoolFullException.class);
            log.add(now());
            pool.waitAvailable();
            log.add(now());
            pool.start(late);
            log.add(late.get());
        });

        assertThat(log).containsExactly(1L, 10L, "late");
    }

    @Test
    void g10_whoIsKilledWhileItWaitsForRoomTakesNone() {
        loop.run(() -> {
            Pool pool = new Pool(1);
            pool.spawn(() -> timesTen(10));
            Greenlet<?> waiting = spawn(() -> {
                pool.spawn(() -> log.add("never"));
            });
            sleep(ofSeconds(1));
            waiting.kill();
            pool.join();
            log.add(pool.freeCount());
        });

        assertThat(log).containsExactly(1);
    }

    @Test
    void mapGivesTheResultsInOrderAndKeepsToTheSize() {
        loop.run(() -> log.add(new Pool(2).map(this::timesTen, List.of(3, 1, 2, 1))));

        assertThat(log).containsExactly(List.of(30, 10, 20, 10));
        assertThat(mostActive).isEqualTo(2);
    }

    @Test
    void imapGivesThemInOrderAndImapUnorderedAsTheyCome() {
        loop.run(() -> {
            new Pool(3).imap(this::timesTen, List.of(3, 1, 2)).forEachRemaining(log::add);
            new Group().imapUnordered(this::timesTen, List.of(3, 1, 2)).forEachRemaining(log::add);
        });

        assertThat(log).containsExactly(30, 10, 20, 10, 20, 30);
    }

    @Test
    void anErrorOfTheFunctionIsThrownInItsPlace() {
        loop.run(() -> {
            Iterator<Integer> results = new Group().imap(i -> 6 / i, List.of(3, 0, 2));
            log.add(results.next());
            assertThatThrownBy(results::next).isInstanceOf(ArithmeticException.class);
            log.add(results.next());
        });

        assertThat(log).containsExactly(2, 3);
        assertThat(loop.reports()).hasSize(1);
    }

    @Test
    void anErrorOfTheItemsIsTheLastResult() {
        IllegalStateException failure = new IllegalStateException("the source is broken");
        Iterable<Integer> items = () -> Stream.of(1, 2, 3).map(i -> {
            if (i == 3) {
                throw failure;
            }
            return i;
        }).iterator();
        loop.run(() -> {
            for (Iterator<Integer> results : List.of(new Pool(2).imap(this::timesTen, items),
                    new Group().imapUnordered(this::timesTen, items))) {
                log.add(results.next());
                log.add(results.next());
                assertThat(results.hasNext()).isTrue();
                assertThatThrownBy(results::next).isSameAs(failure);
                assertThat(results.hasNext()).isFalse();
                assertThatThrownBy(results::next).isInstanceOf(NoSuchElementException.class);
            }
        });

        assertThat(log).containsExactly(10, 20, 10, 20);
        assertThat(loop.reports()).hasSize(2);
    }

    @Test
    void applyInOneOfThePoolsOwnGreenletsRunsAtOnce() {
        loop.run(() -> {
            Pool pool = new Pool(1);
            log.add(pool.apply(() -> pool.apply(() -> "nested")));
            Greenlet<Integer> first = pool.spawn(() -> timesTen(1));
            log.add(pool.applyAsync(() -> "did not wait").get());
            log.add(first.ready());
        });

        assertThat(log).containsExactly("nested", "did not wait", true);
    }

    @Test
    void aGroupIsJoinedAndKilledAsOne() {
        loop.run(() -> {
            Group group = new Group();
            group.spawn(() -> timesTen(1));
            Greenlet<?> long1 = group.spawn(() -> timesTen(60));
            Greenlet<?> long2 = group.spawn(() -> timesTen(60));
            log.add(group.join(ofSeconds(2), false));
            log.add(group.size());
            group.killOne(long1);
            log.add(group.contains(long1));
            group.kill();
            log.add(long2.successful());
            log.add(group.size());
            log.add(now());
        });

        assertThat(log).containsExactly(false, 2, false, true, 0, 2L);
    }

    @Test
    void aGreenletThatTwoAddTakesOnePlace() {
        loop.run(() -> {
            Pool pool = new Pool(2);
            Greenlet<?> one = pool.spawn(() -> sleep(ofSeconds(1)));
            Greenlet<?> other = pool.spawn(() -> sleep(ofSeconds(1)));
            Greenlet<?> added = spawn(() -> sleep(ofSeconds(3)));
            List<Greenlet<?>> adding = List.of(spawn(() -> pool.add(added)), spawn(() -> pool.add(added)));
            Gevent.joinAll(adding);
            assertThat(pool.freeCount()).isEqualTo(1);
            assertThat(pool.full()).isFalse();
            pool.join();

            pool.spawn(() -> sleep(ofSeconds(1)));
            pool.spawn(() -> sleep(ofSeconds(1))); // does not wait
            assertThat(now()).isEqualTo(3);
            assertThat(one.ready() && other.ready()).isTrue();
        });
    }

    @Test
    void aGroupThatIsKilledByOneOfItsOwnEndsThatOneToo() {
        loop.run(() -> {
            Group group = new Group();
            List<Greenlet<?>> all = new ArrayList<>();
            for (Action killing : List.<Action>of(() -> group.kill(), () -> Gevent.killAll(all))) {
                all.clear();
                all.add(group.spawn(() -> {
                    sleep(ofSeconds(1));
                    try {
                        killing.run();
                    } finally {
                        log.add("killed");
                    }
                }));
                all.add(group.spawn(() -> {
                    try {
                        sleep(ofSeconds(60));
                    } finally {
                        log.add("the other");
                    }
                }));
                group.join();
                assertThat(all).allMatch(Greenlet::successful);
            }
        });

        assertThat(log).containsExactly("killed", "the other", "killed", "the other");
    }

    @Test
    void aGroupThatIsKilledKillsEachOnce() {
        loop.run(() -> {
            Group group = new Group();
            group.spawn(() -> {
                try {
                    sleep(ofSeconds(60));
                } catch (GreenletExit e) {
                    log.add("exit");
                    sleep(ofSeconds(1));
                    log.add("cleaned up");
                }
            });
            sleep();
            group.kill(new GreenletExit(), false, null);
            group.kill();
        });

        assertThat(log).containsExactly("exit", "cleaned up");
    }

    @Test
    void joinRaisesAnErrorIfItIsAskedTo() {
        loop.run(() -> {
            Group group = new Group();
            group.spawn(() -> {
                throw new ArithmeticException();
            });
            assertThatThrownBy(() -> group.join(null, true)).isInstanceOf(ArithmeticException.class);
        });

        assertThat(loop.reports()).hasSize(1);
    }

    @Test
    void aNegativeSizeIsAnError() {
        assertThatThrownBy(() -> new Pool(-1)).isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("-1");
    }
}
