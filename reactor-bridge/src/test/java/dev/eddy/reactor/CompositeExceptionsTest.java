package dev.eddy.reactor;

import static dev.eddy.reactor.ReactorBridge.collect;
import static dev.eddy.reactor.ReactorBridge.toCompositeException;
import static dev.eddy.reactor.ReactorBridge.toExceptionGroup;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.eddy.ExceptionGroup;
import dev.eddy.testing.EddyTest;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;
import reactor.core.Exceptions;
import reactor.core.publisher.Flux;

/** Several exceptions at once, in Reactor's way and in Python's. */
class CompositeExceptionsTest {

    final IOException one = new IOException("one");
    final IOException two = new IOException("two");

    @EddyTest
    void whatADelayedErrorHoldsIsAGroup() {
        Throwable thrown =
                catchThrowable(
                        () -> collect(Flux.mergeDelayError(1, Flux.error(one), Flux.just(1), Flux.error(two))));

        assertThat(toExceptionGroup(thrown).exceptions()).isEqualTo(List.of(one, two));
    }

    @Test
    void whatReactorNotesInItIsNoMember() {
        Flux<Object> failing = Flux.mergeDelayError(1, Flux.error(one), Flux.error(two));

        assertThat(toExceptionGroup(catchThrowable(() -> failing.checkpoint("here").blockLast())).exceptions())
                .isEqualTo(List.of(one, two));
        assertThat(toExceptionGroup(catchThrowable(() -> failing.collectList().block())).exceptions())
                .isEqualTo(List.of(one, two));
    }

    @Test
    void aGroupIsAComposite() {
        RuntimeException composite = toCompositeException(
                new ExceptionGroup("outer", List.of(one, new ExceptionGroup("inner", List.of(two)))));

        assertThat(Exceptions.isMultiple(composite)).isTrue();
        assertThat(Exceptions.unwrapMultiple(composite)).isEqualTo(List.of(one, two));
    }

    @Test
    void oneThatIsNoCompositeIsRefused() {
        assertThatThrownBy(() -> toExceptionGroup(one)).isInstanceOf(IllegalArgumentException.class);
    }
}
