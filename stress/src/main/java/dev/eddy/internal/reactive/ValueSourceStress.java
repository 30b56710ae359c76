package dev.eddy.internal.reactive;

import static dev.eddy.Asyncio.createTask;
import static dev.eddy.Asyncio.sleep;
import static java.time.Duration.ZERO;
import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import dev.eddy.CancelledError;
import dev.eddy.OnLoop;
import dev.eddy.Task;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.III_Result;
import org.openjdk.jcstress.infra.results.II_Result;

/**
 * {@link ValueSource}'s outcome: the first counts, whoever awaits sees it whole, and what loses is told once. An outcome that is
 * not delivered shows as a test that times out.
 */
final class ValueSourceStress {

    private static final int CANCELLED = -1;
    private static final int FAILED = -2;

    private ValueSourceStress() {}

    /** A source whose value is an array, which only the outcome publishes. */
    static final class Source extends ValueSource<int[]> {
        private int cancellations;

        Source(DropHooks hooks) {
            super(hooks);
        }

        @Override
        protected void cancelUpstream() {
            cancellations++;
        }
    }

    /** What the actors of a test have. */
    abstract static class Hands extends OnLoop {
        final Dropped dropped = new Dropped();
        final Source source = new Source(dropped);

        final void succeed() {
            int[] value = {0};
            value[0] = 42;
            source.succeed(value);
        }

        final void fail() {
            source.fail(new PlannedException());
        }

        /** In a coroutine. */
        final int await() {
            try {
                return source.await()[0];
            } catch (CancelledError e) {
                return CANCELLED;
            } catch (PlannedException e) {
                return FAILED;
            }
        }

        /** Runs a task that awaits, and cancels it in the turn in which it has begun. */
        final int awaitAndCancel() {
            return loop.runUntilComplete(() -> {
                Task<Integer> waiting = createTask(this::await);
                loop.callSoon(waiting::cancel);
                try {
                    return waiting.await();
                } catch (CancelledError e) {
                    return CANCELLED;
                }
            });
        }
    }

    /** The value comes while a coroutine begins to wait. */
    @JCStressTest
    @Outcome(id = "42, 0", expect = ACCEPTABLE, desc = "the value")
    @Outcome(expect = FORBIDDEN, desc = "not the value, or also dropped")
    @State
    public static class ValueAndAwait extends Hands {
        @Actor
        public void source() {
            succeed();
        }

        @Actor
        public void loop(II_Result result) {
            result.r1 = loop.runUntilComplete(this::await);
        }

        @Arbiter
        public void end(II_Result result) {
            drainAndClose();
            result.r2 = dropped.count();
        }
    }

    /** The value comes while who waits is cancelled: it is taken, or discarded. */
    @JCStressTest
    @Outcome(id = "42, 0, 0", expect = ACCEPTABLE, desc = "the value")
    @Outcome(id = "-1, 1, [01]", expect = ACCEPTABLE, desc = "cancelled, and the value discarded")
    @Outcome(expect = FORBIDDEN, desc = "lost, told twice, or cancelled upstream though taken")
    @State
    public static class ValueAndCancel extends Hands {
        @Actor
        public void source() {
            succeed();
        }

        @Actor
        public void loop(III_Result result) {
            result.r1 = awaitAndCancel();
        }

        @Arbiter
        public void end(III_Result result) {
            drainAndClose();
            result.r2 = dropped.count();
            result.r3 = source.cancellations;
        }
    }

    /** As with a value. */
    @JCStressTest
    @Outcome(id = "-2, 0, 0", expect = ACCEPTABLE, desc = "the failure")
    @Outcome(id = "-1, 1, [01]", expect = ACCEPTABLE, desc = "cancelled, and the failure dropped")
    @Outcome(expect = FORBIDDEN, desc = "lost, told twice, or cancelled upstream though thrown")
    @State
    public static class FailureAndCancel extends Hands {
        @Actor
        public void source() {
            fail();
        }

        @Actor
        public void loop(III_Result result) {
            result.r1 = awaitAndCancel();
        }

        @Arbiter
        public void end(III_Result result) {
            drainAndClose();
            result.r2 = dropped.count();
            result.r3 = source.cancellations;
        }
    }

    /** A source that breaks the rules succeeds and fails at once. */
    @JCStressTest
    @Outcome(id = "42, 1", expect = ACCEPTABLE, desc = "the value, and the failure dropped")
    @Outcome(id = "-2, 1", expect = ACCEPTABLE, desc = "the failure, and the value dropped")
    @Outcome(expect = FORBIDDEN, desc = "lost, or told twice")
    @State
    public static class ValueAndFailure extends Hands {
        @Actor
        public void first() {
            succeed();
        }

        @Actor
        public void second() {
            fail();
        }

        @Arbiter
        public void end(II_Result result) {
            result.r1 = loop.runUntilComplete(this::await);
            drainAndClose();
            result.r2 = dropped.count();
        }
    }

    /** The value comes while the loop closes: where it cannot arrive any more, it is discarded. */
    @JCStressTest
    @Outcome(id = "42, 0", expect = ACCEPTABLE, desc = "the value")
    @Outcome(id = "0, 1", expect = ACCEPTABLE, desc = "discarded")
    @Outcome(expect = FORBIDDEN, desc = "lost, or told twice")
    @State
    public static class ValueAndClose extends Hands {
        private int taken;

        @Actor
        public void source() {
            succeed();
        }

        @Actor
        public void loop() {
            loop.setExceptionHandler((closed, pending) -> {}); // it is pending on purpose
            loop.runUntilComplete(() -> {
                createTask(() -> {
                    taken = source.await()[0];
                });
                sleep(ZERO);
            });
            loop.close();
        }

        @Arbiter
        public void end(II_Result result) {
            result.r1 = taken;
            result.r2 = dropped.count();
        }
    }

    private static final class PlannedException extends RuntimeException {
        private static final long serialVersionUID = 1L;

        PlannedException() {
            super(null, null, false, false);
        }
    }
}
