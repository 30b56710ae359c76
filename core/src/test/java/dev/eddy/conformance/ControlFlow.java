package dev.eddy.conformance;

import com.fasterxml.jackson.databind.JsonNode;
import dev.eddy.conformance.ScenarioExceptions.ScenarioOver;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Handlers, branches and loops. */
final class ControlFlow {

    private ControlFlow() {}

    static void register(Language language) {
        language.statement("try", ControlFlow::guarded);
        language.statement("if", fields -> {
            Expression condition = fields.expression("cond");
            Statement then = fields.body("then");
            Statement otherwise = fields.body("else");
            return scope -> (Values.truth(condition.evaluate(scope)) ? then : otherwise).run(scope);
        });
        language.statement("while", fields -> {
            Expression condition = fields.expression("cond");
            Statement body = fields.body("body");
            return scope -> {
                Completion completion = Completion.NORMAL;
                while (goesOn(completion) && Values.truth(condition.evaluate(scope))) {
                    scope.run().countStatement();
                    completion = body.run(scope);
                }
                return afterLoop(completion);
            };
        });
        language.statement("loop", fields -> {
            Expression times = fields.expression("times");
            String variable = fields.textOrNull("var");
            Statement body = fields.body("body");
            return scope -> {
                int count = Values.integer(times.evaluate(scope));
                Completion completion = Completion.NORMAL;
                for (long i = 0; goesOn(completion) && i < count; i++) {
                    if (variable != null) {
                        scope.set(variable, i);
                    }
                    completion = body.run(scope);
                }
                return afterLoop(completion);
            };
        });
        language.statement("for", fields -> {
            String variable = fields.text("var");
            Expression list = fields.expression("in");
            Statement body = fields.body("body");
            return scope -> {
                List<?> copy = new ArrayList<>((List<?>) Values.cast(List.class, list.evaluate(scope)));
                Completion completion = Completion.NORMAL;
                for (int i = 0; goesOn(completion) && i < copy.size(); i++) {
                    scope.set(variable, copy.get(i));
                    completion = body.run(scope);
                }
                return afterLoop(completion);
            };
        });
        language.statement("break", fields -> scope -> Completion.BREAK);
        language.statement("continue", fields -> scope -> Completion.CONTINUE);
    }

    /** Whether a loop has another turn after one that ended so. */
    static boolean goesOn(Completion completion) {
        return completion == Completion.NORMAL || completion == Completion.CONTINUE;
    }

    /** How a loop ends whose last turn ended so. */
    static Completion afterLoop(Completion completion) {
        return completion instanceof Completion.Return ? completion : Completion.NORMAL;
    }

    // ---- try --------------------------------------------------------------------------------------------------------

    private record Handler(List<String> types, @Nullable String as, @Nullable String log, Statement body) {

        boolean matches(Throwable exception) {
            return types.stream().anyMatch(type -> PythonType.isA(exception, type));
        }

        Completion handle(Scope scope, Throwable exception) throws Exception {
            if (as != null) {
                scope.set(as, exception);
            }
            if (log != null) {
                scope.run().log(log + " " + Values.render(exception));
            }
            return scope.handle(exception, body);
        }
    }

    private static Statement guarded(Fields fields) {
        Statement body = fields.body("body");
        List<Handler> handlers = new ArrayList<>();
        for (JsonNode each : fields.node().path("except")) {
            handlers.add(handler(new Fields(fields.parser(), each)));
        }
        Statement otherwise = fields.body("else");
        Statement always = fields.body("finally");
        return scope -> {
            Completion completion = null;
            Throwable pending = null;
            try {
                completion = withHandlers(scope, body, handlers, otherwise);
            } catch (ScenarioOver e) {
                throw e;
            } catch (Throwable e) {
                pending = e;
            }
            Completion last = pending == null ? always.run(scope) : scope.handle(pending, always);
            if (last != Completion.NORMAL) {
                return last;
            }
            if (completion == null) {
                throw PythonType.raise(pending);
            }
            return completion;
        };
    }

    private static Handler handler(Fields fields) {
        List<String> types = fields.texts("types");
        for (String type : types) {
            if (!PythonType.exists(type)) {
                throw new SyntaxException("unknown exception type '" + type + "'", fields.node());
            }
        }
        return new Handler(types, fields.textOrNull("as"), fields.textOrNull("log"), fields.body("body"));
    }

    private static Completion withHandlers(Scope scope, Statement body, List<Handler> handlers, Statement otherwise)
            throws Exception {
        Completion completion;
        try {
            completion = body.run(scope);
        } catch (ScenarioOver e) {
            throw e;
        } catch (Throwable e) {
            for (Handler handler : handlers) {
                if (handler.matches(e)) {
                    return handler.handle(scope, e);
                }
            }
            throw e;
        }
        return completion == Completion.NORMAL ? otherwise.run(scope) : completion;
    }
}
