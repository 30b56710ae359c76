package dev.eddy.rxjava;

import dev.eddy.Awaitable;
import dev.eddy.AwaitableAdapter;
import io.reactivex.rxjava3.core.Completable;
import io.reactivex.rxjava3.core.Flowable;
import io.reactivex.rxjava3.core.Maybe;
import io.reactivex.rxjava3.core.Observable;
import io.reactivex.rxjava3.core.Single;
import org.jspecify.annotations.Nullable;

/**
 * Lets {@code gather}, {@code wait} and {@code ensureFuture} take RxJava's types: a Single gives its value, a Maybe its
 * value or null, a Completable null, a Flowable or Observable the list of its items. Found by {@link java.util.ServiceLoader}; programs
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
                || Flowable.class.isAssignableFrom(type)
                || Observable.class.isAssignableFrom(type);
    }

    @Override
    public Awaitable<? extends @Nullable Object> adapt(Object source) {
        return switch (source) {
            case Single<?> single -> SourceAwaitable.of(single);
            case Maybe<?> maybe -> SourceAwaitable.of(maybe);
            case Completable completable -> SourceAwaitable.of(completable);
            case Flowable<?> flowable -> SourceAwaitable.of(flowable);
            case Observable<?> observable -> SourceAwaitable.of(observable);
            default -> throw new IllegalArgumentException("not a source of RxJava: " + source.getClass());
        };
    }
}
