package dev.eddy.conformance;

import dev.eddy.Asyncio;
import dev.eddy.StopIteration;
import dev.eddy.generator.Generator;
import java.util.Iterator;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;

/** Ordinary and asynchronous generators. */
final class Generators {

    private Generators() {}

    static void register(Language language) {
        creation(language, "gen", true);
        creation(language, "agen", false);
        language.expression("stop_value", operands -> {
            Expression exception = operands.variable(0);
            return scope -> Values.cast(StopIteration.class, exception.evaluate(scope)).value();
        });
        inside(language);
        ordinary(language);
        asynchronous(language);
    }

    private static void creation(Language language, String kind, boolean ordinary) {
        language.expression(kind, operands -> {
            String name = operands.text(0);
            operands.parser().requireDefinition(name, operands.node());
            Operands.Several arguments = operands.from(1);
            return scope -> scope.run().generator(name, arguments.evaluate(scope), ordinary);
        });
    }

    private static void inside(Language language) {
        language.statement("yield", fields -> {
            Expression value = fields.expression("value");
            return fields.producing(scope -> scope.give(value.evaluate(scope)));
        });
        language.statement("yield_from", fields -> {
            Expression other = fields.expression("in");
            return fields.producing(scope -> generator(other.evaluate(scope)).yieldFrom(scope.generator()));
        });
    }

    private static void ordinary(Language language) {
        language.statement("gen_next", fields -> {
            Expression target = fields.variable("of");
            return fields.producing(scope -> generator(target.evaluate(scope)).step(null, Generator::next));
        });
        language.statement("gen_send", fields -> {
            Expression target = fields.variable("of");
            Expression value = fields.expression("value");
            return fields.producing(scope -> {
                PythonGenerator generator = generator(target.evaluate(scope));
                Object sent = value.evaluate(scope);
                return generator.step(sent, each -> each.send(sent));
            });
        });
        language.statement("gen_throw", fields -> {
            Expression target = fields.variable("of");
            Expression exception = fields.expression("exc");
            return fields.producing(scope -> {
                PythonGenerator generator = generator(target.evaluate(scope));
                Throwable thrown = Values.exception(exception.evaluate(scope));
                return generator.step(null, each -> each.raise(thrown));
            });
        });
        language.statement("gen_close", fields -> {
            Expression target = fields.variable("of");
            return fields.producing(scope -> generator(target.evaluate(scope)).step(null, Generator::closeReturning));
        });
    }

    private static void asynchronous(Language language) {
        language.statement("async_for", Generators::asyncFor);
        language.awaitable("anext", fields -> {
            Expression target = fields.variable("of");
            return scope -> {
                PythonGenerator generator = generator(target.evaluate(scope));
                return later(() -> generator.asyncStep(null, Generator::next));
            };
        });
        language.awaitable("asend", fields -> {
            Expression target = fields.variable("of");
            Expression value = fields.expression("value");
            return scope -> {
                PythonGenerator generator = generator(target.evaluate(scope));
                Object sent = value.evaluate(scope);
                return later(() -> generator.asyncStep(sent, each -> each.send(sent)));
            };
        });
        language.awaitable("athrow", fields -> {
            Expression target = fields.variable("of");
            Expression exception = fields.expression("exc");
            return scope -> {
                PythonGenerator generator = generator(target.evaluate(scope));
                Throwable thrown = Values.exception(exception.evaluate(scope));
                return later(() -> generator.asyncThrow(thrown));
            };
        });
        language.awaitable("aclose", fields -> {
            Expression target = fields.variable("of");
            return scope -> {
                PythonGenerator generator = generator(target.evaluate(scope));
                return later(generator::asyncClose);
            };
        });
    }

    private static Object later(Callable<@Nullable Object> step) {
        return Asyncio.<@Nullable Object>coroutine(step);
    }

    private static Statement asyncFor(Fields fields) {
        String variable = fields.text("var");
        Expression in = fields.expression("in");
        Statement body = fields.body("body");
        return scope -> {
            Iterator<@Nullable Object> items = generator(in.evaluate(scope)).generator().iterator();
            Completion completion = Completion.NORMAL;
            while (ControlFlow.goesOn(completion) && items.hasNext()) {
                scope.set(variable, items.next());
                completion = body.run(scope);
            }
            return ControlFlow.afterLoop(completion);
        };
    }

    private static PythonGenerator generator(@Nullable Object value) {
        return Values.cast(PythonGenerator.class, value);
    }
}
