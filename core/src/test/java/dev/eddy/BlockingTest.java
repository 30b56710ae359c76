package dev.eddy;

import static dev.eddy.Asyncio.await;
import static dev.eddy.Asyncio.blocking;
import static dev.eddy.Asyncio.createTask;
import static dev.eddy.Asyncio.gather;
import static dev.eddy.Asyncio.getRunningLoop;
import static dev.eddy.Asyncio.run;
import static dev.eddy.Asyncio.sleep;
import static dev.eddy.Asyncio.taskGroupVoid;
import static dev.eddy.Asyncio.timeout;
import static java.time.Duration.ZERO;
import static java.time.Duration.ofHours;
import static java.time.Duration.ofMillis;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.eddy.context.ContextVar;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.Executors;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.ReentrantLock;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Calls that block: {@code blocking(..)}, and what plain ones and locks do on each engine. */
class BlockingTest {

    @RegisterExtension final VirtualLoop loop = new VirtualLoop();
    private final List<String> log = Collections.synchronizedList(new ArrayList<>());

    @Test
    void g11_theLoopGoesOnWhileACallBlocks() {
        CyclicBarrier barrier = new CyclicBarrier(3);

        List<Integer> arrivals = loop.run(() -> await(gather(
                () -> blocking(() -> barrier.await()),
                () -> blocking(() -> barrier.await()),
                () -> blocking(() -> barrier.await()))));

        assertThat(arrivals).containsExactlyInAnyOrder(0, 1, 2);
    }

    @Test
    void g11_whatTheCallThrowsIsThrown() {
        IOException failure = new IOException("no such page");

        Throwable thrown = catchThrowable(() -> loop.run(() -> blocking(() -> {
            throw failure;
        })));

        assertThat(thrown).isSameAs(failure);
    }

    @Test
    void aGroupInTheCallFailsWhereItWouldWait() {
        loop.run(() -> assertThatThrownBy(() -> blocking(() -> taskGroupVoid(group -> group.createTask(() -> {}))))
                .isInstanceOf(IllegalStateException.class));
    }

    @Test
    void g11_aCancellationInterruptsTheCallAndWaitsForItsEnd() {
        CountDownLatch inside = new CountDownLatch(1);
        loop.run(() -> {
            Task<?> task = createTask(() -> blocking(() -> {
                inside.countDown();
                try {
                    new CountDownLatch(1).await();
                } finally {
                    log.add("cleaned up");
                }
            }));
            blocking(() -> inside.await());
            task.cancel("enough");

            assertThat(catchThrowable(() -> await(task))).isInstanceOf(CancelledError.class).hasMessage("enough");
            log.add("cancelled");
            blocking(() -> Thread.sleep(0)); // nobody is interrupted any more
        });

        assertThat(log).containsExactly("cleaned up", "cancelled");
    }

    @Test
    void g11_aCallThatSwallowsTheInterruptReturnsItsResult() {
        CountDownLatch inside = new CountDownLatch(1);
        loop.run(() -> {
            Task<String> task = createTask(() -> blocking(() -> {
                inside.countDown();
                try {
                    new CountDownLatch(1).await();
                } catch (InterruptedException e) {
                    return "swallowed";
                }
                return "never";
            }));
            blocking(() -> inside.await());
            task.cancel();

            assertThat(await(task)).isEqualTo("swallowed");
            assertThat(task.cancelling()).isEqualTo(1);
        });
    }

    @Test
    void g11_aTimeoutEndsAReadOfASocket() throws IOException {
        try (ServerSocket silent = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            Throwable thrown = catchThrowable(() -> run(() -> {
                try (Socket socket = new Socket(silent.getInetAddress(), silent.getLocalPort())) {
                    timeout(ofMillis(20), () -> blocking(() -> socket.getInputStream().read()));
                }
            }));

            assertThat(thrown).isInstanceOf(TimeoutException.class);
        }
    }

    @Test
    void g11_cancelledBeforeItBeginsItDoesNot() {
        loop.run(() -> {
            Task<?> task = createTask(() -> {
                Asyncio.currentTask().cancel();
                blocking(() -> log.add("never"));
            });

            assertThat(catchThrowable(() -> await(task))).isInstanceOf(CancelledError.class);
        });

        assertThat(log).isEmpty();
    }

    @Test
    void g11_whatWaitsForAThreadOfTheExecutorNeverBeginsWhenItIsCancelled() {
        assumeTrue(loop.get().getEngine() != Engine.GREEN); // where it is no executor's
        CountDownLatch release = new CountDownLatch(1);
        loop.get().setDefaultExecutor(Executors.newSingleThreadExecutor());
        loop.run(() -> {
            Task<?> busy = createTask(() -> blocking(() -> release.await()));
            Task<?> queued = createTask(() -> blocking(() -> log.add("ran")));
            sleep(ZERO);
            queued.cancel("enough");
            assertThat(catchThrowable(() -> await(queued))).isInstanceOf(CancelledError.class).hasMessage("enough");
            release.countDown();
            await(busy);
        });
        loop.close(); // waits for the executor

        assertThat(log).isEmpty();
    }

    @Test
    void g11_aCallThatItsExecutorHasDroppedCanBeCancelled() {
        assumeTrue(loop.get().getEngine() != Engine.GREEN);
        loop.get()
                .setDefaultExecutor(new ThreadPoolExecutor(
                        0, 1, 1, TimeUnit.SECONDS, new SynchronousQueue<>(), new ThreadPoolExecutor.DiscardPolicy()));
        CountDownLatch release = new CountDownLatch(1);
        loop.run(() -> {
            Task<?> busy = createTask(() -> blocking(() -> release.await()));
            Task<?> dropped = createTask(() -> blocking(() -> log.add("ran")));
            sleep(ZERO);
            dropped.cancel();
            assertThat(catchThrowable(() -> await(dropped))).isInstanceOf(CancelledError.class);
            release.countDown();
            await(busy);
        });

        assertThat(log).isEmpty();
    }

    @Test
    void a6_aCancellationThatComesWhenTheCallHasEndedIsTheTasks() {
        assumeTrue(loop.get().getEngine() != Engine.GREEN); // where the task has gone on by then
        loop.get().setDefaultExecutor(Executors.newSingleThreadExecutor());
        loop.run(() -> {
            Task<?> task = createTask(() -> {
                blocking(() -> "result");
                log.add("went on");
            });
            sleep(ZERO);
            CountDownLatch ended = new CountDownLatch(1);
            getRunningLoop().runInExecutor(() -> {
                ended.countDown(); // behind the call, in the same thread
                return null;
            });
            ended.await(); // the loop has no turn meanwhile
            task.cancel("enough");

            assertThat(catchThrowable(() -> await(task))).isInstanceOf(CancelledError.class).hasMessage("enough");
        });

        assertThat(log).isEmpty();
    }

    @Test
    void g11_virtualTimeStandsStillMeanwhile() {
        CountDownLatch release = new CountDownLatch(1);
        loop.run(() -> {
            getRunningLoop().callLater(ofHours(1), () -> log.add("an hour later"));
            Thread.ofPlatform().start(release::countDown);
            blocking(() -> release.await());
            log.add("released");
            sleep(ofHours(1));
        });

        assertThat(log).containsExactly("released", "an hour later");
    }

    @Test
    void g11_itSeesTheContextAndChangesNone() {
        ContextVar<String> name = new ContextVar<>("name");
        loop.run(() -> {
            name.set("outer");
            String seen = blocking(() -> {
                String before = name.get();
                name.set("inner");
                return before;
            });

            assertThat(seen).isEqualTo("outer");
            assertThat(name.get()).isEqualTo("outer");
        });
    }

    @Test
    void g11_itDoesNotAwait() {
        Throwable thrown = loop.run(() -> blocking(() -> catchThrowable(() -> sleep(ZERO))));

        assertThat(thrown).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void g11_outsideOfACoroutineItIsAnError() {
        assertThatThrownBy(() -> blocking(() -> "result"))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("outside a coroutine");
    }

    @Test
    void aReentrantLockHeldAcrossAnAwaitIsReenteredByOthersOnTheContinuationEngineAlone() {
        ReentrantLock lock = new ReentrantLock();
        loop.run(() -> {
            Task<Boolean> other = createTask(() -> {
                boolean entered = lock.tryLock();
                if (entered) {
                    lock.unlock();
                }
                return entered;
            });
            lock.lock();
            try {
                assertThat(await(other)).isEqualTo(Engine.getDefault() == Engine.CONTINUATION);
            } finally {
                lock.unlock();
            }
        });
    }

    @Test
    void aTaskThatIsAwaitedBelowAMonitorEntersItWhereItWouldWaitForEver() {
        assumeTrue(Engine.getDefault() == Engine.CONTINUATION && Runtime.version().feature() >= 24);
        Object monitor = new Object();
        loop.run(() -> {
            synchronized (monitor) {
                boolean held = await(createTask(() -> {
                    synchronized (monitor) {
                        sleep(ZERO);
                        return Thread.holdsLock(monitor);
                    }
                }));
                assertThat(held).isTrue();
                assertThat(Thread.holdsLock(monitor)).isTrue();
            }
            assertThat(Thread.holdsLock(monitor)).isFalse();
        });
    }

    @Test
    void aMonitorHeldAcrossAnAwaitIsKeptWhereTheJdkCanMoveIt() {
        assumeTrue(Runtime.version().feature() >= 24, "before, a stack that holds a monitor cannot be suspended");
        Object monitor = new Object();
        loop.run(() -> {
            synchronized (monitor) {
                sleep(ZERO);
                assertThat(Thread.holdsLock(monitor)).isTrue();
            }
            assertThat(Thread.holdsLock(monitor)).isFalse();
        });
    }
}
