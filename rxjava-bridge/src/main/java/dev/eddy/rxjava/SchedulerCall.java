package dev.eddy.rxjava;

import dev.eddy.internal.reactive.WorkerCall;
import io.reactivex.rxjava3.core.Scheduler;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;

/** A call on a scheduler of RxJava, for which a coroutine waits. */
final class SchedulerCall {

    private SchedulerCall() {}

    static <T extends @Nullable Object> T await(Scheduler scheduler, Callable<? extends T> body) {
        Objects.requireNonNull(scheduler, "scheduler");
        return WorkerCall.<T>await(
                call -> Offered.direct(scheduler, call)::dispose, body, RxDropHooks.INSTANCE);
    }
}
