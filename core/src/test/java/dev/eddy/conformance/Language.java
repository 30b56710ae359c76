package dev.eddy.conformance;

import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The kinds of statements, expressions and awaitables, each with the code that turns its JSON into something to run. */
final class Language {

    /** Reads one kind of node. */
    @FunctionalInterface
    interface Kind<N, T> {
        T parse(N node);
    }

    private final Map<String, Kind<Fields, Statement>> statements = new HashMap<>();
    private final Map<String, Kind<Operands, Expression>> expressions = new HashMap<>();
    private final Map<String, Kind<Fields, Expression>> awaitables = new HashMap<>();

    /** All that scenarios can say. */
    static Language complete() {
        Language language = new Language();
        Expressions.register(language);
        Probes.register(language);
        ExceptionExpressions.register(language);
        BasicStatements.register(language);
        ControlFlow.register(language);
        TaskStatements.register(language);
        CallbackStatements.register(language);
        BlockStatements.register(language);
        ContextVariables.register(language);
        AwaitableKinds.register(language);
        SyncPrimitives.register(language);
        Queues.register(language);
        Generators.register(language);
        return language;
    }

    void statement(String op, Kind<Fields, Statement> kind) {
        define(statements, op, kind);
    }

    void expression(String operator, Kind<Operands, Expression> kind) {
        define(expressions, operator, kind);
    }

    void awaitable(String aw, Kind<Fields, Expression> kind) {
        define(awaitables, aw, kind);
    }

    private static <K> void define(Map<String, K> kinds, String name, K kind) {
        if (kinds.putIfAbsent(name, kind) != null) {
            throw new IllegalArgumentException("defined twice: " + name);
        }
    }

    @Nullable Kind<Fields, Statement> statement(String op) {
        return statements.get(op);
    }

    @Nullable Kind<Operands, Expression> expression(String operator) {
        return expressions.get(operator);
    }

    @Nullable Kind<Fields, Expression> awaitable(String aw) {
        return awaitables.get(aw);
    }
}
