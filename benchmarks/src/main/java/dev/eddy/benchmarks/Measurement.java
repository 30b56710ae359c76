package dev.eddy.benchmarks;

/**
 * What one benchmark took.
 *
 * @param nanos the median of all iterations, in nanoseconds an operation
 * @param bytes allocated an operation, the median of all iterations
 */
record Measurement(double nanos, double bytes) {}
