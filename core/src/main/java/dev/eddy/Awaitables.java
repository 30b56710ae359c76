package dev.eddy;

import dev.eddy.internal.Services;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.ServiceLoader;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** Turns any awaitable kind into an {@link Awaitable}. */
final class Awaitables {

    private static final AwaitableAdapter BODY = new AwaitableAdapter() {
        @Override
        public boolean supports(Class<?> type) {
            return Callable.class.isAssignableFrom(type);
        }

        @Override
        public Awaitable<?> adapt(Object source) {
            return new Coroutine<>((Callable<?>) source);
        }
    };

    private static final List<AwaitableAdapter> ADAPTERS = load();

    private static final ClassValue<AwaitableAdapter> ADAPTER = new ClassValue<>() {
        @Override
        protected AwaitableAdapter computeValue(Class<?> type) {
            for (AwaitableAdapter adapter : ADAPTERS) {
                if (adapter.supports(type)) {
                    return adapter;
                }
            }
            throw new IllegalArgumentException(
                    "an awaitable is required (Coroutine, Future, Task, CompletionStage, java.util.concurrent.Future,"
                            + " Publisher, Flow.Publisher, or with eddy-reactor Mono, with eddy-rxjava Single, Maybe,"
                            + " Completable and Observable), got an instance of " + type.getName());
        }
    };

    private Awaitables() {}

    /** Has loaded the adapters when it returns: a bridge may have to prepare its library for the first loop. */
    static void prepare() {}

    static Awaitable<?> of(@Nullable Object source) {
        Objects.requireNonNull(source, "cannot await null: an awaitable is required");
        if (source instanceof Awaitable<?> awaitable) {
            return awaitable;
        }
        if (source instanceof CompletionStage<?> stage) {
            return new StageAwaitable<>(stage, true);
        }
        if (source instanceof java.util.concurrent.Future<?> future) {
            return ForeignFuture.of(future);
        }
        return ADAPTER.get(source.getClass()).adapt(source);
    }

    static List<Awaitable<?>> ofAll(List<?> sources) {
        return sources.stream().<Awaitable<?>>map(Awaitables::of).toList();
    }

    private static List<AwaitableAdapter> load() {
        List<AwaitableAdapter> found = Services.usable(
                ServiceLoader.load(AwaitableAdapter.class, AwaitableAdapter.class.getClassLoader()).iterator(),
                AwaitableAdapter.class);
        found.sort(Comparator.comparing(AwaitableAdapter::isGeneral)); // false is first
        found.add(BODY); // last: some publishers are callables, too
        return List.copyOf(found);
    }
}
