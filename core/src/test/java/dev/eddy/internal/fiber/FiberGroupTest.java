package dev.eddy.internal.fiber;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.eddy.Engine;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** The fibers of the default engine. */
class FiberGroupTest {

    private final FiberGroup fibers =
            switch (Engine.getDefault()) {
                case CONTINUATION -> new ContinuationFibers(this);
                case VIRTUAL_THREAD -> new ThreadFibers(this);
                case GREEN -> new GreenFibers(this);
            };
    private final List<String> log = new ArrayList<>();
    private @Nullable FiberGroup outer;

    @BeforeEach
    void enter() {
        outer = fibers.enter();
    }

    @AfterEach
    void leave() {
        fibers.leave(outer);
    }

    private void switchToRoot() {
        fibers.switchTo(fibers.root());
    }

    /** A fiber that notes its name in each of its steps and goes back to the root between them. */
    private Fiber stepper(String name, int steps) {
        return fibers.create(() -> {
            for (int step = 1; step <= steps; step++) {
                log.add(name + step);
                if (step < steps) {
                    switchToRoot();
                }
            }
            return fibers.root();
        });
    }

    @Nested
    class Switching {

        @Test
        void aNewFiberDoesNotRunBeforeItIsSwitchedTo() {
            Fiber fiber = stepper("a", 1);
            List<String> before = List.copyOf(log);

            fibers.switchTo(fiber);

            assertThat(before).isEmpty();
            assertThat(log).containsExactly("a1");
        }

        @Test
        void aFiberGoesOnWhereItWasWithItsStack() {
            Fiber a = stepper("a", 3);
            Fiber b = stepper("b", 2);

            List.of(a, b, a, b, a).forEach(fibers::switchTo);

            assertThat(log).containsExactly("a1", "b1", "a2", "b2", "a3");
        }

        @Test
        void theSuccessorThatABodyReturnsRunsOn() {
            Fiber last = stepper("last", 1);
            Fiber second = fibers.create(() -> {
                log.add("second");
                return last;
            });
            Fiber first = fibers.create(() -> {
                log.add("first");
                return second;
            });

            fibers.switchTo(first);

            assertThat(log).containsExactly("first", "second", "last1");
        }

        @Test
        void fibersSwitchToEachOtherWithoutTheRoot() {
            Fiber[] pair = new Fiber[2];
            for (int i = 0; i < 2; i++) {
                int own = i;
                pair[own] = fibers.create(() -> {
                    for (int round = 0; round < 3; round++) {
                        log.add(own == 0 ? "ping" : "pong");
                        fibers.switchTo(pair[1 - own]);
                    }
                    return own == 0 ? pair[1] : fibers.root();
                });
            }

            fibers.switchTo(pair[0]);

            assertThat(log).containsExactly("ping", "pong", "ping", "pong", "ping", "pong");
        }

        @Test
        void aRingOfFibersGoesRoundAndEachEndsWhereItsTurnIs() {
            int count = 12;
            Fiber[] ring = new Fiber[count];
            for (int i = 0; i < count; i++) {
                int own = i;
                ring[own] = fibers.create(() -> {
                    for (int round = 0; round < 3; round++) {
                        log.add(own + "");
                        fibers.switchTo(ring[(own + 1) % count]);
                        assertThat(fibers.running()).isSameAs(ring[own]);
                    }
                    return own == count - 1 ? fibers.root() : ring[own + 1];
                });
            }

            fibers.switchTo(ring[0]);

            assertThat(log).isEqualTo(IntStream.range(0, 3 * count).mapToObj(i -> i % count + "").toList());
            assertThat(fibers.running()).isSameAs(fibers.root());
        }

        @Test
        void theStackOfEachSuspendedFiberIsItsOwn() {
            Fiber[] three = new Fiber[3];
            List<List<String>> stacks = new ArrayList<>();
            three[0] = fibers.create(() -> first(three[1]));
            three[1] = fibers.create(() -> second(three[2]));
            three[2] = fibers.create(() -> {
                for (Fiber other : List.of(three[0], three[1])) {
                    stacks.add(other.stack().stream().map(StackTraceElement::getMethodName).toList());
                }
                return fibers.root();
            });

            fibers.switchTo(three[0]);

            assertThat(stacks.get(0)).contains("first").doesNotContain("second");
            assertThat(stacks.get(1)).contains("second").doesNotContain("first");
        }

        private Fiber first(Fiber other) {
            fibers.switchTo(other);
            return fibers.root();
        }

        private Fiber second(Fiber other) {
            fibers.switchTo(other);
            return fibers.root();
        }

        @Test
        void tenThousandSuspendedFibersAllGoOn() {
            int count = 10_000;
            int[] steps = {0};
            List<Fiber> many = IntStream.range(0, count)
                    .mapToObj(i -> fibers.create(() -> {
                        steps[0]++;
                        switchToRoot();
                        steps[0]++;
                        return fibers.root();
                    }))
                    .toList();

            many.forEach(fibers::switchTo);
            int afterFirst = steps[0];
            many.forEach(fibers::switchTo);

            assertThat(afterFirst).isEqualTo(count);
            assertThat(steps[0]).isEqualTo(2 * count);
        }
    }

    @Nested
    class Identity {

        @Test
        void theRunningFiberAndTheGroupAreKnownInside() {
            List<Object> seen = new ArrayList<>();
            Fiber fiber = fibers.create(() -> {
                seen.add(fibers.running());
                seen.add(FiberGroup.current());
                seen.add(fibers.runsHere());
                return fibers.root();
            });

            fibers.switchTo(fiber);

            assertThat(seen).containsExactly(fiber, fibers, true);
            assertThat(fibers.running()).isSameAs(fibers.root());
            assertThat(fibers.owner()).isSameAs(FiberGroupTest.this);
        }

        @Test
        void anotherThreadIsOutside() {
            Object[] seen = inAnotherThread(() -> new Object[] {FiberGroup.current(), fibers.runsHere()});

            assertThat(seen).containsExactly(null, false);
        }

        @Test
        void leavingRestoresTheGroupThatWasCurrentBefore() {
            FiberGroup inner = new ThreadFibers("inner");

            FiberGroup before = inner.enter();
            FiberGroup within = FiberGroup.current();
            inner.leave(before);

            assertThat(within).isSameAs(inner);
            assertThat(FiberGroup.current()).isSameAs(fibers);
        }
    }

    @Nested
    class Threads {

        @Test
        void aFiberSuspendedUnderOneThreadGoesOnUnderAnotherExceptOnTheContinuationEngine() {
            Fiber fiber = stepper("a", 2);
            fibers.switchTo(fiber);

            Throwable refused = inAnotherThread(() -> catchThrowable(() -> {
                fibers.adopt(true);
                FiberGroup before = fibers.enter();
                fibers.switchTo(fiber);
                fibers.leave(before);
            }));

            if (Engine.getDefault() == Engine.CONTINUATION) {
                assertThat(refused)
                        .isInstanceOf(IllegalStateException.class)
                        .hasMessageContaining("must go on in the thread where they began");
                assertThat(log).containsExactly("a1");
            } else {
                assertThat(refused).isNull();
                assertThat(log).containsExactly("a1", "a2");
            }
        }
    }

    @Nested
    class Pinning {

        @Test
        void aClassInitialiserOnTheStackIsAnErrorExceptOnTheVirtualThreadEngineAndNothingHasHappened() {
            assumeTrue(Engine.getDefault() != Engine.VIRTUAL_THREAD);
            List<Throwable> thrown = new ArrayList<>();
            hook = () -> {
                thrown.add(catchThrowable(FiberGroupTest.this::switchToRoot));
                log.add("goes on");
            };
            Fiber fiber = fibers.create(() -> {
                new Initialiser();
                switchToRoot();
                log.add("and can suspend outside");
                return fibers.root();
            });

            fibers.switchTo(fiber);
            List<String> whenSuspended = List.copyOf(log);
            fibers.switchTo(fiber);

            assertThat(thrown).singleElement()
                    .satisfies(error -> assertThat(error)
                            .isInstanceOf(PinnedException.class)
                            .hasMessageContaining("class initialiser"));
            assertThat(whenSuspended).containsExactly("goes on");
            assertThat(log).containsExactly("goes on", "and can suspend outside");
        }

        @Test
        void aMonitorHeldIsAClearErrorOrMovesWithTheFiber() {
            Object monitor = new Object();
            Fiber fiber = fibers.create(() -> {
                synchronized (monitor) {
                    Throwable thrown = catchThrowable(FiberGroupTest.this::switchToRoot);
                    log.add(thrown == null ? "moved" : thrown.getMessage());
                }
                return fibers.root();
            });

            fibers.switchTo(fiber);
            if (log.isEmpty()) {
                fibers.switchTo(fiber);
            }

            assertThat(log).singleElement()
                    .satisfies(
                            outcome -> assertThat(outcome.equals("moved") || outcome.contains("holds a monitor"))
                                    .isTrue());
        }
    }

    private static <T> T inAnotherThread(Supplier<T> call) {
        return CompletableFuture.supplyAsync(call, Thread.ofPlatform()::start).join();
    }

    /** What the initialiser calls. */
    private static Runnable hook = () -> {};

    private static final class Initialiser {
        static {
            hook.run();
        }
    }
}
