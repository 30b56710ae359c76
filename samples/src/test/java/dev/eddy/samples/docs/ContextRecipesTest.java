package dev.eddy.samples.docs;

import static dev.eddy.Asyncio.run;
import static org.assertj.core.api.Assertions.assertThat;

import dev.eddy.context.ThreadLocalRegistry;
import dev.eddy.reactor.ReactorBridge;
import io.micrometer.context.ContextRegistry;
import org.junit.jupiter.api.Test;

/** The recipes of docs/context.md do what the page says. */
class ContextRecipesTest {

    @Test
    void tasks_have_context_variables_of_their_own() {
        assertThat(run(() -> ContextRecipes.tasksHaveTheirOwn())).isEqualTo("r-1, r-1");
    }

    @Test
    void the_context_of_the_subscriber_is_seen_in_the_body_and_by_what_it_awaits() {
        assertThat(ContextRecipes.ofTheSubscriber()
                .contextWrite(context -> context.put("user", "ada"))
                .block()).isEqualTo("ada, ada");
    }

    @Test
    void the_operators_below_do_not_see_it() {
        assertThat(ContextRecipes.notBelow().block()).isEqualTo("nobody");
    }

    @Test
    void a_context_variable_goes_under_a_key() {
        try {
            assertThat(ContextRecipes.underAKey()
                    .contextWrite(context -> context.put("request-id", "r-1"))
                    .block()).isEqualTo("r-1, r-2");
        } finally {
            ReactorBridge.unmapContextVar(ContextRecipes.REQUEST);
        }
    }

    @Test
    void what_micrometer_knows_goes_along() {
        try {
            assertThat(ContextRecipes.withMicrometer()
                    .contextWrite(context -> context.put("tenant", "initech"))
                    .block()).isEqualTo("initech, acme");
            assertThat(ContextRecipes.TENANT.get()).isNull();
        } finally {
            ContextRegistry.getInstance().removeThreadLocalAccessor("tenant");
        }
    }

    @Test
    void the_mdc_can_be_registered() {
        ContextRecipes.registerTheMdc();

        assertThat(ThreadLocalRegistry.remove("mdc")).isTrue();
    }
}
