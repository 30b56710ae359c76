package dev.eddy;

import static dev.eddy.Asyncio.await;
import static dev.eddy.Asyncio.coroutine;
import static dev.eddy.Asyncio.createTask;
import static dev.eddy.Asyncio.currentTask;
import static dev.eddy.Asyncio.sleep;
import static dev.eddy.Asyncio.taskGroup;
import static dev.eddy.Asyncio.timeout;
import static dev.eddy.generator.Generator.generator;
import static java.time.Duration.ofHours;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.eddy.generator.Generator;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeoutException;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Behaviours A37 to A42, and A55 for the children of a group. */
class TaskGroupTest {

    @RegisterExtension final VirtualLoop loop = new VirtualLoop();

    final List<String> log = new ArrayList<>();

    private static Task<?> self() {
        return Objects.requireNonNull(currentTask());
    }

    private static Task<String> child(TaskGroup group, int seconds, String result) {
        return group.createTask(() -> {
            sleep(ofSeconds(seconds));
            return result;
        });
    }

    private static void failAfter(TaskGroup group, int seconds, Exception failure) {
        group.createTask(() -> {
            sleep(ofSeconds(seconds));
            throw failure;
        });
    }

    private static void failInCleanup(TaskGroup group, Exception failure) {
        group.createTask(() -> {
            try {
                sleep(ofHours(1));
            } catch (CancelledError e) {
                sleep(ofSeconds(1));
                throw failure;
            }
        });
    }

    private static ExceptionGroup failureOf(TaskGroup.VoidBody body) {
        return catchThrowableOfType(ExceptionGroup.class, () -> new TaskGroup().runVoid(body));
    }

    @Nested
    class Success {

        @Test
        void theBlockWaitsForItsChildrenAndGivesItsResult() {
            loop.run(() -> {
                String result = taskGroup(group -> {
                    group.createTask(() -> {
                        sleep(ofSeconds(2));
                        log.add("child");
                    });
                    return "result";
                });

                assertThat(result).isEqualTo("result");
                assertThat(log).containsExactly("child");
                assertThat(loop.time()).isEqualTo(ofSeconds(2));
            });
        }

        @Test
        void aChildMayStartSiblingsWhileTheBlockWaits() {
            loop.run(() -> {
                new TaskGroup().runVoid(group -> group.createTask(() -> {
                    sleep(ofSeconds(1));
                    group.createTask(() -> {
                        sleep(ofSeconds(1));
                        log.add("grandchild");
                    });
                }));

                assertThat(log).containsExactly("grandchild");
                assertThat(loop.time()).isEqualTo(ofSeconds(2));
            });
        }
    }

    /** The steps of a generator may be taken by several tasks, and the block that its body enters is left in another one. */
    @Nested
    class InAGenerator {

        @Test
        void theBlockWaitsForItsChildrenInTheTaskThatTakesTheStep() {
            loop.run(() -> {
                Generator<Integer> generator = generator(g -> new TaskGroup().runVoid(group -> {
                    child(group, 2, "result");
                    g.yield(1);
                }));

                assertThat(await(createTask(generator::next))).isEqualTo(1);
                assertThatThrownBy(generator::next).isInstanceOf(StopIteration.class);
                assertThat(loop.time()).isEqualTo(ofSeconds(2));
            });
        }
    }

    @Nested
    class Failures {

        @Test
        void a37_theGroupHoldsTheFailuresInTheOrderOfCompletionAndTheBodysOwnLast() {
            loop.run(() -> {
                Exception early = new IOException("early");
                Exception late = new IOException("late");
                Exception own = new IOException("own");

                ExceptionGroup thrown = failureOf(group -> {
                    failInCleanup(group, late);
                    failAfter(group, 1, early);
                    try {
                        sleep(ofHours(1));
                    } catch (CancelledError e) {
                        throw own;
                    }
                });

                assertThat(thrown.exceptions()).containsExactly(early, late, own);
            });
        }

        @Test
        void a37_cancelledErrorsAreLeftOutAndCleanupErrorsOfSiblingsAreIncluded() {
            loop.run(() -> {
                Exception first = new IOException("first");
                Exception cleanup = new IOException("cleanup");

                ExceptionGroup thrown = failureOf(group -> {
                    child(group, 3600, "is cancelled");
                    failInCleanup(group, cleanup);
                    failAfter(group, 1, first);
                });

                assertThat(thrown.exceptions()).containsExactly(first, cleanup);
                assertThat(loop.time()).isEqualTo(ofSeconds(2));
            });
        }

        @Test
        void a37_aLoneErrorOfTheBodyIsWrappedToo() {
            loop.run(() -> {
                Exception own = new IOException("own");

                ExceptionGroup thrown = failureOf(group -> {
                    throw own;
                });

                assertThat(thrown.exceptions()).containsExactly(own);
                assertThat(thrown.getSuppressed()).containsExactly(own);
                assertThat(thrown.getCause()).isNull();
            });
        }

        @Test
        void a38_theFirstFailureCancelsTheSiblingsAndTheParentWhoseCountReturnsToZero() {
            loop.run(() -> {
                Exception failure = new IOException("first");
                List<Task<?>> siblings = new ArrayList<>();

                ExceptionGroup thrown = failureOf(group -> {
                    siblings.add(child(group, 3600, "sibling"));
                    failAfter(group, 1, failure);
                    try {
                        sleep(ofHours(1));
                    } catch (CancelledError e) {
                        log.add("body cancelled, count " + self().cancelling());
                        throw e;
                    }
                });
                int count = self().cancelling();
                sleep(ofSeconds(1));

                assertThat(thrown.exceptions()).containsExactly(failure);
                assertThat(siblings).allMatch(Task::cancelled);
                assertThat(log).containsExactly("body cancelled, count 1");
                assertThat(count).isZero();
                assertThat(loop.time()).isEqualTo(ofSeconds(2));
            });
        }

        @Test
        void a38_anErrorOfTheBodyCancelsTheChildren() {
            loop.run(() -> {
                List<Task<?>> children = new ArrayList<>();

                ExceptionGroup thrown = failureOf(group -> {
                    children.add(child(group, 3600, "child"));
                    sleep(ofSeconds(1));
                    throw new IOException("own");
                });

                assertThat(thrown.exceptions()).hasSize(1);
                assertThat(children).allMatch(Task::cancelled);
                assertThat(self().cancelling()).isZero();
            });
        }

        @Test
        void a55_theChildrenAreCancelledInTheOrderOfTheirCreation() {
            loop.run(() -> {
                List<String> names = IntStream.range(0, 100).mapToObj(Integer::toString).toList();

                failureOf(group -> {
                    for (String name : names) {
                        group.createTask(() -> {
                            try {
                                sleep(ofHours(1));
                            } finally {
                                log.add(name);
                            }
                        });
                    }
                    failAfter(group, 1, new IOException("first"));
                });

                assertThat(log).isEqualTo(names);
            });
        }

        @Test
        void a39_aChildCancelledOnItsOwnDoesNotAbortTheGroup() {
            loop.run(() -> {
                String result = taskGroup(group -> {
                    Task<String> cancelled = child(group, 3600, "cancelled");
                    Task<String> sibling = child(group, 2, "sibling");
                    sleep(ofSeconds(1));
                    cancelled.cancel();
                    return await(sibling);
                });

                assertThat(result).isEqualTo("sibling");
                assertThat(loop.time()).isEqualTo(ofSeconds(2));
            });
        }
    }

    @Nested
    class ExternalCancellation {

        @Test
        void itCancelsTheChildrenAndPassesOn() {
            loop.run(() -> {
                List<Task<?>> children = new ArrayList<>();
                Task<Void> parent = createTask(() -> new TaskGroup().runVoid(group -> {
                    children.add(child(group, 3600, "a"));
                    children.add(child(group, 3600, "b"));
                }));
                sleep(ofSeconds(1));

                parent.cancel("why");

                assertThatThrownBy(() -> await(parent)).isInstanceOf(CancelledError.class).hasMessage("why");
                assertThat(children).hasSize(2).allMatch(Task::cancelled);
                assertThat(parent.cancelling()).isEqualTo(1);
            });
        }

        @Test
        void a40_togetherWithErrorsTheGroupIsRaisedAndTheCountStaysAndTheNextSuspensionRaises() {
            loop.run(() -> {
                Exception cleanup = new IOException("cleanup");
                Task<Void> parent = createTask(() -> {
                    ExceptionGroup thrown = failureOf(group -> failInCleanup(group, cleanup));
                    log.add("raised " + thrown.exceptions() + ", count " + self().cancelling());
                    try {
                        sleep(ofSeconds(1));
                    } catch (CancelledError e) {
                        log.add("then cancelled");
                        throw e;
                    }
                });
                sleep(ofSeconds(1));

                parent.cancel();

                assertThatThrownBy(() -> await(parent)).isInstanceOf(CancelledError.class);
                assertThat(log).containsExactly("raised [" + cleanup + "], count 1", "then cancelled");
            });
        }
    }

    @Nested
    class CreatingTasks {

        private void assertRefused(TaskGroup group, String reason) {
            Coroutine<Boolean> refused = coroutine(() -> log.add("ran"));
            assertThatThrownBy(() -> group.createTask(refused))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining(reason);
            assertThatThrownBy(() -> await(refused))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("closed");
            assertThat(log).isEmpty();
        }

        @Test
        void a41_beforeEntryItIsAnErrorAndTheCoroutineIsClosed() {
            loop.run(() -> assertRefused(new TaskGroup(), "not entered yet"));
        }

        @Test
        void a41_afterTheEndItIsAnErrorAndTheCoroutineIsClosed() {
            loop.run(() -> {
                TaskGroup group = taskGroup(entered -> entered);

                assertRefused(group, "ended");
            });
        }

        @Test
        void a41_whileTheGroupShutsDownItIsAnErrorAndTheCoroutineIsClosed() {
            loop.run(() -> {
                ExceptionGroup thrown = failureOf(group -> {
                    failAfter(group, 1, new IOException("first"));
                    try {
                        sleep(ofHours(1));
                    } finally {
                        assertRefused(group, "shutting down");
                    }
                });

                assertThat(thrown.exceptions()).hasSize(1).first().isInstanceOf(IOException.class);
            });
        }

        @Test
        void enteringAGroupTwiceIsAnError() {
            loop.run(() -> {
                TaskGroup group = taskGroup(entered -> entered);

                assertThatThrownBy(() -> group.runVoid(again -> log.add("ran")))
                        .isInstanceOf(IllegalStateException.class)
                        .hasMessageContaining("entered already");
                assertThat(log).isEmpty();
            });
        }
    }

    @Nested
    class Nesting {

        @Test
        void a42_theErrorsOfNestedGroupsNest() {
            loop.run(() -> {
                Exception failure = new IOException("inner");

                ExceptionGroup thrown = failureOf(
                        outer -> new TaskGroup().runVoid(inner -> failAfter(inner, 1, failure)));

                assertThat(thrown.exceptions()).singleElement()
                        .isInstanceOfSatisfying(
                                ExceptionGroup.class,
                                nested -> assertThat(nested.exceptions()).containsExactly(failure));
            });
        }

        @Test
        void a42_anEnclosingTimeoutGivesAPlainTimeout() {
            loop.run(() -> {
                Throwable thrown = catchThrowable(
                        () -> timeout(ofSeconds(1), () -> taskGroup(group -> child(group, 3600, "child"))));

                assertThat(thrown).isInstanceOf(TimeoutException.class);
                assertThat(self().cancelling()).isZero();
                assertThat(loop.time()).isEqualTo(ofSeconds(1));
            });
        }

        @Test
        void a42_aFailureInTheInnerGroupThatIsHandledLeavesTheOuterAlone() {
            loop.run(() -> {
                String result = taskGroup(outer -> {
                    Task<String> sibling = child(outer, 2, "sibling");
                    failureOf(inner -> failAfter(inner, 1, new IOException("inner")));
                    return await(sibling);
                });

                assertThat(result).isEqualTo("sibling");
                assertThat(self().cancelling()).isZero();
            });
        }

        @Test
        void aFatalErrorOfAChildEndsTheRunAndThenTheGroup() {
            InternalError fatal = new InternalError("fatal");

            Throwable[] fromTheGroup = {null};

            Throwable fromTheRun = catchThrowable(() -> loop.run(() -> {
                fromTheGroup[0] = catchThrowable(() -> taskGroup(group -> group.createTask(() -> {
                    throw fatal;
                })));
            }));
            assertThat(fromTheGroup[0]).isNull();
            loop.close();

            assertThat(fromTheRun).isSameAs(fatal);
            assertThat(fromTheGroup[0]).isSameAs(fatal);
        }
    }
}
