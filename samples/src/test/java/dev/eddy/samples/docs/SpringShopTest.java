package dev.eddy.samples.docs;

import static dev.eddy.reactor.ReactorBridge.awaitSingle;
import static java.time.Duration.ZERO;
import static java.time.Duration.ofHours;
import static java.time.Duration.ofMinutes;
import static org.assertj.core.api.Assertions.assertThat;

import dev.eddy.testing.EddyTest;
import dev.eddy.testing.TestScope;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.context.ApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.test.context.junit.jupiter.SpringJUnitConfig;
import reactor.core.publisher.Mono;

/** The recipe of docs/testing.md for Spring. */
class SpringShopTest {

    @Nested
    @SpringJUnitConfig(Shop.class)
    @EddyTest
    class ShopTest {

        @Autowired Mono<String> price;

        @Test
        void the_price_is_there_after_an_hour(TestScope scope) {
            assertThat(awaitSingle(price)).isEqualTo("tea for 3");
            assertThat(scope.time()).isEqualTo(ofHours(1));
        }

        @Test
        void the_container_is_there_for_each_test(@Autowired ApplicationContext container, TestScope scope) {
            assertThat(scope.time()).isEqualTo(ZERO);
            assertThat(container.getBean(Mono.class)).isSameAs(price);
        }
    }

    @Configuration
    static class Shop {
        @Bean
        Mono<String> price() {
            return Mono.delay(ofHours(1)).thenReturn("tea for 3"); // assembled when the container starts
        }
    }

    @Nested
    @EddyTest
    @SpringJUnitConfig(Shop.class)
    class TheOtherWayRound {

        @Test
        void the_order_of_the_extensions_makes_no_difference(@Autowired Mono<String> price, TestScope scope) {
            scope.advance(ofMinutes(1));
            assertThat(awaitSingle(price)).isEqualTo("tea for 3");
            assertThat(scope.time()).isEqualTo(ofHours(1).plus(ofMinutes(1)));
        }
    }

    @SpringJUnitConfig(Shop.class)
    @Nested
    class OneMethodAlone {

        @EddyTest
        void is_a_coroutine_with_beans(@Autowired Mono<String> price) {
            assertThat(awaitSingle(price)).isEqualTo("tea for 3");
        }
    }
}
