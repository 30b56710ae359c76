package dev.eddy.internal;

/** What a call that is for a loop's thread alone says to the others. */
public final class WrongThread {
    private WrongThread() {}

    /** Fails if the caller is not in the loop. */
    public static void unless(boolean inEventLoop, String call, Object loop) {
        if (!inEventLoop) {
            throw new IllegalStateException(call + " was called by " + Thread.currentThread() + ", which does not run "
                    + loop + "; from other threads use callSoonThreadsafe(..)");
        }
    }
}
