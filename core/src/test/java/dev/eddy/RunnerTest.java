package dev.eddy;

import static dev.eddy.Asyncio.await;
import static dev.eddy.Asyncio.createTask;
import static dev.eddy.Asyncio.gather;
import static dev.eddy.Asyncio.gatherReturnExceptions;
import static dev.eddy.Asyncio.getRunningLoop;
import static dev.eddy.Asyncio.sleep;
import static dev.eddy.Asyncio.taskGroupVoid;
import static java.time.Duration.ZERO;
import static java.time.Duration.ofHours;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Behaviour A60: the end of a run, nested runs, interrupts. */
class RunnerTest {

    @RegisterExtension final VirtualLoop loop = new VirtualLoop();

    final List<String> log = new ArrayList<>();

    private Task<Void> leaveBehind(String name) {
        return createTask(() -> {
            try {
                sleep(ofHours(1));
            } finally {
                sleep(ofSeconds(1));
                log.add(name + " cleaned up");
            }
        });
    }

    @Nested
    class Leftovers {

        @Test
        void a60_tasksLeftBehindAreCancelledAndTheirEndIsAwaited() {
            List<Task<?>> left = loop.run(() -> List.<Task<?>>of(leaveBehind("a"), leaveBehind("b")));
            List<String> beforeTheEnd = List.copyOf(log);

            loop.close();

            assertThat(beforeTheEnd).isEmpty();
            assertThat(log).containsExactly("a cleaned up", "b cleaned up");
            assertThat(left).allMatch(Task::cancelled);
            assertThat(loop.time()).isEqualTo(ofSeconds(1));
        }

        @Test
        void a60_theirEndIsAwaitedAfterAFatalErrorOfTheMainTaskToo() {
            InternalError fatal = new InternalError("fatal");

            Throwable thrown = catchThrowable(() -> loop.run(() -> {
                leaveBehind("a");
                sleep(ZERO);
                throw fatal;
            }));
            loop.close();

            assertThat(thrown).isSameAs(fatal);
            assertThat(log).containsExactly("a cleaned up");
        }

        @Test
        void a60_andAfterOneThatTheMainTaskThenFailsWithItself() {
            InternalError fatal = new InternalError("fatal");
            Callable<Object> failing = () -> {
                throw fatal;
            };
            List<Action> bodies = List.of(
                    () -> taskGroupVoid(group -> group.createTask(failing)),
                    () -> await(gather(createTask(failing), createTask(() -> sleep(ofHours(1))))),
                    () -> {
                        Task<?> task = createTask(failing);
                        try {
                            sleep(ofHours(1));
                        } finally {
                            task.result();
                        }
                    });
            for (Action body : bodies) {
                log.clear();
                Throwable thrown = catchThrowable(() -> Asyncio.run(() -> {
                    getRunningLoop().setExceptionHandler((where, context) -> log.add(context.message()));
                    createTask(() -> {
                        try {
                            sleep(ofHours(1));
                        } finally {
                            sleep(ZERO);
                            log.add("cleaned up");
                        }
                    });
                    body.run();
                }));

                assertThat(thrown).isSameAs(fatal);
                assertThat(log).containsExactly("cleaned up");
            }
        }

        @Test
        void a60_theirErrorsGoToTheHandlerAndTheMainOutcomeIsKept() {
            IOException failure = new IOException("in cleanup");

            String result = loop.run(() -> {
                createTask(() -> {
                    try {
                        sleep(ofHours(1));
                    } catch (CancelledError e) {
                        throw failure;
                    }
                });
                sleep(ZERO);
                return "main's result";
            });
            loop.close();

            assertThat(result).isEqualTo("main's result");
            assertThat(loop.reports()).extracting(ExceptionContext::exception).containsExactly(failure);
        }

        @Test
        void a60_theMainFailureIsKept() {
            IOException failure = new IOException("main");

            Throwable thrown = catchThrowable(() -> loop.run(() -> {
                leaveBehind("left");
                throw failure;
            }));
            loop.close();

            assertThat(thrown).isSameAs(failure);
            assertThat(log).containsExactly("left cleaned up");
        }

        @Test
        void a60_aTaskCreatedInTheLastStepOfMainTakesItsFirstStep() {
            loop.run(() -> {
                createTask(() -> log.add("first step"));
            });

            assertThat(log).containsExactly("first step");
        }

        @Test
        void a60_aLeftoverThatRefusesItsCancellationRunsToItsEnd() {
            Task<String> stubborn = loop.run(() -> createTask(() -> {
                try {
                    sleep(ofHours(1));
                } catch (CancelledError e) {
                    sleep(ofSeconds(1));
                }
                return "refused";
            }));

            loop.close();

            assertThat(stubborn.result()).isEqualTo("refused");
        }

        @Test
        void a60_asyncioRunDoesItAllInOneCall() {
            List<EventLoop> loops = new ArrayList<>();

            String result = Asyncio.run(() -> {
                loops.add(getRunningLoop());
                createTask(() -> {
                    try {
                        await(getRunningLoop().createFuture());
                    } finally {
                        log.add("cleaned up");
                    }
                });
                return "result";
            });

            assertThat(result).isEqualTo("result");
            assertThat(log).containsExactly("cleaned up");
            assertThat(loops).allMatch(EventLoop::isClosed);
        }
    }

    @Nested
    class Nesting {

        @Test
        void a60_aRunInsideACoroutineIsAnError() {
            loop.run(() -> assertThatThrownBy(() -> Asyncio.run(() -> log.add("nested")))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("await"));

            assertThat(log).isEmpty();
        }

        @Test
        void a60_aRunInsideACallbackIsAnError() {
            List<Throwable> thrown = new ArrayList<>();

            loop.run(() -> {
                getRunningLoop().callSoon(() -> thrown.add(catchThrowable(() -> Asyncio.run(() -> log.add("nested")))));
                sleep(ZERO);
            });

            assertThat(thrown).singleElement().isInstanceOf(IllegalStateException.class);
            assertThat(log).isEmpty();
        }

        @Test
        void a60_runningTheRunningLoopAgainIsAnError() {
            loop.run(() -> {
                assertThatThrownBy(() -> getRunningLoop().runForever())
                        .isInstanceOf(IllegalStateException.class)
                        .hasMessageContaining("already running");
                assertThatThrownBy(() -> getRunningLoop().runUntilComplete(() -> log.add("nested")))
                        .isInstanceOf(IllegalStateException.class)
                        .hasMessageContaining("already running");
            });

            assertThat(log).isEmpty();
        }

        @Test
        void a60_runningAnotherLoopInsideACoroutineIsAnErrorAndLeavesNothingBehindOnIt() {
            try (EventLoop other = EventLoop.create()) {
                loop.run(() -> assertThatThrownBy(() -> other.runUntilComplete(() -> log.add("nested")))
                        .isInstanceOf(IllegalStateException.class)
                        .hasMessageContaining("another one runs in this thread"));

                assertThat(other.allTasks()).isEmpty();
            }
        }

        @Test
        void aRunnerThatIsClosedInItsOwnRunIsAnErrorAndCanBeClosedAfterIt() {
            EventLoop own;
            try (Runner runner = new Runner()) {
                own = runner.getLoop();
                runner.run(() -> {
                    createTask(() -> {
                        try {
                            sleep(ofHours(1));
                        } finally {
                            log.add("cancelled");
                        }
                    });
                    sleep(ZERO);
                    assertThatThrownBy(runner::close)
                            .isInstanceOf(IllegalStateException.class)
                            .hasMessageContaining("running");
                    sleep(ZERO);
                    log.add("goes on");
                });
            }

            assertThat(log).containsExactly("goes on", "cancelled");
            assertThat(own.isClosed()).isTrue();
        }

        @Test
        void aRunnerThatIsClosedIsAnError() {
            loop.run(() -> log.add("ran"));
            loop.close();

            assertThatThrownBy(() -> loop.run(() -> log.add("ran again")))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("closed");
            assertThat(log).containsExactly("ran");
        }
    }

    @Nested
    class Interrupts {

        private final Thread runThread = Thread.currentThread();

        @Test
        void a60_anInterruptCancelsMainAndTheThreadsInterruptStatusIsSetAfterwards() {
            Throwable thrown = catchThrowable(() -> loop.run(() -> {
                getRunningLoop().callSoon(runThread::interrupt);
                try {
                    await(getRunningLoop().createFuture());
                } finally {
                    log.add("main cleaned up");
                }
            }));
            boolean interrupted = Thread.interrupted();

            assertThat(thrown).isInstanceOf(CancelledError.class);
            assertThat(log).containsExactly("main cleaned up");
            assertThat(interrupted).isTrue();
        }

        @Test
        void a60_theStatusStaysWhenTheLoopIsClosed() {
            assertThatThrownBy(() -> Asyncio.run(() -> {
                createTask(() -> sleep(ofHours(1))); // which the end of the run unwinds
                getRunningLoop().callSoon(runThread::interrupt);
                await(getRunningLoop().createFuture());
            })).isInstanceOf(CancelledError.class);

            assertThat(Thread.interrupted()).isTrue();
        }

        @Test
        void a60_aSecondInterruptEndsTheRunAtOnce() {
            Throwable thrown = catchThrowable(() -> loop.run(() -> {
                getRunningLoop().callSoon(runThread::interrupt);
                try {
                    await(getRunningLoop().createFuture());
                } finally {
                    getRunningLoop().callSoon(runThread::interrupt);
                    log.add("cleaning up");
                    await(getRunningLoop().createFuture());
                }
            }));
            boolean interrupted = Thread.interrupted();
            loop.close();

            assertThat(thrown).isInstanceOf(InterruptedException.class);
            assertThat(interrupted).isTrue();
            assertThat(log).containsExactly("cleaning up");
        }

        @Test
        void a60_soDoesOneWhileLeftoversCleanUp() {
            for (boolean alreadyInterrupted : List.of(false, true)) {
                log.clear();
                Throwable thrown = catchThrowable(() -> Asyncio.run(() -> {
                    createTask(() -> {
                        try {
                            sleep(ofHours(1));
                        } finally {
                            getRunningLoop().callSoon(runThread::interrupt);
                            log.add("cleaning up");
                            await(getRunningLoop().createFuture());
                        }
                    });
                    if (alreadyInterrupted) {
                        getRunningLoop().callSoon(runThread::interrupt);
                        await(getRunningLoop().createFuture());
                    }
                    sleep(ZERO);
                }));
                boolean interrupted = Thread.interrupted();

                if (alreadyInterrupted) {
                    assertThat(thrown).isInstanceOf(CancelledError.class);
                    assertThat(thrown.getSuppressed()).hasAtLeastOneElementOfType(InterruptedException.class);
                } else {
                    assertThat(thrown).isInstanceOf(InterruptedException.class);
                }
                assertThat(interrupted).isTrue();
                assertThat(log).containsExactly("cleaning up");
            }
        }

        @Test
        void a60_soDoesOneAfterTwoShutdownsOfTheExecutorThatWereUnderWayAtOnce() {
            CountDownLatch release = new CountDownLatch(1);
            Throwable thrown = catchThrowable(() -> Asyncio.run(() -> {
                getRunningLoop().runInExecutor(() -> {
                    release.await();
                    return null;
                });
                Task<Void> first = createTask(() -> getRunningLoop().shutdownDefaultExecutor());
                Task<Void> second = createTask(() -> getRunningLoop().shutdownDefaultExecutor());
                sleep(ZERO);
                first.cancel();
                second.cancel();
                await(gatherReturnExceptions(first, second));
                release.countDown();
                getRunningLoop().callSoon(runThread::interrupt);
                sleep(ofSeconds(10));
            }));
            boolean interrupted = Thread.interrupted();

            assertThat(thrown).isInstanceOf(CancelledError.class);
            assertThat(interrupted).isTrue();
        }

        @Test
        void a60_anInterruptReachesAMainThatNeverWaits() {
            Throwable thrown = catchThrowable(() -> loop.run(() -> {
                runThread.interrupt();
                while (true) {
                    sleep(ZERO);
                }
            }));
            boolean interrupted = Thread.interrupted();

            assertThat(thrown).isInstanceOf(CancelledError.class);
            assertThat(interrupted).isTrue();
        }

        @Test
        void a60_anInterruptThatMainSwallowsLeavesItsResult() {
            String result = loop.run(() -> {
                getRunningLoop().callSoon(runThread::interrupt);
                try {
                    await(getRunningLoop().createFuture());
                } catch (CancelledError e) {
                    log.add("swallowed");
                }
                return "main's result";
            });
            boolean interrupted = Thread.interrupted();

            assertThat(result).isEqualTo("main's result");
            assertThat(log).containsExactly("swallowed");
            assertThat(interrupted).isTrue();
        }

        @Test
        void a60_anInterruptFromAnotherThreadWakesAnIdleLoop() {
            Throwable thrown = catchThrowable(() -> loop.run(() -> {
                Thread.ofPlatform().start(runThread::interrupt);
                await(getRunningLoop().createFuture());
            }));
            boolean interrupted = Thread.interrupted();

            assertThat(thrown).isInstanceOf(CancelledError.class);
            assertThat(interrupted).isTrue();
        }
    }
}
