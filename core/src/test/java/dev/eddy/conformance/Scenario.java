package dev.eddy.conformance;

import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * A scenario, ready to run.
 *
 * @param eager whether the loop starts its tasks eagerly
 * @param expected the trace that CPython gives
 * @param missing the features it needs that Eddy does not have yet; one that misses any cannot be run
 */
record Scenario(
        String name, Map<String, Definition> definitions, Definition main, boolean eager, List<String> expected,
        Set<String> missing) {}
