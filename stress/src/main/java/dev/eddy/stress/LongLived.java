package dev.eddy.stress;

import dev.eddy.EventLoop;
import dev.eddy.Future;
import dev.eddy.queue.Queue;
import dev.eddy.sync.Event;
import dev.eddy.sync.Lock;

/** What nobody completes, sets, fills or releases as long as its loop runs: those who give up waiting for it must be forgotten. */
record LongLived(Future<Integer> future, Event event, Queue<Integer> queue, Lock lock) {

    LongLived(EventLoop loop) {
        this(loop.createFuture(), new Event(), new Queue<>(), new Lock());
        lock.acquire();
    }
}
