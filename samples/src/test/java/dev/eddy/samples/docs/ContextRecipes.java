package dev.eddy.samples.docs;

import static dev.eddy.Asyncio.await;
import static dev.eddy.Asyncio.createTask;
import static dev.eddy.Asyncio.sleep;
import static dev.eddy.reactor.ReactorBridge.awaitSingle;
import static dev.eddy.reactor.ReactorBridge.contextView;
import static dev.eddy.reactor.ReactorBridge.lift;
import static dev.eddy.reactor.ReactorBridge.mapContextVar;
import static dev.eddy.reactor.ReactorBridge.mono;
import static java.time.Duration.ofMillis;

import dev.eddy.Task;
import dev.eddy.context.ContextVar;
import dev.eddy.context.ThreadLocalRegistry;
import dev.eddy.reactor.ReactorBridge;
import io.micrometer.context.ContextRegistry;
import java.util.Map;
import org.slf4j.MDC;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.util.context.Context;

/** The recipes of docs/context.md. */
class ContextRecipes {

    static final ContextVar<String> REQUEST = new ContextVar<>("request", "none");

    static String tasksHaveTheirOwn() {
        REQUEST.set("r-1");
        Task<String> task = createTask(() -> {
            String inherited = REQUEST.get();
            REQUEST.set("r-2"); // in the task's own copy
            return inherited;
        });
        return await(task) + ", " + REQUEST.get(); // r-1, r-1
    }

    static Mono<String> ofTheSubscriber() {
        return mono(() -> {
            String user = contextView().get("user");
            return user + ", " + awaitSingle(Mono.deferContextual(inner -> Mono.just(inner.get("user")))); // ada, ada
        });
    }

    static Mono<String> notBelow() {
        Flux<String> items =
                ReactorBridge.<String>flux(out -> out.emit("item")).contextWrite(Context.of("user", "ada"));
        return items.concatMap(lift(item -> contextView().getOrDefault("user", "nobody"))).last(); // nobody
    }

    static Mono<String> underAKey() {
        mapContextVar(REQUEST, "request-id"); // once, when the program starts
        return mono(() -> {
            String given = REQUEST.get();
            REQUEST.set("r-2");
            return given + ", " + awaitSingle(Mono.deferContextual(inner -> Mono.just(inner.get("request-id"))));
        });
    }

    static final ThreadLocal<String> TENANT = new ThreadLocal<>();

    static Mono<String> withMicrometer() {
        ContextRegistry.getInstance().registerThreadLocalAccessor("tenant", TENANT); // once, when the program starts
        return mono(() -> {
            String ofTheSubscriber = TENANT.get(); // what its context has under "tenant"
            TENANT.set("acme");
            sleep(ofMillis(1)); // what runs meanwhile does not see it
            return ofTheSubscriber + ", " + awaitSingle(Mono.deferContextual(inner -> Mono.just(inner.get("tenant"))));
        });
    }

    static void registerTheMdc() {
        ThreadLocalRegistry.<Map<String, String>>register(
                "mdc", MDC::getCopyOfContextMap, MDC::setContextMap, MDC::clear);
    }
}
