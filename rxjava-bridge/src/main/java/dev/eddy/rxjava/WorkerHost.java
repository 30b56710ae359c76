package dev.eddy.rxjava;

import dev.eddy.Asyncio;
import dev.eddy.EventLoop;
import dev.eddy.GuestHost;
import dev.eddy.LoopClock;
import io.reactivex.rxjava3.core.Scheduler;
import io.reactivex.rxjava3.disposables.Disposable;
import io.reactivex.rxjava3.schedulers.TestScheduler;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

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
        LoopClock clock = scheduler instanceof TestScheduler ? LoopClock.of(host) : LoopClock.system();
        return Asyncio.runAsGuest(host, () -> EventLoop.builder().clock(clock).build(), body);
    }

    @Override
    public void execute(Runnable task) {
        Offered offered = new Offered(task);
        offered.requireAccepted(worker.schedule(offered), scheduler);
    }

    @Override
    public Runnable executeLater(Runnable task, long nanos) {
        Offered offered = new Offered(task);
        Disposable scheduled = worker.schedule(offered, nanos, TimeUnit.NANOSECONDS);
        return offered.requireAccepted(scheduled, scheduler)::dispose;
    }

    @Override
    public long nanoTime() {
        return scheduler.now(TimeUnit.NANOSECONDS);
    }

    /** Later, since disposing may interrupt the thread, which is still in the guest's last turn. */
    @Override
    public void guestLeft() {
        worker.schedule(worker::dispose);
    }
}
