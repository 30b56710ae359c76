package dev.eddy.reactor;

import dev.eddy.EventLoop;
import reactor.core.scheduler.Schedulers;

/**
 * Counts the threads that run a loop, and the threads of its coroutines, among those that Reactor forbids to block: there
 * {@code block()} would stop the whole loop, so it fails at once.
 *
 * <p>A thread runs a loop for a time only, and only it knows: for any other thread than the calling one the answer is no.
 */
final class LoopThreads {

    static {
        Schedulers.registerNonBlockingThreadPredicate(
                thread -> thread == Thread.currentThread() && EventLoop.current() != null);
    }

    private LoopThreads() {}

    /** Has happened when this returns; once in the life of this class. */
    static void countAsNonBlocking() {}
}
