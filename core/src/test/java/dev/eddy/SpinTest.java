package dev.eddy;

import static java.util.concurrent.TimeUnit.MICROSECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What {@code -Deddy.spin} takes. */
class SpinTest {

    @Test
    void aNumberIsInMicroseconds() {
        assertThat(Spin.parse("120").nanos()).isEqualTo(MICROSECONDS.toNanos(120));
        assertThat(Spin.parse(" 120 ").nanos()).isEqualTo(MICROSECONDS.toNanos(120));
        assertThatCode(Spin.parse("120")::requireValid).doesNotThrowAnyException();
    }

    @Test
    void zeroIsForNever() {
        assertThat(Spin.parse("0").nanos()).isZero();
        assertThatCode(Spin.parse("0")::requireValid).doesNotThrowAnyException();
    }

    @Test
    void withoutANumberItIs50() {
        assertThat(Spin.parse(null).nanos()).isEqualTo(MICROSECONDS.toNanos(50));
        assertThat(Spin.parse(" ").nanos()).isEqualTo(MICROSECONDS.toNanos(50));
        assertThatCode(Spin.parse(null)::requireValid).doesNotThrowAnyException();
    }

    @ParameterizedTest
    @ValueSource(strings = {"-1", "never", "1.5", "50us", "9999999999"})
    void anythingElseIsAnErrorEachTimeThatSaysWhatIsRight(String property) {
        Spin wrong = Spin.parse(property);

        for (int i = 0; i < 2; i++) {
            assertThatThrownBy(wrong::requireValid)
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("-Deddy.spin=" + property)
                    .hasMessageContaining("whole number of microseconds")
                    .hasMessageContaining("0 for never");
        }
    }
}
