package dev.eddy.conformance;

import java.util.List;

/** A statement of a scenario, ready to run. */
@FunctionalInterface
interface Statement {

    Completion run(Scope scope) throws Exception;

    /** What a statement does that always goes on to the next one. */
    @FunctionalInterface
    interface Effect {
        void happen(Scope scope) throws Exception;
    }

    static Statement of(Effect effect) {
        return scope -> {
            effect.happen(scope);
            return Completion.NORMAL;
        };
    }

    /** One after the other, until one does not end normally. */
    static Statement sequence(List<Statement> statements) {
        return scope -> {
            for (Statement statement : statements) {
                scope.run().countStatement();
                Completion completion = statement.run(scope);
                if (completion != Completion.NORMAL) {
                    return completion;
                }
            }
            return Completion.NORMAL;
        };
    }
}
