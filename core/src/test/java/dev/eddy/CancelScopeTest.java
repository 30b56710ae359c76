package dev.eddy;

import static dev.eddy.Asyncio.await;
import static dev.eddy.Asyncio.createTask;
import static dev.eddy.Asyncio.currentTask;
import static dev.eddy.Asyncio.getRunningLoop;
import static dev.eddy.Asyncio.sleep;
import static dev.eddy.Asyncio.taskGroupVoid;
import static dev.eddy.Asyncio.timeout;
import static java.time.Duration.ZERO;
import static java.time.Duration.ofHours;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.eddy.generator.Generator;
import dev.eddy.sync.Condition;
import dev.eddy.sync.Event;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The level-triggered cancel scope. */
class CancelScopeTest {

    @RegisterExtension final VirtualLoop loop = new VirtualLoop();

    private final List<String> events = new ArrayList<>();

    /** Swallows as many cancellations as that, then goes on for ever. */
    private void swallow(int times) {
        for (int i = 0; i < times; i++) {
            try {
                sleep(ofHours(1));
            } catch (CancelledError e) {
                events.add("swallowed");
            }
        }
        sleep(ofHours(1));
    }

    @Nested
    class Cancelling {

        @Test
        void interruptsWhatIsSuspendedInTheScopeAndEndsThere() {
            loop.run(() -> {
                CancelScope scope = new CancelScope();
                getRunningLoop().callLater(ofSeconds(1), scope::cancel);

                String result = scope.run(() -> {
                    sleep(ofHours(1));
                    return "not reached";
                });

                assertThat(result).isNull();
                assertThat(scope.cancelCalled()).isTrue();
                assertThat(scope.cancelledCaught()).isTrue();
                assertThat(currentTask().cancelling()).isZero();
                assertThat(loop.time()).isEqualTo(ofSeconds(1));
                sleep(ofSeconds(1)); // the scope is left: nothing is cancelled any more
            });
        }

        @Test
        void isMetAgainAtEachSuspensionByWhoSwallowsIt() {
            loop.run(() -> {
                CancelScope scope = CancelScope.after(ofSeconds(1));
                scope.run(() -> swallow(3));

                assertThat(scope.cancelledCaught()).isTrue();
                assertThat(events).containsExactly("swallowed", "swallowed", "swallowed");
                assertThat(loop.time()).isEqualTo(ofSeconds(1));
            });
        }

        @Test
        void reachesASleepOfZeroToo() {
            loop.run(() -> {
                CancelScope scope = new CancelScope();
                scope.run(() -> {
                    scope.cancel();
                    while (true) {
                        sleep(ZERO);
                    }
                });
                assertThat(scope.cancelledCaught()).isTrue();
            });
        }

        @Test
        void ofOneselfTakesEffectAtTheNextSuspension() {
            loop.run(() -> {
                CancelScope scope = new CancelScope();
                scope.run(() -> {
                    scope.cancel();
                    events.add("goes on");
                    sleep(ofSeconds(1));
                    events.add("not reached");
                });
                assertThat(events).containsExactly("goes on");
                assertThat(loop.time()).isZero();
            });
        }

        @Test
        void doesNothingToABlockThatDoesNotSuspend() {
            loop.run(() -> {
                CancelScope scope = new CancelScope();
                String result = scope.run(() -> {
                    scope.cancel();
                    return "result";
                });
                assertThat(result).isEqualTo("result");
                assertThat(scope.cancelledCaught()).isFalse();
                sleep(ofSeconds(1));
            });
        }

        @Test
        void leavesAResultThatIsThereAlready() {
            loop.run(() -> {
                Future<String> future = getRunningLoop().createFuture();
                CancelScope scope = new CancelScope();
                getRunningLoop().callSoon(() -> {
                    future.setResult("result");
                    scope.cancel();
                });
                assertThat(scope.run(() -> await(future))).isEqualTo("result");
            });
        }

        @Test
        void beforeTheEntryInterruptsTheFirstSuspension() {
            loop.run(() -> {
                CancelScope scope = new CancelScope();
                scope.cancel();
                scope.run(() -> {
                    events.add("begun");
                    sleep(ofHours(1));
                });
                assertThat(events).containsExactly("begun");
                assertThat(scope.cancelledCaught()).isTrue();
            });
        }

        @Test
        void worksFromAnotherThread() {
            Asyncio.run(() -> {
                CancelScope scope = new CancelScope();
                Thread other = Thread.ofPlatform().unstarted(scope::cancel);
                scope.run(() -> {
                    other.start();
                    sleep(ofHours(1));
                });
                assertThat(scope.cancelledCaught()).isTrue();
            });
        }

        @Test
        void twiceOrAfterTheEndDoesNothing() {
            loop.run(() -> {
                CancelScope scope = new CancelScope();
                scope.cancel();
                scope.cancel();
                scope.run(() -> sleep(ofHours(1)));
                scope.cancel();
                sleep(ofSeconds(1));
            });
        }

        @Test
        void interruptsEachWaitOnce() {
            loop.run(() -> {
                Task<Void> awaited = createTask(() -> {
                    try {
                        sleep(ofHours(1));
                    } finally {
                        sleep(ofSeconds(5));
                        events.add("cleaned up");
                    }
                });
                CancelScope scope = CancelScope.after(ofSeconds(3));
                CancelScope outer = CancelScope.after(ofSeconds(2));
                getRunningLoop().callLater(ofSeconds(1), scope::cancel);
                getRunningLoop().callLater(ofSeconds(2), scope::cancel);

                outer.run(() -> scope.run(() -> await(awaited)));

                assertThat(events).containsExactly("cleaned up");
                assertThat(loop.time()).isEqualTo(ofSeconds(6));
            });
        }

        @Test
        void afterTheEndLeavesNoTrace() {
            loop.run(() -> {
                CancelScope scope = new CancelScope();
                scope.run(() -> {});
                scope.cancel();
                assertThat(scope.cancelCalled()).isFalse();
            });
        }

        @Test
        void cancelsWhatIsAwaited() {
            loop.run(() -> {
                Task<Void> awaited = createTask(() -> sleep(ofHours(1)));
                CancelScope.after(ofSeconds(1)).run(() -> await(awaited));
                assertThat(awaited.cancelled()).isTrue();
            });
        }
    }

    @Nested
    class Others {

        @Test
        void aCancellationOfTheTaskGoesThrough() {
            loop.run(() -> {
                Task<Void> task = createTask(() -> new CancelScope().run(() -> sleep(ofHours(1))));
                sleep(ZERO);
                task.cancel("why");
                assertThatThrownBy(() -> await(task)).isInstanceOf(CancelledError.class).hasMessage("why");
            });
        }

        @Test
        void aCancellationOfTheTaskGoesThroughACancelledScopeToo() {
            loop.run(() -> {
                CancelScope scope = new CancelScope();
                Task<Void> task = createTask(() -> scope.run(() -> sleep(ofHours(1))));
                sleep(ZERO);
                scope.cancel();
                task.cancel();
                assertThatThrownBy(() -> await(task)).isInstanceOf(CancelledError.class);
                assertThat(scope.cancelledCaught()).isFalse();
            });
        }

        @Test
        void aCancellationThatWasAskedForBeforeTheEntryGoesThroughToo() {
            loop.run(() -> {
                Task<Void> task = createTask(() -> {
                    currentTask().cancel();
                    CancelScope scope = new CancelScope();
                    scope.cancel();
                    scope.run(() -> sleep(ofSeconds(1)));
                    events.add("not reached");
                });
                assertThatThrownBy(() -> await(task)).isInstanceOf(CancelledError.class);
                assertThat(events).isEmpty();
            });
        }

        @Test
        void anErrorOfTheBlockGoesThrough() {
            loop.run(() -> {
                CancelScope scope = new CancelScope();
                scope.cancel();
                assertThatThrownBy(() -> scope.run(() -> {
                    try {
                        sleep(ZERO);
                    } finally {
                        throwIt();
                    }
                })).isInstanceOf(IllegalStateException.class).hasMessage("of the block");
                assertThat(scope.cancelledCaught()).isFalse();
            });
        }

        private void throwIt() {
            throw new IllegalStateException("of the block");
        }

        @Test
        void aTimeoutInsideIsItsOwn() {
            loop.run(() -> {
                CancelScope scope = CancelScope.after(ofSeconds(5));
                assertThatThrownBy(() -> scope.run(() -> timeout(ofSeconds(1), () -> sleep(ofHours(1)))))
                        .isInstanceOf(TimeoutException.class);
                assertThat(scope.cancelCalled()).isFalse();
            });
        }

        @Test
        void aTimeoutOutsideIsToo() {
            loop.run(() -> {
                CancelScope scope = CancelScope.after(ofSeconds(5));
                assertThatThrownBy(() -> timeout(ofSeconds(1), () -> scope.run(() -> sleep(ofHours(1)))))
                        .isInstanceOf(TimeoutException.class);
                sleep(ofHours(1)); // its timer is gone
                assertThat(scope.cancelCalled()).isFalse();
            });
        }
    }

    @Nested
    class Nesting {

        @Test
        void anOuterScopeInterruptsTheInnerOneAndCatches() {
            loop.run(() -> {
                CancelScope outer = CancelScope.after(ofSeconds(1));
                CancelScope inner = CancelScope.after(ofSeconds(2));
                outer.run(() -> {
                    inner.run(() -> swallow(2));
                    events.add("not reached");
                });
                assertThat(events).containsExactly("swallowed", "swallowed");
                assertThat(outer.cancelledCaught()).isTrue();
                assertThat(inner.cancelledCaught()).isFalse();
                assertThat(loop.time()).isEqualTo(ofSeconds(1));
            });
        }

        @Test
        void anInnerScopeLeavesTheOuterOneAlone() {
            loop.run(() -> {
                CancelScope outer = CancelScope.after(ofSeconds(5));
                outer.run(() -> {
                    CancelScope.after(ofSeconds(1)).run(() -> swallow(1));
                    sleep(ofSeconds(1));
                    events.add("goes on");
                });
                assertThat(events).containsExactly("swallowed", "goes on");
                assertThat(outer.cancelCalled()).isFalse();
            });
        }

        @Test
        void ofTwoCancelledScopesTheOuterOneCatches() {
            loop.run(() -> {
                CancelScope outer = CancelScope.after(ofSeconds(1));
                CancelScope inner = CancelScope.after(ofSeconds(1));
                outer.run(() -> inner.run(() -> sleep(ofHours(1))));
                assertThat(outer.cancelledCaught()).isTrue();
            });
        }

        @Test
        void aShieldLetsCleanUpSuspend() {
            loop.run(() -> {
                CancelScope scope = CancelScope.after(ofSeconds(1));
                scope.run(() -> {
                    try {
                        sleep(ofHours(1));
                    } finally {
                        CancelScope.shielding().run(() -> {
                            sleep(ofSeconds(2));
                            events.add("cleaned up");
                        });
                    }
                });
                assertThat(events).containsExactly("cleaned up");
                assertThat(scope.cancelledCaught()).isTrue();
                assertThat(loop.time()).isEqualTo(ofSeconds(3));
            });
        }

        @Test
        void aShieldThatIsUnderWayIsNotInterrupted() {
            loop.run(() -> {
                CancelScope scope = CancelScope.after(ofSeconds(1));
                scope.run(() -> {
                    CancelScope.shielding().run(() -> sleep(ofSeconds(3)));
                    events.add("after the shield");
                    sleep(ofHours(1));
                });
                assertThat(events).containsExactly("after the shield");
                assertThat(loop.time()).isEqualTo(ofSeconds(3));
            });
        }
    }

    @Nested
    class Tasks {

        @Test
        void theChildrenOfATaskGroupInTheScopeMeetItAtEachSuspension() {
            loop.run(() -> {
                CancelScope scope = CancelScope.after(ofSeconds(1));
                scope.run(() -> taskGroupVoid(group -> {
                    group.createTask(() -> swallow(3));
                    group.createTask(() -> swallow(1));
                }));
                assertThat(events).hasSize(4);
                assertThat(scope.cancelledCaught()).isTrue();
                assertThat(loop.time()).isEqualTo(ofSeconds(1));
            });
        }

        @Test
        void theEndOfAGroupWaitsForCleanUpThatIsShielded() {
            loop.run(() -> {
                CancelScope scope = CancelScope.after(ofSeconds(1));
                scope.run(() -> taskGroupVoid(group -> group.createTask(() -> {
                    try {
                        sleep(ofHours(1));
                    } finally {
                        CancelScope.shielding().run(() -> sleep(ofSeconds(2)));
                    }
                })));
                assertThat(scope.cancelledCaught()).isTrue();
                assertThat(loop.time()).isEqualTo(ofSeconds(3));
            });
        }

        @Test
        void shieldedCleanUpOfAChildGoesOnWhenTheGroupEndsForTheScope() {
            loop.run(() -> {
                CancelScope scope = CancelScope.after(ofSeconds(1));
                scope.run(() -> taskGroupVoid(group -> group.createTask(() -> CancelScope.shielding().run(() -> {
                    sleep(ofSeconds(5));
                    events.add("finished");
                }))));
                assertThat(events).containsExactly("finished");
                assertThat(scope.cancelledCaught()).isTrue();
                assertThat(loop.time()).isEqualTo(ofSeconds(5));
            });
        }

        @Test
        void aCancellationOfTheTaskReachesShieldedChildrenOfAGroupThatTheScopeHasEnded() {
            loop.run(() -> {
                Task<Void> parent = createTask(() -> CancelScope.after(ofSeconds(1))
                        .run(() -> taskGroupVoid(
                                group -> group
                                        .createTask(() -> CancelScope.shielding().run(() -> sleep(ofHours(1)))))));
                sleep(ofSeconds(2));
                parent.cancel();
                assertThatThrownBy(() -> await(parent)).isInstanceOf(CancelledError.class);
                assertThat(loop.time()).isEqualTo(ofSeconds(2));
            });
        }

        @Test
        void soDoesTheCancellationOfTheGroup() {
            loop.run(() -> {
                TaskGroup group = new TaskGroup();
                Task<Void> parent = createTask(() -> CancelScope.after(ofSeconds(1))
                        .run(() -> group.runVoid(
                                g -> g.createTask(() -> CancelScope.shielding().run(() -> sleep(ofHours(1)))))));
                sleep(ofSeconds(2));
                group.cancel();
                await(parent);
                assertThat(loop.time()).isEqualTo(ofSeconds(2));
            });
        }

        @Test
        void eagerChildrenBelongToItFromTheirFirstStep() {
            loop.get().setTaskFactory(TaskFactory.EAGER);
            loop.run(() -> {
                CancelScope scope = CancelScope.after(ofSeconds(1));
                scope.run(() -> taskGroupVoid(group -> group.createTask(() -> swallow(2))));
                assertThat(events).hasSize(2);
            });
        }

        @Test
        void otherTasksDoNotBelongToIt() {
            loop.run(() -> {
                CancelScope scope = CancelScope.after(ofSeconds(1));
                List<Task<?>> started = new ArrayList<>();
                scope.run(() -> {
                    started.add(createTask(() -> sleep(ofSeconds(5))));
                    sleep(ofHours(1));
                });
                assertThat(started.getFirst().done()).isFalse();
                await(started.getFirst());
            });
        }

        @Test
        void aWaitForAConditionTakesTheLockBackFirst() {
            loop.run(() -> {
                Condition condition = new Condition();
                Event released = new Event();
                CancelScope scope = CancelScope.after(ofSeconds(1));
                createTask(() -> {
                    sleep(ofSeconds(1).minusNanos(1));
                    condition.acquire(); // while the other one waits to be notified
                    sleep(ofSeconds(2));
                    condition.release();
                    released.set();
                });
                scope.run(() -> condition.run(() -> {
                    try {
                        condition.await();
                    } finally {
                        assertThat(condition.locked()).isTrue();
                        assertThat(released.isSet()).isTrue();
                    }
                }));
                assertThat(scope.cancelledCaught()).isTrue();
                assertThat(loop.time()).isBetween(ofSeconds(2), ofSeconds(3));
            });
        }
    }

    @Nested
    class Deadlines {

        @Test
        void canBeMovedWhileTheBlockRuns() {
            loop.run(() -> {
                CancelScope scope = CancelScope.after(ofSeconds(1));
                scope.run(() -> {
                    scope.reschedule(ofSeconds(3));
                    sleep(ofHours(1));
                });
                assertThat(loop.time()).isEqualTo(ofSeconds(3));
                assertThat(scope.deadline()).isEqualTo(ofSeconds(3));
            });
        }

        @Test
        void canBeTakenAway() {
            loop.run(() -> {
                CancelScope scope = CancelScope.at(ofSeconds(1));
                scope.run(() -> {
                    scope.reschedule(null);
                    sleep(ofSeconds(5));
                });
                assertThat(scope.cancelCalled()).isFalse();
            });
        }

        @Test
        void thatHavePassedCancelAtTheEntry() {
            loop.run(() -> {
                sleep(ofSeconds(2));
                CancelScope scope = CancelScope.at(ofSeconds(1));
                scope.run(() -> sleep(ofHours(1)));
                assertThat(scope.cancelledCaught()).isTrue();
                assertThat(loop.time()).isEqualTo(ofSeconds(2));
            });
        }

        @Test
        void cannotBeMovedWhenItIsTooLate() {
            loop.run(() -> {
                CancelScope scope = new CancelScope();
                scope.cancel();
                assertThatThrownBy(() -> scope.reschedule(ofSeconds(1)))
                        .isInstanceOf(IllegalStateException.class)
                        .hasMessageContaining("cancelled already");
                CancelScope left = new CancelScope();
                left.run(() -> {});
                assertThatThrownBy(() -> left.reschedule(ofSeconds(1)))
                        .isInstanceOf(IllegalStateException.class)
                        .hasMessageContaining("left");
            });
        }
    }

    @Nested
    class BadInput {

        @Test
        void aScopeIsEnteredOnce() {
            loop.run(() -> {
                CancelScope scope = new CancelScope();
                scope.run(() -> {});
                assertThatThrownBy(() -> scope.run(() -> {}))
                        .isInstanceOf(IllegalStateException.class)
                        .hasMessageContaining("make a new one");
            });
        }

        @Test
        void scopesThatAGeneratorCrossesAreRefusedAndLeaveNothingBehind() {
            loop.run(() -> {
                CancelScope inside = new CancelScope();
                Generator<Integer> generator = Generator.generator(g -> inside.run(() -> g.yield(1)));
                generator.next();
                new CancelScope().run(() -> assertThatThrownBy(generator::close)
                        .isInstanceOf(IllegalStateException.class)
                        .hasMessageContaining("reverse order"));
                inside.cancel();
                sleep(ofSeconds(1)); // no scope is left
            });
        }

        @Test
        void aScopeIsEnteredInATask() {
            assertThatThrownBy(() -> new CancelScope().run(() -> {})).isInstanceOf(IllegalStateException.class);
        }

        @Test
        void aDelayIsNotNegative() {
            loop.run(() -> assertThatThrownBy(() -> CancelScope.after(ofSeconds(-1)))
                    .isInstanceOf(IllegalArgumentException.class));
        }
    }
}
