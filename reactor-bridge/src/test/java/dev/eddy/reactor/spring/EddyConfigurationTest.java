package dev.eddy.reactor.spring;

import static org.assertj.core.api.Assertions.assertThat;

import dev.eddy.Coroutine;
import dev.eddy.generator.Generator;
import org.junit.jupiter.api.Test;
import org.springframework.boot.Banner;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.core.ReactiveAdapterRegistry;

/** Applications that have Eddy's configuration. */
class EddyConfigurationTest {

    static class Registry {
        /** As WebFlux has one. */
        @Bean
        ReactiveAdapterRegistry webFluxAdapterRegistry() {
            return new ReactiveAdapterRegistry();
        }
    }

    @Configuration
    @Import({EddyConfiguration.class, Registry.class})
    static class Plain {}

    @Configuration
    @EnableAutoConfiguration
    @Import(Registry.class)
    static class Boot {}

    @Test
    void a_plain_application_imports_it() {
        try (var application = new AnnotationConfigApplicationContext(Plain.class)) {
            assertThat(application.getBean(ReactiveAdapterRegistry.class).getAdapter(Coroutine.class)).isNotNull();
        }
        assertThat(ReactiveAdapterRegistry.getSharedInstance().getAdapter(Generator.class)).isNotNull();
    }

    @Test
    void boot_finds_it_by_itself() {
        var boot = new SpringApplicationBuilder(Boot.class).web(WebApplicationType.NONE).bannerMode(Banner.Mode.OFF);

        try (var application = boot.run()) {
            assertThat(application.getBean(ReactiveAdapterRegistry.class).getAdapter(Coroutine.class)).isNotNull();
        }
    }
}
