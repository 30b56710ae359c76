package dev.eddy.conformance;

import java.util.List;

/** The first lines in which two traces differ. */
final class TraceDiff {

    private static final int LINES_SHOWN = 6;

    private TraceDiff() {}

    static String of(List<String> expected, List<String> actual) {
        int same = 0;
        while (same < expected.size() && same < actual.size() && expected.get(same).equals(actual.get(same))) {
            same++;
        }
        StringBuilder diff = new StringBuilder();
        if (same > 0) {
            diff.append("    line ").append(same).append(":   ").append(expected.get(same - 1)).append('\n');
        }
        append(diff, "  - ", expected, same);
        append(diff, "  + ", actual, same);
        return diff.toString();
    }

    private static void append(StringBuilder diff, String sign, List<String> trace, int from) {
        int to = Math.min(trace.size(), from + LINES_SHOWN);
        for (String line : trace.subList(from, to)) {
            diff.append(sign).append(line).append('\n');
        }
        if (to < trace.size()) {
            diff.append(sign).append("... ").append(trace.size() - to).append(" more\n");
        }
    }
}
