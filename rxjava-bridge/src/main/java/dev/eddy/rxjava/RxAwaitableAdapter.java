package dev.eddy.rxjava;

import dev.eddy.Asyncio;
import dev.eddy.Awaitable;
import dev.eddy.AwaitableAdapter;
import dev.eddy.reactive.Each;
import io.reactivex.rxjava3.core.Completable;
import io.reactivex.rxjava3.core.Flowable;
import io.reactivex.rxjava3.core.Maybe;
import io.reactivex.rxjava3.core.Single;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Lets {@code gather}, {@code wait} and {@code ensureFuture} take RxJava's types: a Single gives its value, a Maybe its
 * value or null, a Completable null, a Flowable the list of its items. Found by {@link java.util.ServiceLoader}; programs
 * do not use it.
 *
 * <pre>{@code
 * List<Object> all = await(gather(client.user(id), orders.toList(), createTask(() -> quota(id))));
 * }</pre>
 */
public final class RxAwaitableAdapter implements AwaitableAdapter {

    /** For the service loader. */
    public RxAwaitableAdapter() {}

    @Override
    public boolean supports(Class<?> type) {
        return Single.class.isAssignableFrom(type)
                || Maybe.class.isAssignableFrom(type)
                || Completable.class.isAssignableFrom(type)
                || Flowable.class.isAssignableFrom(type);
    }

    @Override
    public Awaitable<? extends @Nullable Object> adapt(Object source) {
        return switch (source) {
            case Single<?> single -> SourceAwaitable.of(single);
            case Maybe<?> maybe -> SourceAwaitable.of(maybe);
            case Completable completable -> SourceAwaitable.of(completable);
            case Flowable<?> flowable -> Asyncio.coroutine(() -> collect(flowable));
            default -> throw new IllegalArgumentException("not a source of RxJava: " + source.getClass());
        };
    }

    private static <T> List<T> collect(Flowable<T> flowable) {
        List<T> items = new ArrayList<>();
        try (Each<T> each = new FlowableItems<>(flowable, Integer.MAX_VALUE)) {
            each.forEach(items::add);
        }
        return items;
    }
}
