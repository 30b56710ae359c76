package dev.eddy.testing;

import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Stacks as the author of a test wants to see them. */
final class Traces {

    private static final int CALLS_SHOWN = 12;
    private static final List<String> MACHINERY = List.of(
            "java.lang.reflect.",
            "jdk.internal.",
            "org.junit.",
            "reactor.core.",
            "io.reactivex.rxjava3.",
            "dev.eddy.internal.",
            "dev.eddy.testing.internal.",
            EddyExtension.class.getName(),
            Streams.class.getName(),
            TestRun.class.getName(),
            UnderTest.class.getName());
    /** Below these there is nothing of the task, or callback, any more. */
    private static final Set<String> BEGINNINGS = Set.of("dev.eddy.Task.run", "dev.eddy.Dispatcher.call");
    private static final Set<String> EDDYS = Set.of("dev.eddy", "dev.eddy.generator");
    /** Those in which there is nothing of a program. */
    private static final Set<String> LIBRARY = Set.of(
            "dev.eddy",
            "dev.eddy.generator",
            "dev.eddy.gevent",
            "dev.eddy.greenlet",
            "dev.eddy.queue",
            "dev.eddy.reactive",
            "dev.eddy.reactor",
            "dev.eddy.rxjava",
            "dev.eddy.sync");

    private Traces() {}

    /** Where something was created: the calls of the program, each on a line. */
    static String of(Throwable createdAt) {
        return lines(Arrays.stream(createdAt.getStackTrace())
                .takeWhile(call -> !isBeginning(call))
                .filter(call -> !isEddys(call))
                .toList());
    }

    /** Where a task is: of Eddy's calls those that the program has made. */
    static String lines(Collection<StackTraceElement> stack) {
        return stack.stream()
                .filter(call -> !isMachinery(call))
                .limit(CALLS_SHOWN)
                .map(call -> "\n      at " + call)
                .collect(Collectors.joining());
    }

    /** The innermost call of the program, if the program has created it. */
    static @Nullable StackTraceElement first(Throwable createdAt) {
        return first(Arrays.stream(createdAt.getStackTrace())
                .takeWhile(call -> !isBeginning(call) && !call.getClassName().equals(TestRun.class.getName()))
                .toList());
    }

    /** The innermost call of the program. */
    static @Nullable StackTraceElement first(Collection<StackTraceElement> stack) {
        return stack.stream()
                .filter(call -> !isMachinery(call)
                        && !LIBRARY.contains(packageOf(call))
                        && !call.getClassName().startsWith("java."))
                .findFirst()
                .orElse(null);
    }

    private static boolean isBeginning(StackTraceElement call) {
        return BEGINNINGS.contains(call.getClassName() + '.' + call.getMethodName());
    }

    private static boolean isEddys(StackTraceElement call) {
        return EDDYS.contains(packageOf(call));
    }

    private static String packageOf(StackTraceElement call) {
        String name = call.getClassName();
        return name.substring(0, Math.max(0, name.lastIndexOf('.')));
    }

    private static boolean isMachinery(StackTraceElement call) {
        return MACHINERY.stream().anyMatch(call.getClassName()::startsWith);
    }
}
