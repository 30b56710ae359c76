package dev.eddy.testing;

import dev.eddy.EventLoop;
import dev.eddy.Task;

/** Tells where the tasks of a loop are and what they wait for. */
record BlockedTasks(EventLoop loop, Streams streams) {

    String forEver() {
        return "the test is blocked for ever: nothing is ready, and there is no timer"
                + " (if another thread was to wake it, say @EddyTest(otherThreads = true))" + list();
    }

    /** Each task with its calls, and the streams that it has subscribed to; on the loop's thread. */
    String list() {
        StringBuilder text = new StringBuilder();
        loop.allTasks().forEach(task -> text.append(describe(task)));
        return text.toString();
    }

    /** A task with its calls, or those of what it has failed with, and the streams that it has subscribed to. */
    String describe(Task<?> task) {
        StringBuilder text = new StringBuilder("\n  ").append(task).append(Traces.lines(task.getStack()));
        for (Streams.Subscribed subscribed : streams.openOf(task)) {
            text.append("\n      subscribed to ").append(subscribed);
        }
        return text.toString();
    }
}
