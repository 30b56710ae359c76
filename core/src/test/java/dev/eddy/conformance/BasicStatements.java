package dev.eddy.conformance;

import dev.eddy.Asyncio;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Logging, assignment, awaiting, returning, raising, calling. */
final class BasicStatements {

    private BasicStatements() {}

    static void register(Language language) {
        language.statement("pass", fields -> Statement.of(scope -> {}));
        language.statement("log", BasicStatements::log);
        language.statement("set", fields -> {
            String name = fields.text("var");
            Expression value = fields.expression("value");
            return Statement.of(scope -> scope.set(name, value.evaluate(scope)));
        });
        language.statement("append", fields -> {
            String name = fields.text("var");
            Expression value = fields.expression("value");
            return Statement.of(scope -> append(scope, name, value.evaluate(scope)));
        });
        language.statement("await", fields -> {
            Expression awaitable = fields.awaitable("on");
            return fields.producing(scope -> Asyncio.await(Values.awaitable(awaitable.evaluate(scope))));
        });
        language.statement("bind", fields -> {
            String into = fields.text("into");
            Expression awaitable = fields.awaitable("on");
            return Statement.of(scope -> scope.set(into, awaitable.evaluate(scope)));
        });
        language.statement("return", fields -> {
            Expression value = fields.expression("value");
            return scope -> new Completion.Return(value.evaluate(scope));
        });
        language.statement("raise", BasicStatements::raise);
        language.statement("reraise", fields -> scope -> {
            throw PythonType.raise(Values.exception(scope.handled()));
        });
        language.statement("call", fields -> {
            String function = fields.definition("func");
            Operands.Several arguments = fields.expressions("args");
            return fields.producing(scope -> scope.run().call(function, arguments.evaluate(scope)));
        });
        language.statement("nested_run", fields -> {
            String coroutine = fields.definition("coro");
            Operands.Several arguments = fields.expressions("args");
            return fields.producing(scope -> {
                List<@Nullable Object> values = arguments.evaluate(scope);
                return Asyncio.run(() -> scope.run().call(coroutine, values));
            });
        });
    }

    private static Statement log(Fields fields) {
        String text = fields.text("text");
        Operands.Several arguments = fields.expressions("args");
        return Statement.of(scope -> {
            List<String> words = new ArrayList<>(List.of(text));
            arguments.evaluate(scope).forEach(value -> words.add(Values.render(value)));
            scope.run().log(String.join(" ", words));
        });
    }

    @SuppressWarnings("unchecked") // lists of scenarios hold any objects
    private static void append(Scope scope, String name, @Nullable Object value) {
        List<@Nullable Object> list = (List<@Nullable Object>) Values.cast(List.class, scope.get(name));
        if (list instanceof ArrayList) {
            list.add(value);
        } else { // a result of the library's, which cannot be changed
            List<@Nullable Object> copy = new ArrayList<>(list);
            copy.add(value);
            scope.set(name, copy);
        }
    }

    private static Statement raise(Fields fields) {
        Expression exception = fields.expression("exc");
        Expression cause = fields.expression("from");
        boolean hasCause = fields.has("from");
        return scope -> {
            Throwable thrown = Values.exception(exception.evaluate(scope));
            if (hasCause) {
                scope.run().setCause(thrown, (Throwable) cause.evaluate(scope));
            }
            throw PythonType.raise(thrown);
        };
    }
}
