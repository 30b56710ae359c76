package dev.eddy.conformance;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The fields of a statement or an awaitable. */
record Fields(ScenarioParser parser, JsonNode node) {

    boolean has(String field) {
        return node.has(field);
    }

    /** A name, or another literal text. */
    String text(String field) {
        JsonNode value = node.path(field);
        if (!value.isTextual()) {
            throw new SyntaxException("field '" + field + "' must be a string", node);
        }
        return value.textValue();
    }

    @Nullable String textOrNull(String field) {
        return node.hasNonNull(field) ? text(field) : null;
    }

    List<String> texts(String field) {
        return ScenarioParser.texts(node.path(field));
    }

    boolean flag(String field) {
        return node.path(field).asBoolean(false);
    }

    /** The name of a definition. */
    String definition(String field) {
        String name = text(field);
        parser.requireDefinition(name, node);
        return name;
    }

    /** An expression, constant null if the field is absent. */
    Expression expression(String field) {
        return parser.expression(node.path(field));
    }

    /** The values of a list of expressions, evaluated from left to right. */
    Operands.Several expressions(String field) {
        List<Expression> expressions = new ArrayList<>();
        node.path(field).forEach(each -> expressions.add(parser.expression(each)));
        return Operands.several(expressions);
    }

    Expression awaitable(String field) {
        return parser.awaitable(node.path(field));
    }

    /** The objects of a list of awaitables, evaluated from left to right. */
    Operands.Several awaitables(String field) {
        List<Expression> awaitables = new ArrayList<>();
        node.path(field).forEach(each -> awaitables.add(parser.awaitable(each)));
        return Operands.several(awaitables);
    }

    /** The value of the variable that the field names. */
    Expression variable(String field) {
        String name = text(field);
        return scope -> scope.get(name);
    }

    /** Statements; none if the field is absent. */
    Statement body(String field) {
        return parser.body(node.path(field));
    }

    /** A statement that produces a value: stores and logs it where {@code into} and {@code log} say so. */
    Statement producing(Expression value) {
        String into = textOrNull("into");
        String label = textOrNull("log");
        return Statement.of(scope -> {
            Object result = value.evaluate(scope);
            if (into != null) {
                scope.set(into, result);
            }
            if (label != null) {
                scope.run().log(label + " " + Values.render(result));
            }
        });
    }
}
