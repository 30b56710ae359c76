package dev.eddy.testing.internal.reactor;

import java.util.concurrent.ThreadFactory;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;

/** Makes stand-ins for the schedulers that Reactor would make. */
final class StandInFactory implements Schedulers.Factory {

    private static final Schedulers.Factory REACTORS = new Schedulers.Factory() {};

    @Override
    public Scheduler newBoundedElastic(int threadCap, int queuedTaskCap, ThreadFactory threads, int ttlSeconds) {
        return new StandInScheduler(() -> REACTORS.newBoundedElastic(threadCap, queuedTaskCap, threads, ttlSeconds));
    }

    @Override
    public Scheduler newThreadPerTaskBoundedElastic(int threadCap, int queuedTaskCap, ThreadFactory threads) {
        return new StandInScheduler(
                () -> REACTORS.newThreadPerTaskBoundedElastic(threadCap, queuedTaskCap, threads));
    }

    @Override
    public Scheduler newParallel(int parallelism, ThreadFactory threads) {
        return new StandInScheduler(() -> REACTORS.newParallel(parallelism, threads));
    }

    @Override
    public Scheduler newSingle(ThreadFactory threads) {
        return new StandInScheduler(() -> REACTORS.newSingle(threads));
    }
}
