package dev.eddy.reactive;

/**
 * How many items of a stream are handled at the same time, as in {@code flatMap(.., concurrency, prefetch)}.
 *
 * <pre>{@code
 * flux.transform(mapAwait(unordered(8), url -> fetch(url)))
 * }</pre>
 *
 * @param limit how many items are handled at a time, at the most; beyond one, each has a task of its own
 * @param ordered whether results come in the order of their items; an item whose results wait for their turn counts as being
 *     handled
 * @param prefetch how many items are requested ahead, refilled when three quarters are consumed; {@link Integer#MAX_VALUE} for
 *     no bound
 */
public record Concurrency(int limit, boolean ordered, int prefetch) {

    /** As many as Reactor's {@code concatMap} requests ahead. */
    private static final int LEAST_PREFETCH = 32;

    /** One item after the other. */
    public static final Concurrency SEQUENTIAL = ordered(1);

    /**
     * @throws IllegalArgumentException if the limit or prefetch is not positive
     */
    public Concurrency {
        if (limit < 1) {
            throw new IllegalArgumentException("the limit of a concurrency must be positive, is " + limit);
        }
        if (prefetch < 1) {
            throw new IllegalArgumentException("prefetch must be positive, is " + prefetch);
        }
    }

    /** So many at a time, with results in the order of the items. */
    public static Concurrency ordered(int limit) {
        return new Concurrency(limit, true, Math.max(limit, LEAST_PREFETCH));
    }

    /** So many at a time, with results as they come. */
    public static Concurrency unordered(int limit) {
        return new Concurrency(limit, false, Math.max(limit, LEAST_PREFETCH));
    }

    /** The same, with so many items requested ahead. */
    public Concurrency withPrefetch(int prefetch) {
        return new Concurrency(limit, ordered, prefetch);
    }
}
