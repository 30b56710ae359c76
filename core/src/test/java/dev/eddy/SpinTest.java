package dev.eddy;

import static java.util.concurrent.TimeUnit.MICROSECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What {@code -Deddy.spin} takes. */
class SpinTest {

    @Test
    void aNumberIsInMicroseconds() {
        assertThat(Spin.parse("120")).isEqualTo(MICROSECONDS.toNanos(120));
        assertThat(Spin.parse(" 120 ")).isEqualTo(MICROSECONDS.toNanos(120));
        assertThat(Spin.parse("0")).isZero();
    }

    @Test
    void withoutANumberItIs50() {
        assertThat(Spin.parse(null)).isEqualTo(MICROSECONDS.toNanos(50));
        assertThat(Spin.parse(" ")).isEqualTo(MICROSECONDS.toNanos(50));
    }

    @ParameterizedTest
    @ValueSource(strings = {"-1", "never", "1.5", "50us", "9999999999"})
    void anythingElseIsAnErrorThatSaysWhatIsRight(String property) {
        assertThatThrownBy(() -> Spin.parse(property))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("-Deddy.spin=" + property)
                .hasMessageContaining("whole number of microseconds")
                .hasMessageContaining("0 for never");
    }
}
