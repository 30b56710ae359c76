package dev.eddy;

import static dev.eddy.Asyncio.await;
import static dev.eddy.Asyncio.createTask;
import static dev.eddy.Asyncio.currentTask;
import static dev.eddy.Asyncio.gather;
import static dev.eddy.Asyncio.getRunningLoop;
import static dev.eddy.Asyncio.race;
import static dev.eddy.Asyncio.runCoroutineThreadsafe;
import static dev.eddy.Asyncio.sleep;
import static dev.eddy.Asyncio.taskGroupVoid;
import static java.time.Duration.ZERO;
import static java.time.Duration.ofMillis;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.eddy.context.Context;
import dev.eddy.context.ContextVar;
import dev.eddy.internal.Sneaky;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.FutureTask;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Behaviours A54 to A57, and what a closed loop does. */
class EventLoopTest {

    @RegisterExtension final VirtualLoop loop = new VirtualLoop();

    final List<String> log = new ArrayList<>();

    private Runnable note(String text) {
        return () -> log.add(text);
    }

    @Nested
    class Passes {

        @Test
        void a54_callbacksAddedInAPassRunInTheNext() {
            EventLoop own = loop.get();
            own.callSoon(() -> {
                log.add("a");
                own.callSoon(note("next pass"));
            });
            own.callSoon(note("b"));

            own.stop();
            own.runForever();
            List<String> afterOnePass = List.copyOf(log);
            own.stop();
            own.runForever();

            assertThat(afterOnePass).containsExactly("a", "b");
            assertThat(log).containsExactly("a", "b", "next pass");
        }

        @Test
        void a54_expiredTimersQueueBehindReadyCallbacksInTheSamePass() {
            EventLoop own = loop.get();
            own.callLater(ZERO, note("timer"));
            own.callSoon(() -> {
                log.add("ready");
                own.callSoon(note("next pass"));
            });

            own.stop();
            own.runForever();
            List<String> afterOnePass = List.copyOf(log);

            assertThat(afterOnePass).containsExactly("ready", "timer");
        }

        @Test
        void a54_aTaskThatIsAwaitedWakesItsWaiterInTheNextPass() {
            loop.run(() -> {
                Task<Boolean> awaited = createTask(() -> log.add("awaited ends"));
                createTask(() -> {
                    log.add("other begins");
                    getRunningLoop().callSoon(note("other's callback"));
                });

                await(awaited);
                log.add("waiter goes on");

                assertThat(log).containsExactly("awaited ends", "other begins", "waiter goes on");
            });
        }

        @Test
        void a54_tasksThatYieldTakeTurns() {
            loop.run(() -> {
                await(gather(turns("a"), turns("b"), turns("c")));

                assertThat(log).containsExactly("a0", "b0", "c0", "a1", "b1", "c1", "a2", "b2", "c2");
            });
        }

        private Task<Void> turns(String name) {
            return createTask(() -> {
                for (int turn = 0; turn < 3; turn++) {
                    log.add(name + turn);
                    sleep(ZERO);
                }
            });
        }

        @Test
        void aCancelledHandleIsNotCalledEvenIfAnEarlierCallbackOfThePassCancelsIt() {
            loop.run(() -> {
                List<Handle> handles = new ArrayList<>();
                getRunningLoop().callSoon(() -> handles.getFirst().cancel());
                handles.add(getRunningLoop().callSoon(note("cancelled")));
                sleep(ZERO);

                assertThat(log).isEmpty();
                assertThat(handles.getFirst().cancelled()).isTrue();
            });
        }
    }

    /** A task that gives way where nobody else is ready. */
    @Nested
    class Alone {

        @Test
        void whatAnotherThreadSendsHasItsTurn() throws InterruptedException {
            boolean[] told = {false};
            EventLoop own = loop.get();
            Thread other = Thread.ofPlatform().unstarted(() -> own.callSoonThreadsafe(() -> told[0] = true));
            loop.run(() -> {
                other.start();
                while (!told[0]) {
                    sleep(ZERO);
                }
            });
            other.join();
        }

        @Test
        void aTimerThatIsDueHasItsTurn() {
            loop.run(() -> {
                getRunningLoop().callLater(ZERO, note("timer"));
                sleep(ZERO);
                log.add("task");
                sleep(ZERO);
                log.add("task again");
            });

            assertThat(log).containsExactly("task", "timer", "task again");
        }

        @Test
        void theRunStopsWhereItWasToldTo() {
            EventLoop own = loop.get();
            Task<?> task = own.createTask(() -> {
                own.stop();
                sleep(ZERO);
                log.add("later");
            });

            own.runForever();
            List<String> afterTheStop = List.copyOf(log);
            own.runUntilComplete(task);

            assertThat(afterTheStop).isEmpty();
            assertThat(log).containsExactly("later");
        }

        @Test
        void aCancellationIsDelivered() {
            loop.run(() -> {
                Task<?> self = currentTask();
                self.cancel();
                assertThatThrownBy(() -> sleep(ZERO)).isInstanceOf(CancelledError.class);
                self.uncancel();
            });
        }
    }

    @Nested
    class Timers {

        @Test
        void a55_equalDeadlinesFireInTheOrderInWhichTheyWereScheduled() {
            loop.run(() -> {
                List<String> expected = IntStream.range(0, 500).mapToObj(Integer::toString).toList();
                expected.forEach(number -> getRunningLoop().callAt(ofSeconds(1), note(number)));

                sleep(ofSeconds(2));

                assertThat(log).isEqualTo(expected);
            });
        }

        @Test
        void a55_timersFireByDeadlineWhateverTheOrderOfScheduling() {
            loop.run(() -> {
                List<Integer> deadlines = IntStream.rangeClosed(1, 500).boxed().collect(Collectors.toList());
                Collections.shuffle(deadlines, new Random(7));
                List<Duration> times = new ArrayList<>();
                deadlines.forEach(
                        millis -> getRunningLoop().callLater(ofMillis(millis), () -> times.add(loop.time())));

                sleep(ofSeconds(1));

                assertThat(times).hasSize(500).isSorted();
                assertThat(times.getLast()).isEqualTo(ofMillis(500));
            });
        }

        @Test
        void a55_allTasksAreInTheOrderOfTheirCreation() {
            loop.run(() -> {
                List<Task<?>> expected = new ArrayList<>();
                expected.add(currentTask());
                for (int i = 0; i < 100; i++) {
                    expected.add(createTask(() -> sleep(ofSeconds(1))));
                }
                Task<?> ended = expected.remove(50);
                ended.cancel();
                sleep(ZERO);

                assertThat(getRunningLoop().allTasks()).isEqualTo(expected);
            });
        }

        @Test
        void cancelledTimersNeverMoveTheClock() {
            loop.run(() -> {
                List<TimerHandle> timers = new ArrayList<>();
                for (int i = 0; i < 100; i++) {
                    timers.add(getRunningLoop().callLater(ofSeconds(100 - i), note("cancelled")));
                }
                Collections.shuffle(timers, new Random(7));
                timers.forEach(TimerHandle::cancel);

                sleep(ofMillis(1));
            });

            assertThat(loop.time()).isEqualTo(ofMillis(1));
            assertThat(log).isEmpty();
        }

        @Test
        void aTimeThatHasPassedCountsAsNow() {
            loop.run(() -> {
                sleep(ofSeconds(5));

                TimerHandle timer = getRunningLoop().callAt(ofSeconds(1), note("timer"));
                getRunningLoop().callSoon(note("ready"));
                sleep(ofMillis(1));

                assertThat(log).containsExactly("ready", "timer");
                assertThat(timer.when()).isEqualTo(ofSeconds(1));
                assertThat(loop.time()).isEqualTo(ofMillis(5001));
            });
        }
    }

    @Nested
    class Stopping {

        @Test
        void a56_stopBeforeARunGivesOnePassAndNoTimePasses() {
            EventLoop own = loop.get();
            own.callSoon(() -> own.callSoon(note("second pass")));
            own.callLater(ofSeconds(1), note("timer"));

            own.stop();
            own.runForever();

            assertThat(log).isEmpty();
            assertThat(loop.time()).isZero();
        }

        @Test
        void a56_stopEndsTheRunAfterThePassUnderWay() {
            EventLoop own = loop.get();
            own.callSoon(() -> {
                own.stop();
                own.callSoon(note("next pass"));
            });
            own.callSoon(note("same pass"));

            own.runForever();

            assertThat(log).containsExactly("same pass");
        }

        @Test
        void a56_runUntilCompleteThatIsStoppedEarlyIsAnErrorAndTheLoopStaysUsable() {
            EventLoop own = loop.get();
            Task<String> slow = own.createTask(() -> {
                sleep(ofSeconds(5));
                return "slow";
            });
            own.callLater(ofSeconds(1), own::stop);

            assertThatThrownBy(() -> own.runUntilComplete(slow))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("stopped before");
            assertThat(own.runUntilComplete(slow)).isEqualTo("slow");
        }

        @Test
        void a56_aClosedLoopRefusesEverything() {
            EventLoop own = loop.get();
            loop.close();

            List<Runnable> calls = List.of(
                    own::runForever,
                    () -> own.runUntilComplete(note("body")::run),
                    () -> own.callSoon(note("callback")),
                    () -> own.callSoonThreadsafe(note("callback")),
                    () -> own.callLater(ZERO, note("callback")),
                    () -> own.callAt(ZERO, note("callback")),
                    () -> own.createTask(note("body")::run),
                    () -> own.runInExecutor(() -> log.add("body")));

            assertThat(own.isClosed()).isTrue();
            assertThat(calls).allSatisfy(call -> assertThatThrownBy(call::run)
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("closed"));
            assertThat(log).isEmpty();
        }

        @Test
        void a56_aCallbackThatCannotBeCalledAnyMoreIsRefused() {
            EventLoop own = loop.get();
            Future<String> done = own.createFuture();
            done.setResult("done");
            Future<String> pending = own.createFuture();
            Future<String> awaited = own.createFuture();
            awaited.addDoneCallback(ended -> log.add("callback"));
            loop.close();

            assertThatThrownBy(() -> done.addDoneCallback(ended -> log.add("callback")))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("closed");
            assertThatThrownBy(() -> awaited.setResult("late"))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("closed");
            pending.setResult("nobody waits for it");
            assertThat(pending.result()).isEqualTo("nobody waits for it");
            assertThat(awaited.result()).isEqualTo("late"); // as in asyncio
            assertThat(log).isEmpty();
        }

        @Test
        void a56_closingALoopThatRunsIsAnError() {
            loop.run(() -> assertThatThrownBy(() -> getRunningLoop().close())
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("running"));
        }

        @Test
        void closingALoopReportsPendingTasksAndUnwindsThem() {
            EventLoop own = loop.get();
            Task<Void> suspended = own.createTask(() -> {
                try {
                    sleep(ofSeconds(5));
                } finally {
                    log.add("unwound");
                }
            });
            own.stop();
            own.runForever();
            Task<Boolean> notBegun = own.createTask(() -> log.add("never"));

            own.close();

            assertThat(log).containsExactly("unwound");
            assertThat(loop.reports()).extracting(ExceptionContext::future).isEqualTo(List.of(suspended, notBegun));
        }

        @Test
        void closingALoopCallsTheCallbacksOfItsTasksAndWhatOtherThreadsWereAcceptedWith() {
            EventLoop own = loop.get();
            Task<Void> suspended = own.createTask(() -> sleep(ofSeconds(5)));
            suspended.addDoneCallback(task -> log.add("suspended, " + task.cancelled()));
            own.stop();
            own.runForever();
            Task<Void> notBegun = own.createTask(() -> sleep(ofSeconds(5)));
            notBegun.addDoneCallback(task -> log.add("not begun, " + task.cancelled()));
            own.callSoonThreadsafe(() -> log.add("accepted"));
            own.callSoonThreadsafe(() -> log.add("cancelled")).cancel();
            own.callSoon(() -> log.add("dropped"));
            TimerHandle timer = own.callLater(ofSeconds(1), () -> log.add("dropped too"));

            own.close();
            timer.cancel();

            assertThat(log).containsExactly("accepted", "suspended, true", "not begun, true");
            assertThat(loop.reports()).hasSize(2);
        }

        @Test
        void closingALoopCallsWhatOtherThreadsWereAcceptedWithBeforeAFatalErrorEndedTheRun() {
            EventLoop own = loop.get();
            InternalError fatal = new InternalError("fatal");
            own.callSoonThreadsafe(() -> {
                throw fatal;
            });
            CompletableFuture<String> outcome = runCoroutineThreadsafe(() -> "never", own);
            own.callSoonThreadsafe(() -> log.add("accepted"));
            assertThat(catchThrowable(own::runForever)).isSameAs(fatal);

            own.close();

            assertThat(log).containsExactly("accepted");
            assertThatThrownBy(outcome::join).cause().hasMessage("the event loop is closed");
        }

        @Test
        void fatalErrorsWhileALoopIsClosedComeAtTheEnd() {
            EventLoop own = loop.get();
            InternalError ofTheTask = new InternalError("in clean-up");
            InternalError ofTheCallback = new InternalError("in a callback");
            own.createTask(() -> {
                try {
                    sleep(ofSeconds(5));
                } finally {
                    log.add("unwound");
                    raise(ofTheTask);
                }
            });
            own.stop();
            own.runForever();
            own.callSoonThreadsafe(() -> raise(ofTheCallback));
            own.callSoonThreadsafe(() -> log.add("accepted"));

            Throwable thrown = catchThrowable(own::close);

            assertThat(thrown).isSameAs(ofTheTask).hasSuppressedException(ofTheCallback);
            assertThat(log).containsExactly("unwound", "accepted");
            assertThat(loop.reports()).hasSize(1);
        }

        private static void raise(Throwable failure) {
            throw Sneaky.<RuntimeException>raise(failure);
        }

        @Test
        void taskGroupsAndRacesThatAreUnwoundByAClosingLoopAreCancelled() {
            EventLoop own = loop.get();
            IllegalArgumentException failure = new IllegalArgumentException("the block's clean-up failed");
            Action sleeping = () -> sleep(ofSeconds(5));
            Task<Void> group = own.createTask(() -> taskGroupVoid(tasks -> {
                tasks.createTask(sleeping);
                sleep(ofSeconds(5));
            }));
            Task<Void> ended = own.createTask(() -> taskGroupVoid(tasks -> tasks.createTask(sleeping)));
            Task<Void> failing = own.createTask(() -> taskGroupVoid(tasks -> {
                tasks.createTask(sleeping);
                try {
                    sleep(ofSeconds(5));
                } finally {
                    log.add("cleaned up");
                    raise(failure);
                }
            }));
            Task<Void> race = own.createTask(() -> {
                race(sleeping.toCallable(), sleeping.toCallable());
            });
            own.stop();
            own.runForever();
            own.stop();
            own.runForever();

            own.close();

            assertThat(log).containsExactly("cleaned up");
            assertThat(List.of(group, ended, race)).allMatch(Task::cancelled);
            assertThat(failing.exception()).isInstanceOf(ExceptionGroup.class).hasSuppressedException(failure);
            assertThat(loop.reports()).extracting(ExceptionContext::exception)
                    .filteredOn(Objects::nonNull)
                    .containsExactly(failing.exception());
        }

        @Test
        void aTaskThatAwaitsWhileAClosingLoopUnwindsItIsToldSo() {
            EventLoop own = loop.get();
            own.createTask(() -> {
                try {
                    sleep(ofSeconds(5));
                } finally {
                    try {
                        sleep(ZERO);
                    } catch (IllegalStateException e) {
                        log.add(e.getMessage());
                    }
                }
            });
            own.stop();
            own.runForever();

            own.close();

            assertThat(log).containsExactly("cannot await any more: the event loop is closed");
            assertThat(loop.reports()).hasSize(1);
        }
    }

    @Test
    void aDeadlineOfTheFarPastIsDueAtOnce() {
        EventLoop own = EventLoop.create();
        Duration farPast = Duration.ofSeconds(Long.MIN_VALUE);

        WaitResult<Void> waited = own.runUntilComplete(() -> {
            Future<Void> called = getRunningLoop().createFuture();
            getRunningLoop().callAt(farPast, () -> called.setResult(null));
            await(called);
            return Asyncio.wait(List.of(getRunningLoop().<Void>createFuture()), farPast, ReturnWhen.ALL_COMPLETED);
        });
        own.close();

        assertThat(waited.done()).isEmpty();
    }

    @Nested
    class Threads {

        @Test
        void aLoopWithoutSuspendedCoroutinesMayRunInAnotherThread() throws Exception {
            EventLoop own = EventLoop.create();
            own.runUntilComplete(() -> sleep(ZERO));

            String there = inAnotherThread(() -> own.runUntilComplete(() -> {
                sleep(ZERO);
                return EventLoop.current() == own ? "there" : "elsewhere";
            }));
            own.close();

            assertThat(there).isEqualTo("there");
        }

        @Test
        void inEventLoopIsTrueForWhoRunsItAndBetweenRunsForItsThread() throws Exception {
            EventLoop own = loop.get();
            boolean before = own.inEventLoop();
            boolean foreignBefore = inAnotherThread(own::inEventLoop);

            loop.run(() -> {
                assertThat(own.inEventLoop()).isTrue();
                assertThat(inAnotherThread(own::inEventLoop)).isFalse();
                assertThat(inAnotherThread(() -> Asyncio.run(own::inEventLoop))).isFalse();
                List<Boolean> inCallback = new ArrayList<>();
                own.callSoon(() -> inCallback.add(own.inEventLoop()));
                sleep(ZERO);
                assertThat(inCallback).containsExactly(true);
            });

            assertThat(before).isTrue();
            assertThat(foreignBefore).isFalse();
            assertThat(own.inEventLoop()).isTrue();
            assertThat(inAnotherThread(own::inEventLoop)).isFalse();
        }

        @Test
        void isCurrentOnlyWhileItRunsHere() throws Exception {
            EventLoop own = loop.get();
            List<Boolean> inside = new ArrayList<>();
            List<Boolean> outside = new ArrayList<>(List.of(own.isCurrent()));

            loop.run(() -> {
                inside.add(own.isCurrent());
                outside.add(inAnotherThread(own::isCurrent));
                outside.add(inAnotherThread(() -> Asyncio.run(own::isCurrent)));
                own.callSoon(() -> inside.add(own.isCurrent()));
                sleep(ZERO);
                inside.add(own.isCurrent());
            });
            outside.add(own.isCurrent());

            assertThat(inside).containsExactly(true, true, true);
            assertThat(outside).containsExactly(false, false, false, false);
        }

        @Test
        void suspendedCoroutinesGoOnInTheThreadWhereTheyBeganOnTheContinuationEngine() throws Exception {
            EventLoop own = EventLoop.builder().engine(Engine.getDefault()).build();
            Task<Void> task = own.createTask(() -> sleep(ofMillis(1)));
            own.stop();
            own.runForever();

            Throwable thrown = inAnotherThread(() -> catchThrowable(() -> own.runUntilComplete(task)));

            if (Engine.getDefault() == Engine.CONTINUATION) {
                assertThat(thrown).isInstanceOf(IllegalStateException.class).hasMessageContaining("suspended");
                own.runUntilComplete(task);
            } else {
                assertThat(thrown).isNull();
            }
            own.close();
        }

        private <T> T inAnotherThread(Callable<T> body) throws Exception {
            FutureTask<T> task = new FutureTask<>(body);
            Thread.ofPlatform().start(task);
            return task.get();
        }
    }

    @Nested
    class DoneCallbacks {

        private final ContextVar<String> variable = new ContextVar<>("variable", "unset");

        @Test
        void a57_theyRunInTheOrderOfRegistrationInThePassAfterTheCompletion() {
            loop.run(() -> {
                Future<String> future = getRunningLoop().createFuture();
                for (int i = 0; i < 5; i++) {
                    String number = Integer.toString(i);
                    future.addDoneCallback(done -> log.add(number + done.result()));
                }

                future.setResult("!");
                boolean atOnce = !log.isEmpty();
                sleep(ZERO);

                assertThat(atOnce).isFalse();
                assertThat(log).containsExactly("0!", "1!", "2!", "3!", "4!");
            });
        }

        @Test
        void a57_theyRunInTheContextOfTheirRegistration() {
            loop.run(() -> {
                Future<String> future = getRunningLoop().createFuture();
                variable.set("then");
                future.addDoneCallback(done -> log.add(variable.get()));
                Context given = new Context();
                given.run(() -> variable.set("given"));
                future.addDoneCallback(done -> log.add(variable.get()), given);
                variable.set("now");

                future.setResult("result");
                sleep(ZERO);

                assertThat(log).containsExactly("then", "given");
            });
        }

        @Test
        void a57_oneThatFailsReachesTheHandlerAndTheRestRun() {
            IllegalArgumentException failure = new IllegalArgumentException("callback");

            loop.run(() -> {
                Future<String> future = getRunningLoop().createFuture();
                future.addDoneCallback(done -> log.add("before"));
                future.addDoneCallback(done -> {
                    throw failure;
                });
                future.addDoneCallback(done -> log.add("after"));

                future.setResult("result");
                sleep(ZERO);
            });

            assertThat(log).containsExactly("before", "after");
            assertThat(loop.reports()).extracting(ExceptionContext::exception).containsExactly(failure);
        }

        @Test
        void a57_oneAddedToADoneFutureRunsInTheNextPass() {
            loop.run(() -> {
                Future<String> future = getRunningLoop().createFuture();
                future.setResult("result");

                future.addDoneCallback(done -> log.add(done.result()));
                boolean atOnce = !log.isEmpty();
                sleep(ZERO);

                assertThat(atOnce).isFalse();
                assertThat(log).containsExactly("result");
            });
        }

        @Test
        void removingOneTakesAllItsRegistrations() {
            loop.run(() -> {
                Future<String> future = getRunningLoop().createFuture();
                Consumer<Future<String>> removed = done -> log.add("removed");
                future.addDoneCallback(removed);
                future.addDoneCallback(done -> log.add("kept"));
                future.addDoneCallback(removed);

                int count = future.removeDoneCallback(removed);
                future.setResult("result");
                sleep(ZERO);

                assertThat(count).isEqualTo(2);
                assertThat(log).containsExactly("kept");
            });
        }
    }
}
