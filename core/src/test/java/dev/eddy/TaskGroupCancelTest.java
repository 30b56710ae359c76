package dev.eddy;

import static dev.eddy.Asyncio.await;
import static dev.eddy.Asyncio.coroutine;
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

/** Behaviour A44: {@code TaskGroup.cancel()} of Python 3.15. */
class TaskGroupCancelTest {

    @RegisterExtension final VirtualLoop loop = new VirtualLoop();

    private final List<String> log = new ArrayList<>();

    private Task<Void> sleeper(TaskGroup group, String name) {
        return group.createTask(() -> sleepUntilCancelled(name));
    }

    private Void sleepUntilCancelled(String name) {
        try {
            sleep(ofHours(1));
        } catch (CancelledError e) {
            log.add(name + " cancelled");
            throw e;
        }
        return null;
    }

    private static Void cleanUpSlowly() {
        try {
            sleep(ofHours(1));
        } finally {
            sleep(ofSeconds(2));
        }
        return null;
    }

    private static Void failInCleanup(Exception failure) throws Exception {
        try {
            sleep(ofHours(1));
        } catch (CancelledError e) {
            throw failure;
        }
        return null;
    }

    private static void cancelAfterASecond(TaskGroup group) {
        getRunningLoop().callLater(ofSeconds(1), group::cancel);
    }

    @Nested
    class CleanExit {

        @Test
        void a44_childrenAndBodyAreCancelledAndTheBlockEndsWithoutAnError() {
            loop.run(() -> {
                String result = taskGroup(group -> {
                    sleeper(group, "a");
                    sleeper(group, "b");
                    cancelAfterASecond(group);
                    sleepUntilCancelled("body");
                    return "not reached";
                });

                assertThat(result).isNull();
                assertThat(log).containsExactlyInAnyOrder("body cancelled", "a cancelled", "b cancelled");
                assertThat(currentTask().cancelling()).isZero();
                sleep(ofSeconds(1)); // nothing is left to come
                assertThat(loop.time()).isEqualTo(ofSeconds(2));
            });
        }

        @Test
        void a44_aBodyThatHasReturnedKeepsItsResult() {
            loop.run(() -> {
                String result = taskGroup(group -> {
                    sleeper(group, "child");
                    cancelAfterASecond(group);
                    return "result";
                });

                assertThat(result).isEqualTo("result");
                assertThat(log).containsExactly("child cancelled");
                assertThat(currentTask().cancelling()).isZero();
            });
        }

        @Test
        void a44_aBodyThatCancelsItsGroupGoesOnToItsNextSuspension() {
            loop.run(() -> {
                taskGroupVoid(group -> {
                    sleeper(group, "child");
                    sleep(ofSeconds(1));
                    group.cancel();
                    log.add("goes on");
                    sleepUntilCancelled("body");
                });

                assertThat(log).containsExactly("goes on", "child cancelled", "body cancelled");
                assertThat(loop.time()).isEqualTo(ofSeconds(1));
            });
        }

        @Test
        void a44_aBodyThatDoesNotSuspendAfterwardsKeepsItsResultAndNoCancellationComesLater() {
            loop.run(() -> {
                String result = taskGroup(group -> {
                    group.cancel();
                    return "result";
                });
                sleep(ofSeconds(1));

                assertThat(result).isEqualTo("result");
                assertThat(currentTask().cancelling()).isZero();
            });
        }

        @Test
        void a44_aChildMayCancelItsGroup() {
            loop.run(() -> {
                taskGroupVoid(group -> {
                    sleeper(group, "sibling");
                    group.createTask(() -> {
                        sleep(ofSeconds(1));
                        group.cancel();
                        sleepUntilCancelled("child");
                    });
                });

                assertThat(log).containsExactlyInAnyOrder("sibling cancelled", "child cancelled");
                assertThat(loop.time()).isEqualTo(ofSeconds(1));
            });
        }

        @Test
        void a44_anEagerChildThatCancelsItsGroupInItsFirstStepIsCancelledToo() {
            loop.run(() -> {
                taskGroupVoid(group -> {
                    group.createTask(
                            () -> {
                                group.cancel();
                                return sleepUntilCancelled("child");
                            },
                            TaskOptions.DEFAULT.withEagerStart(true));
                });

                assertThat(log).containsExactly("child cancelled");
                assertThat(loop.time()).isZero();
            });
        }

        @Test
        void a44_theSlowCleanUpOfAChildIsWaitedFor() {
            loop.run(() -> {
                taskGroupVoid(group -> {
                    group.createTask(() -> cleanUpSlowly());
                    cancelAfterASecond(group);
                });

                assertThat(loop.time()).isEqualTo(ofSeconds(3));
            });
        }

        @Test
        void aBodyThatSwallowsTheCancellationRunsOn() {
            loop.run(() -> {
                String result = taskGroup(group -> {
                    cancelAfterASecond(group);
                    try {
                        sleep(ofHours(1));
                    } catch (CancelledError e) {
                        sleep(ofSeconds(1));
                    }
                    return "swallowed";
                });

                assertThat(result).isEqualTo("swallowed");
                assertThat(currentTask().cancelling()).isZero();
            });
        }
    }

    @Nested
    class AtAnyTime {

        @Test
        void a44_itIsIdempotent() {
            loop.run(() -> {
                taskGroupVoid(group -> {
                    group.createTask(() -> cleanUpSlowly());
                    cancelAfterASecond(group);
                    getRunningLoop().callLater(ofSeconds(1), group::cancel);
                    getRunningLoop().callLater(ofSeconds(2), group::cancel);
                    sleepUntilCancelled("body");
                });

                assertThat(log).containsExactly("body cancelled");
                assertThat(currentTask().cancelling()).isZero();
                assertThat(loop.time()).isEqualTo(ofSeconds(3));
            });
        }

        @Test
        void a44_beforeEntryItCancelsUponEntry() {
            loop.run(() -> {
                TaskGroup group = new TaskGroup();
                group.cancel();
                group.cancel();

                String result = group.run(entered -> {
                    log.add("begins");
                    sleepUntilCancelled("body");
                    return "not reached";
                });

                assertThat(result).isNull();
                assertThat(log).containsExactly("begins", "body cancelled");
                assertThat(currentTask().cancelling()).isZero();
                assertThat(loop.time()).isZero();
            });
        }

        @Test
        void a44_afterTheEndItDoesNothing() {
            loop.run(() -> {
                TaskGroup group = taskGroup(entered -> {
                    entered.createTask(() -> sleep(ofSeconds(1)));
                    return entered;
                });

                group.cancel();
                sleep(ofSeconds(1));

                assertThat(currentTask().cancelling()).isZero();
                assertThat(loop.time()).isEqualTo(ofSeconds(2));
            });
        }

        @Test
        void cancellingAnOuterGroupCancelsTheInnerOne() {
            loop.run(() -> {
                taskGroupVoid(outer -> {
                    cancelAfterASecond(outer);
                    taskGroupVoid(inner -> sleeper(inner, "innermost"));
                    log.add("not reached");
                });

                assertThat(log).containsExactly("innermost cancelled");
                assertThat(currentTask().cancelling()).isZero();
            });
        }

        @Test
        void cancellingAnInnerGroupLeavesTheOuterOneAlone() {
            loop.run(() -> {
                String result = taskGroup(outer -> {
                    Task<String> sibling = outer.createTask(() -> {
                        sleep(ofSeconds(2));
                        return "sibling";
                    });
                    taskGroupVoid(inner -> {
                        sleeper(inner, "innermost");
                        cancelAfterASecond(inner);
                    });
                    return await(sibling);
                });

                assertThat(result).isEqualTo("sibling");
                assertThat(log).containsExactly("innermost cancelled");
            });
        }
    }

    @Nested
    class Errors {

        @Test
        void a44_errorsOfChildrenInTheirCleanUpAreThrown() {
            loop.run(() -> {
                IOException failure = new IOException("cleanup");

                ExceptionGroup thrown = catchThrowableOfType(
                        ExceptionGroup.class,
                        () -> taskGroup(group -> {
                            group.createTask(() -> failInCleanup(failure));
                            cancelAfterASecond(group);
                            return sleepUntilCancelled("body");
                        }));

                assertThat(thrown.exceptions()).containsExactly(failure);
                assertThat(currentTask().cancelling()).isZero();
                sleep(ofSeconds(1));
            });
        }

        @Test
        void a44_anErrorOfTheBodyIsThrown() {
            loop.run(() -> {
                IOException failure = new IOException("body");

                ExceptionGroup thrown = catchThrowableOfType(
                        ExceptionGroup.class,
                        () -> taskGroup(group -> {
                            cancelAfterASecond(group);
                            return failInCleanup(failure);
                        }));

                assertThat(thrown.exceptions()).containsExactly(failure);
                assertThat(currentTask().cancelling()).isZero();
            });
        }

        @Test
        void aGroupThatHasFailedIsNotCancelledAgain() {
            loop.run(() -> {
                IOException failure = new IOException("first");

                ExceptionGroup thrown = catchThrowableOfType(
                        ExceptionGroup.class,
                        () -> taskGroup(group -> {
                            group.createTask(() -> {
                                throw failure;
                            });
                            cancelAfterASecond(group);
                            return cleanUpSlowly();
                        }));

                assertThat(thrown.exceptions()).containsExactly(failure);
                assertThat(currentTask().cancelling()).isZero();
                assertThat(loop.time()).isEqualTo(ofSeconds(2));
            });
        }

        @Test
        void a41_afterwardsNoTaskCanBeCreatedAndTheCoroutineIsClosed() {
            loop.run(() -> taskGroupVoid(group -> {
                group.cancel();
                Coroutine<Boolean> refused = coroutine(() -> log.add("ran"));

                assertThatThrownBy(() -> group.createTask(refused))
                        .isInstanceOf(IllegalStateException.class)
                        .hasMessage("this TaskGroup was cancelled");
                assertThatThrownBy(() -> await(refused)).hasMessageContaining("closed");
                assertThat(log).isEmpty();
            }));
        }

        @Test
        void anotherThreadMayNotCancel() {
            loop.run(() -> taskGroupVoid(group -> {
                Throwable thrown = CompletableFuture
                        .supplyAsync(() -> catchThrowable(group::cancel), Thread.ofPlatform()::start)
                        .join();

                assertThat(thrown)
                        .isInstanceOf(IllegalStateException.class)
                        .hasMessageContaining("cancel of a TaskGroup")
                        .hasMessageContaining("callSoonThreadsafe");
                sleep(ofSeconds(1));
            }));
        }
    }

    @Nested
    class ExternalCancellation {

        private void assertThatTheExternalOneWins(Runnable inTheSamePass, Task<?> parent) {
            getRunningLoop().callSoon(inTheSamePass);
            Throwable thrown = catchThrowable(() -> await(parent));

            assertThat(thrown).isInstanceOf(CancelledError.class);
            assertThat(parent.cancelling()).isEqualTo(1);
            assertThat(log).containsExactlyInAnyOrder("body cancelled", "child cancelled");
        }

        @Test
        void a44_ofTheSamePassWins() {
            loop.run(() -> {
                TaskGroup group = new TaskGroup();
                Task<Void> parent = createTask(() -> group.runVoid(entered -> {
                    sleeper(entered, "child");
                    sleepUntilCancelled("body");
                }));
                sleep(ofSeconds(1));

                assertThatTheExternalOneWins(
                        () -> {
                            group.cancel();
                            parent.cancel();
                        },
                        parent);
            });
        }

        @Test
        void a44_ofTheSamePassWinsAlsoIfItComesFirst() {
            loop.run(() -> {
                TaskGroup group = new TaskGroup();
                Task<Void> parent = createTask(() -> group.runVoid(entered -> {
                    sleeper(entered, "child");
                    sleepUntilCancelled("body");
                }));
                sleep(ofSeconds(1));

                assertThatTheExternalOneWins(
                        () -> {
                            parent.cancel();
                            group.cancel();
                        },
                        parent);
            });
        }

        @Test
        void a44_whileTheChildrenCleanUpItWinsAndKeepsItsMessage() {
            loop.run(() -> {
                Task<Void> parent = createTask(() -> taskGroupVoid(group -> {
                    group.createTask(() -> cleanUpSlowly());
                    cancelAfterASecond(group);
                }));
                sleep(ofSeconds(2));

                parent.cancel("why");

                assertThatThrownBy(() -> await(parent)).isInstanceOf(CancelledError.class).hasMessage("why");
                assertThat(parent.cancelling()).isEqualTo(1);
                assertThat(loop.time()).isEqualTo(ofSeconds(3));
            });
        }

        @Test
        void a44_anOuterTimeoutDuringTheCleanUpIsATimeout() {
            loop.run(() -> {
                Throwable thrown = catchThrowable(() -> timeout(ofSeconds(2), () -> taskGroupVoid(group -> {
                    group.createTask(() -> cleanUpSlowly());
                    cancelAfterASecond(group);
                })));

                assertThat(thrown).isInstanceOf(TimeoutException.class);
                assertThat(currentTask().cancelling()).isZero();
                assertThat(loop.time()).isEqualTo(ofSeconds(3));
            });
        }

        @Test
        void a44_togetherWithErrorsTheGroupIsRaisedAndTheNextSuspensionIsCancelled() {
            loop.run(() -> {
                IOException failure = new IOException("cleanup");
                Task<Void> parent = createTask(() -> {
                    assertThatThrownBy(() -> taskGroup(group -> {
                        group.createTask(() -> {
                            try {
                                return cleanUpSlowly();
                            } finally {
                                throwIt(failure);
                            }
                        });
                        cancelAfterASecond(group);
                        return null;
                    }))
                            .isInstanceOfSatisfying(
                                    ExceptionGroup.class,
                                    group -> assertThat(group.exceptions()).containsExactly(failure));
                    sleepUntilCancelled("next suspension");
                });
                sleep(ofSeconds(2));

                parent.cancel();

                assertThatThrownBy(() -> await(parent)).isInstanceOf(CancelledError.class);
                assertThat(parent.cancelling()).isEqualTo(1);
                assertThat(log).containsExactly("next suspension cancelled");
            });
        }

        private static void throwIt(Exception failure) throws Exception {
            throw failure;
        }

        @Test
        void aCancelledScopeAroundItStillEndsWhatFollows() {
            loop.run(() -> {
                CancelScope scope = new CancelScope();
                scope.run(() -> {
                    taskGroupVoid(group -> {
                        getRunningLoop().callLater(ofSeconds(1), () -> {
                            group.cancel();
                            scope.cancel();
                        });
                        sleepUntilCancelled("body");
                    });
                    sleep(ZERO);
                    log.add("not reached");
                });

                assertThat(scope.cancelledCaught()).isTrue();
                assertThat(log).containsExactly("body cancelled");
            });
        }
    }
}
