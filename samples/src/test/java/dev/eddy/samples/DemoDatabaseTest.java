package dev.eddy.samples;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class DemoDatabaseTest {

    private final DemoDatabase database = new DemoDatabase();

    @AfterEach
    void close() {
        database.close();
    }

    @Test
    void keeps_what_is_inserted() {
        assertThat(database.insert(reading(1, "15.5"), "north").block()).isEqualTo(1);
        assertThat(database.insert(reading(2, "-3.0"), "south").block()).isEqualTo(1);
        assertThat(database.insert(reading(3, "16.5"), "north").block()).isEqualTo(1);

        assertThat(database.count().block()).isEqualTo(3);
        assertThat(database.sum().block()).isEqualTo("29.0");
        assertThat(database.average("north").block()).isEqualTo("16.0");
    }

    @Test
    void has_no_average_for_a_station_without_readings() {
        assertThat(database.average("nowhere").blockOptional()).isEmpty();
    }

    @Test
    void is_another_one_for_each_instance() {
        database.insert(reading(1, "20.0"), "here").block();

        try (DemoDatabase other = new DemoDatabase()) {
            assertThat(other.count().block()).isZero();
        }
    }

    private static Reading reading(long number, String celsius) {
        return new Reading(number, 7, new BigDecimal(celsius));
    }
}
