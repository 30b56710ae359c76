package dev.eddy.internal.fiber;

import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A stack that can be suspended and resumed: the one primitive under tasks, generators and greenlets.
 *
 * <p>A fiber belongs to the {@link FiberGroup} that created it. It runs when its group switches to it, until it switches
 * to another fiber of the group or its body ends.
 */
public abstract class Fiber {

    final FiberBody body;

    Fiber(FiberBody body) {
        this.body = body;
    }

    /** See {@link FiberBody#caller}. */
    public final @Nullable Fiber caller() {
        return body.caller();
    }

    /**
     * What this fiber, which is suspended, was doing when it called {@link FiberGroup#switchTo}, innermost call first; below its
     * body come some of the JDK's. Nothing if it has not begun, or is the root.
     */
    public final List<StackTraceElement> stack() {
        return Arrays.stream(allFrames())
                .dropWhile(frame -> !frame.getMethodName().equals("switchTo"))
                .skip(1)
                .toList();
    }

    /** As {@link #stack}, of a fiber that blocks in a call of the JDK, with what the JDK does there. */
    public final List<StackTraceElement> blockedStack() {
        return List.of(allFrames());
    }

    /** Interrupts the call of the JDK in which this fiber blocks; does nothing where fibers cannot do that on their own. */
    public void interrupt() {}

    abstract StackTraceElement[] allFrames();
}
