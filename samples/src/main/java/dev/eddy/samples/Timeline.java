package dev.eddy.samples;

import static java.util.stream.Collectors.joining;

import dev.eddy.CancelledError;
import dev.eddy.context.ContextVar;
import dev.eddy.context.Token;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * What ran when, and who waited on it. A row is a task or a request; begun in the body of a task, it is one that this task
 * waits on, which a context variable tells: tasks inherit it from the task that creates them.
 *
 * <p>Thread-safe.
 */
final class Timeline {

    private static final ContextVar<@Nullable Row> CURRENT = new ContextVar<>("samples.timeline.row", null);

    /** Characters. */
    private static final int BAR_WIDTH = 48;

    private final List<Row> rows = new ArrayList<>();
    private long begin; // System.nanoTime()

    /** Sets the time from which all others count. */
    synchronized void begin() {
        begin = System.nanoTime();
    }

    /** Runs the body as a row. */
    <T extends @Nullable Object> T task(String name, Callable<T> body) throws Exception {
        Row row = add(name, false);
        Token<@Nullable Row> outer = CURRENT.set(row);
        try {
            T result = body.call();
            row.end(null);
            return result;
        } catch (Throwable e) {
            row.end(e);
            throw e;
        } finally {
            CURRENT.reset(outer);
        }
    }

    /** Begins the row of a request. */
    Row request(String name) {
        return add(name, true);
    }

    private synchronized Row add(String name, boolean request) {
        Row row = new Row(name, request, CURRENT.get(), now());
        rows.add(row);
        return row;
    }

    private long now() {
        return (System.nanoTime() - begin) / 1_000_000;
    }

    /** Prints a line for each row, where rows of the same name that the same task waited on share one, and a summary. */
    synchronized void print(PrintStream out) {
        long end = now();
        String format = "%-32.32s %6s %6s  %-" + BAR_WIDTH + "s  %-16s %s%n";
        out.printf(format, "time line (ms)", "start", "end", "0 .. " + end, "awaited by", "ended");
        for (List<Row> same : folded()) {
            Row first = same.getFirst();
            String name = "  ".repeat(first.depth()) + first.name + (same.size() == 1 ? "" : " x " + same.size());
            long to = same.stream().mapToLong(row -> row.endOr(end)).max().orElseThrow();
            String waiter = first.waiter == null ? "" : first.waiter.name;
            String outcomes = same.stream().map(row -> row.outcome).distinct().collect(joining(", "));
            out.printf(format, name, first.start, to, bar(first.start, to, end), waiter, outcomes);
        }
        out.println();
        printSummary(out, end);
    }

    /** Depth first, so that below each task stands what it waited on. */
    private List<List<Row>> folded() {
        Map<String, List<Row>> byPath = new LinkedHashMap<>();
        for (Row row : rows) {
            byPath.computeIfAbsent(row.path(), unused -> new ArrayList<>()).add(row);
        }
        List<List<Row>> result = new ArrayList<>();
        for (Map.Entry<String, List<Row>> entry : byPath.entrySet()) {
            if (entry.getValue().getFirst().waiter == null) {
                addWithAwaited(entry.getKey(), byPath, result);
            }
        }
        return result;
    }

    private static void addWithAwaited(String path, Map<String, List<Row>> byPath, List<List<Row>> result) {
        List<Row> same = byPath.get(path);
        if (same == null) {
            return;
        }
        result.add(same);
        for (Map.Entry<String, List<Row>> entry : byPath.entrySet()) {
            Row waiter = entry.getValue().getFirst().waiter;
            if (waiter != null && waiter.path().equals(path)) {
                addWithAwaited(entry.getKey(), byPath, result);
            }
        }
    }

    private static String bar(long from, long to, long end) {
        int left = (int) (from * BAR_WIDTH / Math.max(1, end));
        int right = (int) (to * BAR_WIDTH / Math.max(1, end));
        return " ".repeat(left) + "#".repeat(Math.max(1, right - left));
    }

    /** All requests: what they took together, and what they would have taken one after the other. */
    private void printSummary(PrintStream out, long wall) {
        List<Row> requests = rows.stream().filter(row -> row.request).toList();
        long sum = requests.stream().mapToLong(row -> row.endOr(wall) - row.start).sum();
        out.printf(
                Locale.ROOT,
                "demo: %d requests, wall %d ms, one after the other %d ms, speed-up %.1f%n",
                requests.size(),
                wall,
                sum,
                (double) sum / Math.max(1, wall));
    }

    /** A task or a request. */
    final class Row {
        private final String name;
        private final boolean request;
        private final @Nullable Row waiter;
        private final long start;
        private long end = -1; // guarded by the time line, as the outcome is
        private String outcome = "open";

        private Row(String name, boolean request, @Nullable Row waiter, long start) {
            this.name = name;
            this.request = request;
            this.waiter = waiter;
            this.start = start;
        }

        /** Ends the row, the first time it is called; the failure is null if all went well. */
        void end(@Nullable Throwable failure) {
            synchronized (Timeline.this) {
                if (end < 0) {
                    end = now();
                    outcome = describe(failure);
                }
            }
        }

        private long endOr(long now) {
            return end < 0 ? now : end;
        }

        private String path() {
            return waiter == null ? name : waiter.path() + "\n" + name;
        }

        private int depth() {
            return waiter == null ? 0 : waiter.depth() + 1;
        }

        private static String describe(@Nullable Throwable failure) {
            for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
                if (cause instanceof TimeoutException) {
                    return "timed out";
                }
                if (cause instanceof CancelledError || cause instanceof CancellationException) {
                    return "cancelled";
                }
            }
            return failure == null ? "ok" : "failed";
        }
    }
}
