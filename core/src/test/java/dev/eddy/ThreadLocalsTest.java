package dev.eddy;

import static dev.eddy.Asyncio.await;
import static dev.eddy.Asyncio.createTask;
import static dev.eddy.Asyncio.gather;
import static dev.eddy.Asyncio.getRunningLoop;
import static dev.eddy.Asyncio.runAsGuest;
import static dev.eddy.Asyncio.runCoroutineThreadsafe;
import static dev.eddy.Asyncio.sleep;
import static dev.eddy.Asyncio.toThread;
import static dev.eddy.generator.Generator.generator;
import static java.time.Duration.ZERO;
import static java.time.Duration.ofMillis;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.eddy.context.Context;
import dev.eddy.context.ContextVar;
import dev.eddy.context.ThreadLocalAccessor;
import dev.eddy.context.ThreadLocalRegistry;
import dev.eddy.generator.Generator;
import dev.eddy.greenlet.Greenlet;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** R37: registered thread-locals go with the contexts, and are cleared where they are absent. */
class ThreadLocalsTest {

    static final ThreadLocal<String> USER = new ThreadLocal<>();

    @RegisterExtension final VirtualLoop loop = new VirtualLoop();

    final List<String> log = Collections.synchronizedList(new ArrayList<>());

    @BeforeEach
    void register() {
        ThreadLocalRegistry.register("user", USER);
    }

    @AfterEach
    void remove() {
        ThreadLocalRegistry.remove("user");
        USER.remove();
    }

    private void logUser() {
        log.add(String.valueOf(USER.get()));
    }

    @Nested
    class Tasks {

        @Test
        void r37_aTaskHasTheValuesThatWereThereWhenItWasCreated() {
            loop.run(() -> {
                USER.set("ada");
                Task<String> task = createTask(() -> USER.get());

                USER.set("bob");

                assertThat(await(task)).isEqualTo("ada");
            });
        }

        @Test
        void r37_whatATaskSetsSurvivesItsAwaitsAndIsSeenByNobodyElse() {
            loop.run(() -> {
                USER.set("main");
                Callable<String> child = () -> {
                    String own = USER.get() + "'s child " + Asyncio.currentTask().getName();
                    USER.set(own);
                    sleep(ZERO);
                    sleep(ofSeconds(1));
                    assertThat(USER.get()).isEqualTo(own);
                    return "";
                };

                await(gather(child, child, child));

                assertThat(USER.get()).isEqualTo("main");
            });
        }

        @Test
        void r37_whatATaskTakesAwayStaysAway() {
            loop.run(() -> {
                USER.set("main");
                Task<String> task = createTask(() -> {
                    USER.remove();
                    sleep(ZERO);
                    return USER.get();
                });

                assertThat(await(task)).isNull();
                assertThat(USER.get()).isEqualTo("main");
            });
        }

        @Test
        void r37_nothingIsLeftForATaskOnTheFiberOfOneThatHasEnded() {
            loop.run(() -> {
                await(createTask(() -> USER.set("first")));

                assertThat(await(createTask(() -> USER.get()))).isNull();
            });
        }

        @Test
        void r37_anEagerTaskHasItsCreatorsValuesAndTheCreatorItsOwnAfterwards() {
            loop.run(() -> {
                USER.set("creator");
                Task<String> task = getRunningLoop().createTask(() -> {
                    String begun = USER.get();
                    USER.set("eager");
                    sleep(ofSeconds(1));
                    return begun + ", " + USER.get();
                }, TaskOptions.DEFAULT.withEagerStart(true));

                assertThat(USER.get()).isEqualTo("creator");
                assertThat(await(task)).isEqualTo("creator, eager");
            });
        }

        @Test
        void r37_aSharedContextSharesThem() {
            loop.run(() -> {
                Context shared = Context.copyCurrent();
                await(getRunningLoop().createTask(() -> {
                    USER.set("first");
                    return "";
                }, TaskOptions.DEFAULT.withContext(shared)));

                String seen = await(
                        getRunningLoop().createTask(() -> USER.get(), TaskOptions.DEFAULT.withContext(shared)));

                assertThat(seen).isEqualTo("first");
                assertThat(USER.get()).isNull();
            });
        }

        @Test
        void r37_aCancelledTaskCleansUpWithItsOwn() {
            loop.run(() -> {
                Task<?> task = createTask(() -> {
                    USER.set("cancelled");
                    try {
                        sleep(ofSeconds(60));
                    } finally {
                        logUser();
                    }
                });
                sleep(ofSeconds(1));
                task.cancel();

                assertThatThrownBy(() -> await(task)).isInstanceOf(CancelledError.class);
                assertThat(log).containsExactly("cancelled");
                assertThat(USER.get()).isNull();
            });
        }

        @Test
        void r37_aTaskThatTheClosingLoopUnwindsHasItsOwn() {
            EventLoop closed = EventLoop.create();
            closed.setExceptionHandler((source, report) -> {});
            closed.runUntilComplete(() -> {
                createTask(() -> {
                    USER.set("left behind");
                    try {
                        sleep(ofSeconds(60));
                    } finally {
                        logUser();
                    }
                });
                sleep(ZERO);
            });
            USER.set("caller");

            closed.close();

            assertThat(log).containsExactly("left behind");
            assertThat(USER.get()).isEqualTo("caller");
        }

        @Test
        void r37_whoeverGoesOnNextHasItsOwnWhateverItIs() {
            Random random = new Random(37);
            loop.run(() -> {
                List<Task<?>> tasks = new ArrayList<>();
                for (int i = 0; i < 50; i++) {
                    String name = "task " + i;
                    USER.set(name);
                    tasks.add(createTask(() -> wander(name, random)));
                }
                USER.remove();
                for (Task<?> task : tasks) {
                    await(task);
                    assertThat(USER.get()).isNull();
                }
            });
            assertThat(USER.get()).isNull();
        }

        private void wander(String name, Random random) {
            Generator<String> generator = generator(g -> {
                while (true) {
                    if (random.nextBoolean()) {
                        sleep(ofMillis(random.nextInt(3)));
                    }
                    g.yield(USER.get());
                }
            });
            String expected = name;
            for (int step = 0; step < 20; step++) {
                switch (random.nextInt(6)) {
                    case 0 -> sleep(ZERO);
                    case 1 -> sleep(ofMillis(random.nextInt(5)));
                    case 2 -> {
                        expected = name + " at step " + step;
                        USER.set(expected);
                    }
                    case 3 -> {
                        expected = null;
                        USER.remove();
                    }
                    case 4 -> assertThat(generator.next()).isEqualTo(expected);
                    default -> {
                        String inherited = expected;
                        Task<?> child = getRunningLoop().createTask(() -> {
                            assertThat(USER.get()).isEqualTo(inherited);
                            USER.set("child's");
                            return "";
                        }, TaskOptions.DEFAULT.withEagerStart(random.nextBoolean()));
                        if (random.nextBoolean()) {
                            await(child);
                        }
                    }
                }
                assertThat(USER.get()).isEqualTo(expected);
            }
        }
    }

    @Nested
    class Callbacks {

        @Test
        void r37_callbacksHaveTheValuesOfWhoScheduledThem() {
            loop.run(() -> {
                USER.set("scheduled");
                Future<String> future = getRunningLoop().createFuture();
                getRunningLoop().callSoon(() -> {
                    logUser();
                    USER.set("callback's");
                });
                getRunningLoop().callLater(ofSeconds(1), ThreadLocalsTest.this::logUser);
                future.addDoneCallback(done -> logUser());
                getRunningLoop().callSoonThreadsafe(ThreadLocalsTest.this::logUser);
                USER.set("later");

                future.setResult("");
                sleep(ofSeconds(2));

                assertThat(log).containsExactly("scheduled", "scheduled", "scheduled", "scheduled");
                assertThat(USER.get()).isEqualTo("later");
            });
        }

        @Test
        void r37_aCallbackInAnEmptyContextHasNone() {
            loop.run(() -> {
                USER.set("task's");
                getRunningLoop().callSoon(ThreadLocalsTest.this::logUser, new Context());

                sleep(ZERO);

                assertThat(log).containsExactly("null");
                assertThat(USER.get()).isEqualTo("task's");
            });
        }

        @Test
        void r37_theExceptionHandlerIsToldInTheContextOfTheCallbackThatFailed() {
            loop.reports();
            loop.get().setExceptionHandler((source, report) -> logUser());
            loop.run(() -> {
                USER.set("fails");
                getRunningLoop().callSoon(() -> {
                    throw new IllegalStateException("planned");
                });
                sleep(ZERO);
            });

            assertThat(log).containsExactly("fails");
        }
    }

    @Nested
    class Generators {

        final ContextVar<String> variable = new ContextVar<>("variable", "unset");

        private Generator<String> users() {
            return generator(g -> {
                while (true) {
                    USER.set(USER.get() + "!");
                    g.yield(USER.get());
                }
            });
        }

        @Test
        void r37_eachStepHasTheValuesOfItsDriver() {
            loop.run(() -> {
                Generator<String> users = users();
                USER.set("ada");
                assertThat(users.next()).isEqualTo("ada!");
                USER.set("bob");
                assertThat(users.next()).isEqualTo("bob!");
                assertThat(await(createTask(() -> {
                    USER.set("cyd");
                    return users.next();
                }))).isEqualTo("cyd!");
                assertThat(USER.get()).isEqualTo("bob!"); // as for context variables: a step is the driver's own code
            });
        }

        @Test
        void r37_aBodyThatAwaitsHasThemAfterwards() {
            loop.run(() -> {
                Generator<String> slow = generator(g -> {
                    sleep(ofSeconds(1));
                    g.yield(USER.get());
                });
                USER.set("ada");
                Task<?> other = createTask(() -> {
                    USER.set("other");
                    sleep(ofSeconds(2));
                });

                assertThat(slow.next()).isEqualTo("ada");
                await(other);
            });
        }

        @Test
        void r37_soHasADelegate() {
            loop.run(() -> {
                Generator<String> outer = generator(g -> g.yieldFrom(users()));
                USER.set("ada");
                assertThat(outer.next()).isEqualTo("ada!");
                USER.set("bob");
                assertThat(outer.next()).isEqualTo("bob!");
                outer.close();
                assertThat(USER.get()).isEqualTo("bob!");
            });
        }

        @Test
        void r37_outsideOfALoopTheyAreTheThreads() {
            Generator<String> users = users();
            USER.set("ada");
            variable.set("outside");

            assertThat(users.next()).isEqualTo("ada!");
            assertThat(USER.get()).isEqualTo("ada!");
            assertThat(generator((Generator<String> g) -> g.yield(variable.get())).next()).isEqualTo("outside");
        }

        @Test
        void r37_aGeneratorFromOutsideOfTheLoopHasItsDrivers() {
            Generator<String> users = users();
            USER.set("ada");
            assertThat(users.next()).isEqualTo("ada!");
            loop.run(() -> {
                USER.set("bob");
                assertThat(users.next()).isEqualTo("bob!");
                sleep(ZERO);
                assertThat(users.next()).isEqualTo("bob!!");
                assertThat(USER.get()).isEqualTo("bob!!");
            });
            assertThat(USER.get()).isEqualTo("ada!");
        }
    }

    @Nested
    class Greenlets {

        private Greenlet echo(String user) {
            return new Greenlet(first -> {
                Object received = first;
                USER.set(user);
                while (true) {
                    String seen = USER.get() + " got " + received;
                    received = Greenlet.getCurrent().parent().switchTo(seen);
                }
            });
        }

        @Test
        void r37_eachGreenletKeepsItsOwn() {
            USER.set("main");
            Greenlet ada = echo("ada");
            Greenlet bob = echo("bob");

            for (int i = 0; i < 3; i++) {
                assertThat(ada.switchTo(i)).isEqualTo("ada got " + i);
                assertThat(bob.switchTo(i)).isEqualTo("bob got " + i);
                assertThat(USER.get()).isEqualTo("main");
            }
        }

        @Test
        void r37_soItDoesInATask() {
            loop.run(() -> {
                USER.set("task");
                Greenlet ada = echo("ada");
                for (int i = 0; i < 3; i++) {
                    assertThat(ada.switchTo(i)).isEqualTo("ada got " + i);
                    assertThat(USER.get()).isEqualTo("task");
                    sleep(ZERO);
                }
                Greenlet ends = new Greenlet(first -> {
                    USER.set("ended");
                    return USER.get();
                });
                assertThat(ends.switchTo()).isEqualTo("ended");
                assertThat(USER.get()).isEqualTo("task");
            });
        }
    }

    @Nested
    class Threads {

        @Test
        void r37_theCallersValuesAreTheMainTasksAndTheCallersAgainAfterTheRun() {
            USER.set("caller");
            loop.run(() -> {
                logUser();
                USER.set("main");
                getRunningLoop().callSoon(ThreadLocalsTest.this::logUser, new Context());
                sleep(ZERO);
            });

            assertThat(log).containsExactly("caller", "null");
            assertThat(USER.get()).isEqualTo("caller");
        }

        @Test
        void r37_afterTheRunAThreadWithoutHasNone() {
            loop.run(() -> USER.set("main"));

            assertThat(USER.get()).isNull();
        }

        @Test
        void r37_theExecutorsThreadsHaveTheValuesOfWhoCalls() throws Exception {
            try (ExecutorService executor = Executors.newSingleThreadExecutor()) {
                executor.submit(() -> USER.set("the thread's own")).get();
                loop.run(() -> {
                    USER.set("ada");
                    assertThat(toThread(() -> USER.get())).isEqualTo("ada");
                    assertThat(await(getRunningLoop().runInExecutor(() -> USER.get()))).isEqualTo("ada");
                    assertThat(await(getRunningLoop().runInExecutor(executor, () -> {
                        String given = USER.get();
                        USER.set("the call's");
                        return given;
                    }))).isEqualTo("ada");
                    assertThat(USER.get()).isEqualTo("ada");
                });
                assertThat(executor.submit(USER::get).get()).isEqualTo("the thread's own");
            }
        }

        @Test
        void r37_aTaskFromAnotherThreadHasThatThreadsValues() {
            loop.run(() -> {
                EventLoop running = getRunningLoop();
                USER.set("main");
                String seen = toThread(() -> {
                    USER.set("the other thread's");
                    return runCoroutineThreadsafe(() -> {
                        sleep(ZERO);
                        return USER.get();
                    }, running).get();
                });

                assertThat(seen).isEqualTo("the other thread's");
            });
        }

        @Test
        void r37_aGuestLeavesNothingWithItsHostBetweenItsTurns() throws Exception {
            List<Runnable> turns = new ArrayList<>();
            USER.set("who starts it");
            CompletableFuture<String> outcome = runAsGuest(turns::add, () -> {
                String begun = USER.get();
                USER.set("the guest's");
                sleep(ZERO);
                sleep(ZERO);
                return begun + ", " + USER.get();
            });
            USER.set("the host's");
            for (int i = 0; i < turns.size(); i++) {
                turns.get(i).run();
                assertThat(USER.get()).isEqualTo("the host's");
            }

            assertThat(outcome.get()).isEqualTo("who starts it, the guest's");
        }

        @Test
        void r37_aContextTakesThemToAThreadOutsideOfAnyLoop() throws Exception {
            USER.set("ada");
            Context context = Context.copyCurrent();
            USER.set("bob");

            assertThat(context.<String>run(() -> {
                String given = USER.get();
                USER.set("cyd");
                return given;
            })).isEqualTo("ada");
            assertThat(USER.get()).isEqualTo("bob");
            assertThat(CompletableFuture.supplyAsync(() -> {
                try {
                    return context.<String>run(() -> USER.get());
                } catch (Exception e) {
                    throw new AssertionError(e);
                }
            }).get()).isEqualTo("cyd");
        }

        @Test
        void r37_theThreadsOfTheSharedLoopsKeepNothing() throws Exception {
            List<EventLoop> loops = IntStream.range(0, 64).mapToObj(i -> LoopGroup.sharedNext()).distinct().toList();
            for (EventLoop shared : loops) {
                runCoroutineThreadsafe(() -> {
                    USER.set("first");
                    sleep(ZERO);
                }, shared).get();
                assertThat(runCoroutineThreadsafe(() -> USER.get(), shared).get()).isNull();
            }
        }
    }

    @Nested
    class Registry {

        @RegisterExtension final LogRecords logged = new LogRecords();

        @Test
        void anAccessorTakesThePlaceOfOneWithAnEqualKey() {
            ThreadLocal<String> other = new ThreadLocal<>();
            ThreadLocalRegistry.register("user", other);

            loop.run(() -> {
                USER.set("not registered any more");
                other.set("ada");
                Callable<List<@Nullable String>> both = () -> Collections.singletonList(other.get());
                assertThat(await(createTask(both))).containsExactly("ada");
                assertThat(ThreadLocalRegistry.remove("user")).isTrue();
                assertThat(ThreadLocalRegistry.remove("user")).isFalse();
            });
        }

        @Test
        void aTaskThatBeganBeforeTheRegistrationKeepsWhatItHadRegistered() {
            ThreadLocal<String> late = new ThreadLocal<>();
            try {
                loop.run(() -> {
                    USER.set("ada");
                    Task<String> early = createTask(() -> {
                        sleep(ofSeconds(1));
                        return USER.get() + ", " + late.get();
                    });
                    sleep(ZERO);
                    ThreadLocalRegistry.register("late", late);
                    late.set("main's");
                    Task<String> created = createTask(() -> USER.get() + ", " + late.get());

                    assertThat(await(early)).isEqualTo("ada, null");
                    assertThat(await(created)).isEqualTo("ada, main's");
                    assertThat(late.get()).isEqualTo("main's");
                });
            } finally {
                ThreadLocalRegistry.remove("late");
            }
        }

        @Test
        void anAccessorThatFailsIsLoggedAndHarmsNobody() {
            ThreadLocalRegistry.register("failing", () -> "value", value -> {
                throw new IllegalStateException("planned");
            }, () -> {});
            try {
                loop.run(() -> {
                    USER.set("ada");
                    assertThat(await(createTask(() -> USER.get()))).isEqualTo("ada");
                });
            } finally {
                ThreadLocalRegistry.remove("failing");
            }
            assertThat(logged.messages()).isNotEmpty().allMatch(message -> message.contains("failing"));
        }

        @Test
        void whatWouldRegisterNothingIsRefused() {
            assertThatThrownBy(() -> ThreadLocalRegistry.register(null)).hasMessageContaining("accessor");
            assertThatThrownBy(() -> ThreadLocalRegistry.register("key", (ThreadLocal<String>) null))
                    .hasMessageContaining("threadLocal");
            assertThatThrownBy(() -> ThreadLocalRegistry.register(null, USER)).hasMessageContaining("key");
            ThreadLocalAccessor<String> keyless = new ThreadLocalAccessor<>() {
                @Override
                public Object key() {
                    return null;
                }

                @Override
                public String getValue() {
                    return "";
                }

                @Override
                public void setValue(String value) {}

                @Override
                public void reset() {}
            };
            assertThatThrownBy(() -> ThreadLocalRegistry.register(keyless)).hasMessageContaining("key()");
        }
    }
}
