package dev.eddy.testing;

import dev.eddy.EventLoop;
import dev.eddy.internal.LoopProbe;
import java.util.ArrayDeque;
import java.util.Locale;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.ExtensionContext;

/** The orders that {@link Interleavings} asks for, until a run has failed. */
final class Orders {

    private final int runs;
    private final long firstSeed;
    private volatile boolean failed;

    private Orders(int runs, long firstSeed) {
        this.runs = runs;
        this.firstSeed = firstSeed;
    }

    static Orders of(Interleavings asked, ExtensionContext context) {
        if (asked.runs() < 1) {
            throw Trial.refused(
                    context, "@Interleavings(runs = " + asked.runs() + ") would run nothing");
        }
        return new Orders(asked.runs(), asked.seed() != 0 ? asked.seed() : seedOf(context));
    }

    private static long seedOf(ExtensionContext context) {
        String given = context.getConfigurationParameter(Interleavings.SEED).orElse("0").strip();
        if (given.toLowerCase(Locale.ROOT).equals("random")) {
            return new SplittableRandom().nextLong(1L << 40);
        }
        try {
            return Long.decode(given);
        } catch (NumberFormatException e) {
            throw Trial.refused(
                    context,
                    Interleavings.SEED + " is a number or \"random\", not \"" + given + "\"");
        }
    }

    Stream<Trial> trials() {
        return IntStream.range(0, runs).takeWhile(index -> !failed).mapToObj(Run::new);
    }

    /** One run. */
    private final class Run extends Trial {

        private final int index;
        private final long seed;
        /** Null for the usual order. */
        private final @Nullable SeededOrder order;
        private final OrderLog log = new OrderLog(runs == 1);
        private boolean told;

        Run(int index) {
            this.index = index;
            this.seed = firstSeed + index;
            this.order = seed == 0 ? null : new SeededOrder(seed);
        }

        @Override
        String label() {
            return ", seed " + seed;
        }

        @Override
        <E> int arrange(ArrayDeque<E> ready, LoopProbe.Entries<? super E> entries, EventLoop loop) {
            if (order == null) {
                ready.forEach(entry -> log.add(entry, entries, loop));
                return ready.size();
            }
            if (ready.isEmpty()) {
                return 0;
            }
            E next = order.takeNext(ready, entries);
            ready.addFirst(next);
            log.add(next, entries, loop);
            return 1;
        }

        @Override
        Throwable explain(Throwable failure) {
            if (told) {
                return failure;
            }
            told = true;
            return retold(
                    "fails in run " + (index + 1) + " of " + runs + "; @Interleavings(seed = " + seed
                            + "L, runs = 1) replays it: " + failure + "\nthe order was:" + log,
                    failure);
        }

        @Override
        void failed() {
            failed = true;
        }
    }
}
