package dev.eddy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class SettingTest {

    @Test
    void aWrongSettingIsToldToEverybodyWhoAsks() {
        Setting<String> wrong = Setting.read("java.version", property -> {
            throw new IllegalStateException("not " + property);
        });

        for (int i = 0; i < 2; i++) {
            assertThatThrownBy(wrong::get)
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessage("not " + System.getProperty("java.version"));
        }
    }

    @Test
    void itIsReadOnce() {
        int[] reads = {0};
        Setting<Integer> setting = Setting.read("eddy.no-such-setting", property -> {
            assertThat(property).isNull();
            return ++reads[0];
        });

        assertThat(setting.get()).isEqualTo(1);
        assertThat(setting.get()).isEqualTo(1);
    }
}
