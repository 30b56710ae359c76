package dev.eddy.reactor;

import dev.eddy.Asyncio;
import dev.eddy.Awaitable;
import dev.eddy.Task;
import dev.eddy.internal.AwaitTrace;
import dev.eddy.internal.Sneaky;
import dev.eddy.internal.reactive.Subscribing;
import dev.eddy.internal.reactive.ValueMode;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;
import reactor.core.Fuseable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * A mono as an awaitable of its item, or null if it is empty. Each use subscribes, except that a mono which only wraps a
 * value or an error is asked for it directly.
 */
record MonoAwaitable<T>(Mono<? extends T> mono) implements Awaitable<@Nullable T> {

    MonoAwaitable {
        Objects.requireNonNull(mono, "cannot await null: a Mono is required");
    }

    /** The list of a publisher's items. */
    @SuppressWarnings("NullAway") // there is always a list
    static <T> Awaitable<List<T>> ofAll(Publisher<T> publisher) {
        return new MonoAwaitable<>(Flux.from(publisher).collectList());
    }

    @Override
    public @Nullable T await() {
        if (mono instanceof Fuseable.ScalarCallable<?>) {
            Subscribing.requireCoroutine();
            return scalar();
        }
        return value(mono, ValueMode.SINGLE_OR_NULL, null);
    }

    /** A task, not a bare future: so what is left at the end of a run is cancelled, and subscribing may itself await. */
    @Override
    public Task<@Nullable T> asFuture() {
        return Asyncio.createTask(this::await);
    }

    /** Waits for one item of any publisher in the current coroutine. */
    static <T> @Nullable T value(Publisher<? extends T> publisher, ValueMode mode, @Nullable T otherwise) {
        Objects.requireNonNull(publisher, "cannot await null: a publisher is required");
        return Subscribing.await(publisher::subscribe, MonoAwaitable.<T>subscriber(mode, otherwise));
    }

    private static <T> CoreValueSubscriber<T> subscriber(ValueMode mode, @Nullable T otherwise) {
        return new CoreValueSubscriber<>(mode, otherwise, SubscriberContext.current());
    }

    @SuppressWarnings("unchecked") // a scalar mono calls for its own item
    private @Nullable T scalar() {
        try {
            return ((Callable<? extends @Nullable T>) mono).call();
        } catch (Throwable e) {
            // A scalar that holds an Error can only throw it wrapped.
            Throwable wrapped = reactor.core.Exceptions.unwrap(e);
            Throwable original = wrapped instanceof Error ? wrapped : e;
            AwaitTrace.leave(original);
            throw Sneaky.<RuntimeException>raise(original);
        }
    }
}
