package dev.eddy.generator;

import static dev.eddy.generator.Generator.generator;
import static dev.eddy.generator.Generator.returning;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.eddy.StopIteration;
import dev.eddy.generator.Generator.State;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** Behaviours G1 to G4, and iteration, outside of any loop. */
class GeneratorTest {

    private static final int DEEP = 10_000;

    private final List<@Nullable Object> log = new ArrayList<>();

    /** Yields 1, 2 and 3, noting what is sent in, and the end. */
    private Generator<Integer> three() {
        return returning(g -> {
            try {
                for (int i = 1; i <= 3; i++) {
                    log.add(g.yield(i));
                }
                return "three";
            } finally {
                log.add("end");
            }
        });
    }

    /** Yields 1, and 2 in answer to being closed. */
    private static Generator<Integer> stubborn() {
        return generator(g -> {
            try {
                g.yield(1);
            } catch (GeneratorExit e) {
                g.yield(2);
            }
        });
    }

    private static @Nullable Object endOf(Generator<?> generator) {
        return catchThrowableOfType(StopIteration.class, generator::next).value();
    }

    @Nested
    class Steps {

        @Test
        void nothingRunsBeforeTheFirstStepAndTheEndCarriesTheReturnValue() {
            Generator<Integer> generator = three();
            List<@Nullable Object> before = List.copyOf(log);

            List<Integer> values = List.of(generator.next(), generator.next(), generator.next());

            assertThat(before).isEmpty();
            assertThat(values).containsExactly(1, 2, 3);
            assertThat(endOf(generator)).isEqualTo("three");
            assertThat(endOf(generator)).isNull();
        }

        @Test
        void whatIsSentIsWhatYieldGives() {
            Generator<String> greeter = generator(g -> {
                String name = g.yield("who?", String.class);
                g.yield("hello " + name);
            });

            greeter.next();

            assertThat(greeter.send("Ada")).isEqualTo("hello Ada");
        }

        @Test
        void whatIsRaisedIsThrownAtTheYieldAndTheBodyMayGoOn() {
            Exception error = new Exception("raised");
            Generator<Object> generator = generator(g -> {
                try {
                    g.yield("first");
                } catch (Exception e) {
                    g.yield(e);
                }
            });
            generator.next();

            Object answer = generator.raise(error);

            assertThat(answer).isSameAs(error);
        }

        @Test
        void anErrorOfTheBodyReachesTheDriverAndEndsTheGenerator() {
            Exception error = new Exception("of the body");
            Generator<Integer> generator = generator(g -> {
                throw error;
            });

            assertThatThrownBy(generator::next).isSameAs(error);
            assertThat(generator.state()).isEqualTo(State.CLOSED);
            assertThat(endOf(generator)).isNull();
            assertThatThrownBy(() -> generator.raise(error)).isSameAs(error);
        }

        @Test
        void theStateTellsWhereTheGeneratorStands() {
            List<State> states = new ArrayList<>();
            Generator<Integer> generator = generator(g -> {
                states.add(g.state());
                g.yield(1);
            });

            states.add(generator.state());
            generator.next();
            states.add(generator.state());
            generator.close();
            states.add(generator.state());

            assertThat(states).containsExactly(State.CREATED, State.RUNNING, State.SUSPENDED, State.CLOSED);
        }

        @Test
        void aStopIterationThatLeavesTheBodyIsAnError() {
            Generator<Integer> empty = generator(g -> {});
            Generator<Integer> careless = generator(g -> g.yield(empty.next()));

            assertThatThrownBy(careless::next).isInstanceOf(IllegalStateException.class)
                    .hasCauseInstanceOf(StopIteration.class);
        }

        @Test
        void yieldOutsideOfTheBodyIsAnError() {
            Generator<Integer> generator = three();
            Generator<Integer> meddler = generator(g -> generator.yield(1));
            generator.next();

            assertThatThrownBy(() -> generator.yield(1)).isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("outside of the generator's body");
            assertThatThrownBy(meddler::next).isInstanceOf(IllegalStateException.class);
            assertThat(generator.next()).isEqualTo(2);
        }
    }

    @Nested
    class Beginning {

        @Test
        void g1_aValueSentIntoAFreshGeneratorIsAnErrorAndItCanStillBegin() {
            Generator<Integer> generator = three();

            assertThatThrownBy(() -> generator.send("x")).isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("not begun");
            assertThat(generator.send(null)).isEqualTo(1);
        }

        @Test
        void g1_raiseAtTheStartRaisesThereAndFinishes() {
            Generator<Integer> generator = three();
            Exception error = new Exception("raised");

            assertThatThrownBy(() -> generator.raise(error)).isSameAs(error);
            assertThat(endOf(generator)).isNull();
            assertThat(log).isEmpty();
        }

        @Test
        void g1_closeAtTheStartNeverRunsTheBody() {
            Generator<Integer> generator = three();

            generator.close();

            assertThat(endOf(generator)).isNull();
            assertThat(log).isEmpty();
        }
    }

    @Nested
    class Closing {

        @Test
        void g2_closeRaisesGeneratorExitInsideAndASecondOneDoesNothing() {
            Generator<Integer> generator = generator(g -> {
                try {
                    g.yield(1);
                } catch (GeneratorExit e) {
                    log.add("exit");
                    throw e;
                }
            });
            generator.next();

            generator.close();
            generator.close();

            assertThat(log).containsExactly("exit");
        }

        @Test
        void g2_yieldingInAnswerIsAnError() {
            Generator<Integer> generator = stubborn();
            generator.next();

            assertThatThrownBy(generator::close).isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("ignored GeneratorExit");
            assertThat(endOf(generator)).isNull();
        }

        @Test
        void g2_whatTheBodyReturnsInAnswerIsTheValueOfClosing() {
            Generator<Integer> generator = returning(g -> {
                try {
                    g.yield(1);
                    return "never";
                } catch (GeneratorExit e) {
                    return "closed";
                }
            });
            generator.next();

            assertThat(generator.closeReturning()).isEqualTo("closed");
            assertThat(generator.closeReturning()).isNull();
        }

        @Test
        void g2_anErrorInAnswerReachesTheOneWhoCloses() {
            Exception error = new Exception("of the clean-up");
            Generator<Integer> generator = generator(g -> {
                try {
                    g.yield(1);
                } finally {
                    throwIt(error);
                }
            });
            generator.next();

            assertThatThrownBy(generator::close).isSameAs(error);
        }

        @Test
        void aScopeCloses() {
            try (Generator<Integer> generator = three()) {
                generator.next();
            }

            assertThat(log).containsExactly("end");
        }

        private void throwIt(Exception error) throws Exception {
            throw error;
        }
    }

    @Nested
    class ReEntry {

        @Test
        void g3_aStepOfARunningGeneratorIsAnError() {
            Generator<Object> generator = generator(g -> {
                g.yield(catchThrowable(g::next));
                g.yield(catchThrowable(g::close));
            });

            assertThat(generator.stream()).hasSize(2)
                    .allSatisfy(error -> assertThat(error).isInstanceOf(IllegalStateException.class));
        }

        @Test
        void g3_aGeneratorThatAnotherOneDelegatesToCannotBeDriven() {
            Generator<Integer> inner = three();
            Generator<Integer> outer = generator(g -> g.yieldFrom(inner));
            outer.next();

            assertThatThrownBy(inner::next).isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("delegates");
            assertThat(outer.next()).isEqualTo(2);
        }
    }

    @Nested
    class Delegation {

        private Generator<Integer> outerOf(Generator<Integer> inner) {
            return returning(g -> {
                try {
                    log.add(g.yieldFrom(inner));
                } catch (IllegalStateException e) {
                    log.add(e.getMessage());
                    g.yield(0);
                } finally {
                    log.add("outer end");
                }
                return "outer";
            });
        }

        @Test
        void g4_whatIsSentGoesToTheInnerOneAndItsReturnValueIsThatOfYieldFrom() {
            Generator<Integer> outer = outerOf(three());

            List<Integer> values = List.of(outer.next(), outer.next(), outer.send("sent"));

            assertThat(values).containsExactly(1, 2, 3);
            assertThat(endOf(outer)).isEqualTo("outer");
            assertThat(log).containsExactly(null, "sent", null, "end", "three", "outer end");
        }

        @Test
        void g4_whatIsRaisedGoesToTheInnerOneAndComesThroughYieldFrom() {
            Generator<Integer> inner = generator(g -> {
                try {
                    g.yield(1);
                } catch (ArithmeticException e) {
                    g.yield(2);
                }
            });
            Generator<Integer> outer = outerOf(inner);
            outer.next();

            int caught = outer.raise(new ArithmeticException());
            int afterwards = outer.raise(new IllegalStateException("through"));

            assertThat(caught).isEqualTo(2);
            assertThat(afterwards).isZero();
            assertThat(log).containsExactly("through");
            assertThat(inner.state()).isEqualTo(State.CLOSED);
        }

        @Test
        void g4_closeClosesTheInnerOneFirst() {
            Generator<Integer> outer = outerOf(three());
            outer.next();

            outer.close();

            assertThat(log).containsExactly("end", "outer end");
        }

        @Test
        void g4_aRaisedGeneratorExitClosesTheInnerOneAndIsItselfThrownInTheOuterOne() {
            GeneratorExit exit = new GeneratorExit();
            Generator<Object> inner = generator(g -> g.yield(1));
            Generator<Object> outer = generator(g -> {
                try {
                    g.yieldFrom(inner);
                } catch (GeneratorExit e) {
                    g.yield(e);
                }
            });
            outer.next();

            Object answer = outer.raise(exit);

            assertThat(answer).isSameAs(exit);
            assertThat(inner.state()).isEqualTo(State.CLOSED);
        }

        @Test
        void g4_anInnerOneThatIgnoresBeingClosedIsAnErrorInTheOuterOneAndIsOnItsOwn() {
            Generator<Integer> inner = stubborn();
            Generator<Integer> middle = returning(g -> g.yieldFrom(inner));
            Generator<Integer> outer = outerOf(middle);
            outer.next();

            Throwable ofClosing = catchThrowable(outer::close);

            assertThat(ofClosing).isInstanceOf(IllegalStateException.class); // outer has caught it and has yielded
            assertThat(log).singleElement().asString().contains("ignored GeneratorExit");
            assertThat(inner.state()).isEqualTo(State.SUSPENDED);
            assertThat(endOf(inner)).isNull();
            assertThat(endOf(outer)).isEqualTo("outer");
        }

        @Test
        void g4_oneThatHasBegunElsewhereIsGoneOnWith() {
            Generator<Integer> inner = three();
            Generator<Integer> outer = outerOf(inner);
            inner.next();

            List<Integer> values = List.of(outer.next(), outer.send("sent"));

            assertThat(values).containsExactly(2, 3);
            assertThat(endOf(outer)).isEqualTo("outer");
            assertThat(log).containsExactly(null, "sent", null, "end", "three", "outer end");
        }

        @Test
        void g4_oneThatHasBegunElsewhereIsClosedToo() {
            Generator<Integer> inner = three();
            Generator<Integer> outer = outerOf(inner);
            inner.next();
            outer.next();

            outer.close();

            assertThat(log).containsExactly(null, "end", "outer end");
        }

        @Test
        void g4_anIterableIsYieldedItemByItem() {
            Generator<Integer> generator = generator(g -> g.yieldFrom(List.of(1, 2)));

            assertThat(generator).containsExactly(1, 2);
        }

        @Test
        void g4_whatIsSentToTheItemsOfAnIterableIsAnErrorInWhoDelegates() {
            Generator<Integer> generator = generator(g -> {
                try {
                    g.yieldFrom(List.of(1, 2));
                } catch (UnsupportedOperationException e) {
                    g.yield(-1);
                }
            });
            generator.next();

            assertThat(generator.send("sent")).isEqualTo(-1);
        }

        @Test
        void aTreeTenThousandDeepIsWalked() {
            Generator<Integer> walk = returning(g -> descend(g, 1));

            int[] count = {0};
            for (int depth : walk) {
                assertThat(depth).isEqualTo(++count[0]);
            }

            assertThat(count[0]).isEqualTo(DEEP);
        }

        @Test
        void tenThousandLevelsAreClosedFromTheInnermostOut() {
            Generator<Integer> walk = returning(g -> descend(g, 1));
            for (int i = 0; i < DEEP; i++) {
                walk.next();
            }

            walk.close();

            assertThat(log).hasSize(DEEP).startsWith(DEEP, DEEP - 1).endsWith(2, 1);
        }

        private @Nullable Object descend(Generator<Integer> g, int depth) {
            try {
                g.yield(depth);
                return depth == DEEP ? depth : g.yieldFrom(returning(inner -> descend(inner, depth + 1)));
            } finally {
                log.add(depth);
            }
        }
    }

    @Nested
    class Iterating {

        @Test
        void aForLoopGivesAllAndLeavingItLeavesTheRest() {
            Generator<Integer> generator = three();

            for (int value : generator) {
                log.add("got " + value);
                if (value == 2) {
                    break;
                }
            }

            assertThat(log).containsExactly("got 1", null, "got 2");
            assertThat(generator).containsExactly(3);
        }

        @Test
        void theIteratorKeepsTheContractOfIterators() {
            Generator<@Nullable Integer> generator = returning(g -> {
                g.yield(null);
                return "value";
            });
            Iterator<@Nullable Integer> iterator = generator.iterator();

            assertThat(iterator.hasNext()).isTrue();
            assertThat(iterator.hasNext()).isTrue();
            assertThat(iterator.next()).isNull();
            assertThatThrownBy(iterator::next)
                    .isInstanceOfSatisfying(StopIteration.class, end -> assertThat(end.value()).isEqualTo("value"));
            assertThat(iterator.hasNext()).isFalse();
        }

        @Test
        void anEndlessGeneratorIsAStreamWhoseClosingClosesIt() {
            Generator<Integer> naturals = generator(g -> {
                try {
                    for (int i = 0;; i++) {
                        g.yield(i);
                    }
                } finally {
                    log.add("closed");
                }
            });

            List<Integer> squares;
            try (Stream<Integer> stream = naturals.stream()) {
                squares = stream.map(i -> i * i).limit(4).toList();
            }

            assertThat(squares).containsExactly(0, 1, 4, 9);
            assertThat(log).containsExactly("closed");
        }

        @Test
        void aPipelineOfAThousandStagesWorks() {
            Generator<Integer> last = generator(g -> g.yieldFrom(List.of(1, 2, 3)));
            for (int i = 0; i < 1_000; i++) {
                Generator<Integer> before = last;
                last = generator(g -> {
                    for (int value : before) {
                        g.yield(value + 1);
                    }
                });
            }

            assertThat(last).containsExactly(1_001, 1_002, 1_003);
        }
    }
}
