package dev.eddy.testing.internal.rxjava;

import dev.eddy.EventLoop;
import dev.eddy.testing.internal.BridgeScheduler;
import dev.eddy.testing.internal.ReactiveLibrary;
import dev.eddy.testing.internal.StreamObserver;
import io.reactivex.rxjava3.core.Scheduler;
import io.reactivex.rxjava3.exceptions.UndeliverableException;
import io.reactivex.rxjava3.functions.Consumer;
import io.reactivex.rxjava3.functions.Function;
import io.reactivex.rxjava3.functions.Supplier;
import io.reactivex.rxjava3.plugins.RxJavaPlugins;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** RxJava 3. */
public final class RxLibrary implements ReactiveLibrary {

    private final BridgeScheduler<Scheduler> bridge;
    private boolean prepared;

    public RxLibrary(Class<?> bridge) throws NoSuchMethodException {
        this.bridge = new BridgeScheduler<>(bridge, Scheduler.class);
    }

    @Override
    public synchronized void prepare() {
        if (prepared || RxJavaPlugins.isLockdown()) {
            return;
        }
        prepared = true;
        Map<SchedulerKind, @Nullable Function<? super Supplier<Scheduler>, ? extends Scheduler>> before =
                new EnumMap<>(SchedulerKind.class);
        for (SchedulerKind kind : SchedulerKind.values()) {
            before.put(kind, kind.standIn());
        }
        SchedulerKind.COMPUTATION.present(); // they are made now, all of them
        before.forEach(SchedulerKind::replaceInit);
    }

    @Override
    public Watch watch(@Nullable EventLoop loop, StreamObserver observer) {
        return new RxWatch(loop, observer);
    }

    private final class RxWatch implements Watch {

        private final Map<SchedulerKind, @Nullable Function<? super Scheduler, ? extends Scheduler>> before =
                new EnumMap<>(SchedulerKind.class);
        private final Map<SchedulerKind, @Nullable Function<? super Scheduler, ? extends Scheduler>> during =
                new EnumMap<>(SchedulerKind.class);
        private final @Nullable Consumer<? super Throwable> errorHandler = RxJavaPlugins.getErrorHandler();
        private final SubscribeHooks subscriptions;

        RxWatch(@Nullable EventLoop loop, StreamObserver observer) {
            StandInScheduler.serve(loop == null ? null : new StandInScheduler.Virtual(loop, bridge));
            for (SchedulerKind kind : SchedulerKind.values()) {
                before.put(kind, kind.handler());
                if (loop != null && !(kind.present() instanceof StandInScheduler)) {
                    direct(kind);
                }
                during.put(kind, kind.handler());
            }
            RxJavaPlugins.setErrorHandler(error -> observer.dropped(
                    error instanceof UndeliverableException && error.getCause() != null ? error.getCause() : error));
            subscriptions = new SubscribeHooks(observer);
        }

        /** RxJava had made its schedulers when we came, or a program has put another one in their place. */
        private static void direct(SchedulerKind kind) {
            Map<Scheduler, StandInScheduler> standIns = new java.util.concurrent.ConcurrentHashMap<>();
            Function<? super Scheduler, ? extends Scheduler> handler = kind.handler();
            kind.setHandler(made -> {
                Scheduler changed = handler == null ? made : handler.apply(made);
                return standIns.computeIfAbsent(changed, real -> new StandInScheduler(() -> real));
            });
        }

        @Override
        public List<String> end() {
            List<String> replaced = new ArrayList<>();
            for (SchedulerKind kind : SchedulerKind.values()) {
                if (kind.handler() != during.get(kind)) {
                    replaced.add(kind.label);
                }
                kind.setHandler(before.get(kind));
            }
            StandInScheduler.serve(null);
            RxJavaPlugins.setErrorHandler(errorHandler);
            subscriptions.restore();
            return replaced;
        }
    }
}
