package dev.eddy.benchmarks;

import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Locale;

/** The comparisons as a table, for people and for programs. */
record Report(List<Comparison> comparisons, boolean quick) {

    String markdown() {
        StringBuilder text = new StringBuilder();
        text.append(
                "%s, %s %s, %s %s, %d cores; medians%s.%n%n".formatted(
                        LocalDate.now(ZoneOffset.UTC),
                        System.getProperty("java.vm.name"),
                        System.getProperty("java.vm.version"),
                        System.getProperty("os.name"),
                        System.getProperty("os.arch"),
                        Runtime.getRuntime().availableProcessors(),
                        quick ? " of a quick run, which are rough" : ""));
        text.append("| row | ours | peer | ours : peer | budget | met |\n| --- | --- | --- | --- | --- | --- |\n");
        for (Comparison line : comparisons) {
            text.append("| %s | %s, %s | %s, %s | %s | %s | %s |\n".formatted(
                    line.row(),
                    line.oursName(),
                    describe(line.ours()),
                    line.peerName(),
                    describe(line.peer()),
                    ratio(line.ratio()) + (line.of().equals("bytes") ? " (bytes)" : ""),
                    line.hasBudget() ? ratio(line.budget()) : "",
                    line.verdict()));
        }
        long withBudget = comparisons.stream().filter(Comparison::hasBudget).count();
        long met = comparisons.stream().filter(line -> line.hasBudget() && line.met()).count();
        text.append("\n%d of %d budgets met.\n".formatted(met, withBudget));
        return text.toString();
    }

    String csv() {
        StringBuilder text = new StringBuilder(
                "row,ours,ours_ns,ours_bytes,peer,peer_ns,peer_bytes,ratio,budget,met,of\n");
        for (Comparison line : comparisons) {
            text.append(String.format(
                    Locale.ROOT,
                    "%s,%s,%.2f,%.1f,\"%s\",%.2f,%.1f,%.4f,%s,%s,%s%n",
                    line.row(),
                    line.oursName(),
                    line.ours().nanos(),
                    line.ours().bytes(),
                    line.peerName(),
                    line.peer().nanos(),
                    line.peer().bytes(),
                    line.ratio(),
                    line.hasBudget() ? String.format(Locale.ROOT, "%.3f", line.budget()) : "",
                    line.verdict(),
                    line.of()));
        }
        return text.toString();
    }

    private static String describe(Measurement measurement) {
        String time = Double.isNaN(measurement.nanos())
                ? ""
                : String.format(Locale.ROOT, "%.1f ns", measurement.nanos());
        String bytes = Double.isNaN(measurement.bytes())
                ? ""
                : String.format(Locale.ROOT, "%.0f B", measurement.bytes());
        return time.isEmpty() || bytes.isEmpty() ? time + bytes : time + ", " + bytes;
    }

    private static String ratio(double ratio) {
        return String.format(Locale.ROOT, "%.2f", ratio);
    }
}
