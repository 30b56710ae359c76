package dev.eddy;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import java.util.concurrent.CompletableFuture;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;
import org.openjdk.jcstress.infra.results.I_Result;
import org.openjdk.jcstress.infra.results.ZZZ_Result;

/** A future seen from another thread than its loop's. */
final class FutureStress {

    private FutureStress() {}

    /** Who sees that it is done sees the result, and all that was written before. */
    @JCStressTest
    @Outcome(id = "0", expect = ACCEPTABLE, desc = "not done yet")
    @Outcome(id = "42", expect = ACCEPTABLE, desc = "the result")
    @Outcome(expect = FORBIDDEN, desc = "done without its result")
    @State
    public static class Result extends OnLoop {
        private final Future<int[]> future = loop.createFuture();

        @Actor
        public void loop() {
            future.finishNow(new int[] {42});
        }

        @Actor
        public void reader(I_Result result) {
            result.r1 = future.done() ? future.result()[0] : 0;
        }
    }

    /** A failure that another thread has looked at is not reported as never retrieved, any other is. */
    @JCStressTest
    @Outcome(id = "0, 1", expect = ACCEPTABLE, desc = "not seen, reported")
    @Outcome(id = "42, 0", expect = ACCEPTABLE, desc = "seen, not reported")
    @Outcome(expect = FORBIDDEN, desc = "seen and reported, neither, or done without its exception")
    @State
    public static class Failure extends OnLoop {
        private final Future<Integer> future = loop.createFuture();

        @Actor
        public void loop() {
            future.failNow(new NumberedException());
        }

        @Actor
        public void reader(II_Result result) {
            result.r1 = future.done() && future.exception() instanceof NumberedException e ? e.number : 0;
        }

        @Arbiter
        public void end(II_Result result) {
            result.r2 = loop.unattended().takeAll().size();
        }
    }

    /** One thread cancels while the loop completes: one of them wins, for all who look. */
    @JCStressTest
    @Outcome(id = "true, true, true", expect = ACCEPTABLE, desc = "cancelled")
    @Outcome(id = "true, false, false", expect = ACCEPTABLE, desc = "asked in time, but the result was there first")
    @Outcome(id = "false, false, false", expect = ACCEPTABLE, desc = "too late")
    @Outcome(expect = FORBIDDEN, desc = "refused and cancelled, or two outcomes")
    @State
    public static class CancelAgainstResult extends OnLoop {
        private final Future<Integer> future = loop.createFuture();
        private final CompletableFuture<Integer> stage = future.toCompletableFuture();

        @Actor
        public void loop() {
            loop.callSoonThreadsafe(() -> {
                future.finishNow(42);
                loop.stop();
            });
            loop.runForever();
        }

        @Actor
        public void canceller(ZZZ_Result result) {
            result.r1 = future.cancel();
        }

        @Arbiter
        public void end(ZZZ_Result result) {
            loop.close();
            result.r2 = future.cancelled();
            result.r3 = stage.isCancelled();
        }
    }

    private static final class NumberedException extends Exception {
        private static final long serialVersionUID = 1L;

        private int number; // not final: only the future's hand-off publishes it

        NumberedException() {
            super(null, null, false, false);
            number = 42;
        }
    }
}
