package dev.eddy.benchmarks;

import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/**
 * The least that a loop does with continuations: the one that yields goes to the end of the queue and names the next one, which is
 * run. No passes, timers, context, current task, cancellation, or other threads.
 */
final class LeastLoop {

    private final ArrayDeque<Turns> ready = new ArrayDeque<>();
    private @Nullable Turns next;

    /** Two that hand over to each other. */
    static void switchTwo(int switches) {
        LeastLoop loop = new LeastLoop();
        loop.ready.add(loop.new Turns(switches / 2));
        loop.ready.add(loop.new Turns(switches / 2));
        loop.run();
    }

    private void run() {
        next = ready.poll();
        while (next != null) {
            RawContinuation.resume(next.continuation);
        }
    }

    private final class Turns implements Runnable {

        final Object continuation = RawContinuation.create(this);
        private final int times;

        Turns(int times) {
            this.times = times;
        }

        @Override
        public void run() {
            for (int i = 0; i < times; i++) {
                ready.add(this);
                next = ready.poll();
                RawContinuation.yieldNow();
            }
            next = ready.poll();
        }
    }
}
