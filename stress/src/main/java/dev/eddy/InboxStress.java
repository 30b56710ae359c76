package dev.eddy;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import dev.eddy.context.Context;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Set;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.IZ_Result;
import org.openjdk.jcstress.infra.results.ZZ_Result;
import org.openjdk.jcstress.infra.results.Z_Result;

/** The hand-off to a loop: of what is posted, nothing is lost or doubled, and each thread's handles keep their order. */
final class InboxStress {

    private InboxStress() {}

    private static Handle newHandle() {
        return new Handle(() -> {}, new Context(), null);
    }

    /** What the actors of a test have: two handles of each of two threads, and a drainer. */
    abstract static class Hands {
        final Handle a1 = newHandle();
        final Handle a2 = newHandle();
        final Handle b1 = newHandle();
        final Handle b2 = newHandle();
        final Inbox inbox = new Inbox();
        final ArrayDeque<Ready> drained = new ArrayDeque<>();

        void postA() {
            inbox.post(a1);
            inbox.post(a2);
        }

        void postB() {
            inbox.post(b1);
            inbox.post(b2);
        }

        /** Whether all has arrived, once, and in the order of each thread. */
        boolean allDrained() {
            inbox.drainTo(drained);
            List<Ready> order = List.copyOf(drained);
            return order.size() == 4
                    && Set.copyOf(order).equals(Set.of(a1, a2, b1, b2))
                    && order.indexOf(a1) < order.indexOf(a2)
                    && order.indexOf(b1) < order.indexOf(b2);
        }
    }

    /** Two threads post: neither overwrites what the other has posted. */
    @JCStressTest
    @Outcome(id = "true", expect = ACCEPTABLE, desc = "all four, in order")
    @Outcome(expect = FORBIDDEN, desc = "lost, doubled or out of order")
    @State
    public static class TwoPosters extends Hands {
        @Actor
        public void first() {
            postA();
        }

        @Actor
        public void second() {
            postB();
        }

        @Arbiter
        public void loop(Z_Result result) {
            result.r1 = allDrained();
        }
    }

    /** A thread posts while the loop drains: a handle comes with this drain or with the next. */
    @JCStressTest
    @Outcome(id = "[0-2], true", expect = ACCEPTABLE, desc = "some now, the rest later")
    @Outcome(expect = FORBIDDEN, desc = "lost, doubled or out of order")
    @State
    public static class PosterAndDrainer extends Hands {
        @Actor
        public void poster() {
            postA();
        }

        @Actor
        public void drainer(IZ_Result result) {
            inbox.drainTo(drained);
            result.r1 = drained.size();
            postB();
        }

        @Arbiter
        public void loop(IZ_Result result) {
            result.r2 = allDrained();
        }
    }

    /** All at once; needs three processors. */
    @JCStressTest
    @Outcome(id = "[0-4], true", expect = ACCEPTABLE, desc = "some now, the rest later")
    @Outcome(expect = FORBIDDEN, desc = "lost, doubled or out of order")
    @State
    public static class TwoPostersAndDrainer extends Hands {
        @Actor
        public void first() {
            postA();
        }

        @Actor
        public void second() {
            postB();
        }

        @Actor
        public void drainer(IZ_Result result) {
            inbox.drainTo(drained);
            result.r1 = drained.size();
        }

        @Arbiter
        public void loop(IZ_Result result) {
            result.r2 = allDrained();
        }
    }

    /** A thread posts while the loop closes: the handle is accepted if and only if the loop has it. */
    @JCStressTest
    @Outcome(id = "true, true", expect = ACCEPTABLE, desc = "accepted, and drained")
    @Outcome(id = "false, false", expect = ACCEPTABLE, desc = "refused")
    @Outcome(expect = FORBIDDEN, desc = "accepted and lost, or refused and drained")
    @State
    public static class PosterAndCloser extends Hands {
        @Actor
        public void poster(ZZ_Result result) {
            result.r1 = inbox.post(a1);
        }

        @Actor
        public void closer(ZZ_Result result) {
            inbox.closeAndDrainTo(drained);
            result.r2 = drained.contains(a1);
        }
    }
}
