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

    abstract StackTraceElement[] allFrames();
}
