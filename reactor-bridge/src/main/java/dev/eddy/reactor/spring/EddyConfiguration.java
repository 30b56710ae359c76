package dev.eddy.reactor.spring;

import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.ReactiveAdapterRegistry;

/**
 * Has a Spring application take Eddy's types as reactive types ({@link SpringAdapters}): in each {@link ReactiveAdapterRegistry} that
 * is a bean, as WebFlux has one, and in the shared one, which others ask. Spring Boot applies it by itself; without Boot:
 *
 * <pre>{@code
 * @Configuration
 * @EnableWebFlux
 * @Import(EddyConfiguration.class)
 * class WebConfiguration { .. }
 * }</pre>
 */
@Configuration(proxyBeanMethods = false)
@SuppressWarnings("exports") // who uses this has Spring
public class EddyConfiguration {

    /** For Spring. */
    public EddyConfiguration() {}

    /** Registers them in the shared registry at once, and in each bean before anybody has it. */
    @Bean
    public static BeanPostProcessor eddyReactiveTypes() {
        SpringAdapters.register(ReactiveAdapterRegistry.getSharedInstance());
        return new BeanPostProcessor() {
            @Override
            public Object postProcessAfterInitialization(Object bean, String name) {
                if (bean instanceof ReactiveAdapterRegistry registry) {
                    SpringAdapters.register(registry);
                }
                return bean;
            }
        };
    }
}
