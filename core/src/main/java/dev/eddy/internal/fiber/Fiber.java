package dev.eddy.internal.fiber;

/**
 * A stack that can be suspended and resumed: the one primitive under tasks, generators and greenlets.
 *
 * <p>A fiber belongs to the {@link FiberGroup} that created it. It runs when its group switches to it, until it switches
 * to another fiber of the group or its body ends.
 */
public abstract class Fiber {
    Fiber() {}
}
