package dev.eddy.testing.internal.reactor;

import dev.eddy.EventLoop;
import dev.eddy.testing.internal.BridgeScheduler;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import reactor.core.Disposable;
import reactor.core.Scannable;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;

/**
 * In place of one of Reactor's schedulers for as long as the JVM lives: while a test in virtual time is under way, what is
 * scheduled goes to the loop of the test, else to the real one. A worker belongs to where it was made.
 */
final class StandInScheduler implements Scheduler, Scannable {

    /** The test that all stand-ins serve; null for none. */
    private static volatile @Nullable Virtual current;
    /** Whether the calling thread gives Reactor its earlier schedulers back. */
    private static final ThreadLocal<Boolean> RESTORING = ThreadLocal.withInitial(() -> false);

    private final Supplier<Scheduler> making;
    private @Nullable Scheduler real; // guarded by this
    private @Nullable Virtual virtual; // guarded by this
    private @Nullable Scheduler onLoop; // guarded by this; of virtual
    private volatile boolean disposed;

    /** The loop of a test, for schedulers. */
    record Virtual(EventLoop loop, BridgeScheduler<Scheduler> bridge) {
        Scheduler newScheduler() {
            return bridge.of(loop);
        }
    }

    StandInScheduler(Supplier<Scheduler> making) {
        this.making = making;
    }

    /** From now on the stand-ins serve this test; null for none. */
    static void serve(@Nullable Virtual test) {
        current = test;
    }

    /**
     * Gives Reactor its earlier schedulers back, whereby it disposes of those that were there meanwhile. A pipeline that was assembled
     * meanwhile has kept them: a stand-in only lets go of what it stood for, and begins again when it is needed.
     */
    static void restore(Runnable restoring) {
        RESTORING.set(true);
        try {
            restoring.run();
        } finally {
            RESTORING.remove();
        }
    }

    private synchronized Scheduler target() {
        Virtual test = current;
        if (test == null) {
            return real();
        }
        Scheduler present = onLoop;
        if (present == null || virtual != test) {
            present = test.newScheduler();
            if (disposed) {
                present.dispose();
            }
            virtual = test;
            onLoop = present;
        }
        return present;
    }

    private synchronized Scheduler real() {
        Scheduler present = real;
        if (present == null) {
            present = making.get();
            present.init();
            if (disposed) {
                present.dispose();
            }
            real = present;
        }
        return present;
    }

    @Override
    public Disposable schedule(Runnable task) {
        return target().schedule(task);
    }

    @Override
    public Disposable schedule(Runnable task, long delay, TimeUnit unit) {
        return target().schedule(task, delay, unit);
    }

    @Override
    public Disposable schedulePeriodically(Runnable task, long initialDelay, long period, TimeUnit unit) {
        return target().schedulePeriodically(task, initialDelay, period, unit);
    }

    @Override
    public Worker createWorker() {
        return target().createWorker();
    }

    @Override
    public long now(TimeUnit unit) {
        return target().now(unit);
    }

    /** Those that this stands for begin when they are needed. */
    @Override
    public void init() {
        if (disposed) {
            throw new IllegalStateException("a scheduler that is disposed cannot begin again; make a new one");
        }
    }

    @Override
    public synchronized void dispose() {
        if (real != null) {
            real.dispose();
        }
        if (onLoop != null) {
            onLoop.dispose();
        }
        if (RESTORING.get()) {
            real = null;
            onLoop = null;
        } else {
            disposed = true;
        }
    }

    @Override
    public Mono<Void> disposeGracefully() {
        return Mono.defer(() -> Mono.when(endGracefully()));
    }

    private synchronized List<Mono<Void>> endGracefully() {
        disposed = true;
        return Stream.concat(Stream.ofNullable(real), Stream.ofNullable(onLoop))
                .map(Scheduler::disposeGracefully)
                .toList();
    }

    @Override
    public boolean isDisposed() {
        return disposed;
    }

    @Override
    @SuppressWarnings("rawtypes") // as in the interface
    public @Nullable Object scanUnsafe(Attr key) {
        Scheduler target = target();
        return Scannable.from(target).scanUnsafe(key);
    }

    @Override
    public String toString() {
        return target().toString();
    }
}
