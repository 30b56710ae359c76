package dev.eddy;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/**
 * Where a task is, which tasks wait for it, where those are, and so on: {@code asyncio.FutureCallGraph}. Made by {@link
 * Asyncio#captureCallGraph}, of one moment; any thread may read it.
 *
 * <p>A task waits for a future if it awaits it, directly or through {@code gather}, {@code shield}, {@code wait}, {@code
 * waitFor}, {@code asCompleted} or {@code race}, or if the future is a task in a {@link TaskGroup} of its own. As text it is a list of tasks, each
 * with its calls, and below it, further to the right, those that wait for it; a task that stands there twice with its calls and its
 * waiters once.
 *
 * <pre>{@code
 * CallGraph graph = captureCallGraph(task);
 * graph.awaitedBy().forEach(waiter -> log(waiter.future()));
 * System.out.println(graph);
 * }</pre>
 */
public final class CallGraph {

    /** So many levels of waiters the text has, since each is indented. */
    private static final int LEVELS_OF_TEXT = 100;

    private final Future<?> future;
    private final List<StackTraceElement> callStack;
    private final List<CallGraph> awaitedBy = new ArrayList<>();
    private final boolean cycle;

    private CallGraph(Future<?> future, List<StackTraceElement> callStack, boolean cycle) {
        this.future = future;
        this.callStack = callStack;
        this.cycle = cycle;
    }

    static CallGraph of(Future<?> future) {
        Objects.requireNonNull(future, "a future or task is required");
        future.getLoop().requireLocal("captureCallGraph");
        return new Capture().from(future);
    }

    /** The task, or future. */
    public Future<?> future() {
        return future;
    }

    /** {@link Task#getStack} of the task; of a future that is no task, nothing. */
    public List<StackTraceElement> callStack() {
        return callStack;
    }

    /** Those who wait for it, each task once. */
    public List<CallGraph> awaitedBy() {
        return Collections.unmodifiableList(awaitedBy);
    }

    /** Whether this task waits, by way of others, for itself. It stands elsewhere in the graph too, and its waiters there only. */
    public boolean isCycle() {
        return cycle;
    }

    /** A text of several lines: {@code asyncio.format_call_graph()}. Its levels of waiters end at the hundredth. */
    @Override
    public String toString() {
        StringBuilder text = new StringBuilder();
        appendTo(text, "", LEVELS_OF_TEXT, new HashSet<>());
        return text.substring(0, text.length() - 1);
    }

    private void appendTo(StringBuilder text, String indent, int levels, Set<CallGraph> written) {
        text.append(indent).append("* ").append(future);
        if (cycle) {
            text.append(" (cycle)\n");
            return;
        }
        boolean whole = levels > 0 || awaitedBy.isEmpty();
        if (whole ? !written.add(this) : written.contains(this)) {
            text.append(" (see above)\n");
            return;
        }
        text.append('\n');
        if (!callStack.isEmpty()) {
            text.append(indent).append("  + Call stack:\n");
            callStack.forEach(call -> text.append(indent).append("  |   ").append(call).append('\n'));
        }
        if (!awaitedBy.isEmpty()) {
            text.append(indent).append("  + Awaited by:\n");
            if (whole) {
                awaitedBy.forEach(waiter -> waiter.appendTo(text, indent + "    ", levels - 1, written));
            } else {
                text.append(indent).append("    ...\n");
            }
        }
    }

    /** Depth first, each task once; without recursion, since chains of tasks may be long. */
    private static final class Capture {

        private final Map<Future<?>, CallGraph> known = new HashMap<>();
        /** From the beginning to the one whose waiters are being followed. */
        private final Deque<Step> path = new ArrayDeque<>();

        private final Set<CallGraph> onPath = new HashSet<>();

        private record Step(CallGraph node, Iterator<Task<?>> waiters) {}

        CallGraph from(Future<?> future) {
            CallGraph first = enter(future);
            while (!path.isEmpty()) {
                Step step = path.getLast();
                if (step.waiters.hasNext()) {
                    step.node.awaitedBy.add(follow(step.waiters.next()));
                } else {
                    onPath.remove(step.node);
                    path.removeLast();
                }
            }
            return first;
        }

        private CallGraph follow(Task<?> waiter) {
            CallGraph node = known.get(waiter);
            if (node == null) {
                return enter(waiter);
            }
            return onPath.contains(node) ? new CallGraph(waiter, node.callStack, true) : node;
        }

        private CallGraph enter(Future<?> future) {
            CallGraph node = new CallGraph(future, future instanceof Task<?> task ? task.getStack() : List.of(), false);
            known.put(future, node);
            onPath.add(node);
            path.add(new Step(node, waitersOf(future).iterator()));
            return node;
        }

        private static Set<Task<?>> waitersOf(Future<?> future) {
            Set<Task<?>> tasks = new LinkedHashSet<>();
            Set<Future<?>> inBetween = new HashSet<>();
            Deque<Future<?>> open = new ArrayDeque<>(List.of(future));
            while (!open.isEmpty()) {
                for (Waiter waiter : open.remove().waiters()) {
                    for (Future<?> awaiter : awaiters(waiter)) {
                        if (awaiter instanceof Task<?> task) {
                            tasks.add(task);
                        } else if (inBetween.add(awaiter)) {
                            open.add(awaiter);
                        }
                    }
                }
            }
            return tasks;
        }

        private static Iterable<? extends Future<?>> awaiters(Waiter waiter) {
            return switch (waiter) {
                case Task<?> task -> List.of(task);
                case Tally tally -> tally.awaiters();
                case DoneCallback<?> entry when entry.callback() instanceof Awaiter awaiter -> awaiter.awaiters();
                default -> List.of();
            };
        }
    }
}
