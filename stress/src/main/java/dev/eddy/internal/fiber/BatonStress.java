package dev.eddy.internal.fiber;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.IZZ_Result;

/**
 * The baton of the virtual-thread engine. A root and a fiber take turns in counting with a plain field: each goes on only when it
 * was switched to, and sees what the other has written, while another thread wakes and interrupts one of them at any
 * moment. A baton that is lost shows as a test that times out.
 */
final class BatonStress {

    private static final int TURNS = 4;

    private BatonStress() {}

    /** A root and a fiber that switch to each other, and a thread that disturbs one of them. */
    abstract static class Switching {
        // Deliberately plain: the baton publishes them.
        private int count;
        private int inTurn;
        private boolean interruptNoticed;

        private volatile @Nullable FiberGroup shared;
        volatile @Nullable Thread victim;
        private volatile boolean disturbed;

        /** What the root does: the turns, and then whether it has seen the interrupt, if it was for it. */
        void takeTurns(boolean disturbFiber, IZZ_Result result) {
            ThreadFibers group = new ThreadFibers(this);
            group.onInterruption(() -> interruptNoticed = true);
            shared = group;
            Fiber fiber = group.create(() -> {
                if (disturbFiber) {
                    victim = Thread.currentThread();
                }
                for (int turn = 0; turn < TURNS; turn++) {
                    takeTurn(2 * turn + 1);
                    group.switchTo(group.root());
                }
                if (disturbFiber) {
                    awaitDisturbance();
                }
                return group.root();
            });
            if (!disturbFiber) {
                victim = Thread.currentThread();
            }
            for (int turn = 0; turn < TURNS; turn++) {
                takeTurn(2 * turn);
                group.switchTo(fiber);
            }
            group.switchTo(fiber); // to its end
            if (!disturbFiber) {
                awaitDisturbance();
            }
            result.r1 = inTurn;
            result.r2 = interruptNoticed;
        }

        private void takeTurn(int expected) {
            if (count++ == expected) {
                inTurn++;
            }
        }

        /** Nothing comes after this; the thread, if it is a worker of the harness, must not keep its interrupt. */
        private void awaitDisturbance() {
            while (!disturbed) {
                Thread.onSpinWait();
            }
            if (Thread.interrupted()) {
                interruptNoticed = true;
            }
        }

        /** What the third one does. */
        void disturb(IZZ_Result result) {
            Thread thread = victim;
            while (thread == null) {
                Thread.onSpinWait();
                thread = victim;
            }
            FiberGroup group = shared;
            result.r3 = group != null && group.runsHere();
            for (int i = 0; i < TURNS; i++) {
                LockSupport.unpark(thread);
            }
            thread.interrupt();
            LockSupport.unpark(thread);
            disturbed = true;
        }
    }

    @JCStressTest
    @Outcome(id = "8, true, false", expect = ACCEPTABLE, desc = "all turns in order, the interrupt noticed")
    @Outcome(expect = FORBIDDEN, desc = "a turn out of order, an interrupt lost, or a stranger taken for the loop")
    @State
    public static class DisturbedRoot extends Switching {
        @Actor
        public void root(IZZ_Result result) {
            takeTurns(false, result);
        }

        @Actor
        public void disturber(IZZ_Result result) {
            disturb(result);
        }
    }

    @JCStressTest
    @Outcome(id = "8, true, false", expect = ACCEPTABLE, desc = "all turns in order, the interrupt noticed")
    @Outcome(expect = FORBIDDEN, desc = "a turn out of order, an interrupt lost, or a stranger taken for the loop")
    @State
    public static class DisturbedFiber extends Switching {
        @Actor
        public void root(IZZ_Result result) {
            takeTurns(true, result);
        }

        @Actor
        public void disturber(IZZ_Result result) {
            disturb(result);
        }
    }
}
