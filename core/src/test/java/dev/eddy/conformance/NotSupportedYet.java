package dev.eddy.conformance;

/** What scenarios can say and Eddy cannot do yet: a scenario that says it is counted, and not run. */
final class NotSupportedYet {

    private static final String GENERATORS = "generators";

    private NotSupportedYet() {}

    static void register(Language language) {
        statements(language, GENERATORS, "yield", "yield_from", "async_for");
        statements(language, GENERATORS, "gen_next", "gen_send", "gen_throw", "gen_close");
        expressions(language, GENERATORS, "gen", "agen", "stop_value");
        awaitables(language, GENERATORS, "anext", "asend", "athrow", "aclose");
    }

    private static void statements(Language language, String feature, String... kinds) {
        for (String kind : kinds) {
            language.statement(kind, fields -> {
                fields.parser().missing(feature);
                return fields.body("body");
            });
        }
    }

    private static void expressions(Language language, String feature, String... kinds) {
        for (String kind : kinds) {
            language.expression(kind, operands -> {
                operands.parser().missing(feature);
                return Expression.constant(null);
            });
        }
    }

    private static void awaitables(Language language, String feature, String... kinds) {
        for (String kind : kinds) {
            language.awaitable(kind, fields -> {
                fields.parser().missing(feature);
                return Expression.constant(null);
            });
        }
    }
}
