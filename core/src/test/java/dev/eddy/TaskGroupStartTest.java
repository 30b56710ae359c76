package dev.eddy;

import static dev.eddy.Asyncio.await;
import static dev.eddy.Asyncio.createTask;
import static dev.eddy.Asyncio.currentTask;
import static dev.eddy.Asyncio.getRunningLoop;
import static dev.eddy.Asyncio.sleep;
import static dev.eddy.Asyncio.taskGroup;
import static dev.eddy.Asyncio.taskGroupVoid;
import static dev.eddy.Asyncio.timeout;
import static java.time.Duration.ZERO;
import static java.time.Duration.ofHours;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** {@code TaskGroup.start}: children that say when they are ready, as in Trio and AnyIO. */
class TaskGroupStartTest {

    @RegisterExtension final VirtualLoop loop = new VirtualLoop();

    private final List<String> log = new ArrayList<>();

    /** Is ready after a second, with a port, and serves until it is cancelled. */
    private void serve(TaskStatus<Integer> status) {
        workUntilCancelled(() -> {
            sleep(ofSeconds(1));
            status.started(8080);
            sleep(ofHours(1));
        });
    }

    private void workUntilCancelled(Runnable work) {
        try {
            work.run();
        } catch (CancelledError e) {
            log.add("server cancelled");
            throw e;
        }
    }

    private static void failInCleanup(Exception failure) throws Exception {
        try {
            sleep(ofHours(1));
        } catch (CancelledError e) {
            throw failure;
        }
    }

    private static ExceptionGroup failureOf(TaskGroup.VoidBody body) {
        return catchThrowableOfType(ExceptionGroup.class, () -> taskGroupVoid(body));
    }

    /** A group that another task has entered, and that lasts an hour. */
    private static TaskGroup groupOfAnotherTask() {
        TaskGroup group = new TaskGroup();
        createTask(() -> group.runVoid(entered -> sleep(ofHours(1))));
        sleep(ofSeconds(1));
        return group;
    }

    @Nested
    class Readiness {

        @Test
        void returnsWhatTheChildSaysAndTheChildGoesOn() {
            loop.run(() -> {
                taskGroupVoid(group -> {
                    int port = group.start(status -> {
                        sleep(ofSeconds(1));
                        status.started(8080);
                        sleep(ofSeconds(2));
                        log.add("served");
                    });

                    log.add("port " + port + " at " + loop.time().toSeconds());
                });

                assertThat(log).containsExactly("port 8080 at 1", "served");
                assertThat(loop.time()).isEqualTo(ofSeconds(3));
            });
        }

        @Test
        void withoutAValueItReturnsNull() {
            loop.run(() -> taskGroupVoid(group -> {
                Object value = group.start(status -> {
                    sleep(ofSeconds(1));
                    status.started();
                });

                assertThat(value).isNull();
                assertThat(loop.time()).isEqualTo(ofSeconds(1));
            }));
        }

        @Test
        void theChildCanHaveAName() {
            loop.run(() -> taskGroupVoid(group -> {
                String name = group.start(status -> status.started(currentTask().getName()), "server");

                assertThat(name).isEqualTo("server");
            }));
        }

        @Test
        void anEagerChildThatIsReadyInItsFirstStepNeedsNoSuspension() {
            loop.run(() -> taskGroupVoid(group -> {
                getRunningLoop().callSoon(() -> log.add("next pass"));

                int port = group.<Integer>start(
                        status -> status.started(8080), TaskOptions.DEFAULT.withEagerStart(true));

                assertThat(port).isEqualTo(8080);
                assertThat(log).isEmpty();
            }));
        }

        @Test
        void onceReadyTheChildIsCancelledWithItsGroup() {
            loop.run(() -> {
                ExceptionGroup thrown = failureOf(group -> {
                    group.start(TaskGroupStartTest.this::serve);
                    throw new IOException("body");
                });

                assertThat(thrown.exceptions()).hasSize(1);
                assertThat(log).containsExactly("server cancelled");
                assertThat(loop.time()).isEqualTo(ofSeconds(1));
            });
        }

        @Test
        void itMaySayItAfterTheBodyHasEnded() {
            loop.run(() -> {
                taskGroupVoid(group -> group.createTask(() -> {
                    int port = group.start(status -> {
                        sleep(ofSeconds(1));
                        status.started(8080);
                        sleep(ofSeconds(1));
                    });
                    log.add("port " + port);
                }));

                assertThat(log).containsExactly("port 8080");
                assertThat(loop.time()).isEqualTo(ofSeconds(2));
            });
        }

        @Test
        void theCallGraphShowsTheCallerAndTheGroup() {
            loop.run(() -> taskGroupVoid(group -> {
                List<Future<?>> awaiting = new ArrayList<>();
                Task<Integer> caller = group.createTask(() -> group.start(status -> {
                    Asyncio.captureCallGraph().awaitedBy().forEach(waiter -> awaiting.add(waiter.future()));
                    status.started(8080);
                }));
                await(caller);

                assertThat(awaiting).containsExactlyInAnyOrder(currentTask(), caller);
            }));
        }
    }

    @Nested
    class Failures {

        @Test
        void beforeItIsReadyTheVeryExceptionIsTheCallersAndNotTheGroups() {
            loop.run(() -> {
                IOException failure = new IOException("address in use");

                String result = taskGroup(group -> {
                    Throwable thrown = catchThrowable(() -> group.start(status -> {
                        sleep(ofSeconds(1));
                        throw failure;
                    }));
                    assertThat(thrown).isSameAs(failure);
                    sleep(ofSeconds(1));
                    return "goes on";
                });

                assertThat(result).isEqualTo("goes on");
            });
        }

        @Test
        void onceReadyItIsTheGroups() {
            loop.run(() -> {
                IOException failure = new IOException("connection lost");

                ExceptionGroup thrown = failureOf(group -> {
                    group.start(status -> {
                        status.started(8080);
                        throw failure;
                    });
                    log.add("started");
                    sleep(ofHours(1));
                });

                assertThat(thrown.exceptions()).containsExactly(failure);
                assertThat(log).containsExactly("started");
            });
        }

        @Test
        void aChildThatEndsWithoutHavingBeenReadyIsAnErrorOfTheCaller() {
            loop.run(() -> taskGroupVoid(group -> assertThatThrownBy(
                    () -> group.start(status -> sleep(ofSeconds(1)), "forgetful"))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("forgetful")
                    .hasMessageContaining("ended without having called started(..)")));
        }

        @Test
        void soIsAChildThatIsCancelledBefore() {
            loop.run(() -> taskGroupVoid(group -> assertThatThrownBy(() -> group.start(status -> {
                currentTask().cancel();
                sleep(ofSeconds(1));
            }))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("cancelled")
                    .hasMessageContaining("ended without having called started(..)")));
        }

        @Test
        void sayingItTwiceIsAnErrorOfTheChild() {
            loop.run(() -> taskGroupVoid(group -> group.start(status -> {
                status.started("first");

                assertThatThrownBy(() -> status.started("second"))
                        .isInstanceOf(IllegalStateException.class)
                        .hasMessageContaining("was called before");
            })));
        }

        @Test
        void sayingItAfterTheChildsEndIsAnError() {
            loop.run(() -> taskGroupVoid(group -> {
                List<TaskStatus<Integer>> kept = new ArrayList<>();

                assertThatThrownBy(() -> group.<Integer>start(kept::add)).isInstanceOf(IllegalStateException.class);
                assertThatThrownBy(() -> kept.getFirst().started(8080))
                        .isInstanceOf(IllegalStateException.class)
                        .hasMessageContaining("the child has ended");
            }));
        }

        @Test
        void sayingItInAnotherThreadIsAnError() {
            loop.run(() -> taskGroupVoid(group -> group.<Integer>start(status -> {
                Throwable thrown = CompletableFuture
                        .supplyAsync(() -> catchThrowable(() -> status.started(8080)), Thread.ofPlatform()::start)
                        .join();
                status.started(8080);

                assertThat(thrown).isInstanceOf(IllegalStateException.class).hasMessageContaining("callSoonThreadsafe");
            })));
        }

        @Test
        void outsideACoroutineNothingBegins() {
            TaskGroup group = new TaskGroup();

            assertThatThrownBy(() -> group.start(status -> log.add("ran")))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("outside a coroutine");
            assertThat(log).isEmpty();
        }
    }

    @Nested
    class TheCallerIsCancelled {

        @Test
        void theChildIsCancelledAndWaitedForFirst() {
            loop.run(() -> taskGroupVoid(group -> {
                Throwable thrown = catchThrowable(() -> timeout(ofSeconds(1), () -> group.start(status -> {
                    try {
                        sleep(ofHours(1));
                    } finally {
                        sleep(ofSeconds(2));
                        log.add("cleaned up");
                    }
                })));

                assertThat(thrown).isInstanceOf(TimeoutException.class);
                assertThat(log).containsExactly("cleaned up");
                assertThat(loop.time()).isEqualTo(ofSeconds(3));
                assertThat(currentTask().cancelling()).isZero();
            }));
        }

        @Test
        void aChildThatSaysItNowIsNotListenedTo() {
            loop.run(() -> taskGroupVoid(group -> {
                Throwable thrown = catchThrowable(() -> timeout(ofSeconds(1), () -> group.start(status -> {
                    try {
                        sleep(ofHours(1));
                    } catch (CancelledError e) {
                        status.started("too late");
                        sleep(ofSeconds(1));
                        log.add("ended");
                    }
                })));

                assertThat(thrown).isInstanceOf(TimeoutException.class);
                assertThat(log).containsExactly("ended");
                assertThat(loop.time()).isEqualTo(ofSeconds(2));
            }));
        }

        @Test
        void aSecondCancellationInterruptsTheCleanUp() {
            loop.run(() -> taskGroupVoid(group -> {
                Task<?> caller = createTask(() -> group.start(status -> {
                    try {
                        sleep(ofHours(1));
                    } finally {
                        sleep(ofHours(1));
                    }
                }));
                sleep(ofSeconds(1));
                caller.cancel("first");
                sleep(ofSeconds(1));
                caller.cancel("second");

                assertThatThrownBy(() -> await(caller)).isInstanceOf(CancelledError.class).hasMessage("first");
                assertThat(loop.time()).isEqualTo(ofSeconds(2));
            }));
        }

        @Test
        void aFailureOfTheCleanUpIsTheGroups() {
            loop.run(() -> {
                IOException failure = new IOException("cleanup");

                ExceptionGroup thrown = failureOf(group -> {
                    timeout(ofSeconds(1), () -> group.start(status -> failInCleanup(failure)));
                    log.add("not reached");
                });

                assertThat(thrown.exceptions()).containsExactly(failure);
                assertThat(log).isEmpty();
                assertThat(loop.time()).isEqualTo(ofSeconds(1));
                assertThat(currentTask().cancelling()).isZero();
            });
        }

        @Test
        void inThePassInWhichTheChildIsReadyTheChildIsCancelledToo() {
            loop.run(() -> taskGroupVoid(group -> {
                Task<?> caller = createTask(() -> group.start(status -> {
                    status.started(8080);
                    workUntilCancelled(() -> sleep(ofHours(1)));
                }));
                sleep(ZERO); // the caller starts the child
                getRunningLoop().callSoon(caller::cancel); // behind the child's first step

                assertThatThrownBy(() -> await(caller)).isInstanceOf(CancelledError.class);
                assertThat(log).containsExactly("server cancelled");
                assertThat(loop.time()).isZero();
            }));
        }

        @Test
        void inThePassInWhichTheChildFailsTheFailureIsTheGroups() {
            loop.run(() -> {
                IOException failure = new IOException("lost otherwise");
                List<Task<?>> callers = new ArrayList<>();

                ExceptionGroup thrown = failureOf(group -> {
                    callers.add(createTask(() -> group.start(status -> {
                        // In the next pass the group sees this end, in the one after that comes the caller's turn.
                        getRunningLoop().callSoon(() -> getRunningLoop().callSoon(callers.getFirst()::cancel));
                        throw failure;
                    })));
                    Asyncio.wait(callers);
                    sleep(ofHours(1));
                });

                assertThat(thrown.exceptions()).containsExactly(failure);
                assertThat(callers).allMatch(Future::cancelled);
                assertThat(loop.time()).isZero();
            });
        }
    }

    @Nested
    class TheGroupEnds {

        @Test
        void aSiblingsFailureCancelsTheChildThatIsNotReady() {
            loop.run(() -> {
                IOException failure = new IOException("sibling");

                ExceptionGroup thrown = failureOf(group -> {
                    group.createTask(() -> {
                        throw failure;
                    });
                    group.start(TaskGroupStartTest.this::serve);
                    log.add("not reached");
                });

                assertThat(thrown.exceptions()).containsExactly(failure);
                assertThat(log).containsExactly("server cancelled");
                assertThat(currentTask().cancelling()).isZero();
            });
        }

        @Test
        void whatFailsInTheCleanUpOfThatChildIsPartOfTheGroup() {
            loop.run(() -> {
                IOException failure = new IOException("sibling");
                IOException cleanup = new IOException("cleanup");

                ExceptionGroup thrown = failureOf(group -> {
                    group.createTask(() -> {
                        sleep(ofSeconds(1));
                        throw failure;
                    });
                    group.start(status -> failInCleanup(cleanup));
                });

                assertThat(thrown.exceptions()).containsExactly(failure, cleanup);
            });
        }

        @Test
        void aCancelledGroupEndsWithoutAnError() {
            loop.run(() -> {
                taskGroupVoid(group -> {
                    getRunningLoop().callSoon(group::cancel);
                    group.start(TaskGroupStartTest.this::serve);
                    log.add("not reached");
                });

                assertThat(log).isEmpty(); // it had not even begun
                assertThat(loop.time()).isZero();
            });
        }

        @Test
        void aCallerOutsideOfTheGroupIsTold() {
            loop.run(() -> {
                TaskGroup group = groupOfAnotherTask();
                getRunningLoop().callLater(ofSeconds(1), group::cancel);

                assertThatThrownBy(() -> group.start(status -> sleep(ofHours(1))))
                        .isInstanceOf(IllegalStateException.class)
                        .hasMessageContaining("ended without having called started(..)");
                assertThat(loop.time()).isEqualTo(ofSeconds(2));
            });
        }

        @Test
        void aGroupWaitsForAChildThatSomebodyOutsideOfItStarts() {
            loop.run(() -> {
                TaskGroup group = new TaskGroup();
                Task<Void> parent = createTask(() -> group.runVoid(entered -> sleep(ofSeconds(1))));
                sleep(ZERO);

                String ready = group.start(status -> {
                    sleep(ofSeconds(2));
                    status.started("ready");
                    sleep(ofSeconds(1));
                });
                assertThat(parent.done()).isFalse();
                await(parent);

                assertThat(ready).isEqualTo("ready");
                assertThat(loop.time()).isEqualTo(ofSeconds(3));
            });
        }

        @Test
        void aGroupThatIsNotOpenTakesNone() {
            loop.run(() -> {
                TaskGroup early = new TaskGroup();
                TaskGroup late = taskGroup(group -> group);

                assertThatThrownBy(() -> early.start(status -> log.add("ran"))).hasMessageContaining("not entered yet");
                assertThatThrownBy(() -> late.start(status -> log.add("ran"))).hasMessageContaining("ended");
                taskGroupVoid(group -> {
                    group.cancel();
                    assertThatThrownBy(() -> group.start(status -> log.add("ran"))).hasMessageContaining("cancelled");
                });
                assertThat(log).isEmpty();
            });
        }
    }
}
