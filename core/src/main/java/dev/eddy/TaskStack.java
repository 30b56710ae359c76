package dev.eddy;

import dev.eddy.internal.fiber.Fiber;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;

/**
 * The calls of a task, as the author of its body knows them, innermost first.
 *
 * <p>They are read off the stacks that the task is on: its fiber's, or that of a generator's body and its callers; with what was put
 * on top of it (see {@link Dispatcher}) and with the machinery in between, both of which are left out here.
 */
final class TaskStack {

    private static final StackWalker HERE = StackWalker.getInstance(StackWalker.Option.SHOW_REFLECT_FRAMES);

    /** Those of Eddy, but for the internal ones. */
    static final Set<String> PACKAGES = Set.of(
            "dev.eddy",
            "dev.eddy.context",
            "dev.eddy.generator",
            "dev.eddy.gevent",
            "dev.eddy.greenlet",
            "dev.eddy.queue",
            "dev.eddy.reactive",
            "dev.eddy.reactor",
            "dev.eddy.reactor.spring",
            "dev.eddy.rxjava",
            "dev.eddy.sync");

    private TaskStack() {}

    /** Of the task on top of a stack. */
    static List<StackTraceElement> ofTop(Stream<StackTraceElement> calls) {
        return withoutEddy(calls);
    }

    /** Of the task on top of which the one on top runs. */
    static List<StackTraceElement> belowTop(Stream<StackTraceElement> calls) {
        return withoutEddy(calls.dropWhile(call -> !isTask(call)).skip(1));
    }

    /** Of a task that this exception has ended. */
    static List<StackTraceElement> ofFailure(Throwable failure) {
        return withoutEddy(Arrays.stream(failure.getStackTrace()));
    }

    /** From a task that runs, in the calling thread, on this fiber; without the calls that lead from it to here. */
    static Stream<StackTraceElement> running(Fiber fiber) {
        return here(fiber).dropWhile(TaskStack::isEddy);
    }

    /** From a task that is suspended on this fiber, with nothing on top of it. */
    static Stream<StackTraceElement> suspended(Fiber fiber) {
        return Stream.concat(fiber.stack().stream(), callersOf(fiber));
    }

    /** From a task that blocks in a call of the JDK on this fiber; the call is the first. */
    static Stream<StackTraceElement> blocked(Fiber fiber) {
        return Stream.concat(fiber.blockedStack().stream().dropWhile(TaskStack::isEddy), callersOf(fiber));
    }

    /** From a task that is suspended below the callback that runs, in the calling thread, on this fiber. */
    static Stream<StackTraceElement> belowCallback(Fiber fiber) {
        return here(fiber).dropWhile(call -> !is(call, Dispatcher.class, "suspend"));
    }

    /** All that is under way at the moment, from here to the root of the loop. */
    private static Stream<StackTraceElement> here(Fiber running) {
        List<StackTraceElement> ofThread = HERE.walk(frames -> frames.map(StackWalker.StackFrame::toStackTraceElement)
                .takeWhile(call -> !isRoot(call))
                .toList());
        return Stream.concat(ofThread.stream(), callersOf(running));
    }

    private static Stream<StackTraceElement> callersOf(Fiber fiber) {
        return Stream.iterate(fiber.caller(), Objects::nonNull, Fiber::caller)
                .flatMap(caller -> caller.stack().stream());
    }

    /** Of each row of Eddy's calls only the one that somebody else has made, out to where the task, or a callback, began. */
    private static List<StackTraceElement> withoutEddy(Stream<StackTraceElement> calls) {
        List<StackTraceElement> kept = new ArrayList<>();
        StackTraceElement eddys = null;
        for (StackTraceElement call : calls.takeWhile(call -> !isBeginning(call)).toList()) {
            if (isEddy(call)) {
                eddys = call;
            } else {
                if (eddys != null) {
                    kept.add(eddys);
                    eddys = null;
                }
                kept.add(call);
            }
        }
        return List.copyOf(kept);
    }

    private static boolean isBeginning(StackTraceElement call) {
        return isTask(call) || is(call, Dispatcher.class, "call") || isRoot(call);
    }

    private static boolean isTask(StackTraceElement call) {
        return is(call, Task.class, "run");
    }

    private static boolean isRoot(StackTraceElement call) {
        return is(call, Dispatcher.class, "drive") || is(call, Dispatcher.class, "close");
    }

    private static boolean is(StackTraceElement call, Class<?> type, String method) {
        return call.getMethodName().equals(method) && call.getClassName().equals(type.getName());
    }

    /** Whether it is a call of Eddy, or of that in the JDK by which Eddy switches stacks. */
    private static boolean isEddy(StackTraceElement call) {
        String name = call.getClassName();
        return PACKAGES.contains(name.substring(0, Math.max(0, name.lastIndexOf('.'))))
                || name.startsWith("dev.eddy.internal.")
                || name.startsWith("jdk.internal.vm.")
                || name.startsWith("java.lang.VirtualThread");
    }
}
