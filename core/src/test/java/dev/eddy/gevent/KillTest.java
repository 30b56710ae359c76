package dev.eddy.gevent;

import static dev.eddy.Asyncio.blocking;
import static dev.eddy.Asyncio.createTask;
import static dev.eddy.Asyncio.race;
import static dev.eddy.Asyncio.taskGroupVoid;
import static dev.eddy.gevent.Gevent.sleep;
import static dev.eddy.gevent.Gevent.spawn;
import static dev.eddy.gevent.Gevent.withTimeout;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.eddy.Action;
import dev.eddy.Asyncio;
import dev.eddy.CancelledError;
import dev.eddy.ExceptionGroup;
import dev.eddy.Task;
import dev.eddy.VirtualLoop;
import dev.eddy.greenlet.GreenletExit;
import dev.eddy.sync.Condition;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A kill or a timeout, which is no cancellation, where asyncio's constructs expect one. */
class KillTest {

    @RegisterExtension final VirtualLoop loop = new VirtualLoop();

    private final List<@Nullable Object> log = new ArrayList<>();

    private final Action noted = () -> {
        try {
            sleep(ofSeconds(60));
        } finally {
            log.add("child left");
        }
    };

    @Test
    void aGroupCancelsItsChildrenAndWaitsForThem() {
        loop.run(() -> {
            Greenlet<?> greenlet = spawn(() -> taskGroupVoid(group -> group.createTask(noted)));
            sleep(ofSeconds(1));
            greenlet.kill();
            log.add(greenlet.successful());
        });

        assertThat(log).containsExactly("child left", true);
    }

    @Test
    void soDoesOneThatIsTimedOut() {
        loop.run(() -> log.add(withTimeout(ofSeconds(1), () -> {
            taskGroupVoid(group -> group.createTask(noted));
            return "done";
        }, "timed out")));

        assertThat(log).containsExactly("child left", "timed out");
    }

    @Test
    void itsChildrensErrorsAreNotLost() {
        IOException failure = new IOException("cleaning up");
        loop.run(() -> {
            Greenlet<?> greenlet = spawn(() -> taskGroupVoid(group -> group.createTask(() -> {
                try {
                    sleep(ofSeconds(60));
                } finally {
                    throwIt(failure);
                }
            })));
            sleep(ofSeconds(1));
            greenlet.kill();

            assertThat(greenlet.exception()).isInstanceOfSatisfying(ExceptionGroup.class,
                    group -> assertThat(group.exceptions()).hasSize(2)
                            .contains(failure)
                            .hasAtLeastOneElementOfType(GreenletExit.class));
        });

        assertThat(loop.reports()).hasSize(1); // of the greenlet
    }

    private static void throwIt(IOException failure) throws IOException {
        throw failure;
    }

    @Test
    void aRaceWaitsForItsContestantsThoughItIsKilledTwice() {
        Action slow = () -> {
            try {
                sleep(ofSeconds(60));
            } finally {
                try {
                    sleep(ofSeconds(2));
                } finally {
                    log.add("contestant left");
                }
            }
        };
        loop.run(() -> {
            Greenlet<?> greenlet = spawn(() -> race(slow, slow));
            sleep(ofSeconds(1));
            greenlet.kill(new GreenletExit(), false, null);
            sleep(ofSeconds(1));
            greenlet.kill(new GreenletExit(), true, null);
            log.add(greenlet.successful());
        });

        assertThat(log).containsExactly("contestant left", "contestant left", true);
    }

    @Test
    void aConditionIsLeftWithTheLock() {
        loop.run(() -> {
            Condition condition = new Condition();
            Greenlet<?> waiting = spawn(() -> condition.run(condition::await));
            sleep(ofSeconds(1));
            Task<Void> holder = createTask(() -> condition.run(() -> {
                condition.notifyOne();
                sleep(ofSeconds(2));
                log.add(condition.locked());
            }));
            sleep(ofSeconds(1));
            waiting.kill(new GreenletExit(), false, null);
            createTask(() -> condition.run(() -> log.add("next")));
            holder.await();
            waiting.join();
            sleep(ofSeconds(1));
        });

        assertThat(log).containsExactly(true, "next");
    }

    @Test
    void itReachesACallThatBlocks() {
        loop.run(() -> {
            Greenlet<?> greenlet = spawn(() -> blocking(() -> new CountDownLatch(1).await()));
            sleep();
            greenlet.kill();
            log.add(greenlet.successful());
        });

        assertThat(log).containsExactly(true);
    }

    @Test
    void aGreenletThatIsCancelledBeforeItBeginsHasEnded() {
        loop.run(() -> {
            Pool pool = new Pool(1);
            Greenlet<?> greenlet = pool.spawn(() -> log.add("ran"));
            Asyncio.allTasks().getLast().cancel();
            pool.join();

            assertThat(greenlet.exception()).isInstanceOf(CancelledError.class);
            assertThatThrownBy(greenlet::get).isInstanceOf(CancelledError.class);
        });

        assertThat(log).isEmpty();
    }

    @Test
    void aTimeoutThatHasEndedTheWaitCannotBeTakenBackByOthers() {
        loop.run(() -> {
            Timeout[] limit = {null};
            createTask(() -> {
                sleep(ofSeconds(1));
                limit[0].cancel();
            });
            Greenlet<?> greenlet = spawn(() -> {
                limit[0] = Timeout.startNew(ofSeconds(1));
                sleep(ofSeconds(60));
            });
            greenlet.join();

            assertThat(greenlet.exception()).isSameAs(limit[0]);
        });

        assertThat(loop.reports()).hasSize(1); // of the greenlet
    }
}
