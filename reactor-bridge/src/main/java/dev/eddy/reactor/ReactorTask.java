package dev.eddy.reactor;

import dev.eddy.EventLoop;
import dev.eddy.internal.reactive.LoopTask;
import java.util.concurrent.TimeUnit;
import reactor.core.Disposable;

/** A task of a worker, with Reactor's rules for errors. */
final class ReactorTask extends LoopTask implements Disposable {

    private final Resources owner;
    private final Pending pending;
    private final boolean periodic;

    ReactorTask(
            EventLoop loop,
            Runnable action,
            long delay,
            long periodNanos,
            TimeUnit unit,
            Resources owner,
            Pending pending) {
        super(loop, action, delay, periodNanos, unit);
        this.owner = owner;
        this.pending = pending;
        this.periodic = periodNanos != ONCE;
    }

    boolean isPeriodic() {
        return periodic;
    }

    @Override
    protected void failed(Throwable error) {
        TaskErrors.report(error);
    }

    @Override
    protected void ended() {
        owner.remove(this);
        pending.leave();
    }
}
