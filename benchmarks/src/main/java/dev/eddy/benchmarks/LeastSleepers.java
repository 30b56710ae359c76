package dev.eddy.benchmarks;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The least that a loop does with many that sleep: each is made before one of them begins, is on a list of all, sleeps in a
 * continuation, is found again by the time when its sleep ends, has its turn in a pass, and leaves the list. No futures, results,
 * cancellation, context, callbacks, or other threads, and nobody waits: time goes on by a millisecond a pass.
 */
final class LeastSleepers {

    private static final int DELAYS = 10;
    private static final long MILLISECOND = 1_000_000;

    /** The sleeps of each delay, which end in the order in which they began. */
    private final List<Run> runs = new ArrayList<>(DELAYS);

    private final ArrayDeque<Sleeper> ready;
    private final Sleeper all = new Sleeper(0);
    private long now;

    private LeastSleepers(int count) {
        ready = new ArrayDeque<>(count);
        for (int i = 0; i < DELAYS; i++) {
            runs.add(new Run(count / DELAYS));
        }
    }

    /** So many sleepers, a multiple of ten, for 1 to 10 ms each, begun within 25 ms. */
    static void sleep(int count) {
        LeastSleepers loop = new LeastSleepers(count);
        for (int i = 0; i < count; i++) {
            loop.ready.add(loop.new Sleeper(i % DELAYS).enlisted());
        }
        loop.run(25 * MILLISECOND / count);
    }

    private void run(long begin) {
        do {
            for (Sleeper next = ready.poll(); next != null; next = ready.poll()) {
                if (next.continuation == null) {
                    next.continuation = RawContinuation.create(next);
                    now += begin;
                }
                RawContinuation.resume(next.continuation);
            }
            now += MILLISECOND;
            for (Run run = earliest(); run.end() <= now; run = earliest()) {
                ready.add(run.take());
            }
        } while (all.next != all);
    }

    private Run earliest() {
        Run earliest = runs.get(0);
        for (Run run : runs) {
            if (run.end() < earliest.end()) {
                earliest = run;
            }
        }
        return earliest;
    }

    /** The ends are beside the sleepers, so that to look for the next one reads none of them. */
    private static final class Run {

        private final @Nullable Sleeper[] sleepers;
        private final long[] ends;
        private int first;
        private int size;

        Run(int capacity) {
            sleepers = new Sleeper[capacity];
            ends = new long[capacity + 1];
            Arrays.fill(ends, Long.MAX_VALUE);
        }

        void add(Sleeper sleeper, long end) {
            ends[size] = end;
            sleepers[size++] = sleeper;
        }

        long end() {
            return ends[first];
        }

        Sleeper take() {
            Sleeper sleeper = sleepers[first];
            sleepers[first++] = null;
            return sleeper;
        }
    }

    private final class Sleeper implements Runnable {

        @Nullable Object continuation;
        private final int delay;
        private Sleeper previous = this;
        private Sleeper next = this;

        Sleeper(int delay) {
            this.delay = delay;
        }

        Sleeper enlisted() {
            previous = all.previous;
            next = all;
            previous.next = this;
            all.previous = this;
            return this;
        }

        @Override
        public void run() {
            runs.get(delay).add(this, now + (1 + delay) * MILLISECOND);
            RawContinuation.yieldNow();
            previous.next = next;
            next.previous = previous;
        }
    }
}
