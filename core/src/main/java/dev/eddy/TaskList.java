package dev.eddy;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The tasks of a loop that are not done, in the order of their creation; linked through the tasks themselves. */
final class TaskList {

    private @Nullable Task<?> first;
    private @Nullable Task<?> last;

    void add(Task<?> task) {
        Task<?> before = last;
        task.previous = before;
        if (before == null) {
            first = task;
        } else {
            before.following = task;
        }
        last = task;
    }

    void remove(Task<?> task) {
        Task<?> before = task.previous;
        Task<?> after = task.following;
        if (before == null) {
            first = after;
        } else {
            before.following = after;
        }
        if (after == null) {
            last = before;
        } else {
            after.previous = before;
        }
        task.previous = null;
        task.following = null;
    }

    /** Whether any of them is suspended on a fiber. */
    boolean anySuspended() {
        Task<?> task = first;
        while (task != null && task.fiber == null) {
            task = task.following;
        }
        return task != null;
    }

    List<Task<?>> all() {
        List<Task<?>> all = new ArrayList<>();
        for (Task<?> task = first; task != null; task = task.following) {
            all.add(task);
        }
        return all;
    }
}
