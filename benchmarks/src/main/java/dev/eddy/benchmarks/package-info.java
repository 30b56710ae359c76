/**
 * What Eddy's operations cost, beside its peers'. {@link dev.eddy.benchmarks.Benchmarks} runs them and compares, {@link
 * dev.eddy.benchmarks.Row} lists what is compared with what; each other class is the work of one group of rows.
 */
@NullMarked
package dev.eddy.benchmarks;

import org.jspecify.annotations.NullMarked;
