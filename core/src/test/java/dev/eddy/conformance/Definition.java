package dev.eddy.conformance;

import dev.eddy.generator.Generator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** A named body: a coroutine function, or an ordinary function for callbacks. */
record Definition(List<String> params, List<String> locals, Statement body) {

    /** Runs the body in a scope of its own; gives what it returns. */
    @Nullable Object call(ScenarioRun run, List<?> arguments) throws Exception {
        return evaluate(new Scope(run, variables(arguments)));
    }

    /** As {@link #call}, as the body of a generator. */
    @Nullable Object generate(
            ScenarioRun run, List<?> arguments, PythonGenerator kind, Generator<@Nullable Object> generator)
            throws Exception {
        return evaluate(new Scope(run, variables(arguments), kind, generator));
    }

    private Map<String, @Nullable Object> variables(List<?> arguments) {
        Map<String, @Nullable Object> variables = new TreeMap<>();
        locals.forEach(name -> variables.put(name, null));
        for (int i = 0; i < params.size(); i++) {
            variables.put(params.get(i), i < arguments.size() ? arguments.get(i) : null);
        }
        return variables;
    }

    @Nullable Object evaluate(Scope scope) throws Exception {
        return body.run(scope) instanceof Completion.Return(Object value) ? value : null;
    }
}
