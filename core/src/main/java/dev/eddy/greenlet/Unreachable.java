package dev.eddy.greenlet;

import dev.eddy.EventLoop;
import dev.eddy.internal.SharedCleaner;

/**
 * Ends the run of a greenlet that nobody refers to any more: in its loop, in a task; without a loop when its thread makes another
 * greenlet, since the stacks of a thread run in no other.
 */
record Unreachable(GreenletRun greenlet) implements Runnable {

    /** Watches the greenlet, which begins; gives what ends that. */
    static Runnable watch(Greenlet greenlet, GreenletRun run) {
        return SharedCleaner.INSTANCE.register(greenlet, new Unreachable(run))::clean;
    }

    @Override
    public void run() {
        if (greenlet.isDead()) {
            return;
        }
        EventLoop loop = greenlet.tree.loop();
        if (loop == null) {
            greenlet.tree.addUnreachable(greenlet);
            return;
        }
        try {
            loop.callSoonThreadsafe(() -> loop.createTask(greenlet::close));
        } catch (IllegalStateException e) {
            // The loop was closed meanwhile, and has ended this greenlet.
        }
    }
}
