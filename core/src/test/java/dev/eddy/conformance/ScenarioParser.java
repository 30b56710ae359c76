package dev.eddy.conformance;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Reads one scenario. */
final class ScenarioParser {

    private static final ObjectMapper JSON = new ObjectMapper();

    private final Language language;
    private final Map<String, String> kinds = new TreeMap<>();

    private ScenarioParser(Language language) {
        this.language = language;
    }

    /**
     * @param line a line of a corpus
     * @throws SyntaxException if it is no scenario
     */
    static Scenario parse(Language language, String line) {
        JsonNode root;
        try {
            root = JSON.readTree(line);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("not JSON: " + e.getOriginalMessage(), e);
        }
        return new ScenarioParser(language).scenario(root);
    }

    private Scenario scenario(JsonNode root) {
        JsonNode coros = root.path("coros");
        coros.properties().forEach(entry -> kinds.put(entry.getKey(), entry.getValue().path("kind").asText("coro")));
        Map<String, Definition> definitions = new LinkedHashMap<>();
        coros.properties().forEach(entry -> definitions.put(entry.getKey(), definition(entry.getValue())));
        if (!root.has("main")) {
            throw new SyntaxException("a scenario without main", root);
        }
        Definition main = new Definition(List.of(), List.of(), body(root.get("main")));
        boolean eager = root.path("task_factory").asText().equals("eager");
        return new Scenario(root.path("name").asText(), definitions, main, eager, texts(root.path("expected")));
    }

    private Definition definition(JsonNode node) {
        return new Definition(texts(node.path("params")), texts(node.path("locals")), body(node.path("body")));
    }

    // ---- for the kinds ----------------------------------------------------------------------------------------------

    /** Fails unless there is a definition of this name. */
    void requireDefinition(String name, JsonNode where) {
        if (!kinds.containsKey(name)) {
            throw new SyntaxException("no definition of '" + name + "'", where);
        }
    }

    Statement body(JsonNode node) {
        List<Statement> statements = new ArrayList<>();
        node.forEach(each -> statements.add(statement(each)));
        return Statement.sequence(statements);
    }

    private Statement statement(JsonNode node) {
        Language.Kind<Fields, Statement> kind = language.statement(node.path("op").asText());
        if (kind == null) {
            throw new SyntaxException("unknown statement", node);
        }
        return kind.parse(new Fields(this, node));
    }

    Expression awaitable(JsonNode node) {
        Language.Kind<Fields, Expression> kind = language.awaitable(node.path("aw").asText());
        if (kind == null) {
            throw new SyntaxException("unknown awaitable", node);
        }
        return kind.parse(new Fields(this, node));
    }

    /** An expression; constant null if it is absent. */
    Expression expression(JsonNode node) {
        return switch (node.getNodeType()) {
            case NULL, MISSING -> Expression.constant(null);
            case BOOLEAN -> Expression.constant(node.booleanValue());
            case STRING -> Expression.constant(node.textValue());
            case NUMBER -> node.isIntegralNumber()
                    ? Expression.constant(node.longValue())
                    : Expression.constant(node.doubleValue());
            case ARRAY -> operation(node);
            default -> throw new SyntaxException("unknown expression", node);
        };
    }

    private Expression operation(JsonNode node) {
        Language.Kind<Operands, Expression> kind =
                language.expression(node.path(0).isTextual() ? node.get(0).textValue() : "");
        if (kind == null) {
            throw new SyntaxException("unknown expression", node);
        }
        return kind.parse(new Operands(this, node));
    }

    static List<String> texts(JsonNode node) {
        List<String> texts = new ArrayList<>();
        node.forEach(each -> texts.add(each.asText()));
        return texts;
    }

}
