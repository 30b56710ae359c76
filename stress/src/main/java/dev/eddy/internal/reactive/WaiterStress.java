package dev.eddy.internal.reactive;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import dev.eddy.Future;
import dev.eddy.OnLoop;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.ZZ_Result;

/** {@link Waiter}: who waits sees what was brought, or is woken. */
final class WaiterStress {

    private WaiterStress() {}

    /** One that waits; the test brings it something and says whether it is there. */
    abstract static class Waiting extends OnLoop {
        final Waiter waiter = new Waiter();
        private @Nullable Future<@Nullable Void> signal;

        /** Whether there is nothing yet. */
        final boolean waitFor(BooleanSupplier ready) {
            signal = waiter.publish(loop, ready);
            return signal != null;
        }

        final boolean isWoken() {
            drainAndClose();
            return signal != null && signal.done();
        }
    }

    /** An item into a queue with slots. */
    @JCStressTest
    @Outcome(id = "true, true", expect = ACCEPTABLE, desc = "waited, and woken")
    @Outcome(id = "false, false", expect = ACCEPTABLE, desc = "seen")
    @Outcome(expect = FORBIDDEN, desc = "waits for ever")
    @State
    public static class ItemInRing extends Waiting {
        private final ItemQueue<Integer> queue = new ItemQueue.Ring<>(2);

        @Actor
        public void emitter() {
            queue.offer(1);
            waiter.wake();
        }

        @Actor
        public void coroutine(ZZ_Result result) {
            result.r1 = waitFor(() -> !queue.isEmpty());
        }

        @Arbiter
        public void end(ZZ_Result result) {
            result.r2 = isWoken();
        }
    }

    /** An item into a queue without bound. */
    @JCStressTest
    @Outcome(id = "true, true", expect = ACCEPTABLE, desc = "waited, and woken")
    @Outcome(id = "false, false", expect = ACCEPTABLE, desc = "seen")
    @Outcome(expect = FORBIDDEN, desc = "waits for ever")
    @State
    public static class ItemInUnbounded extends Waiting {
        private final ItemQueue<Integer> queue = new ItemQueue.Unbounded<>();

        @Actor
        public void emitter() {
            queue.offer(1);
            waiter.wake();
        }

        @Actor
        public void coroutine(ZZ_Result result) {
            result.r1 = waitFor(() -> !queue.isEmpty());
        }

        @Arbiter
        public void end(ZZ_Result result) {
            result.r2 = isWoken();
        }
    }

    /** Demand. */
    @JCStressTest
    @Outcome(id = "true, true", expect = ACCEPTABLE, desc = "waited, and woken")
    @Outcome(id = "false, false", expect = ACCEPTABLE, desc = "seen")
    @Outcome(expect = FORBIDDEN, desc = "waits for ever")
    @State
    public static class RequestedOne extends Waiting {
        private final AtomicLong requested = new AtomicLong();

        @Actor
        public void requester() {
            Demand.add(requested, 1);
            waiter.wake();
        }

        @Actor
        public void body(ZZ_Result result) {
            result.r1 = waitFor(() -> requested.get() > 0);
        }

        @Arbiter
        public void end(ZZ_Result result) {
            result.r2 = isWoken();
        }
    }
}
