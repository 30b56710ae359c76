package dev.eddy.testing;

import dev.eddy.Task;
import java.util.List;

/** Tells where tasks are and what they wait for. */
final class BlockedTasks {

    private static final int CALLS_SHOWN = 12;

    private BlockedTasks() {}

    static String forEver(List<Task<?>> tasks) {
        return "the test is blocked for ever: nothing is ready, and there is no timer"
                + " (if another thread was to wake it, say @EddyTest(otherThreads = true))" + list(tasks);
    }

    /** Each task, with its calls below it. */
    static String list(List<Task<?>> tasks) {
        StringBuilder text = new StringBuilder();
        for (Task<?> task : tasks) {
            text.append("\n  ").append(task);
            List<StackTraceElement> stack = task.getStack();
            stack.stream()
                    .filter(BlockedTasks::isOfTheProgram)
                    .limit(CALLS_SHOWN)
                    .forEach(call -> text.append("\n      at ").append(call));
        }
        return text.toString();
    }

    /** Neither JUnit nor the reflection by which it calls. */
    private static boolean isOfTheProgram(StackTraceElement call) {
        String name = call.getClassName();
        return !name.startsWith("org.junit.")
                && !name.startsWith("jdk.internal.")
                && !name.startsWith("java.lang.reflect.")
                && !name.startsWith("dev.eddy.testing.TestRun")
                && !name.startsWith("dev.eddy.testing.EddyExtension");
    }
}
