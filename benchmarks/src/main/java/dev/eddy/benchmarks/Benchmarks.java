package dev.eddy.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;
import org.openjdk.jmh.profile.GCProfiler;
import org.openjdk.jmh.results.IterationResult;
import org.openjdk.jmh.results.Result;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.ChainedOptionsBuilder;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;

/**
 * Runs the rows that are named, or all, in one JMH run, peers included, and writes what came out to {@code
 * target/ratios.md}, {@code ratios.csv} and {@code ratios.svg}.
 *
 * <p>Arguments: {@code [--quick] [ROW..]}. With {@code --quick} it takes minutes, the numbers are rough, and rows without
 * a budget are left out.
 */
public final class Benchmarks {

    private static final String ADD_EXPORTS = "--add-exports=java.base/jdk.internal.vm=ALL-UNNAMED";

    private Benchmarks() {}

    public static void main(String... args) throws RunnerException, IOException, InterruptedException {
        List<String> names = new ArrayList<>(Arrays.asList(args));
        names.removeIf(String::isBlank);
        boolean quick = names.remove("--quick");
        requireKnown(names);
        List<Row> rows = Row.all()
                .stream()
                .filter(row -> isChosen(row.name(), names) && (row.budget() > 0 || !quick))
                .toList();

        List<Comparison> comparisons = new ArrayList<>();
        if (!rows.isEmpty()) {
            Map<String, Measurement> measured = measure(rows, quick);
            for (Row row : rows) {
                comparisons.addAll(row.compare(measured).toList());
            }
            if (isChosen("await-ready", names)) {
                comparisons.addAll(allocationOfReadyAwaits(measured));
            }
        }
        if (isChosen(Memory.ROW, names)) {
            comparisons.addAll(Memory.measure());
        }
        comparisons.addAll(CPython.compare(comparisons, quick));

        Report report = new Report(comparisons, quick);
        Path target = Files.createDirectories(Path.of("target"));
        Files.writeString(target.resolve("ratios.md"), report.markdown());
        Files.writeString(target.resolve("ratios.csv"), report.csv());
        Files.writeString(target.resolve("ratios.svg"), Chart.of(comparisons));
        System.out.println(report.markdown());
    }

    private static void requireKnown(List<String> names) {
        Set<String> known = Row.all().stream().map(Row::name).collect(Collectors.toCollection(TreeSet::new));
        known.add(Memory.ROW);
        for (String name : names) {
            if (!known.contains(name)) {
                throw new IllegalArgumentException("no row is called '" + name + "'; there are " + known);
            }
        }
    }

    private static boolean isChosen(String row, Collection<String> names) {
        return names.isEmpty() || names.contains(row);
    }

    private static Map<String, Measurement> measure(List<Row> rows, boolean quick) throws RunnerException {
        ChainedOptionsBuilder options = new OptionsBuilder()
                .jvmArgs(jvmArgs(quick ? 4 : 6))
                .addProfiler(GCProfiler.class)
                .forks(quick ? 1 : 2)
                .warmupIterations(quick ? 2 : 5)
                .measurementIterations(quick ? 3 : 5)
                .warmupTime(TimeValue.milliseconds(quick ? 250 : 1000))
                .measurementTime(TimeValue.milliseconds(quick ? 250 : 1000));
        Row.patterns(rows).forEach(options::include);
        Map<String, Measurement> measured = new HashMap<>();
        for (RunResult result : new Runner(options.build()).run()) {
            measured.put(idOf(result), measurementOf(result));
        }
        return measured;
    }

    /**
     * The heap is as large from the beginning, and touched: a row measures no page fault of the operating system. Its regions are so
     * large that a list of a million is no humongous object, which G1 keeps, with all that is in it, until it has marked the heap.
     */
    private static String[] jvmArgs(int gigabytes) {
        return new String[] {
            ADD_EXPORTS, "-Xms" + gigabytes + "g", "-Xmx" + gigabytes + "g", "-Xmn" + gigabytes * 2 / 3 + "g",
            "-XX:+AlwaysPreTouch", "-XX:G1HeapRegionSize=32m"};
    }

    /** {@code Class.method}, and {@code :value} if there is a parameter. */
    private static String idOf(RunResult result) {
        String[] path = result.getParams().getBenchmark().split("\\.", -1);
        String id = path[path.length - 2] + "." + path[path.length - 1];
        String parameter = result.getParams()
                .getParamsKeys()
                .stream()
                .map(result.getParams()::getParam)
                .collect(Collectors.joining(","));
        return parameter.isEmpty() ? id : id + ":" + parameter;
    }

    private static Measurement measurementOf(RunResult result) {
        List<IterationResult> iterations = result.getBenchmarkResults()
                .stream()
                .flatMap(fork -> fork.getIterationResults().stream())
                .toList();
        return new Measurement(
                median(iterations, iteration -> iteration.getPrimaryResult().getScore()),
                median(iterations, Benchmarks::bytes));
    }

    private static double bytes(IterationResult iteration) {
        Result<?> allocated = iteration.getSecondaryResults().get("gc.alloc.rate.norm");
        return allocated == null ? Double.NaN : allocated.getScore();
    }

    private static double median(List<IterationResult> iterations, ToDoubleFunction<IterationResult> value) {
        double[] sorted = iterations.stream().mapToDouble(value).sorted().toArray();
        int middle = sorted.length / 2;
        return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    }

    /** What is ready is awaited without any object: a byte an await is the share of what the run itself needs. */
    private static List<Comparison> allocationOfReadyAwaits(Map<String, Measurement> measured) {
        List<Comparison> comparisons = new ArrayList<>();
        for (String kind : List.of("Mono", "Task", "Stage")) {
            Measurement ours = measured.get("AwaitReady.eddy" + kind);
            if (ours != null) {
                comparisons.add(new Comparison(
                        "await-ready", "AwaitReady.eddy" + kind, ours, "nothing allocated (below 1 byte)",
                        new Measurement(Double.NaN, 1), ours.bytes(), 1, "bytes"));
            }
        }
        return comparisons;
    }
}
