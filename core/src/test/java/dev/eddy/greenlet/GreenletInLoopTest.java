package dev.eddy.greenlet;

import static dev.eddy.Asyncio.await;
import static dev.eddy.Asyncio.createTask;
import static dev.eddy.Asyncio.currentTask;
import static dev.eddy.Asyncio.getRunningLoop;
import static dev.eddy.Asyncio.sleep;
import static dev.eddy.greenlet.Greenlet.getCurrent;
import static java.time.Duration.ZERO;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.eddy.Asyncio;
import dev.eddy.CancelledError;
import dev.eddy.Task;
import dev.eddy.TaskOptions;
import dev.eddy.VirtualLoop;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Behaviours G5 to G7 inside of tasks and callbacks. */
class GreenletInLoopTest {

    @RegisterExtension final VirtualLoop loop = new VirtualLoop();

    private final List<@Nullable Object> log = new ArrayList<>();

    /** Leaves to its parent once; notes its end, after a second. */
    private Greenlet lingering(String name) {
        return new Greenlet(first -> {
            try {
                return getCurrent().parent().switchTo(name);
            } finally {
                sleep(ofSeconds(1));
                log.add(name + " ends");
            }
        });
    }

    @Test
    void g5_aGreenletThatAwaitsSuspendsItsTask() {
        loop.run(() -> {
            Greenlet main = getCurrent();
            Greenlet greenlet = new Greenlet(first -> {
                sleep(ofSeconds(1));
                Object second = main.switchTo("first at " + getRunningLoop().time().toSeconds());
                sleep(ofSeconds(1));
                return second + " at " + getRunningLoop().time().toSeconds();
            });
            Task<?> other = createTask(() -> {
                sleep(ofSeconds(1).plusMillis(1));
                log.add("other");
            });
            log.add(greenlet.switchTo());
            sleep(ofSeconds(1));
            log.add(greenlet.switchTo("second"));
            await(other);
        });

        assertThat(log).containsExactly("first at 1", "other", "second at 3");
    }

    @Test
    void g5_theTaskIsTheSameInAllItsGreenlets() {
        loop.run(() -> {
            Task<?> task = currentTask();
            log.add(new Greenlet(() -> {
                sleep(ZERO);
                return currentTask() == task;
            }).switchTo());
        });

        assertThat(log).containsExactly(true);
    }

    @Test
    void g5_aCancellationArrivesInTheGreenletThatAwaitsAndGoesOnInItsParent() {
        loop.run(() -> {
            Task<?> task = createTask(() -> {
                try {
                    new Greenlet(() -> {
                        try {
                            sleep(ofSeconds(60));
                        } catch (CancelledError e) {
                            log.add("greenlet " + e.getMessage());
                            throw e;
                        }
                    }).switchTo();
                } catch (CancelledError e) {
                    log.add("main " + e.getMessage());
                    throw e;
                }
            });
            sleep(ofSeconds(1));
            task.cancel("stop");
            Asyncio.wait(List.of(task));
            log.add(task.cancelled());
        });

        assertThat(log).containsExactly("greenlet stop", "main stop", true);
    }

    @Test
    void g7_eachTaskHasItsOwnTreeAndASwitchToAnotherOnesIsAnError() {
        Greenlet ofThread = new Greenlet(() -> 1);
        loop.run(() -> {
            Greenlet greenlet = lingering("of main");
            greenlet.switchTo();
            Throwable ofTask = await(createTask(() -> catchThrowable(greenlet::switchTo)));
            List<Throwable> others = new ArrayList<>(List.of(ofTask, catchThrowable(ofThread::switchTo)));
            getRunningLoop().callSoon(() -> others.add(catchThrowable(greenlet::switchTo)));
            sleep(ZERO);

            assertThat(others).hasSize(3)
                    .allSatisfy(error -> assertThat(error).isInstanceOf(IllegalStateException.class)
                            .hasMessageContaining("another thread or task"));
            greenlet.switchTo();
        });

        assertThat(log).containsExactly("of main ends");
    }

    @Test
    void callbacksShareATreeAndTheirGreenletsCannotAwait() {
        loop.run(() -> {
            Greenlet[] shared = new Greenlet[1];
            getRunningLoop().callSoon(() -> {
                Greenlet main = getCurrent();
                shared[0] = new Greenlet(first -> {
                    log.add(first);
                    Object second = main.switchTo();
                    log.add(second);
                    sleep(ZERO);
                    return null;
                });
                shared[0].switchTo("one");
            });
            getRunningLoop().callSoon(() -> log.add(catchThrowable(() -> shared[0].switchTo("two")).getMessage()));
            sleep(ZERO);
            sleep(ZERO);
        });

        assertThat(log).hasSize(3).startsWith("one", "two");
        assertThat(log.getLast()).asString().contains("a callback cannot suspend");
    }

    @Test
    void g7_whatIsSuspendedAtTheEndOfTheRunGetsGreenletExitInATaskThatMayAwait() {
        List<Greenlet> kept = new ArrayList<>();
        loop.run(() -> {
            for (String name : List.of("first", "second")) {
                Greenlet greenlet = lingering(name);
                greenlet.switchTo();
                kept.add(greenlet);
            }
        });

        loop.close();

        assertThat(log).containsExactly("first ends", "second ends");
        assertThat(kept).allMatch(Greenlet::dead);
        assertThat(loop.time()).hasSeconds(1);
    }

    @Test
    void anEagerTaskHasATreeOfItsOwn() {
        loop.run(() -> {
            Greenlet main = getCurrent();
            Task<Boolean> eager = createTask(
                    () -> {
                        boolean same = getCurrent() == main;
                        new Greenlet(() -> sleep(ZERO)).switchTo();
                        return same;
                    },
                    TaskOptions.DEFAULT.withEagerStart(true));
            log.add(await(eager));
            log.add(getCurrent() == main);
        });

        assertThat(log).containsExactly(false, true);
    }

    @Test
    void aLoopMayRunInsideOfAGreenlet() {
        Greenlet main = getCurrent();
        Greenlet greenlet = new Greenlet(() -> {
            String inLoop = Asyncio.run(() -> {
                sleep(ZERO);
                return "in a loop";
            });
            return main.switchTo(inLoop);
        });

        assertThat(greenlet.switchTo()).isEqualTo("in a loop");
        assertThatThrownBy(() -> greenlet.raise(new ArithmeticException())).isInstanceOf(ArithmeticException.class);
    }
}
