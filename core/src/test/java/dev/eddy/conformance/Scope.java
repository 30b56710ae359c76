package dev.eddy.conformance;

import dev.eddy.generator.Generator;
import dev.eddy.generator.GeneratorExit;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The variables that one invocation of a definition sees: its own and the scenario's. */
final class Scope {

    private final ScenarioRun run;
    private final Map<String, @Nullable Object> locals;
    private final @Nullable Generator<@Nullable Object> generator;
    private final @Nullable PythonGenerator kind;
    private @Nullable Throwable handled;

    Scope(ScenarioRun run, Map<String, @Nullable Object> locals) {
        this(run, locals, null, null);
    }

    /** That of a generator's body, which yields with {@code generator}. */
    Scope(ScenarioRun run, Map<String, @Nullable Object> locals, @Nullable PythonGenerator kind,
            @Nullable Generator<@Nullable Object> generator) {
        this.kind = kind;
        this.generator = generator;
        this.run = run;
        this.locals = locals;
    }

    /** The generator whose body sees this scope. */
    Generator<@Nullable Object> generator() {
        return Objects.requireNonNull(generator, "yield outside of a generator");
    }

    /** Yields. */
    @Nullable Object give(@Nullable Object value) {
        try {
            return generator().yield(value);
        } catch (GeneratorExit e) {
            throw Objects.requireNonNull(kind).exiting(e);
        }
    }

    ScenarioRun run() {
        return run;
    }

    @Nullable Object get(String name) {
        return variablesWith(name).get(name);
    }

    void set(String name, @Nullable Object value) {
        variablesWith(name).put(name, value);
    }

    private Map<String, @Nullable Object> variablesWith(String name) {
        return locals.containsKey(name) ? locals : run.globals();
    }

    /** The exception whose handler runs, innermost; null outside of handlers. */
    @Nullable Throwable handled() {
        return handled;
    }

    /** Runs the body of an exception's handler. */
    Completion handle(Throwable exception, Statement body) throws Exception {
        Throwable outer = handled;
        handled = exception;
        try {
            return body.run(this);
        } finally {
            handled = outer;
        }
    }
}
