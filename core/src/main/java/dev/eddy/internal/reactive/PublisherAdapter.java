package dev.eddy.internal.reactive;

import dev.eddy.Awaitable;
import dev.eddy.AwaitableAdapter;
import java.util.concurrent.Flow;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.FlowAdapters;
import org.reactivestreams.Publisher;

/**
 * Lets {@code gather}, {@code wait} and {@code ensureFuture} take any publisher, for the list of its items. Found by {@link
 * java.util.ServiceLoader}.
 */
public final class PublisherAdapter implements AwaitableAdapter {

    /** For the service loader. */
    public PublisherAdapter() {}

    @Override
    public boolean supports(Class<?> type) {
        return Publisher.class.isAssignableFrom(type) || Flow.Publisher.class.isAssignableFrom(type);
    }

    /** The types of the bridges are publishers, too. */
    @Override
    public boolean isGeneral() {
        return true;
    }

    @Override
    public Awaitable<? extends @Nullable Object> adapt(Object source) {
        return new PublisherAwaitable<>(
                source instanceof Publisher<?> publisher
                        ? publisher
                        : FlowAdapters.toPublisher((Flow.Publisher<?>) source));
    }
}
