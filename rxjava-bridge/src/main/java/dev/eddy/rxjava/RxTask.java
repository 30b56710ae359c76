package dev.eddy.rxjava;

import dev.eddy.EventLoop;
import dev.eddy.internal.reactive.LoopTask;
import io.reactivex.rxjava3.disposables.Disposable;
import io.reactivex.rxjava3.disposables.DisposableContainer;
import io.reactivex.rxjava3.plugins.RxJavaPlugins;
import io.reactivex.rxjava3.schedulers.SchedulerRunnableIntrospection;
import java.util.concurrent.TimeUnit;

/** A task of a worker, with RxJava's rules for errors. */
final class RxTask extends LoopTask implements Disposable, SchedulerRunnableIntrospection {

    private final DisposableContainer owner;

    RxTask(EventLoop loop, Runnable action, long delay, long periodNanos, TimeUnit unit, DisposableContainer owner) {
        super(loop, action, delay, periodNanos, unit);
        this.owner = owner;
    }

    @Override
    protected void failed(Throwable error) {
        RxJavaPlugins.onError(error);
    }

    @Override
    protected void ended() {
        owner.delete(this);
    }

    /** The action as the hook gave it, or one that does nothing when it has run or was disposed. */
    @Override
    public Runnable getWrappedRunnable() {
        Runnable present = action();
        return present != null ? present : () -> {};
    }
}
