package dev.eddy.conformance;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** An operation, {@code [operator, operand...]}. */
record Operands(ScenarioParser parser, JsonNode node) {

    /** Several values, evaluated from left to right. */
    @FunctionalInterface
    interface Several {
        List<@Nullable Object> evaluate(Scope scope) throws Exception;
    }

    /** How many operands there are. */
    int count() {
        return node.size() - 1;
    }

    /** The operand, counted from zero; constant null if it is absent. */
    Expression expression(int index) {
        return parser.expression(node.path(index + 1));
    }

    /** The operand, or a constant if it is absent. */
    Expression expressionOr(int index, Object otherwise) {
        return index < count() ? expression(index) : Expression.constant(otherwise);
    }

    /** The operand as a literal string. */
    String text(int index) {
        JsonNode value = node.path(index + 1);
        if (!value.isTextual()) {
            throw new SyntaxException("operand " + (index + 1) + " must be a string", node);
        }
        return value.textValue();
    }

    /** The value of the variable that the operand names. */
    Expression variable(int index) {
        String name = text(index);
        return scope -> scope.get(name);
    }

    /** The operands from one on. */
    Several from(int index) {
        List<Expression> expressions = new ArrayList<>();
        for (int i = index; i < count(); i++) {
            expressions.add(expression(i));
        }
        return several(expressions);
    }

    static Several several(List<Expression> expressions) {
        return scope -> {
            List<@Nullable Object> values = new ArrayList<>();
            for (Expression expression : expressions) {
                values.add(expression.evaluate(scope));
            }
            return values;
        };
    }
}
