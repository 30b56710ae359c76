package dev.eddy;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.ZI_Result;

/** A loop is closed while a thread hands it a callback: it is called once if it was accepted, and never if it was refused. */
@JCStressTest
@Outcome(id = "true, 1", expect = ACCEPTABLE, desc = "accepted, and called")
@Outcome(id = "false, 0", expect = ACCEPTABLE, desc = "refused")
@Outcome(expect = FORBIDDEN, desc = "accepted and lost, called twice, or refused and called")
@State
public class EventLoopStress {

    private final EventLoop loop =
            EventLoop.builder().engine(Engine.VIRTUAL_THREAD).build();
    private int calls;

    @Actor
    public void poster(ZI_Result result) {
        try {
            loop.callSoonThreadsafe(() -> calls++);
            result.r1 = true;
        } catch (IllegalStateException e) {
            result.r1 = false;
        }
    }

    @Actor
    public void closer() {
        loop.close();
    }

    @Arbiter
    public void end(ZI_Result result) {
        result.r2 = calls;
    }
}
