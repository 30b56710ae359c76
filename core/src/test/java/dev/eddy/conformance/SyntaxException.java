package dev.eddy.conformance;

import com.fasterxml.jackson.databind.JsonNode;

/** A part of a scenario that the language does not know; the message names it. */
final class SyntaxException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    SyntaxException(String problem, JsonNode where) {
        super(problem + ": " + where);
    }
}
