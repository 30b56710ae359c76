package dev.eddy.conformance;

import java.util.List;
import java.util.Map;

/**
 * A scenario, ready to run.
 *
 * @param eager whether the loop starts its tasks eagerly
 * @param expected the trace that CPython gives
 */
record Scenario(
        String name, Map<String, Definition> definitions, Definition main, boolean eager, List<String> expected) {}
