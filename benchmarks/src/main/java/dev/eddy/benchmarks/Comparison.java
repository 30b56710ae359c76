package dev.eddy.benchmarks;

/**
 * A line of the result.
 *
 * @param ratio ours divided by the peer's
 * @param budget what the ratio may be; 0 if the line only informs
 * @param of what is compared: time, or bytes
 */
record Comparison(
        String row,
        String oursName,
        Measurement ours,
        String peerName,
        Measurement peer,
        double ratio,
        double budget,
        String of) {

    boolean hasBudget() {
        return budget > 0;
    }

    boolean met() {
        return ratio <= budget;
    }

    String verdict() {
        return !hasBudget() ? "" : met() ? "yes" : "no";
    }
}
