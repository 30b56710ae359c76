package dev.eddy;

import java.util.Collection;

/** The callback by which somebody waits for a future other than by awaiting it; for {@link CallGraph}. */
interface Awaiter {

    /** Who waits: tasks, and futures, for which again others may wait. */
    Collection<? extends Future<?>> awaiters();
}
