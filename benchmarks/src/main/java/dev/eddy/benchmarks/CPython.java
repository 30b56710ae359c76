package dev.eddy.benchmarks;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** The same work in CPython's asyncio, by the script {@code asyncio_rows.py}, where a python3 is installed. */
final class CPython {

    private static final String SCRIPT = "src/main/python/asyncio_rows.py";

    private CPython() {}

    /** A line for each row that was measured, and that the script knows; none without python3. */
    static List<Comparison> compare(List<Comparison> measured, boolean quick)
            throws IOException, InterruptedException {
        List<Comparison> comparisons = new ArrayList<>();
        for (String line : run(quick ? "1" : "5")) {
            String[] fields = line.split("\t", -1);
            firstOf(fields[0], measured).ifPresent(ours -> {
                Measurement theirs = new Measurement(Double.parseDouble(fields[2]), Double.NaN);
                comparisons.add(new Comparison(
                        ours.row(), ours.oursName(), ours.ours(), "CPython " + fields[1], theirs,
                        ours.ours().nanos() / theirs.nanos(), 0, "time"));
            });
        }
        return comparisons;
    }

    private static Optional<Comparison> firstOf(String row, List<Comparison> measured) {
        return measured.stream().filter(comparison -> comparison.row().equals(row)).findFirst();
    }

    /** Lines of a row's name, the version and the nanoseconds an operation. */
    private static List<String> run(String rounds) throws IOException, InterruptedException {
        Process python;
        try {
            python = new ProcessBuilder("python3", SCRIPT, rounds).redirectError(ProcessBuilder.Redirect.INHERIT)
                    .start();
        } catch (IOException e) {
            System.out.println("no python3 here: nothing to compare with CPython (" + e.getMessage() + ")");
            return List.of();
        }
        try (var out = python.inputReader(StandardCharsets.UTF_8); Stream<String> lines = out.lines()) {
            List<String> read = lines.toList();
            if (python.waitFor() != 0) {
                throw new IOException(SCRIPT + " failed with exit code " + python.exitValue());
            }
            return read;
        }
    }
}
