package dev.eddy.conformance;

import dev.eddy.context.Context;
import dev.eddy.context.Token;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Context variables and contexts. */
final class ContextVariables {

    private ContextVariables() {}

    static void register(Language language) {
        language.expression("ctx_get", operands -> {
            String name = operands.text(0);
            Expression otherwise = operands.expression(1);
            return scope -> scope.run().contextVariable(name).get(otherwise.evaluate(scope));
        });
        language.expression("copy_context", operands -> scope -> Context.copyCurrent());
        language.statement("ctx_set", fields -> {
            String name = fields.text("name");
            Expression value = fields.expression("value");
            String token = fields.textOrNull("token");
            return Statement.of(scope -> {
                Token<?> undo = scope.run().contextVariable(name).set(value.evaluate(scope));
                if (token != null) {
                    scope.set(token, undo);
                }
            });
        });
        language.statement("ctx_reset", fields -> {
            String name = fields.text("name");
            Expression token = fields.variable("token");
            return Statement.of(scope -> scope.run().contextVariable(name).reset(tokenOf(token.evaluate(scope))));
        });
        language.statement("ctx_run", fields -> {
            Expression context = fields.variable("context");
            String function = fields.definition("func");
            Operands.Several arguments = fields.expressions("args");
            return fields.producing(scope -> {
                List<@Nullable Object> values = arguments.evaluate(scope);
                return Values.cast(Context.class, context.evaluate(scope))
                        .<@Nullable Object>run(() -> scope.run().call(function, values));
            });
        });
    }

    @SuppressWarnings("unchecked") // every variable of a scenario is one of objects
    private static Token<@Nullable Object> tokenOf(@Nullable Object value) {
        return (Token<@Nullable Object>) Values.cast(Token.class, value);
    }
}
