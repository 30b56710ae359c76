package dev.eddy.internal.reactive;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import java.util.concurrent.atomic.AtomicBoolean;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.IIZ_Result;
import org.reactivestreams.Subscription;

/** {@link Upstream}'s wishes: none is lost, and the calls of the subscription never overlap. */
final class UpstreamStress {

    private UpstreamStress() {}

    /** An upstream, and the subscription that it calls. */
    abstract static class Calls implements Subscription {
        final Upstream upstream = new Upstream(DropHooks.LOGGING);

        private final AtomicBoolean inside = new AtomicBoolean(); // opaque, so that it publishes nothing
        // Deliberately plain: the wishes publish them.
        private int requested;
        private int cancellations;
        private boolean overlapped;

        @Override
        public void request(long n) {
            enter();
            requested += (int) n;
            inside.setOpaque(false);
        }

        @Override
        public void cancel() {
            enter();
            cancellations++;
            inside.setOpaque(false);
        }

        private void enter() {
            if (inside.getOpaque()) {
                overlapped = true;
            }
            inside.setOpaque(true);
        }

        final void tell(IIZ_Result result) {
            result.r1 = requested;
            result.r2 = cancellations;
            result.r3 = overlapped;
        }
    }

    /** Two threads request: one of them brings the wishes of both. */
    @JCStressTest
    @Outcome(id = "6, 0, false", expect = ACCEPTABLE, desc = "all that was requested")
    @Outcome(expect = FORBIDDEN, desc = "lost, doubled or overlapped")
    @State
    public static class TwoRequesters extends Calls {
        public TwoRequesters() {
            upstream.set(this);
        }

        @Actor
        public void first() {
            upstream.request(1);
            upstream.request(1);
        }

        @Actor
        public void second() {
            upstream.request(2);
            upstream.request(2);
        }

        @Arbiter
        public void end(IIZ_Result result) {
            tell(result);
        }
    }

    /** The subscription comes while there are requests: they are passed on by either thread. */
    @JCStressTest
    @Outcome(id = "3, 0, false", expect = ACCEPTABLE, desc = "all that was requested")
    @Outcome(expect = FORBIDDEN, desc = "lost, doubled or overlapped")
    @State
    public static class RequesterAndSubscription extends Calls {
        @Actor
        public void publisher() {
            upstream.set(this);
        }

        @Actor
        public void requester() {
            upstream.request(1);
            upstream.request(2);
        }

        @Arbiter
        public void end(IIZ_Result result) {
            tell(result);
        }
    }

    /** The subscription comes while it is cancelled. */
    @JCStressTest
    @Outcome(id = "0, 1, false", expect = ACCEPTABLE, desc = "cancelled once")
    @Outcome(expect = FORBIDDEN, desc = "not cancelled, or twice")
    @State
    public static class CancellerAndSubscription extends Calls {
        @Actor
        public void publisher() {
            upstream.set(this);
        }

        @Actor
        public void canceller() {
            upstream.cancel();
        }

        @Arbiter
        public void end(IIZ_Result result) {
            tell(result);
        }
    }

    /** One thread requests while another cancels. */
    @JCStressTest
    @Outcome(id = "[0-2], 1, false", expect = ACCEPTABLE, desc = "cancelled once")
    @Outcome(expect = FORBIDDEN, desc = "not cancelled, twice, or overlapped")
    @State
    public static class RequesterAndCanceller extends Calls {
        public RequesterAndCanceller() {
            upstream.set(this);
        }

        @Actor
        public void requester() {
            upstream.request(1);
            upstream.request(1);
        }

        @Actor
        public void canceller() {
            upstream.cancel();
        }

        @Arbiter
        public void end(IIZ_Result result) {
            tell(result);
        }
    }

    /** Two threads cancel. */
    @JCStressTest
    @Outcome(id = "0, 1, false", expect = ACCEPTABLE, desc = "cancelled once")
    @Outcome(expect = FORBIDDEN, desc = "not cancelled, or twice")
    @State
    public static class TwoCancellers extends Calls {
        public TwoCancellers() {
            upstream.set(this);
        }

        @Actor
        public void first() {
            upstream.cancel();
        }

        @Actor
        public void second() {
            upstream.cancel();
        }

        @Arbiter
        public void end(IIZ_Result result) {
            tell(result);
        }
    }
}
