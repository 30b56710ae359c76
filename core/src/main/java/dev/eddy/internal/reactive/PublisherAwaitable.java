package dev.eddy.internal.reactive;

import dev.eddy.Asyncio;
import dev.eddy.Awaitable;
import dev.eddy.Task;
import dev.eddy.reactive.Publishers;
import java.util.List;
import java.util.Objects;
import org.reactivestreams.Publisher;

/** A publisher as an awaitable of the list of its items. Each use subscribes. */
public record PublisherAwaitable<T>(Publisher<? extends T> publisher) implements Awaitable<List<T>> {

    public PublisherAwaitable {
        Objects.requireNonNull(publisher, "cannot await null: a publisher is required");
    }

    @Override
    public List<T> await() {
        return Publishers.collect(publisher);
    }

    /** A task, not a bare future: so what is left at the end of a run is cancelled, and subscribing may itself await. */
    @Override
    public Task<List<T>> asFuture() {
        return Asyncio.createTask(this::await);
    }
}
