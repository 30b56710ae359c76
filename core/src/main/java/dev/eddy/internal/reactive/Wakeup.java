package dev.eddy.internal.reactive;

import dev.eddy.EventLoop;

/** Runs something on a loop from any thread. */
public final class Wakeup {

    private Wakeup() {}

    /** At once if the calling thread runs the loop, else through its inbox; false if the loop is closed. */
    public static boolean runOn(EventLoop loop, Runnable action) {
        if (loop.isCurrent()) {
            action.run();
            return true;
        }
        return post(loop, action);
    }

    /** Through the loop's inbox; false if the loop is closed. */
    public static boolean post(EventLoop loop, Runnable action) {
        try {
            loop.callSoonThreadsafe(action);
            return true;
        } catch (IllegalStateException e) {
            if (loop.isClosed()) {
                return false;
            }
            throw e;
        }
    }
}
