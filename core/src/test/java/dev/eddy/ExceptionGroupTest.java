package dev.eddy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** Python's {@code ExceptionGroup}. */
class ExceptionGroupTest {

    private final IOException reset = new IOException("connection reset");
    private final FileNotFoundException missing = new FileNotFoundException("page");
    private final IllegalStateException closed = new IllegalStateException("closed");
    private final ExceptionGroup inner = new ExceptionGroup("retries", List.of(missing, closed));
    private final ExceptionGroup outer = new ExceptionGroup("fetching", List.of(reset, inner));

    @Test
    void itNeedsAnException() {
        assertThatThrownBy(() -> new ExceptionGroup("empty", List.of()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("at least one");
    }

    @Test
    void theMessageCounts() {
        assertThat(outer).hasMessage("fetching (2 sub-exceptions)");
        assertThat(new ExceptionGroup("alone", List.of(reset))).hasMessage("alone (1 sub-exception)");
        assertThat(outer.message()).isEqualTo("fetching");
    }

    @Test
    void theLeavesOfATypeAreAFlatList() {
        List<IOException> leaves = outer.leaves(IOException.class);

        assertThat(leaves).containsExactly(reset, missing);
        assertThat(outer.leaves(Throwable.class)).containsExactly(reset, missing, closed);
        assertThat(outer.leaves(TimeoutException.class)).isEmpty();
    }

    @Nested
    class Splitting {

        @Test
        void keepsTheShapeInBothParts() {
            ExceptionGroup.Split parts = outer.split(IOException.class);

            assertThat(parts.matching().message()).isEqualTo("fetching");
            assertThat(parts.matching().tree()).isEqualTo("""
                    dev.eddy.ExceptionGroup: fetching (2 sub-exceptions)
                    +- java.io.IOException: connection reset
                    +- dev.eddy.ExceptionGroup: retries (1 sub-exception)
                       +- java.io.FileNotFoundException: page""");
            assertThat(parts.rest().tree()).isEqualTo("""
                    dev.eddy.ExceptionGroup: fetching (1 sub-exception)
                    +- dev.eddy.ExceptionGroup: retries (1 sub-exception)
                       +- java.lang.IllegalStateException: closed""");
            assertThat(parts.matching().getSuppressed()).containsExactlyElementsOf(parts.matching().exceptions());
        }

        @Test
        void aGroupThatMatchesItselfIsKeptWholeAndItsMembersAreNotAsked() {
            List<Throwable> asked = new ArrayList<>();

            ExceptionGroup.Split parts = outer.split(exception -> asked.add(exception));

            assertThat(parts.matching()).isSameAs(outer);
            assertThat(parts.rest()).isNull();
            assertThat(asked).containsExactly(outer);
            assertThat(outer.split(RuntimeException.class).matching()).isSameAs(outer);
            assertThat(outer.subgroup(ExceptionGroup.class)).isSameAs(outer);
        }

        @Test
        void aNestedGroupThatMatchesIsKeptWhole() {
            ExceptionGroup.Split parts = outer.split(
                    exception -> exception instanceof ExceptionGroup group && group.message().equals("retries"));

            assertThat(parts.matching().exceptions()).containsExactly(inner);
            assertThat(parts.rest().exceptions()).containsExactly(reset);
        }

        @Test
        void theConditionIsAskedFromTheOutsideIn() {
            List<Throwable> asked = new ArrayList<>();

            outer.split(exception -> {
                asked.add(exception);
                return false;
            });

            assertThat(asked).containsExactly(outer, reset, inner, missing, closed);
        }

        @Test
        void aPartThatWouldBeEmptyIsNull() {
            assertThat(outer.split(TimeoutException.class).matching()).isNull();
            assertThat(outer.split(TimeoutException.class).rest().exceptions()).hasSize(2);
            assertThat(outer.split(exception -> !(exception instanceof ExceptionGroup)).rest()).isNull();
            assertThat(outer.subgroup(TimeoutException.class)).isNull();
        }

        @Test
        void theSubgroupIsTheMatchingPart() {
            assertThat(outer.subgroup(exception -> exception == closed).tree())
                    .isEqualTo(outer.split(IllegalStateException.class).matching().tree());
        }

        @Test
        void thePartsKeepTheStackTraceTheCauseAndWhatWasSuppressedLater() {
            TimeoutException late = new TimeoutException("late");
            outer.initCause(closed);
            outer.addSuppressed(late);

            ExceptionGroup.Split parts = outer.split(IOException.class);

            assertThat(List.of(parts.matching(), parts.rest())).allSatisfy(part -> {
                assertThat(part.getStackTrace()).isEqualTo(outer.getStackTrace());
                assertThat(part).hasCause(closed);
                assertThat(part.getSuppressed()).endsWith(late).hasSize(part.exceptions().size() + 1);
            });
        }

        @Test
        void withoutACauseThePartsHaveNoneAndMayGetOne() {
            ExceptionGroup part = outer.subgroup(IOException.class);

            assertThat(part).hasNoCause();
            assertThat(part.initCause(closed)).hasCause(closed);
        }

        @Test
        void aConditionIsNeeded() {
            assertThatThrownBy(() -> outer.split((Class<Exception>) null)).hasMessage("type");
            assertThatThrownBy(() -> outer.subgroup((Class<Exception>) null)).hasMessage("type");
            assertThatThrownBy(() -> outer.leaves(null)).hasMessage("type");
        }
    }

    @Nested
    class Printing {

        private static String stackTraceOf(Throwable exception) {
            StringWriter printed = new StringWriter();
            exception.printStackTrace(new PrintWriter(printed));
            return printed.toString();
        }

        /** The lines that are no stack frames, with their indentation. */
        private static List<String> headings(Throwable exception) {
            return stackTraceOf(exception).lines().filter(line -> !line.matches("\t+(at |\\.\\.\\. ).*")).toList();
        }

        @Test
        void theTreeShowsNestedGroupsIndented() {
            ExceptionGroup top = new ExceptionGroup("all", List.of(outer, reset));

            assertThat(top.tree()).isEqualTo("""
                    dev.eddy.ExceptionGroup: all (2 sub-exceptions)
                    +- dev.eddy.ExceptionGroup: fetching (2 sub-exceptions)
                    |  +- java.io.IOException: connection reset
                    |  +- dev.eddy.ExceptionGroup: retries (2 sub-exceptions)
                    |     +- java.io.FileNotFoundException: page
                    |     +- java.lang.IllegalStateException: closed
                    +- java.io.IOException: connection reset""");
        }

        @Test
        void inTheTreeAMessageOfSeveralLinesStaysInItsPlace() {
            Exception wordy = new IOException("one\ntwo");
            ExceptionGroup group = new ExceptionGroup("a\nb", List.of(wordy, wordy));

            assertThat(group.tree()).isEqualTo("""
                    dev.eddy.ExceptionGroup: a
                    |  b (2 sub-exceptions)
                    +- java.io.IOException: one
                    |  two
                    +- java.io.IOException: one
                       two""");
        }

        @Test
        void theStackTraceShowsAllMembersIndented() {
            assertThat(headings(outer)).containsExactly(
                    "dev.eddy.ExceptionGroup: fetching (2 sub-exceptions)",
                    "\tSuppressed: java.io.IOException: connection reset",
                    "\tSuppressed: dev.eddy.ExceptionGroup: retries (2 sub-exceptions)",
                    "\t\tSuppressed: java.io.FileNotFoundException: page",
                    "\t\tSuppressed: java.lang.IllegalStateException: closed");
        }

        @Test
        void theStackTraceShowsAMemberThatOccursTwiceOnceInFull() {
            ExceptionGroup group = new ExceptionGroup("twice", List.of(reset, reset));

            assertThat(headings(group)).containsExactly(
                    "dev.eddy.ExceptionGroup: twice (2 sub-exceptions)",
                    "\tSuppressed: java.io.IOException: connection reset",
                    "\tSuppressed: [CIRCULAR REFERENCE: java.io.IOException: connection reset]");
        }

        @Test
        void theStackTraceShowsAMemberThatIsTheCauseToo() {
            ExceptionGroup group = new ExceptionGroup("caused", List.of(new UncheckedIOException(reset), reset));
            group.initCause(reset);

            assertThat(headings(group)).containsExactly(
                    "dev.eddy.ExceptionGroup: caused (2 sub-exceptions)",
                    "\tSuppressed: java.io.UncheckedIOException: java.io.IOException: connection reset",
                    "\tCaused by: java.io.IOException: connection reset",
                    "\tSuppressed: [CIRCULAR REFERENCE: java.io.IOException: connection reset]",
                    "Caused by: [CIRCULAR REFERENCE: java.io.IOException: connection reset]");
        }
    }
}
