package dev.eddy.conformance;

import dev.eddy.AsCompleted;
import dev.eddy.Asyncio;
import dev.eddy.Awaitable;
import dev.eddy.TaskGroup;
import dev.eddy.Timeout;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Blocks with a limit, blocks with a group of tasks, and loops over what completes. */
final class BlockStatements {

    private BlockStatements() {}

    static void register(Language language) {
        language.statement("timeout", fields -> {
            Expression delay = fields.expression("delay");
            return block(fields, scope -> Asyncio.timeout(Values.durationOrNull(delay.evaluate(scope))));
        });
        language.statement("timeout_at", fields -> {
            Expression when = fields.expression("when");
            return block(fields, scope -> Asyncio.timeoutAt(Values.durationOrNull(when.evaluate(scope))));
        });
        language.statement("new_timeout", fields -> {
            Expression delay = fields.expression("delay");
            return fields.producing(scope -> Asyncio.timeout(Values.durationOrNull(delay.evaluate(scope))));
        });
        language.statement("enter_timeout", fields -> block(fields, fields.variable("of")));
        language.statement("reschedule", fields -> {
            Expression timeout = fields.variable("of");
            Expression when = fields.expression("when");
            return Statement.of(scope -> Values.cast(Timeout.class, timeout.evaluate(scope))
                    .reschedule(Values.durationOrNull(when.evaluate(scope))));
        });
        language.statement("as_completed", BlockStatements::asCompleted);
        language.statement("taskgroup", fields -> {
            String as = fields.textOrNull("as");
            Statement body = fields.body("body");
            return scope -> new TaskGroup().run(group -> {
                assign(scope, as, group);
                return body.run(scope);
            });
        });
    }

    private static Statement asCompleted(Fields fields) {
        Operands.Several awaitables = fields.awaitables("of");
        Expression timeout = fields.expression("timeout");
        String variable = fields.text("var");
        boolean givesFutures = fields.flag("async");
        Statement body = fields.body("body");
        return scope -> {
            List<Awaitable<@Nullable Object>> of = new ArrayList<>();
            awaitables.evaluate(scope).forEach(each -> of.add(Values.awaitable(each)));
            Duration limit = Values.durationOrNull(timeout.evaluate(scope));
            AsCompleted<@Nullable Object> turns = Asyncio.asCompleted(of, limit);
            Completion completion = Completion.NORMAL;
            for (Object next : givesFutures ? turns.futures() : turns) {
                scope.set(variable, next);
                completion = body.run(scope);
                if (!ControlFlow.goesOn(completion)) {
                    break;
                }
            }
            return ControlFlow.afterLoop(completion);
        };
    }

    private static Statement block(Fields fields, Expression timeout) {
        String as = fields.textOrNull("as");
        Statement body = fields.body("body");
        return scope -> {
            Timeout limit = Values.cast(Timeout.class, timeout.evaluate(scope));
            return limit.run(() -> {
                assign(scope, as, limit);
                return body.run(scope);
            });
        };
    }

    private static void assign(Scope scope, @Nullable String name, Object value) {
        if (name != null) {
            scope.set(name, value);
        }
    }
}
