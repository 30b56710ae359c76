package dev.eddy.conformance;

import dev.eddy.Asyncio;
import dev.eddy.StopIteration;
import dev.eddy.conformance.ScenarioExceptions.StopAsyncIteration;
import dev.eddy.conformance.ScenarioExceptions.TypeError;
import dev.eddy.generator.Generator;
import dev.eddy.generator.Generator.State;
import java.util.Iterator;
import org.jspecify.annotations.Nullable;

/** Ordinary and asynchronous generators, for which Eddy has one type; their exceptions have other names in Python. */
final class Generators {

    private Generators() {}

    /** Does something with a generator. */
    @FunctionalInterface
    private interface Step {
        @Nullable Object take(Generator<@Nullable Object> generator) throws Exception;
    }

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
            return fields.producing(scope -> scope.generator().yieldFrom(generator(other.evaluate(scope))));
        });
    }

    private static void ordinary(Language language) {
        language.statement("gen_next", fields -> {
            Expression target = fields.variable("of");
            return fields.producing(scope -> step(scope, target, null, Generator::next));
        });
        language.statement("gen_send", fields -> {
            Expression target = fields.variable("of");
            Expression value = fields.expression("value");
            return fields.producing(scope -> {
                Object sent = value.evaluate(scope);
                return step(scope, target, sent, generator -> generator.send(sent));
            });
        });
        language.statement("gen_throw", fields -> {
            Expression target = fields.variable("of");
            Expression exception = fields.expression("exc");
            return fields.producing(scope -> {
                Throwable thrown = Values.exception(exception.evaluate(scope));
                return step(scope, target, null, generator -> generator.raise(thrown));
            });
        });
        language.statement("gen_close", fields -> {
            Expression target = fields.variable("of");
            return fields.producing(scope -> step(scope, target, null, Generator::closeReturning));
        });
    }

    /** What is a RuntimeError for an asynchronous generator that is running, is a ValueError for an ordinary one. */
    private static @Nullable Object step(Scope scope, Expression target, @Nullable Object sent, Step step)
            throws Exception {
        Generator<@Nullable Object> generator = generator(target.evaluate(scope));
        State before = generator.state();
        try {
            return scope.run().ordinaryStep(() -> taking(before, sent, generator, step));
        } catch (IllegalStateException e) {
            throw before == State.RUNNING ? new IllegalArgumentException(e) : e;
        }
    }

    private static @Nullable Object taking(
            State before, @Nullable Object sent, Generator<@Nullable Object> generator, Step step) throws Exception {
        if (before == State.CREATED && sent != null) {
            try {
                generator.send(sent);
            } catch (IllegalArgumentException e) {
                throw new TypeError(e.getMessage());
            }
        }
        return step.take(generator);
    }

    private static void asynchronous(Language language) {
        language.statement("async_for", Generators::asyncFor);
        language.awaitable("anext", fields -> {
            Expression target = fields.variable("of");
            return scope -> later(target.evaluate(scope), null, Generator::next);
        });
        language.awaitable("asend", fields -> {
            Expression target = fields.variable("of");
            Expression value = fields.expression("value");
            return scope -> {
                Object sent = value.evaluate(scope);
                return later(target.evaluate(scope), sent, generator -> generator.send(sent));
            };
        });
        language.awaitable("athrow", fields -> {
            Expression target = fields.variable("of");
            Expression exception = fields.expression("exc");
            return scope -> {
                Throwable thrown = Values.exception(exception.evaluate(scope));
                // an asynchronous generator that has ended ignores what is thrown in
                return later(target.evaluate(scope), null,
                        generator -> generator.state() == State.CLOSED ? null : generator.raise(thrown));
            };
        });
        language.awaitable("aclose", fields -> {
            Expression target = fields.variable("of");
            return scope -> later(target.evaluate(scope), null, generator -> {
                generator.close();
                return null;
            });
        });
    }

    private static Object later(@Nullable Object target, @Nullable Object sent, Step step) {
        Generator<@Nullable Object> generator = generator(target);
        return Asyncio.<@Nullable Object>coroutine(() -> {
            try {
                return taking(generator.state(), sent, generator, step);
            } catch (StopIteration e) {
                throw new StopAsyncIteration();
            }
        });
    }

    private static Statement asyncFor(Fields fields) {
        String variable = fields.text("var");
        Expression in = fields.expression("in");
        Statement body = fields.body("body");
        return scope -> {
            Iterator<@Nullable Object> items = generator(in.evaluate(scope)).iterator();
            Completion completion = Completion.NORMAL;
            while (ControlFlow.goesOn(completion) && items.hasNext()) {
                scope.set(variable, items.next());
                completion = body.run(scope);
            }
            return ControlFlow.afterLoop(completion);
        };
    }

    @SuppressWarnings("unchecked") // every generator of a scenario gives objects
    private static Generator<@Nullable Object> generator(@Nullable Object value) {
        return (Generator<@Nullable Object>) Values.cast(Generator.class, value);
    }
}
