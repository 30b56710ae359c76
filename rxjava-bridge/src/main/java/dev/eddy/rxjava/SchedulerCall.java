package dev.eddy.rxjava;

import dev.eddy.internal.reactive.WorkerCall;
import io.reactivex.rxjava3.core.Scheduler;
import io.reactivex.rxjava3.disposables.Disposable;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;

/** A call on a scheduler of RxJava, for which a coroutine waits. */
final class SchedulerCall {

    private SchedulerCall() {}

    static <T extends @Nullable Object> T await(Scheduler scheduler, Callable<? extends T> body) {
        Objects.requireNonNull(scheduler, "scheduler");
        return WorkerCall.<T>await(call -> schedule(scheduler, call), body, RxDropHooks.INSTANCE);
    }

    private static Runnable schedule(Scheduler scheduler, WorkerCall<?> call) {
        Disposable scheduled = scheduler.scheduleDirect(call);
        if (scheduled == Disposable.disposed()) {
            call.rejected(); // or it has run already
        }
        return scheduled::dispose;
    }
}
