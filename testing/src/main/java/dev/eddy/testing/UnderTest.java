package dev.eddy.testing;

import dev.eddy.Action;
import dev.eddy.Asyncio;
import dev.eddy.Task;
import dev.eddy.reactive.Each;
import dev.eddy.reactive.Publishers;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;

/**
 * What a test with {@link CancelAtEverySuspension} runs the task by that is to be cancelled. A parameter of such a test.
 *
 * <p>Its methods return when the task has ended, all has happened that is due at that instant, and the tasks that were cancelled
 * together with it have ended as well. Clean-up that takes longer and is no task's, such as a {@code Mono} of {@code
 * usingWhen}, needs a {@code sleep} before it is looked at; that takes no time.
 *
 * <p>May be used several times in a test, one after the other. At the moment of a run, the cancellation comes once.
 */
public final class UnderTest {

    private final Cancellations.Run trial;
    private final TestScope scope;

    UnderTest(Cancellations.Run trial, TestScope scope) {
        this.trial = trial;
        this.scope = scope;
    }

    /**
     * Runs the body as a task, which may be cancelled.
     *
     * @return the task, which is done: {@link Task#cancelled} tells how
     * @throws Throwable undeclared, the exception with which it failed without a cancellation
     * @throws AssertionError if it was cancelled and has ended otherwise
     */
    public <T extends @Nullable Object> Task<T> run(Callable<? extends T> body) {
        Task<T> task = trial.start(body);
        try {
            Asyncio.wait(List.of(task));
            List<Task<?>> cancelled;
            do {
                scope.runCurrent();
                cancelled = trial.beingCancelled();
                if (!cancelled.isEmpty()) {
                    Asyncio.wait(cancelled);
                }
            } while (!cancelled.isEmpty());
        } finally {
            trial.end();
        }
        trial.verify(task);
        return task;
    }

    /** As {@link #run(Callable)}, for a body without a result. */
    public Task<@Nullable Void> run(Action body) {
        return run(() -> {
            body.run();
            return null;
        });
    }

    /**
     * Subscribes to a source, and takes all its items until it ends or is disposed: operators too are disposed between any two steps
     * that they take on the loop.
     *
     * @param source a {@code Publisher}, such as {@code Mono}, {@code Flux} and {@code Flowable}, or any other awaitable kind of
     *     the bridges: {@code Single}, {@code Maybe}, {@code Completable}; an {@code Observable} as a {@code Flowable}
     * @return as of {@link #run(Callable)}; a task that is cancelled has disposed the subscription
     */
    public Task<@Nullable Void> subscribe(Object source) {
        Objects.requireNonNull(source, "source");
        return run(() -> consume(source));
    }

    private static void consume(Object source) {
        if (source instanceof Publisher<?> publisher) {
            try (Each<?> all = Publishers.each(publisher)) {
                for (Object item : all) {
                    Objects.requireNonNull(item);
                }
            }
        } else {
            Asyncio.await(Asyncio.ensureFuture(source));
        }
    }
}
