package dev.eddy.benchmarks;

import java.util.List;
import java.util.Locale;

/** The comparisons as a picture: how much of its budget each takes, on a logarithmic scale; what is left of the line is met. */
final class Chart {

    private static final int LEFT = 420;
    private static final int WIDTH = 480;
    private static final int LINE = 18;
    /** From a hundredth of the budget to ten times it. */
    private static final double DECADES_BELOW = 2;
    private static final double DECADES = 3;

    private Chart() {}

    static String of(List<Comparison> comparisons) {
        List<Comparison> lines = comparisons.stream().filter(Comparison::hasBudget).toList();
        int height = (lines.size() + 3) * LINE;
        StringBuilder svg = new StringBuilder(String.format(
                Locale.ROOT,
                "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"%d\" height=\"%d\" font-family=\"sans-serif\""
                        + " font-size=\"12\">%n<rect width=\"100%%\" height=\"100%%\" fill=\"white\"/>%n",
                LEFT + WIDTH + 60, height));
        text(svg, 10, LINE, "start", "ratio of times or bytes, as a part of the budget (logarithmic)");
        for (int i = 0; i < lines.size(); i++) {
            bar(svg, lines.get(i), (i + 2) * LINE);
        }
        double budget = x(1);
        svg.append(String.format(
                Locale.ROOT, "<line x1=\"%.0f\" x2=\"%.0f\" y1=\"%d\" y2=\"%d\" stroke=\"black\"/>%n", budget, budget,
                LINE + 6, height - LINE));
        return svg.append("</svg>\n").toString();
    }

    private static void bar(StringBuilder svg, Comparison line, int y) {
        double share = line.ratio() / line.budget();
        text(svg, LEFT - 8, y, "end", line.row() + ": " + line.peerName());
        svg.append(String.format(
                Locale.ROOT, "<rect x=\"%d\" y=\"%d\" width=\"%.0f\" height=\"%d\" fill=\"%s\"/>%n", LEFT,
                y - LINE + 7, x(share) - LEFT, LINE - 4, line.met() ? "#4a8" : "#c54"));
        text(svg, (int) x(share) + 4, y, "start", String.format(Locale.ROOT, "%.2f", line.ratio()));
    }

    private static double x(double share) {
        double decades = Math.log10(share) + DECADES_BELOW;
        return LEFT + WIDTH * Math.clamp(decades / DECADES, 0.005, 1);
    }

    private static void text(StringBuilder svg, int x, int y, String anchor, String text) {
        String escaped = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
        svg.append(String.format(
                Locale.ROOT, "<text x=\"%d\" y=\"%d\" text-anchor=\"%s\">%s</text>%n", x, y, anchor, escaped));
    }
}
