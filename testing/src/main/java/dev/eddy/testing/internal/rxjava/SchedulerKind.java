package dev.eddy.testing.internal.rxjava;

import io.reactivex.rxjava3.core.Scheduler;
import io.reactivex.rxjava3.functions.Function;
import io.reactivex.rxjava3.functions.Supplier;
import io.reactivex.rxjava3.plugins.RxJavaPlugins;
import io.reactivex.rxjava3.schedulers.Schedulers;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The schedulers of RxJava that the loop stands in for, and the two hooks that each has. */
@SuppressWarnings("ImmutableEnumChecker") // method references
enum SchedulerKind {
    COMPUTATION(
            "Schedulers.computation()",
            Schedulers::computation,
            RxJavaPlugins::getComputationSchedulerHandler,
            RxJavaPlugins::setComputationSchedulerHandler,
            RxJavaPlugins::getInitComputationSchedulerHandler,
            RxJavaPlugins::setInitComputationSchedulerHandler),
    IO(
            "Schedulers.io()",
            Schedulers::io,
            RxJavaPlugins::getIoSchedulerHandler,
            RxJavaPlugins::setIoSchedulerHandler,
            RxJavaPlugins::getInitIoSchedulerHandler,
            RxJavaPlugins::setInitIoSchedulerHandler),
    SINGLE(
            "Schedulers.single()",
            Schedulers::single,
            RxJavaPlugins::getSingleSchedulerHandler,
            RxJavaPlugins::setSingleSchedulerHandler,
            RxJavaPlugins::getInitSingleSchedulerHandler,
            RxJavaPlugins::setInitSingleSchedulerHandler),
    NEW_THREAD(
            "Schedulers.newThread()",
            Schedulers::newThread,
            RxJavaPlugins::getNewThreadSchedulerHandler,
            RxJavaPlugins::setNewThreadSchedulerHandler,
            RxJavaPlugins::getInitNewThreadSchedulerHandler,
            RxJavaPlugins::setInitNewThreadSchedulerHandler);

    final String label;
    private final java.util.function.Supplier<Scheduler> scheduler;
    private final java.util.function.Supplier<@Nullable Function<? super Scheduler, ? extends Scheduler>> handler;
    private final Consumer<@Nullable Function<? super Scheduler, ? extends Scheduler>> setHandler;
    private final java.util.function.Supplier<
            @Nullable Function<? super Supplier<Scheduler>, ? extends Scheduler>> init;
    private final Consumer<@Nullable Function<? super Supplier<Scheduler>, ? extends Scheduler>> setInit;

    SchedulerKind(
            String label,
            java.util.function.Supplier<Scheduler> scheduler,
            java.util.function.Supplier<@Nullable Function<? super Scheduler, ? extends Scheduler>> handler,
            Consumer<@Nullable Function<? super Scheduler, ? extends Scheduler>> setHandler,
            java.util.function.Supplier<@Nullable Function<? super Supplier<Scheduler>, ? extends Scheduler>> init,
            Consumer<@Nullable Function<? super Supplier<Scheduler>, ? extends Scheduler>> setInit) {
        this.label = label;
        this.scheduler = scheduler;
        this.handler = handler;
        this.setHandler = setHandler;
        this.init = init;
        this.setInit = setInit;
    }

    /** The one that programs get at the moment. */
    Scheduler present() {
        return scheduler.get();
    }

    /** What changes the scheduler at each use. */
    @Nullable Function<? super Scheduler, ? extends Scheduler> handler() {
        return handler.get();
    }

    void setHandler(@Nullable Function<? super Scheduler, ? extends Scheduler> changed) {
        setHandler.accept(changed);
    }

    /** What makes the scheduler, once in the life of the JVM; gives what did before. */
    @Nullable Function<? super Supplier<Scheduler>, ? extends Scheduler> replaceInit(
            @Nullable Function<? super Supplier<Scheduler>, ? extends Scheduler> changed) {
        Function<? super Supplier<Scheduler>, ? extends Scheduler> before = init.get();
        setInit.accept(changed);
        return before;
    }

    /** Sets what makes the scheduler to a stand-in for what it would have made; gives what did before. */
    @Nullable Function<? super Supplier<Scheduler>, ? extends Scheduler> standIn() {
        Function<? super Supplier<Scheduler>, ? extends Scheduler> before = init.get();
        return replaceInit(
                making -> new StandInScheduler(before == null ? making : () -> before.apply(making)));
    }
}
