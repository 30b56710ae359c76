package dev.eddy.testing;

/** What a test can leave behind. */
public enum Leak {
    /** Tasks that are not done when the test has ended and nothing is ready any more. They are cancelled in any case. */
    TASKS,
    /**
     * Subscriptions, made on the loop, that have neither terminated nor been cancelled. They are cancelled in any case. Those that Reactor makes
     * for several subscribers, by {@code connect()} or {@code cache()}, cannot be seen.
     */
    SUBSCRIPTIONS,
    /** Coroutine objects that were neither awaited nor closed. */
    COROUTINES,
    /** What the loop's exception handler is told: exceptions that nobody has looked at, failed callbacks. */
    EXCEPTIONS,
    /**
     * Errors that Reactor or RxJava had nobody to give to, those of jobs on their schedulers included: {@code Hooks.onErrorDropped},
     * {@code Schedulers.onHandleError}, {@code RxJavaPlugins.onError}.
     */
    DROPPED_ERRORS,
    /** Schedulers of Reactor or RxJava that the test has replaced and not restored. They are restored in any case. */
    SCHEDULERS
}
