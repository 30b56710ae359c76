package dev.eddy.samples.webflux;

import dev.eddy.EventLoop;
import dev.eddy.Future;
import dev.eddy.LoopGroup;
import dev.eddy.reactor.spring.EddyConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.core.task.support.TaskExecutorAdapter;
import org.springframework.web.reactive.config.BlockingExecutionConfigurer;
import org.springframework.web.reactive.config.EnableWebFlux;
import org.springframework.web.reactive.config.WebFluxConfigurer;
import org.springframework.web.server.WebFilter;

/** The application: plain WebFlux, and Eddy's types. */
@Configuration
@EnableWebFlux
@Import({EddyConfiguration.class, ShopController.class, Warehouse.class})
class ShopConfiguration implements WebFluxConfigurer {

    /** Calls the methods that return tasks on a loop, where they can make some; one loop, so that these need no locks. */
    @Override
    public void configureBlockingExecution(BlockingExecutionConfigurer execution) {
        EventLoop loop = LoopGroup.sharedNext();
        execution.setExecutor(new TaskExecutorAdapter(loop::callSoonThreadsafe));
        execution.setControllerMethodPredicate(
                method -> Future.class.isAssignableFrom(method.getReturnType().getParameterType()));
    }

    /** What a filter puts into the context of a request is there in the coroutines. */
    @Bean
    WebFilter userFilter() {
        return (exchange, chain) -> {
            String user = exchange.getRequest().getHeaders().getFirst("User");
            return chain.filter(exchange)
                    .contextWrite(context -> user == null ? context : context.put("user", user));
        };
    }
}
