package dev.eddy.introspection;

import java.util.List;

/** Calls as {@code Type.method}. */
final class Calls {

    private Calls() {}

    static List<String> of(List<StackTraceElement> stack) {
        return stack.stream().map(Calls::of).toList();
    }

    private static String of(StackTraceElement call) {
        return call.getClassName().replaceFirst(".*[.$]", "") + "." + call.getMethodName();
    }

    /** The text without modules, packages and lines. */
    static String in(String text) {
        return text.replaceAll("[\\w./$@]*\\b(\\w+\\.\\w+)\\([\\w. :]*\\)", "$1");
    }
}
