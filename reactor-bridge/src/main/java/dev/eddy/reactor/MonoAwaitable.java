package dev.eddy.reactor;

import dev.eddy.Asyncio;
import dev.eddy.Awaitable;
import dev.eddy.Task;
import dev.eddy.internal.AwaitTrace;
import dev.eddy.internal.Sneaky;
import dev.eddy.internal.reactive.Subscribing;
import dev.eddy.internal.reactive.ValueMode;
import dev.eddy.internal.reactive.ValueSubscriber;
import java.util.List;
import java.util.Objects;
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
        return value(mono, ValueMode.SINGLE_OR_NULL, null);
    }

    /** A task, not a bare future: so what is left at the end of a run is cancelled, and subscribing may itself await. */
    @Override
    public Task<@Nullable T> asFuture() {
        return Asyncio.createTask(this::await);
    }

    /** Waits for one item of any publisher in the current coroutine; one that only wraps a value or an error is asked for it. */
    static <T> @Nullable T value(Publisher<? extends T> publisher, ValueMode mode, @Nullable T otherwise) {
        Objects.requireNonNull(publisher, "cannot await null: a publisher is required");
        if (publisher instanceof Fuseable.ScalarCallable<?>) {
            Subscribing.requireCoroutine();
            @SuppressWarnings("unchecked") // it calls for its own item
            T item = scalar((Fuseable.ScalarCallable<? extends T>) publisher);
            if (item == null && !mode.mayBeEmpty) {
                throw ValueSubscriber.noItem();
            }
            return item != null ? item : otherwise;
        }
        return Subscribing.await(publisher::subscribe, MonoAwaitable.<T>subscriber(mode, otherwise));
    }

    private static <T> CoreValueSubscriber<T> subscriber(ValueMode mode, @Nullable T otherwise) {
        return new CoreValueSubscriber<>(mode, otherwise, SubscriberContext.current());
    }

    private static <T> @Nullable T scalar(Fuseable.ScalarCallable<? extends T> scalar) {
        try {
            return scalar.call();
        } catch (Throwable e) {
            // A scalar can only throw an Exception as it is; whatever else it holds is wrapped.
            Throwable wrapped = reactor.core.Exceptions.unwrap(e);
            Throwable original = wrapped instanceof Exception ? e : wrapped;
            AwaitTrace.leave(original);
            throw Sneaky.<RuntimeException>raise(original);
        }
    }
}
