package dev.eddy.rxjava;

import static dev.eddy.rxjava.RxBridge.collect;
import static dev.eddy.rxjava.RxBridge.toCompositeException;
import static dev.eddy.rxjava.RxBridge.toExceptionGroup;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.eddy.ExceptionGroup;
import dev.eddy.testing.EddyTest;
import io.reactivex.rxjava3.core.Flowable;
import io.reactivex.rxjava3.exceptions.CompositeException;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Several exceptions at once, RxJava's way and Python's, into each other. */
@EddyTest
class CompositeExceptionTest {

    private final IOException first = new IOException("first");
    private final IllegalStateException second = new IllegalStateException("second");

    @Test
    void aCompositeOfASourceIsAGroup() {
        CompositeException composite = catchThrowableOfType(
                CompositeException.class,
                () -> collect(Flowable.mergeDelayError(Flowable.error(first), Flowable.error(second))));

        ExceptionGroup group = toExceptionGroup(composite);

        assertThat(group.exceptions()).containsExactly(first, second);
        assertThat(group.leaves(IOException.class)).containsExactly(first);
        assertThat(group.getStackTrace()).isEqualTo(composite.getStackTrace());
    }

    @Test
    void aGroupIsACompositeWithoutItsNesting() {
        IOException third = new IOException("third");
        ExceptionGroup group = new ExceptionGroup(
                "outer", List.of(first, new ExceptionGroup("inner", List.of(second, third))));

        CompositeException composite = toCompositeException(group);

        assertThat(composite.getExceptions()).containsExactly(first, second, third);
        assertThat(composite.getStackTrace()).isEqualTo(group.getStackTrace());
    }

    @Test
    void thereAndBackGivesTheSameExceptions() {
        CompositeException composite = new CompositeException(first, second);

        assertThat(toCompositeException(toExceptionGroup(composite)).getExceptions()).containsExactly(first, second);
    }

    @Test
    void aCompositeInAGroupIsTakenApartToo() {
        ExceptionGroup group = new ExceptionGroup("failed", List.of(new CompositeException(first, second)));

        assertThat(toCompositeException(group).getExceptions()).containsExactly(first, second);
    }
}
