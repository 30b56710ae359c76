package dev.eddy.testing;

import dev.eddy.EventLoop;
import dev.eddy.Task;
import dev.eddy.internal.LoopProbe;
import java.math.BigDecimal;
import java.util.ArrayDeque;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The order in which a run has taken its steps; each instant of virtual time is a line. */
final class OrderLog {

    private static final int STEPS_SHOWN = 300;

    private final boolean detailed;
    private final ArrayDeque<Step> steps = new ArrayDeque<>();
    private long forgotten;

    /**
     * @param detailed whether to look where each task goes on, which takes time; then each step is a line
     */
    OrderLog(boolean detailed) {
        this.detailed = detailed;
    }

    /** Who takes a step, when, and where it goes on; the name is made when it is read. */
    private record Step(
            Object identity,
            Supplier<String> name,
            long nanos,
            @Nullable Throwable createdAt,
            @Nullable StackTraceElement line) {}

    /** This is to come next, on this loop. */
    <E> void add(E next, LoopProbe.Entries<? super E> entries, EventLoop loop) {
        Object task = entries.taskOf(next);
        steps.add(new Step(
                task != null ? task : next,
                () -> entries.describe(next),
                loop.time().toNanos(),
                entries.createdAt(next),
                detailed && task instanceof Task<?> suspended ? Traces.first(suspended.getStack()) : null));
        if (steps.size() > STEPS_SHOWN) {
            steps.removeFirst();
            forgotten++;
        }
    }

    /** Of consecutive steps of the same task only their number is told; each says at its first where it was created. */
    @Override
    public String toString() {
        StringBuilder text = new StringBuilder();
        if (forgotten > 0) {
            text.append("\n  .. ").append(forgotten).append(" steps before");
        }
        Set<Object> known = Collections.newSetFromMap(new IdentityHashMap<>());
        Object last = null;
        long instant = -1;
        int times = 1;
        for (Step step : steps) {
            boolean sameInstant = instant == step.nanos;
            if (sameInstant && !detailed && last == step.identity) {
                times++;
            } else {
                appendTimes(text, times);
                times = 1;
                if (!sameInstant) {
                    text.append("\n  at ").append(seconds(step.nanos)).append(": ");
                }
                text.append(detailed ? "\n    " : sameInstant ? ", " : "").append(step.name.get());
                appendPlace(text, step, known.add(step.identity));
            }
            last = step.identity;
            instant = step.nanos;
        }
        appendTimes(text, times);
        return text.toString();
    }

    private static void appendPlace(StringBuilder text, Step step, boolean isNew) {
        if (step.line != null) {
            text.append(" at ").append(step.line);
        } else if (isNew && step.createdAt != null) {
            StackTraceElement place = Traces.first(step.createdAt);
            if (place != null) {
                text.append(" (").append(place.getFileName()).append(':').append(place.getLineNumber()).append(')');
            }
        }
    }

    private static void appendTimes(StringBuilder text, int times) {
        if (times > 1) {
            text.append(" x").append(times);
        }
    }

    private static String seconds(long nanos) {
        return BigDecimal.valueOf(nanos, 9).stripTrailingZeros().toPlainString() + " s";
    }
}
