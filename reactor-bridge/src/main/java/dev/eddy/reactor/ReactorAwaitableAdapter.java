package dev.eddy.reactor;

import dev.eddy.Awaitable;
import dev.eddy.AwaitableAdapter;
import org.jspecify.annotations.Nullable;
import reactor.core.CorePublisher;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * Lets {@code gather}, {@code wait} and {@code ensureFuture} take a {@link Mono}, for its item or null, and a {@link Flux}
 * or any other publisher of Reactor's, for the list of its items. Found by {@link java.util.ServiceLoader}; programs do not
 * use it.
 *
 * <pre>{@code
 * List<Object> both = await(gather(users.findById(7), orders.findByUser(7))); // a User, and a List of orders
 * }</pre>
 */
public final class ReactorAwaitableAdapter implements AwaitableAdapter {

    static {
        LoopThreads.countAsNonBlocking();
        CompositeExceptions.keepWhole();
        Propagation.prepare();
    }

    /** For the service loader. */
    public ReactorAwaitableAdapter() {}

    @Override
    public boolean supports(Class<?> type) {
        return CorePublisher.class.isAssignableFrom(type);
    }

    @Override
    public Awaitable<? extends @Nullable Object> adapt(Object source) {
        if (source instanceof Mono<?> mono) {
            return new MonoAwaitable<>(mono);
        }
        return MonoAwaitable.ofAll((CorePublisher<?>) source);
    }
}
