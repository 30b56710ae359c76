package dev.eddy.gevent;

import static dev.eddy.Asyncio.await;
import static dev.eddy.Asyncio.createTask;
import static dev.eddy.Asyncio.getRunningLoop;
import static dev.eddy.gevent.Gevent.getCurrent;
import static dev.eddy.gevent.Gevent.iwait;
import static dev.eddy.gevent.Gevent.joinAll;
import static dev.eddy.gevent.Gevent.killAll;
import static dev.eddy.gevent.Gevent.sleep;
import static dev.eddy.gevent.Gevent.spawn;
import static dev.eddy.gevent.Gevent.spawnLater;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.eddy.Asyncio;
import dev.eddy.CancelledError;
import dev.eddy.ExceptionContext;
import dev.eddy.Future;
import dev.eddy.Task;
import dev.eddy.TaskFactory;
import dev.eddy.VirtualLoop;
import dev.eddy.greenlet.GreenletExit;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Behaviours G8 and G9, among the tasks of a loop. */
class GreenletTest {

    @RegisterExtension final VirtualLoop loop = new VirtualLoop();

    private final List<@Nullable Object> log = new ArrayList<>();

    private static long now() {
        return getRunningLoop().time().toSeconds();
    }

    /** Sleeps and gives the name; notes how it ends. */
    private Greenlet<String> sleeper(String name, int seconds) {
        return spawn(() -> {
            try {
                sleep(ofSeconds(seconds));
                return name;
            } catch (Throwable e) {
                log.add(name + ": " + e.getClass().getSimpleName());
                throw e;
            }
        });
    }

    private Greenlet<String> failing(int seconds, Exception error) {
        return spawn(() -> {
            sleep(ofSeconds(seconds));
            throw error;
        });
    }

    @Nested
    class Starting {

        @Test
        void g8_spawnSchedulesAndNeverRunsInlineEvenInAnEagerLoop() {
            loop.get().setTaskFactory(TaskFactory.EAGER);
            loop.run(() -> {
                Greenlet<Integer> greenlet = spawn(() -> log.add("began") ? 1 : 0);
                log.add("spawned");
                log.add(greenlet.get());
            });

            assertThat(log).containsExactly("spawned", "began", 1);
        }

        @Test
        void g8_spawnLaterBeginsAfterTheTime() {
            loop.run(() -> {
                Greenlet<Long> greenlet = spawnLater(ofSeconds(2), () -> now());
                log.add(greenlet.started());
                log.add(greenlet.get());
            });

            assertThat(log).containsExactly(true, 2L);
        }

        @Test
        void oneThatIsNotStartedWaitsForItsStart() {
            loop.run(() -> {
                Greenlet<String> greenlet = new Greenlet<>(() -> "started");
                sleep(ofSeconds(1));
                log.add(greenlet.started());
                greenlet.start();
                greenlet.start();
                log.add(greenlet.get());
                log.add(greenlet.started());
            });

            assertThat(log).containsExactly(false, "started", false);
        }

        @Test
        void theCurrentOneIsKnownInItsBodyAndNowhereElse() {
            loop.run(() -> {
                Greenlet<Greenlet<?>> greenlet = spawn(() -> {
                    sleep(ofSeconds(1));
                    log.add(await(createTask(() -> getCurrent())));
                    return getCurrent();
                });
                log.add(greenlet.get() == greenlet);
                log.add(getCurrent());
            });

            assertThat(log).containsExactly(null, true, null);
        }
    }

    @Nested
    class Waiting {

        @Test
        void g8_joinReturnsOnATimeoutWithoutRaisingAndGetRaises() {
            loop.run(() -> {
                Greenlet<String> greenlet = sleeper("a", 10);
                greenlet.join(ofSeconds(1));
                log.add(greenlet.ready());
                assertThatThrownBy(() -> greenlet.get(ofSeconds(1))).isInstanceOf(Timeout.class)
                        .hasMessageContaining("PT1S");
                log.add(now());
                log.add(greenlet.get());
            });

            assertThat(log).containsExactly(false, 2L, "a");
        }

        @Test
        void g8_errorsAreStoredAndReportedAtOnceAndNeverEscape() {
            Exception error = new Exception("of the greenlet");
            loop.run(() -> {
                Greenlet<String> greenlet = failing(1, error);
                greenlet.join();
                log.add(greenlet.exception());
                log.add(greenlet.successful());
                log.add(greenlet.value());
                log.add(catchThrowable(greenlet::get));
            });

            assertThat(log).containsExactly(error, false, null, error);
            assertThat(loop.reports()).singleElement().extracting(ExceptionContext::exception).isSameAs(error);
        }

        @Test
        void oneCannotWaitForItself() {
            loop.run(() -> {
                Greenlet<?>[] own = new Greenlet<?>[1];
                own[0] = spawn(() -> {
                    log.add(catchThrowable(own[0]::join).getMessage());
                    log.add(catchThrowable(own[0]::await).getMessage());
                });
                own[0].join();
            });

            assertThat(log).hasSize(2).allMatch("a greenlet cannot wait for itself"::equals);
        }

        @Test
        void g9_joinAllGivesThoseThatHaveEndedInThatOrder() {
            loop.run(() -> {
                Greenlet<String> slow = sleeper("slow", 3);
                Greenlet<String> fast = sleeper("fast", 1);
                Greenlet<String> never = sleeper("never", 60);
                List<Greenlet<String>> all = List.of(slow, fast, never);

                assertThat(joinAll(all, null, 1, false)).containsExactly(fast);
                assertThat(joinAll(all, ofSeconds(5))).containsExactly(fast, slow);
                assertThat(now()).isEqualTo(6);
                killAll(all);
                assertThat(joinAll(all)).hasSize(3);
            });

            assertThat(log).containsExactly("never: GreenletExit");
        }

        @Test
        void g9_joinAllRaisesTheFirstErrorIfItIsAskedTo() {
            Exception error = new Exception("first");
            loop.run(() -> {
                Greenlet<String> failing = failing(1, error);
                Greenlet<String> slow = sleeper("slow", 60);
                Throwable thrown = catchThrowable(() -> joinAll(List.of(slow, failing), null, 2, true));
                assertThat(thrown).isSameAs(error);
                assertThat(now()).isEqualTo(1);
                slow.kill();
            });

            assertThat(loop.reports()).hasSize(1);
        }

        @Test
        void iwaitGivesObjectsOfAllKindsAsTheyBecomeReady() {
            loop.run(() -> {
                Event event = new Event();
                AsyncResult<Integer> result = new AsyncResult<>();
                Greenlet<String> greenlet = sleeper("a", 2);
                spawnLater(ofSeconds(1), () -> result.set(1));
                spawnLater(ofSeconds(3), event::set);
                for (Waitable ready : iwait(List.<Waitable>of(event, result, greenlet))) {
                    log.add(ready == event ? "event" : ready == result ? "result" : "greenlet");
                }
            });

            assertThat(log).containsExactly("result", "greenlet", "event");
        }

        @Test
        void iwaitEndsAtItsTimeout() {
            loop.run(() -> {
                Greenlet<String> slow = sleeper("slow", 60);
                try (Iwait<Greenlet<String>> ready = iwait(List.of(slow), ofSeconds(1), 1)) {
                    log.add(ready.iterator().hasNext());
                }
                log.add(now());
                slow.kill();
            });

            assertThat(log).containsExactly(false, 1L, "slow: GreenletExit");
        }
    }

    @Nested
    class Killing {

        @Test
        void g8_aGreenletExitCountsAsSuccess() {
            loop.run(() -> {
                Greenlet<String> greenlet = sleeper("a", 60);
                sleep();
                greenlet.kill();
                log.add(greenlet.successful());
                log.add(greenlet.get());
            });

            assertThat(log).containsExactly("a: GreenletExit", true, null);
        }

        @Test
        void g9_killedBeforeItBeginsItNeverRunsAndItsLinksStillFire() {
            loop.run(() -> {
                for (Greenlet<?> greenlet : List.of(sleeper("spawned", 1),
                        spawnLater(ofSeconds(1), () -> log.add("ran")), new Greenlet<>(() -> log.add("ran")))) {
                    greenlet.link(ended -> log.add("link " + ended.successful()));
                    greenlet.kill(new GreenletExit(), false, null);
                    log.add(greenlet.ready());
                    greenlet.start();
                }
                sleep(ofSeconds(2));
            });

            assertThat(log).containsExactly(true, true, true, "link true", "link true", "link true");
        }

        @Test
        void killWaitsForTheCleanUpForATimeAtTheMost() {
            loop.run(() -> {
                Greenlet<?> greenlet = spawn(() -> {
                    try {
                        sleep(ofSeconds(60));
                    } finally {
                        sleep(ofSeconds(3));
                    }
                });
                sleep();
                greenlet.kill(new GreenletExit(), true, ofSeconds(1));
                log.add(greenlet.ready() + " at " + now());
                greenlet.kill(new GreenletExit(), false, null);
                greenlet.join();
                log.add(greenlet.ready() + " at " + now());
            });

            assertThat(log).containsExactly("false at 1", "true at 1");
        }

        @Test
        void anotherExceptionIsThrownWhereItWaitsAndMayBeCaught() {
            loop.run(() -> {
                Greenlet<String> greenlet = spawn(() -> {
                    try {
                        Asyncio.sleep(ofSeconds(60)); // any wait, not only those of this package
                        return "slept";
                    } catch (ArithmeticException e) {
                        return "caught " + e.getMessage();
                    }
                });
                sleep();
                greenlet.kill(new ArithmeticException("raised"), true, null);
                log.add(greenlet.get());
            });

            assertThat(log).containsExactly("caught raised");
        }

        @Test
        void oneMayKillItself() {
            loop.run(() -> {
                Greenlet<?> greenlet = spawn(() -> {
                    getCurrent().kill();
                    log.add("never");
                });
                greenlet.join();
                log.add(greenlet.successful());
            });

            assertThat(log).containsExactly(true);
        }

        @Test
        void aCancellationOfItsTaskIsNotLostToAKillInTheSamePass() {
            loop.run(() -> {
                Task<?>[] own = new Task<?>[1];
                Greenlet<?> greenlet = spawn(() -> {
                    own[0] = Asyncio.currentTask();
                    for (int i = 0; i < 2; i++) {
                        try {
                            sleep(ofSeconds(60));
                        } catch (Throwable e) {
                            log.add(e.getClass().getSimpleName());
                        }
                    }
                });
                sleep();
                own[0].cancel();
                greenlet.kill();
            });

            assertThat(log).containsExactly("CancelledError", "GreenletExit");
        }

        @Test
        void whatAKilledOneWasWaitingForLivesOn() {
            loop.run(() -> {
                Greenlet<String> inner = sleeper("inner", 2);
                Greenlet<String> outer = spawn(() -> inner.get());
                sleep(ofSeconds(1));
                outer.kill();
                log.add(inner.get());
            });

            assertThat(log).containsExactly("inner");
        }
    }

    @Nested
    class Links {

        @Test
        void linksFireInTheirOrderAndMayWait() {
            loop.run(() -> {
                Greenlet<String> greenlet = sleeper("a", 1);
                greenlet.link(ended -> {
                    log.add("first");
                    sleep(ofSeconds(1));
                    log.add("first waited");
                });
                greenlet.link(ended -> log.add("second " + ended.value()));
                greenlet.join();
                greenlet.link(ended -> log.add("third"));
                sleep(ofSeconds(2));
            });

            assertThat(log).containsExactly("first", "second a", "third", "first waited");
        }

        @Test
        void linkValueAndLinkExceptionLookAtTheOutcome() {
            loop.run(() -> {
                for (Greenlet<String> greenlet : List.of(sleeper("good", 1), failing(1, new Exception()))) {
                    greenlet.linkValue(ended -> log.add("value"));
                    greenlet.linkException(ended -> log.add("exception"));
                }
                sleep(ofSeconds(2));
            });

            assertThat(log).containsExactly("value", "exception");
            assertThat(loop.reports()).hasSize(1);
        }

        @Test
        void oneThatCannotBeCalledSinceTheLoopIsClosedKeepsNoOtherFromIt() {
            Pool pool = new Pool(1);
            loop.run(() -> {
                Greenlet<String> greenlet = new Greenlet<>(() -> {
                    sleep(ofSeconds(60));
                    return "never";
                });
                greenlet.link(ended -> log.add("never"));
                pool.start(greenlet);
                sleep(ofSeconds(1));
            });

            loop.get().close();

            assertThat(pool).isEmpty();
            assertThat(log).isEmpty();
            assertThat(loop.reports()).extracting(ExceptionContext::message)
                    .containsExactly("the loop is closed while a task is pending",
                            "a link of a greenlet was not called");
        }

        @Test
        void oneThatFailsIsReportedAtOnceAndTheOthersAreCalled() {
            IllegalStateException broken = new IllegalStateException("broken");
            loop.run(() -> {
                Greenlet<String> greenlet = spawn(() -> "result");
                greenlet.link(ended -> {
                    throw broken;
                });
                greenlet.link(ended -> log.add("second"));
                sleep(ofSeconds(1));

                assertThat(loop.reports()).extracting(ExceptionContext::exception).containsExactly(broken);
                assertThat(log).containsExactly("second");
            });
        }

        @Test
        void theyAreCalledInTasksOfTheirOwnEvenInAnEagerLoop() {
            loop.run(() -> {
                getRunningLoop().setTaskFactory(TaskFactory.EAGER);
                Pool pool = new Pool(1);
                Greenlet<String> greenlet = new Greenlet<>(() -> "result");
                greenlet.link(ended -> {
                    log.add(pool.size());
                    pool.discard(ended);
                });
                pool.start(greenlet);
                sleep(ofSeconds(1));
                log.add(pool.freeCount());
                pool.spawn(() -> sleep(ofSeconds(1)));
                log.add(pool.full());
            });

            assertThat(log).containsExactly(0, 1, true);
        }

        @Test
        void aLinkCanBeTakenBack() {
            loop.run(() -> {
                Greenlet<String> greenlet = sleeper("a", 1);
                Consumer<Greenlet<String>> callback = ended -> log.add("called");
                greenlet.link(callback);
                greenlet.linkValue(callback);
                greenlet.unlink(callback);
                greenlet.unlink(callback);
                sleep(ofSeconds(2));
            });

            assertThat(log).isEmpty();
        }
    }

    @Nested
    class AmongCoroutines {

        @Test
        void aCoroutineAwaitsAGreenletAndGathersSeveral() {
            loop.run(() -> {
                log.add(await(sleeper("a", 1)));
                log.addAll(await(Asyncio.gather(sleeper("b", 2), sleeper("c", 1))));
            });

            assertThat(log).containsExactly("a", "b", "c");
        }

        @Test
        void itsErrorIsTheAwaitersToo() {
            Exception error = new Exception();
            loop.run(() -> log.add(catchThrowable(() -> await(failing(1, error)))));

            assertThat(log).containsExactly(error);
            assertThat(loop.reports()).hasSize(1);
        }

        @Test
        void cancellingWhoAwaitsKillsIt() {
            loop.run(() -> {
                Greenlet<String> greenlet = sleeper("a", 60);
                Task<String> task = createTask(() -> await(greenlet));
                sleep(ofSeconds(1));
                task.cancel();
                sleep(ofSeconds(1));
                log.add(greenlet.ready());
            });

            assertThat(log).containsExactly("a: GreenletExit", true);
        }

        @Test
        void theEndOfTheRunCancelsIt() {
            Greenlet<String> greenlet = loop.run(() -> {
                Greenlet<String> left = sleeper("a", 60);
                sleep();
                return left;
            });

            loop.close();

            assertThat(log).containsExactly("a: CancelledError");
            assertThat(greenlet.exception()).isInstanceOf(CancelledError.class);
        }

        @Test
        void aFutureOfTheLoopIsAwaitedInAGreenlet() {
            loop.run(() -> {
                Future<String> future = getRunningLoop().createFuture();
                Greenlet<String> greenlet = spawn(() -> await(future));
                getRunningLoop().callLater(ofSeconds(1), () -> future.setResult("done"));
                log.add(greenlet.get());
            });

            assertThat(log).containsExactly("done");
        }

        @Test
        void aCallbackCannotWait() {
            loop.run(() -> {
                getRunningLoop().callSoon(() -> log.add(catchThrowable(() -> sleep(Duration.ZERO)).getMessage()));
                sleep();
            });

            assertThat(log).singleElement().asString().contains("a callback cannot suspend");
        }
    }
}
