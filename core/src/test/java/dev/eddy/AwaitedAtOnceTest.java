package dev.eddy;

import static dev.eddy.Asyncio.await;
import static dev.eddy.Asyncio.createTask;
import static dev.eddy.Asyncio.currentTask;
import static dev.eddy.Asyncio.shield;
import static dev.eddy.Asyncio.sleep;
import static dev.eddy.Asyncio.timeout;
import static dev.eddy.generator.Generator.generator;
import static java.time.Duration.ZERO;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.eddy.context.ContextVar;
import dev.eddy.generator.Generator;
import dev.eddy.greenlet.Greenlet;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A task that is awaited before it has begun may begin on the stack of the one that awaits it. Nobody is to notice. */
class AwaitedAtOnceTest {

    private static final ContextVar<String> VAR = new ContextVar<>("VAR", "outside");

    @RegisterExtension final VirtualLoop loop = new VirtualLoop();

    private final List<String> order = new ArrayList<>();

    private String note(String what) {
        order.add(what);
        return what;
    }

    @Test
    void whatWasReadyBeforeItRunsBeforeIt() {
        loop.run(() -> {
            createTask(() -> note("before"));
            Task<String> task = createTask(() -> {
                loop.get().callSoon(() -> note("soon"));
                return note("task");
            });
            createTask(() -> note("after"));

            note(await(task) + " is done");
        });

        assertThat(order).containsExactly("before", "task", "after", "soon", "task is done");
    }

    @Test
    void othersHaveTheirTurnsWhileItWaits() {
        loop.run(() -> {
            Task<String> task = createTask(() -> {
                for (int i = 0; i < 2; i++) {
                    note("task " + i);
                    sleep(ofSeconds(2));
                }
                return note("task ends");
            });
            Task<?> other = createTask(() -> {
                sleep(ofSeconds(1));
                note("other");
                sleep(ofSeconds(2));
                note("other again");
            });

            await(task);
            note("awaited");
            await(other);
        });

        assertThat(order).containsExactly("task 0", "other", "task 1", "other again", "task ends", "awaited");
    }

    @Test
    void severalMayAwaitIt() {
        loop.run(() -> {
            Task<String> task = createTask(() -> {
                sleep(ofSeconds(1));
                return "result";
            });
            List<Task<?>> waiters = new ArrayList<>();
            for (int i = 0; i < 3; i++) {
                String name = "waiter " + i;
                waiters.add(createTask(() -> note(name + ": " + await(task))));
            }
            note("main: " + await(task));
            for (Task<?> waiter : waiters) {
                await(waiter);
            }
        });

        assertThat(order)
                .containsExactly("main: result", "waiter 0: result", "waiter 1: result", "waiter 2: result");
    }

    @Test
    void eachHasItsOwnContextAndIsTheCurrentTask() {
        loop.run(() -> {
            Task<?> main = currentTask();
            VAR.set("main");
            Task<?> task = createTask(() -> {
                assertThat(currentTask().getName()).isEqualTo("inner");
                assertThat(VAR.get()).isEqualTo("main");
                VAR.set("inner");
                sleep(ofSeconds(1));
                assertThat(VAR.get()).isEqualTo("inner");
                assertThat(currentTask().getName()).isEqualTo("inner");
            }, "inner");
            VAR.set("main after");

            await(task);

            assertThat(VAR.get()).isEqualTo("main after");
            assertThat(currentTask()).isSameAs(main);
        });
    }

    @Test
    void itsFailureIsThatOfTheAwait() {
        IllegalStateException failure = new IllegalStateException("planned");
        loop.run(() -> {
            assertThatThrownBy(() -> await(createTask(() -> {
                throw failure;
            }))).isSameAs(failure);
            assertThatThrownBy(() -> await(createTask(() -> {
                sleep(ofSeconds(1));
                throw failure;
            }))).isSameAs(failure);
        });
    }

    @Test
    void manyThatEachAwaitANewOneFitOnTheirStacks() {
        assertThat((int) loop.run(() -> depth(100_000))).isEqualTo(100_000);
    }

    private static int depth(int levels) {
        return levels == 0 ? 0 : await(createTask(() -> 1 + depth(levels - 1)));
    }

    // ---- cancellation -----------------------------------------------------------------------------------------------

    @Test
    void aCancellationOfTheWaiterGoesThroughIt() {
        loop.run(() -> {
            Task<?> waiter = createTask(() -> {
                try {
                    await(createTask(() -> {
                        try {
                            sleep(ofSeconds(60));
                        } finally {
                            note("inner ends");
                        }
                    }));
                } finally {
                    note("waiter ends");
                }
            });
            sleep(ofSeconds(1));

            waiter.cancel("message");

            assertThatThrownBy(() -> await(waiter)).isInstanceOf(CancelledError.class).hasMessage("message");
        });

        assertThat(order).containsExactly("inner ends", "waiter ends");
    }

    @Test
    void ifItGoesOnAfterACancellationSoDoesTheWaiter() {
        loop.run(() -> {
            Task<String> waiter = createTask(() -> await(createTask(() -> {
                try {
                    sleep(ofSeconds(60));
                } catch (CancelledError e) {
                    sleep(ofSeconds(1));
                }
                return "result";
            })));
            sleep(ofSeconds(1));

            waiter.cancel();

            assertThat(await(waiter)).isEqualTo("result");
            assertThat(loop.time()).isEqualTo(ofSeconds(2));
        });
    }

    @Test
    void aTimeoutOfTheWaiterEndsIt() {
        loop.run(() -> {
            Task<?> task = createTask(() -> sleep(ofSeconds(60)));

            assertThatThrownBy(() -> timeout(ofSeconds(1), () -> {
                await(task);
            })).isInstanceOf(TimeoutException.class);

            assertThat(task.cancelled()).isTrue();
        });
    }

    @Test
    void aShieldedOneOutlivesTheWaiter() {
        loop.run(() -> {
            Task<String> task = createTask(() -> {
                sleep(ofSeconds(2));
                return "result";
            });
            Task<?> waiter = createTask(() -> await(shield(task)));
            sleep(ofSeconds(1));

            waiter.cancel();

            assertThatThrownBy(() -> await(waiter)).isInstanceOf(CancelledError.class);
            assertThat(loop.time()).isEqualTo(ofSeconds(1));
            assertThat(await(task)).isEqualTo("result");
        });
    }

    @Test
    void aCircleOfTheTwoCanBeCancelledAtEitherEnd() {
        for (int cancelled = 0; cancelled < 2; cancelled++) {
            int index = cancelled;
            loop.run(() -> {
                List<Task<?>> circle = new ArrayList<>();
                circle.add(createTask(() -> {
                    circle.add(createTask(() -> {
                        await(circle.getFirst());
                    }));
                    await(circle.getLast());
                }));
                sleep(ofSeconds(1));

                circle.get(index).cancel();

                for (Task<?> task : circle) {
                    assertThatThrownBy(() -> await(task)).isInstanceOf(CancelledError.class);
                }
            });
        }
    }

    @Test
    void theLoopClosesWhileBothWait() {
        EventLoop own = EventLoop.builder().clock(new VirtualClock()).build();
        own.runUntilComplete(own.createTask(() -> {
            createTask(() -> {
                try {
                    await(createTask(() -> {
                        try {
                            await(own.createFuture());
                        } finally {
                            note("inner ends");
                        }
                    }));
                } finally {
                    note("waiter ends");
                }
            });
            sleep(ofSeconds(1));
            return null;
        }));

        own.close();

        assertThat(order).containsExactlyInAnyOrder("inner ends", "waiter ends");
    }

    // ---- other stacks -----------------------------------------------------------------------------------------------

    @Test
    void theWaiterMayBeAGeneratorAndTheTaskIterateAnother() {
        loop.run(() -> {
            Generator<Integer> outer = generator(g -> {
                g.yield(1);
                g.yield(await(createTask(() -> {
                    Generator<Integer> inner = generator(h -> {
                        sleep(ofSeconds(1));
                        h.yield(2);
                        h.yield(3);
                    });
                    int sum = 0;
                    for (int each : inner) {
                        sum += each;
                    }
                    return sum;
                })));
                g.yield(6);
            });
            List<Integer> seen = new ArrayList<>();
            outer.forEach(seen::add);

            assertThat(seen).containsExactly(1, 5, 6);
        });
    }

    @Test
    void theWaiterMayBeAGreenletAndTheTaskHasGreenletsOfItsOwn() {
        loop.run(() -> {
            Greenlet main = Greenlet.getCurrent();
            Greenlet waiter = new Greenlet(unused -> await(createTask(() -> {
                Greenlet inner = Greenlet.getCurrent();
                assertThat(inner).isNotSameAs(main);
                Greenlet child = new Greenlet(sent -> {
                    sleep(ofSeconds(1));
                    return inner.switchTo(sent + " to inner");
                });
                return child.switchTo("from child");
            })));

            assertThat(waiter.switchTo("begin")).isEqualTo("from child to inner");
            assertThat(Greenlet.getCurrent()).isSameAs(main);
        });
    }

    @Test
    void itMayStartOthersEagerly() {
        loop.run(() -> {
            String result = await(createTask(() -> {
                Task<String> eager = createTask(() -> {
                    note("eager begins");
                    sleep(ofSeconds(1));
                    return note("eager ends");
                }, TaskOptions.DEFAULT.withEagerStart(true));
                note("inner goes on");
                return await(eager);
            }));
            assertThat(result).isEqualTo("eager ends");
        });

        assertThat(order).containsExactly("eager begins", "inner goes on", "eager ends");
    }

    @Test
    void aYieldAmongThoseThatAreReadyHasItsPlaceInTheirOrder() {
        loop.run(() -> {
            Task<?> task = createTask(() -> {
                note("inner 1");
                sleep(ZERO);
                note("inner 2");
            });
            Task<?> other = createTask(() -> {
                note("other 1");
                sleep(ZERO);
                note("other 2");
                sleep(ZERO);
                note("other 3");
            });
            await(task);
            note("awaited");
            await(other);
        });

        assertThat(order).containsExactly("inner 1", "other 1", "inner 2", "other 2", "awaited", "other 3");
    }
}
