package dev.eddy.reactor;

import dev.eddy.Asyncio;
import dev.eddy.EventLoop;
import dev.eddy.GuestHost;
import dev.eddy.LoopClock;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import reactor.core.scheduler.Scheduler;

/** A worker that runs a guest loop, in place of threads of its own. */
final class WorkerHost implements GuestHost {

    private final Scheduler scheduler;
    private final Scheduler.Worker worker;

    private WorkerHost(Scheduler scheduler) {
        this.scheduler = scheduler;
        this.worker = scheduler.createWorker();
    }

    static <T extends @Nullable Object> CompletableFuture<T> run(Scheduler scheduler, Callable<? extends T> body) {
        Objects.requireNonNull(scheduler, "scheduler");
        Objects.requireNonNull(body, "body");
        if (scheduler instanceof LoopScheduler ofLoop) {
            return Asyncio.runCoroutineThreadsafe(body, ofLoop.loop()); // a loop is no guest of another one, or itself
        }
        WorkerHost host = new WorkerHost(scheduler);
        // A real scheduler tells the time of day, which may be set back.
        LoopClock clock = host.keepsVirtualTime() ? LoopClock.of(host) : LoopClock.system();
        return Asyncio.runAsGuest(host, () -> EventLoop.builder().clock(clock).build(), body);
    }

    /** Of reactor-test, which is there in tests alone. */
    private boolean keepsVirtualTime() {
        return worker.getClass().getName().startsWith("reactor.test.scheduler.VirtualTimeScheduler");
    }

    @Override
    public void execute(Runnable task) {
        worker.schedule(task);
    }

    @Override
    public Runnable executeLater(Runnable task, long nanos) {
        return worker.schedule(task, nanos, TimeUnit.NANOSECONDS)::dispose;
    }

    @Override
    public long nanoTime() {
        return scheduler.now(TimeUnit.NANOSECONDS);
    }

    /** Later, since disposing may interrupt the thread, which is still in the guest's last turn. */
    @Override
    public void guestLeft() {
        try {
            worker.schedule(worker::dispose);
        } catch (RuntimeException e) {
            worker.dispose(); // the scheduler is disposed
        }
    }
}
