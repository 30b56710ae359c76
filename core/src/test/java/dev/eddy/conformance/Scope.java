package dev.eddy.conformance;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The variables that one invocation of a definition sees: its own and the scenario's. */
final class Scope {

    private final ScenarioRun run;
    private final Map<String, @Nullable Object> locals;
    private @Nullable Throwable handled;

    Scope(ScenarioRun run, Map<String, @Nullable Object> locals) {
        this.run = run;
        this.locals = locals;
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
