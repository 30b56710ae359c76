package dev.eddy;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import dev.eddy.context.Context;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.ZZ_Result;

/**
 * A loop goes to sleep while a thread posts: it looks into the inbox after it has said that it sleeps, and the poster looks for a
 * sleeper after it has posted. A wake-up that is lost shows as a test that times out.
 */
@JCStressTest
@Outcome(id = "true, true", expect = ACCEPTABLE, desc = "both handles, in their order")
@Outcome(expect = FORBIDDEN, desc = "something else")
@State
public class ReadyQueueStress {

    private final ReadyQueue queue = new ReadyQueue(LoopClock.system(), new ReadyQueue.Listener() {}, null);
    private final Handle first = new Handle(() -> {}, new Context(), null);
    private final Handle second = new Handle(() -> {}, new Context(), null);

    @Actor
    public void loop(ZZ_Result result) {
        result.r1 = queue.next() == first;
        result.r2 = queue.next() == second;
    }

    @Actor
    public void poster() {
        queue.post(first);
        queue.post(second);
    }
}
