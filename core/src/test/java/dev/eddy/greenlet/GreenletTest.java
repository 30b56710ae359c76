package dev.eddy.greenlet;

import static dev.eddy.greenlet.Greenlet.getCurrent;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.eddy.Engine;
import dev.eddy.context.Context;
import dev.eddy.context.ContextVar;
import dev.eddy.generator.Generator;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** Behaviours G5 to G7 on a plain thread, without any loop. What greenlet 3.5 does was looked up by running it. */
class GreenletTest {

    private static final int MANY = 10_000;

    private final Greenlet main = getCurrent();
    private final List<@Nullable Object> log = new ArrayList<>();

    @AfterEach
    void endTrace() {
        Greenlet.setTrace(null);
    }

    private static <T> T inAnotherThread(Supplier<T> call) {
        return CompletableFuture.supplyAsync(call, task -> Thread.ofPlatform().start(task)).join();
    }

    /** Notes what is sent or raised, and sends its name back, until it is raised something. */
    private Greenlet echo(String name) {
        return new Greenlet(first -> {
            Object value = first;
            try {
                while (true) {
                    log.add(name + " got " + value);
                    value = main.switchTo(name);
                }
            } catch (Exception e) {
                log.add(name + " caught " + e.getMessage());
                return name + " caught";
            } finally {
                log.add(name + " ends");
            }
        });
    }

    /** What the initialiser calls. */
    private static Runnable hook = () -> {};

    private static final class Initialiser {
        static {
            hook.run();
        }
    }

    @Nested
    class Switching {

        @Test
        void oneHasNotBegunIfTheSwitchToItIsRefused() {
            assumeTrue(Engine.getDefault() == Engine.CONTINUATION);
            new Greenlet(() -> {
                Greenlet target = echo("target");
                hook = () -> log.add(catchThrowable(target::switchTo).getMessage().contains("cannot be suspended"));
                new Initialiser();
                log.add(target.active());
                target.setContext(new Context());
                log.add(target.switchTo("first"));
            }).switchTo();

            assertThat(log).containsExactly(true, false, "target got first");
        }

        @Test
        void g5_theFirstSwitchRunsTheBodyWithItsValueLaterOnesAreWhatTheSuspendedSwitchReturns() {
            Greenlet greenlet = echo("a");

            List<@Nullable Object> back = List.of(greenlet.switchTo(1), greenlet.switchTo(2), greenlet.switchTo());

            assertThat(back).containsExactly("a", "a", "a");
            assertThat(log).containsExactly("a got 1", "a got 2", "a got null");
        }

        @Test
        void g5_greenletsSwitchToEachOtherWithoutTheirParent() {
            Greenlet[] pair = new Greenlet[2];
            pair[0] = new Greenlet(first -> {
                log.add(first);
                log.add(pair[1].switchTo("from 0"));
                return "end of 0";
            });
            pair[1] = new Greenlet(first -> {
                log.add(first);
                pair[0].switchTo("from 1");
                return "never";
            });

            Object back = pair[0].switchTo("from main");

            assertThat(log).containsExactly("from main", "from 0", "from 1");
            assertThat(back).isEqualTo("end of 0");
            assertThat(pair[0].dead()).isTrue();
            assertThat(pair[1].active()).isTrue();
        }

        @Test
        void g5_theReturnValueGoesToTheParentWhoeverSwitchedLast() {
            List<Greenlet> children = new ArrayList<>();
            Greenlet parent = new Greenlet(() -> {
                Greenlet child = new Greenlet(() -> main.switchTo("child waits"));
                children.add(child);
                return "parent got " + child.switchTo();
            });
            Object waits = parent.switchTo();

            Object last = children.getFirst().switchTo("result");

            assertThat(waits).isEqualTo("child waits");
            assertThat(last).isEqualTo("parent got result");
        }

        @Test
        void g5_anUncaughtErrorIsRaisedInTheParent() {
            Exception error = new Exception("of the child");
            Greenlet child = new Greenlet(first -> {
                throw error;
            });

            assertThatThrownBy(child::switchTo).isSameAs(error);
            assertThat(child.dead()).isTrue();
        }

        @Test
        void g5_aGreenletExitIsReturnedToTheParent() {
            Greenlet greenlet = echo("a");
            greenlet.switchTo(1);

            Object back = greenlet.raise();

            assertThat(back).isInstanceOf(GreenletExit.class);
            assertThat(log).containsExactly("a got 1", "a ends");
            assertThat(greenlet.dead()).isTrue();
        }

        @Test
        void g5_whatIsRaisedIsThrownWhereItIsSuspendedAndMayBeCaught() {
            Greenlet greenlet = echo("a");
            greenlet.switchTo(1);

            Object back = greenlet.raise(new Exception("raised"));

            assertThat(back).isEqualTo("a caught");
            assertThat(log).containsExactly("a got 1", "a caught raised", "a ends");
        }

        @Test
        void g5_aSwitchToOneselfReturnsAtOnceAndARaiseThrowsAtOnce() {
            Exception error = new Exception("mine");

            assertThat(main.switchTo(5)).isEqualTo(5);
            assertThatThrownBy(() -> main.raise(error)).isSameAs(error);
        }

        @Test
        void g5_aResultGoesToAParentThatHasNotBegunAsItsFirstValue() {
            Greenlet parent = new Greenlet(first -> "parent got " + first);
            Greenlet child = new Greenlet(first -> 42, parent);

            assertThat(child.switchTo()).isEqualTo("parent got 42");
        }

        @Test
        void theTypeOfWhatComesBackCanBeAsked() {
            assertThat(new Greenlet(() -> "text").switchTo(null, String.class)).isEqualTo("text");
            assertThatThrownBy(() -> new Greenlet(() -> "text").switchTo(null, Integer.class))
                    .isInstanceOf(ClassCastException.class);
        }

        @Test
        void theCurrentOneIsTheSameObjectThatItsCreatorHas() {
            Greenlet greenlet = new Greenlet(() -> log.add(getCurrent()));

            greenlet.switchTo();

            assertThat(log).containsExactly(greenlet);
            assertThat(getCurrent()).isSameAs(main);
            assertThat(main.parent()).isNull();
            assertThat(greenlet.parent()).isSameAs(main);
        }

        @Test
        void tenThousandNestedOnesReturnOneToTheOther() {
            assertThat(depth(MANY)).isEqualTo(MANY);
        }

        private int depth(int left) {
            return left == 0 ? 0 : 1 + (Integer) new Greenlet(() -> depth(left - 1)).switchTo();
        }

        @Test
        void tenThousandSuspendedOnesAllGoOn() {
            List<Greenlet> all = new ArrayList<>();
            for (int i = 0; i < MANY; i++) {
                Greenlet greenlet = new Greenlet(first -> 2 * (Integer) main.switchTo());
                greenlet.switchTo();
                all.add(greenlet);
            }

            long sum = 0;
            for (Greenlet greenlet : all) {
                sum += (Integer) greenlet.switchTo(1);
            }

            assertThat(sum).isEqualTo(2 * MANY);
        }
    }

    @Nested
    class Ending {

        @Test
        void g6_aSwitchToADeadOneReachesItsNearestAncestorThatIsNot() {
            Greenlet outer = new Greenlet(() -> {
                Greenlet inner = new Greenlet(() -> 42);
                log.add(inner.switchTo());
                log.add(inner.switchTo("to the dead one"));
                return inner;
            });

            Greenlet inner = (Greenlet) outer.switchTo();

            assertThat(log).containsExactly(42, "to the dead one");
            assertThat(inner.switchTo("through two")).isEqualTo("through two");
        }

        @Test
        void g6_raiseOnOneThatHasNotBegunNeverRunsTheBody() {
            Exception error = new Exception("raised");
            Greenlet greenlet = echo("a");

            assertThatThrownBy(() -> greenlet.raise(error)).isSameAs(error);
            assertThat(greenlet.dead()).isTrue();
            assertThat(log).isEmpty();
        }

        @Test
        void g6_aGreenletExitForOneThatHasNotBegunComesBack() {
            Greenlet greenlet = echo("a");

            assertThat(greenlet.raise()).isInstanceOf(GreenletExit.class);
            assertThat(greenlet.dead()).isTrue();
            assertThat(log).isEmpty();
        }

        @Test
        void g6_whatIsRaisedEndsAncestorsThatHaveNotBegunToo() {
            Exception error = new Exception("raised");
            Greenlet parent = echo("parent");
            Greenlet child = new Greenlet(first -> 1, parent);

            assertThatThrownBy(() -> child.raise(error)).isSameAs(error);
            assertThat(parent.dead()).isTrue();
            assertThat(log).isEmpty();
        }

        @Test
        void g6_whatIsRaisedOnADeadOneIsThrownInItsAncestorButAGreenletExitIsAValue() {
            Exception error = new Exception("raised");
            Greenlet greenlet = new Greenlet(() -> 1);
            greenlet.switchTo();

            assertThatThrownBy(() -> greenlet.raise(error)).isSameAs(error);
            assertThat(greenlet.raise()).isInstanceOf(GreenletExit.class);
        }

        @Test
        void g6_anErrorPassesADeadParent() {
            Greenlet parent = new Greenlet(() -> 1);
            Greenlet child = new Greenlet(first -> {
                throw new ArithmeticException();
            }, parent);
            parent.switchTo();

            assertThatThrownBy(child::switchTo).isInstanceOf(ArithmeticException.class);
        }
    }

    @Nested
    class Parents {

        @Test
        void g7_theParentCanBeChanged() {
            Greenlet parent = new Greenlet(first -> "new parent got " + first);
            Greenlet child = new Greenlet(() -> "result");

            child.setParent(parent);

            assertThat(child.parent()).isSameAs(parent);
            assertThat(child.switchTo()).isEqualTo("new parent got result");
        }

        @Test
        void g7_aCycleIsAnError() {
            Greenlet a = new Greenlet(() -> 1);
            Greenlet b = new Greenlet(first -> 2, a);

            assertThatThrownBy(() -> a.setParent(b)).isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("cyclic");
            assertThatThrownBy(() -> a.setParent(a)).isInstanceOf(IllegalArgumentException.class);
            assertThatThrownBy(() -> main.setParent(a)).isInstanceOf(IllegalStateException.class);
        }

        @Test
        void g7_aSwitchToAnotherThreadsGreenletIsAnErrorAndNothingHasHappened() {
            Greenlet greenlet = echo("a");

            List<Throwable> errors = inAnotherThread(() -> List.of(
                    catchThrowable(greenlet::switchTo),
                    catchThrowable(greenlet::raise),
                    catchThrowable(() -> new Greenlet(() -> 1).setParent(main)),
                    catchThrowable(() -> new Greenlet(first -> 1, main))));

            assertThat(errors).hasSize(4)
                    .allSatisfy(error -> assertThat(error).isInstanceOf(IllegalStateException.class)
                            .hasMessageContaining("another thread"));
            assertThat(greenlet.switchTo(1)).isEqualTo("a");
        }

        @Test
        void g7_eachThreadHasAMainGreenletOfItsOwn() {
            boolean itsOwn = inAnotherThread(() -> getCurrent() != main && getCurrent().parent() == null);

            assertThat(itsOwn).isTrue();
        }
    }

    @Nested
    class Tracing {

        private void trace() {
            Greenlet.setTrace((event, origin, target) -> log.add(event + " " + name(origin) + ">" + name(target)));
        }

        private String name(Greenlet greenlet) {
            return greenlet == main ? "main" : "child";
        }

        @Test
        void eachSwitchIsTold() {
            trace();
            new Greenlet(() -> main.switchTo()).switchTo();
            new Greenlet(() -> 1).raise();
            assertThatThrownBy(() -> new Greenlet(() -> 1).raise(new Exception())).isInstanceOf(Exception.class);
            main.switchTo();

            assertThat(log).containsExactly("SWITCH main>child", "SWITCH child>main", "THROW main>child",
                    "SWITCH child>main", "THROW main>child", "THROW child>main", "SWITCH main>main");
        }

        @Test
        void anErrorOfTheTraceIsThrownInTheTargetAndEndsIt() {
            Greenlet.setTrace((event, origin, target) -> {
                throw new ArithmeticException("of the trace");
            });
            Greenlet greenlet = echo("a");

            assertThatThrownBy(greenlet::switchTo).isInstanceOf(ArithmeticException.class);
            assertThat(Greenlet.getTrace()).isNull();
            assertThat(log).isEmpty();
            assertThat(greenlet.dead()).isTrue();
        }

        @Test
        void theTraceThatWasSetBeforeIsGivenBack() {
            Greenlet.Trace first = (event, origin, target) -> {};

            Greenlet.setTrace(first);

            assertThat(Greenlet.setTrace(null)).isSameAs(first);
        }
    }

    @Nested
    class Contexts {

        private final ContextVar<String> variable = new ContextVar<>("variable", "unset");

        @Test
        void aGreenletBeginsInAnEmptyContextAndKeepsItsOwn() throws Exception {
            new Context().run(() -> {
                variable.set("main's");
                Greenlet greenlet = new Greenlet(first -> {
                    log.add(variable.get());
                    variable.set("its own");
                    main.switchTo();
                    return variable.get();
                });
                greenlet.switchTo();
                log.add(variable.get());
                log.add(greenlet.switchTo());
                return null;
            });

            assertThat(log).containsExactly("unset", "main's", "its own");
        }

        @Test
        void itMayBeginInACopyOfTheCurrentOne() throws Exception {
            new Context().run(() -> {
                variable.set("main's");
                Greenlet greenlet = new Greenlet(() -> variable.get());
                greenlet.setContext(Context.copyCurrent());
                log.add(greenlet.switchTo());
                log.add(catchThrowable(() -> greenlet.setContext(new Context())));
                return null;
            });

            assertThat(log.getFirst()).isEqualTo("main's");
            assertThat(log.getLast()).isInstanceOf(IllegalStateException.class);
        }
    }

    @Nested
    class WithGenerators {

        @Test
        void aGeneratorMayBeSteppedInAGreenletAndGoOnElsewhere() {
            Generator<Integer> numbers = Generator.generator(g -> {
                for (int i = 0;; i++) {
                    g.yield(i);
                }
            });
            Greenlet greenlet = new Greenlet(() -> main.switchTo(numbers.next()) + " " + numbers.next());

            List<@Nullable Object> values = List.of(greenlet.switchTo(), numbers.next(), greenlet.switchTo("sent"));

            assertThat(values).containsExactly(0, 1, "sent 2");
        }

        @Test
        void generatorsCanBeWrittenWithGreenlets() {
            Greenlet squares = new Greenlet(() -> {
                for (int i = 1; i <= 3; i++) {
                    Greenlet consumer = getCurrent().parent();
                    consumer.switchTo(i * i);
                }
                return null;
            });

            for (Object square = squares.switchTo(); square != null; square = squares.switchTo()) {
                log.add(square);
            }

            assertThat(log).containsExactly(1, 4, 9);
        }
    }
}
