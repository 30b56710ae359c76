package dev.eddy.conformance;

import dev.eddy.Asyncio;
import dev.eddy.Awaitable;
import dev.eddy.Future;
import dev.eddy.ReturnWhen;
import dev.eddy.WaitResult;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** What can be awaited. Coroutine objects come from {@code coroutine(..)}: nothing runs before they are awaited. */
final class AwaitableKinds {

    private AwaitableKinds() {}

    static void register(Language language) {
        language.awaitable("var", fields -> fields.variable("name"));
        language.awaitable("coro", fields -> {
            String name = fields.definition("name");
            Operands.Several arguments = fields.expressions("args");
            return scope -> {
                ScenarioRun run = scope.run();
                List<@Nullable Object> values = arguments.evaluate(scope);
                return Asyncio.<@Nullable Object>coroutine(() -> run.call(name, values));
            };
        });
        language.awaitable("sleep", fields -> {
            Expression time = fields.expression("t");
            Expression result = fields.expression("result");
            return scope -> {
                Duration delay = notNegative(Values.duration(time.evaluate(scope)));
                Object value = result.evaluate(scope);
                return Asyncio.<@Nullable Object>coroutine(() -> {
                    Asyncio.sleep(delay);
                    return value;
                });
            };
        });
        language.awaitable("wait_for", fields -> {
            Expression awaited = fields.awaitable("on");
            Expression timeout = fields.expression("timeout");
            return scope -> {
                Object target = awaited.evaluate(scope);
                Duration limit = Values.durationOrNull(timeout.evaluate(scope));
                return Asyncio.<@Nullable Object>coroutine(() -> Asyncio.waitFor(Values.awaitable(target), limit));
            };
        });
        language.awaitable("wait", AwaitableKinds::waiting);
        language.awaitable("gather", fields -> {
            Operands.Several children = fields.awaitables("of");
            boolean returnExceptions = fields.flag("return_exceptions");
            return scope -> {
                List<Awaitable<@Nullable Object>> awaitables = new ArrayList<>();
                children.evaluate(scope).forEach(child -> awaitables.add(Values.awaitable(child)));
                return returnExceptions ? Asyncio.gatherReturnExceptions(awaitables) : Asyncio.gather(awaitables);
            };
        });
        language.awaitable("shield", fields -> {
            Expression inner = fields.awaitable("on");
            return scope -> Asyncio.shield(Values.awaitable(inner.evaluate(scope)));
        });
    }

    private static Expression waiting(Fields fields) {
        List<String> names = fields.texts("of");
        Expression timeout = fields.expression("timeout");
        String returnWhen = fields.textOrNull("return_when");
        ReturnWhen mode = returnWhen == null ? ReturnWhen.ALL_COMPLETED : ReturnWhen.valueOf(returnWhen);
        return scope -> {
            List<Future<?>> futures = new ArrayList<>();
            for (String name : names) {
                futures.add(Values.future(scope.get(name)));
            }
            Duration limit = Values.durationOrNull(timeout.evaluate(scope));
            return Asyncio.<@Nullable Object>coroutine(() -> {
                WaitResult<?> result = Asyncio.<@Nullable Object>wait(futures, limit, mode);
                return List.of(namesOf(result.done(), names, futures), namesOf(result.pending(), names, futures));
            });
        };
    }

    private static List<String> namesOf(Set<?> part, List<String> names, List<Future<?>> futures) {
        Set<String> found = new TreeSet<>();
        for (int i = 0; i < names.size(); i++) {
            if (part.contains(futures.get(i))) {
                found.add(names.get(i));
            }
        }
        return List.copyOf(found);
    }

    /** asyncio takes a negative delay for zero; Eddy refuses it, one of its deliberate differences. */
    private static Duration notNegative(Duration delay) {
        return delay.isNegative() ? Duration.ZERO : delay;
    }
}
