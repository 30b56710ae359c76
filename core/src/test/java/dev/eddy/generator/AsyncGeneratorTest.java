package dev.eddy.generator;

import static dev.eddy.Asyncio.await;
import static dev.eddy.Asyncio.createTask;
import static dev.eddy.Asyncio.getRunningLoop;
import static dev.eddy.Asyncio.shield;
import static dev.eddy.Asyncio.sleep;
import static dev.eddy.generator.Generator.generator;
import static java.time.Duration.ZERO;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.eddy.CancelledError;
import dev.eddy.Engine;
import dev.eddy.EventLoop;
import dev.eddy.ExceptionContext;
import dev.eddy.Future;
import dev.eddy.Runner;
import dev.eddy.StopIteration;
import dev.eddy.Task;
import dev.eddy.VirtualClock;
import dev.eddy.context.Context;
import dev.eddy.context.ContextVar;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Behaviour A60, as far as it is about asynchronous generators: generators that tasks drive. */
class AsyncGeneratorTest {

    private static final int DEEP = 10_000;

    private final List<ExceptionContext> reports = new ArrayList<>();
    private final List<@Nullable Object> log = new ArrayList<>();
    private final ContextVar<String> variable = new ContextVar<>("variable", "unset");
    private final Runner runner = new Runner(() -> {
        EventLoop loop = EventLoop.builder().clock(new VirtualClock()).build();
        loop.setExceptionHandler((source, report) -> reports.add(report));
        return loop;
    });

    @AfterEach
    void close() {
        runner.close();
    }

    /** Yields a number a second, and notes its end. */
    private Generator<Integer> ticks(String name) {
        return generator(g -> {
            try {
                for (int i = 1;; i++) {
                    sleep(ofSeconds(1));
                    g.yield(i);
                }
            } finally {
                log.add(name + " ends");
            }
        });
    }

    private void atOneSecondIntervals(int times) {
        for (int i = 1; i <= times; i++) {
            sleep(ofSeconds(1));
            log.add("other " + i);
        }
    }

    @Test
    void aBodyThatAwaitsSuspendsTheTaskThatDrivesIt() {
        runner.run(() -> {
            Task<@Nullable Void> other = createTask(() -> atOneSecondIntervals(2));
            for (int tick : ticks("ticks")) {
                log.add("tick " + tick + " at " + getRunningLoop().time().toSeconds());
                if (tick == 2) {
                    break;
                }
            }
            await(other);
        });

        assertThat(log).containsExactly("tick 1 at 1", "other 1", "tick 2 at 2", "other 2");
    }

    @Test
    void aStepThatDoesNotAwaitGivesNobodyElseATurn() {
        runner.run(() -> {
            getRunningLoop().callSoon(() -> log.add("callback"));
            Generator<Integer> generator = generator(g -> {
                g.yield(1);
                g.yield(2);
            });
            for (int value : generator) {
                log.add(value);
            }
        });

        assertThat(log).startsWith(1, 2);
    }

    @Test
    void a60_breakingOutDoesNotCloseButTheScopeDoes() {
        runner.run(() -> {
            try (Generator<Integer> ticks = ticks("ticks")) {
                for (int tick : ticks) {
                    log.add(tick);
                    break;
                }
                log.add("left");
            }
            log.add("scope left");
        });

        assertThat(log).containsExactly(1, "left", "ticks ends", "scope left");
    }

    @Test
    void a60_aSecondStepWhileOneIsInProgressIsAnError() {
        runner.run(() -> {
            Generator<Integer> ticks = ticks("ticks");
            Task<Integer> first = createTask(() -> ticks.next());
            sleep(ZERO);

            for (Throwable error : List.of(catchThrowable(ticks::next), catchThrowable(() -> ticks.send(1)),
                    catchThrowable(() -> ticks.raise(new Exception())), catchThrowable(ticks::close))) {
                assertThat(error).isInstanceOf(IllegalStateException.class).hasMessageContaining("already running");
            }
            assertThat(await(first)).isEqualTo(1);
        });
    }

    @Test
    void aCancellationArrivesWhereTheBodyAwaitsAndEndsIt() {
        runner.run(() -> {
            Generator<Integer> ticks = ticks("ticks");
            Task<Integer> task = createTask(() -> ticks.next());
            sleep(ZERO);

            task.cancel("stop");

            assertThatThrownBy(() -> await(task)).isInstanceOf(CancelledError.class).hasMessage("stop");
            assertThat(log).containsExactly("ticks ends");
            assertThatThrownBy(ticks::next).isInstanceOf(StopIteration.class);
        });
    }

    @Test
    void severalTasksMayDriveItInTurnEachInItsOwnContext() {
        runner.run(() -> {
            Generator<String> generator = generator(g -> {
                while (true) {
                    sleep(ZERO);
                    g.yield(variable.get());
                }
            });
            variable.set("main's");
            log.add(generator.next());
            log.add(await(createTask(() -> {
                variable.set("child's");
                return generator.next();
            })));
            log.add(generator.next());
        });

        assertThat(log).containsExactly("main's", "child's", "main's");
    }

    @Test
    void delegationWorksAcrossAwaits() {
        runner.run(() -> {
            Generator<Integer> outer = generator(g -> {
                g.yield(0);
                g.yieldFrom(ticks("inner"));
            });

            log.addAll(List.of(outer.next(), outer.next(), outer.next()));
            outer.close();
        });

        assertThat(log).containsExactly(0, 1, 2, "inner ends");
    }

    @Test
    void aTreeTenThousandDeepIsWalkedInATaskAndItsBodiesAwait() {
        runner.run(() -> {
            int count = 0;
            for (int depth : Generator.<Integer>returning(g -> descend(g, 1))) {
                assertThat(depth).isEqualTo(++count);
            }
            log.add(count);
        });

        assertThat(log).containsExactly(DEEP);
    }

    private static @Nullable Object descend(Generator<Integer> g, int depth) {
        sleep(ZERO);
        g.yield(depth);
        return depth == DEEP ? null : g.yieldFrom(Generator.returning(inner -> descend(inner, depth + 1)));
    }

    @Test
    void aPipelineOfAThousandStagesWorksInATaskAndItsSourceAwaits() {
        runner.run(() -> {
            Generator<Integer> last = generator(g -> {
                for (int i = 1; i <= 3; i++) {
                    sleep(ofSeconds(1));
                    g.yield(i);
                }
            });
            for (int i = 0; i < 1_000; i++) {
                Generator<Integer> before = last;
                last = generator(g -> {
                    for (int value : before) {
                        g.yield(value + 1);
                    }
                });
            }
            last.forEach(log::add);
        });

        assertThat(log).containsExactly(1_001, 1_002, 1_003);
    }

    @Test
    void aCallbackMayDriveABodyThatDoesNotAwait() {
        runner.run(() -> {
            Generator<Integer> counting = generator(g -> {
                g.yield(1);
                sleep(ZERO);
            });
            getRunningLoop().callSoon(() -> log.add(counting.next()));
            getRunningLoop().callSoon(() -> log.add(catchThrowable(counting::next)));
            sleep(ZERO);
        });

        assertThat(log.getFirst()).isEqualTo(1);
        assertThat(log.getLast()).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void aCallbackThatRunsWhileTheBodyAwaitsCannotYieldForIt() {
        runner.run(() -> {
            Generator<Integer> generator = generator(g -> {
                getRunningLoop().callSoon(() -> log.add(catchThrowable(() -> g.yield(0))));
                sleep(ofSeconds(1));
                g.yield(1);
            });

            assertThat(generator.next()).isEqualTo(1);
        });

        assertThat(log).singleElement().isInstanceOf(IllegalStateException.class);
    }

    @Test
    void yieldInsideOfContextRunIsAnError() {
        runner.run(() -> {
            Generator<Integer> generator = generator(g -> Context.copyCurrent().run(() -> g.yield(1)));

            assertThatThrownBy(generator::next).isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("Context.run");
        });
    }

    @Test
    void a60_whatIsSuspendedAtTheEndOfTheRunIsClosedInTheOrderOfTheFirstSteps() {
        runner.run(() -> {
            Generator<Integer> second = ticks("begun second");
            Generator<Integer> first = ticks("begun first");
            Generator<Integer> never = ticks("never begun");
            first.next();
            second.next();
            log.add(never.state());
        });

        runner.close();

        assertThat(log).containsExactly(Generator.State.CREATED, "begun first ends", "begun second ends");
        assertThat(reports).isEmpty();
    }

    @Test
    void a60_itMayAwaitWhenItIsClosedAtTheEndAndItsErrorGoesToTheHandler() {
        Exception error = new Exception("of the clean-up");
        runner.run(() -> {
            Generator<Integer> generator = generator(g -> {
                try {
                    g.yield(1);
                } catch (GeneratorExit e) {
                    sleep(ofSeconds(1));
                    log.add("cleaned up");
                    throw error;
                }
            });
            generator.next();
        });

        runner.close();

        assertThat(log).containsExactly("cleaned up");
        assertThat(reports).singleElement()
                .satisfies(report -> assertThat(report.exception()).isSameAs(error));
    }

    @Test
    void closingALoopClosesItsGenerators() {
        EventLoop loop = EventLoop.create();
        loop.runUntilComplete(() -> {
            Generator<Integer> generator = generator(g -> {
                try {
                    g.yield(1);
                } finally {
                    log.add("closed");
                }
            });
            generator.next();
        });

        loop.close();

        assertThat(log).containsExactly("closed");
    }

    @Test
    void oneThatHasBegunInALoopCannotBeDrivenFromElsewhere() {
        Generator<Integer> generator = ticks("ticks");
        runner.run(() -> {
            generator.next();
        });

        assertThatThrownBy(generator::next).isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("belongs to EventLoop");
        assertThat((int) runner.run(() -> generator.next())).isEqualTo(2);
    }

    @Test
    void atTheEndATaskOfOneStepFailsWithIt() {
        runner.run(() -> {
            Generator<Integer> empty = generator(g -> {});
            Task<Integer> next = createTask(empty::next); // create_task(anext(empty))

            assertThatThrownBy(() -> await(shield(next))).isInstanceOf(StopIteration.class);
            assertThatThrownBy(() -> await(next)).isInstanceOf(StopIteration.class);
        });
    }

    /** What the initialiser calls. */
    private static Runnable hook = () -> {};

    private static final class Initialiser {
        static {
            hook.run();
        }
    }

    @Test
    void oneHasNotBegunIfItsFirstStepIsRefused() {
        assumeTrue(Engine.getDefault() != Engine.VIRTUAL_THREAD);
        Generator<Integer> ticks = generator(g -> g.yield(1));
        hook = () -> log.add(catchThrowable(ticks::next).getMessage().contains("cannot be suspended"));
        runner.run(() -> {
            new Initialiser();
        });
        log.add(ticks.getLoop());
        runner.close();

        assertThat(log).containsExactly(true, null);
        assertThat((int) ticks.next()).isEqualTo(1);
    }

    @Test
    void aStopIterationAsTheExceptionOfAFutureIsACause() {
        runner.run(() -> {
            Future<Integer> future = getRunningLoop().createFuture();

            future.setException(new StopIteration());

            assertThat(future.exception()).isInstanceOf(IllegalStateException.class)
                    .hasCauseInstanceOf(StopIteration.class);
        });
    }
}
