package dev.eddy;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import java.util.ArrayDeque;
import java.util.Queue;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.ZZZZ_Result;

/** A blocking call is cancelled while a thread of its executor takes it, runs it, and goes on with something else. */
@JCStressTest
@Outcome(id = "false, true, true, false", expect = ACCEPTABLE, desc = "cancelled before it began: it never does")
@Outcome(id = "true, true, true, false", expect = ACCEPTABLE, desc = "interrupted, which the call noticed")
@Outcome(id = "true, true, false, false", expect = ACCEPTABLE, desc = "interrupted too late for the call to notice")
@Outcome(id = "true, false, false, false", expect = ACCEPTABLE, desc = "it had ended: its task is told by other means")
@Outcome(expect = FORBIDDEN, desc = "ran though cancelled, has no outcome, or the thread keeps the interrupt")
@State
public class BlockingCallStress extends OnLoop {

    private final Queue<Runnable> executor = new ArrayDeque<>();
    private final BlockingCall<Boolean> call = new BlockingCall<>(loop, this::body).start(executor::add);
    private boolean ran;

    private boolean body() throws InterruptedException {
        ran = true;
        if (Thread.interrupted()) {
            throw new InterruptedException();
        }
        return ran;
    }

    @Actor
    public void thread(ZZZZ_Result result) {
        executor.remove().run();
        result.r1 = ran;
        result.r4 = Thread.interrupted();
    }

    @Actor
    public void canceller(ZZZZ_Result result) {
        result.r2 = call.requestCancel(null);
    }

    @Arbiter
    public void loop(ZZZZ_Result result) {
        drainAndClose();
        result.r3 = call.cancelled();
        if (!call.done()) {
            throw new AssertionError("the call has no outcome");
        }
    }
}
