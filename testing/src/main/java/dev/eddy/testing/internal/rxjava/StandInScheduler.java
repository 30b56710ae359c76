package dev.eddy.testing.internal.rxjava;

import dev.eddy.EventLoop;
import dev.eddy.testing.internal.BridgeScheduler;
import io.reactivex.rxjava3.core.Scheduler;
import io.reactivex.rxjava3.disposables.Disposable;
import io.reactivex.rxjava3.functions.Supplier;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * In place of one of RxJava's schedulers for as long as the JVM lives: while a test in virtual time is under way, what is
 * scheduled goes to the loop of the test, else to the real one. A worker belongs to where it was made.
 */
final class StandInScheduler extends Scheduler {

    /** The test that all stand-ins serve; null for none. */
    private static volatile @Nullable Virtual current;

    private final Supplier<Scheduler> making;
    private @Nullable Scheduler real; // guarded by this

    /** The loop of a test, as a scheduler: RxJava's own are shut down all together, and begin again. */
    record Virtual(Scheduler scheduler) {
        Virtual(EventLoop loop, BridgeScheduler<Scheduler> bridge) {
            this(bridge.of(loop));
        }
    }

    StandInScheduler(Supplier<Scheduler> making) {
        this.making = making;
    }

    /** From now on the stand-ins serve this test; null for none. */
    static void serve(@Nullable Virtual test) {
        current = test;
    }

    private Scheduler target() {
        Virtual test = current;
        return test != null ? test.scheduler() : real();
    }

    private synchronized Scheduler real() {
        Scheduler present = real;
        if (present == null) {
            try {
                present = making.get();
            } catch (Throwable e) {
                throw new IllegalStateException("RxJava makes no scheduler", e);
            }
            real = present;
        }
        return present;
    }

    @Override
    public Worker createWorker() {
        return target().createWorker();
    }

    @Override
    public Disposable scheduleDirect(Runnable run) {
        return target().scheduleDirect(run);
    }

    @Override
    public Disposable scheduleDirect(Runnable run, long delay, TimeUnit unit) {
        return target().scheduleDirect(run, delay, unit);
    }

    @Override
    public Disposable schedulePeriodicallyDirect(Runnable run, long initialDelay, long period, TimeUnit unit) {
        return target().schedulePeriodicallyDirect(run, initialDelay, period, unit);
    }

    @Override
    public long now(TimeUnit unit) {
        return target().now(unit);
    }

    @Override
    public void start() {
        real().start();
    }

    @Override
    public void shutdown() {
        real().shutdown();
    }

    @Override
    public String toString() {
        return target().toString();
    }
}
