package dev.eddy.internal.reactive;

import java.util.concurrent.atomic.AtomicLong;

/** Arithmetic of what is requested: it saturates at {@link Long#MAX_VALUE}, which counts as unbounded (rule 3.17). */
public final class Demand {

    private Demand() {}

    /** The error of a subscriber that requests nothing, or less (rule 3.9). */
    public static IllegalArgumentException notPositive(long n) {
        return new IllegalArgumentException("rule 3.9: request must be positive, is " + n);
    }

    static void add(AtomicLong requested, long n) {
        requested.accumulateAndGet(n, (before, more) -> {
            long sum = before + more;
            return sum < 0 ? Long.MAX_VALUE : sum;
        });
    }
}
