package dev.eddy.testing;

import dev.eddy.internal.LoopProbe;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Chooses what comes next, by a seed.
 *
 * <p>One half of the seeds gives each that may come next the same chance. The other gives each task a priority, and now and then
 * the lowest to the one whose turn it would be: probabilistic concurrency testing, which lets one task get far ahead of the
 * others, as equal chances hardly ever do. Here how often is drawn, too, as the number of steps is not known.
 */
final class SeededOrder {

    private static final int TIMES_PASSED_OVER = 64;
    private static final int LONGEST_LEAD = 5;

    private final Random random;
    /** Changes the priorities once in so many choices; zero: equal chances. */
    private final int lead;
    private final IdentityHashMap<Object, Double> priorities = new IdentityHashMap<>();
    private double lowest;

    private @Nullable Object longestReady;
    private int passedOver;

    SeededOrder(long seed) {
        random = new Random(seed * 0x9E3779B97F4A7C15L);
        lead = random.nextBoolean() ? 0 : 1 << (1 + random.nextInt(LONGEST_LEAD));
    }

    /** Takes one out of those that are ready, of which there is at least one. */
    <E> E takeNext(ArrayDeque<E> ready, LoopProbe.Entries<? super E> entries) {
        E head = ready.getFirst();
        passedOver = head == longestReady ? passedOver + 1 : 0;
        longestReady = head;
        if (ready.size() == 1 || passedOver >= TIMES_PASSED_OVER) {
            return ready.removeFirst();
        }
        E chosen = choose(mayBeNext(ready, entries), entries);
        ready.removeFirstOccurrence(chosen);
        return chosen;
    }

    /** Those that need not wait for one ahead of them. */
    private static <E> List<E> mayBeNext(ArrayDeque<E> ready, LoopProbe.Entries<? super E> entries) {
        Set<Object> ahead = Collections.newSetFromMap(new IdentityHashMap<>());
        List<E> next = new ArrayList<>(ready.size());
        for (E entry : ready) {
            Object source = entries.sourceOf(entry);
            boolean first = source == null || !ahead.contains(source);
            if (first) {
                next.add(entry);
            }
            if (source != null && entries.taskOf(entry) == null) {
                ahead.add(source);
            }
        }
        return next;
    }

    private <E> E choose(List<E> next, LoopProbe.Entries<? super E> entries) {
        if (next.size() == 1) {
            return next.getFirst();
        }
        if (lead == 0) {
            return next.get(random.nextInt(next.size()));
        }
        E first = highest(next, entries);
        if (random.nextInt(lead) == 0) {
            priorities.put(owner(first, entries), --lowest);
            first = highest(next, entries);
        }
        return first;
    }

    private <E> E highest(List<E> next, LoopProbe.Entries<? super E> entries) {
        E best = next.getFirst();
        double highest = Double.NEGATIVE_INFINITY;
        for (E entry : next) {
            double priority = priorities.computeIfAbsent(owner(entry, entries), fresh -> random.nextDouble());
            if (priority > highest) {
                highest = priority;
                best = entry;
            }
        }
        return best;
    }

    private static <E> Object owner(E entry, LoopProbe.Entries<? super E> entries) {
        Object task = entries.taskOf(entry);
        Object source = task != null ? task : entries.sourceOf(entry);
        return source != null ? source : entry;
    }
}
