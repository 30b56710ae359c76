package dev.eddy.reactor.spring;

import dev.eddy.Asyncio;
import dev.eddy.Awaitable;
import dev.eddy.Coroutine;
import dev.eddy.EventLoop;
import dev.eddy.Future;
import dev.eddy.Task;
import dev.eddy.generator.Generator;
import dev.eddy.reactive.Each;
import dev.eddy.reactor.ReactorBridge;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;
import org.springframework.core.ReactiveAdapterRegistry;
import org.springframework.core.ReactiveTypeDescriptor;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * Eddy's types among the reactive types of Spring, which then takes them wherever it takes a {@code Mono} or {@code Flux}: as
 * what a handler method returns, and as a parameter for the body of a request. {@link EddyConfiguration} registers them in an
 * application; this class does so in any registry. Spring does the same for Kotlin's {@code Deferred} and {@code Flow}.
 *
 * <table>
 * <caption>What becomes of them</caption>
 * <tr><th>type</th><th>returned</th><th>as a parameter</th></tr>
 * <tr><td>{@link Coroutine}</td><td>cold: runs when Spring subscribes, as {@code mono(..)} does, and is cancelled with the
 * request</td><td>the request is read when it is awaited, once</td></tr>
 * <tr><td>{@link Awaitable}</td><td>as what it is; what {@code toAwaitable(mono)} gave is its mono again</td><td>the same, on any
 * loop, each time it is awaited</td></tr>
 * <tr><td>{@link Task}, {@link Future}</td><td>hot: its outcome, as by {@code toMono(task)}; others may wait for it too, so it goes on
 * when the request is cancelled</td><td>read at once, by a task of the loop that calls the method; an {@link IllegalStateException} where
 * none does</td></tr>
 * <tr><td>{@link Generator}</td><td>a step for each item that the client has room for; closed when that has left</td><td>
 * its steps read the request, in a coroutine</td></tr>
 * </table>
 *
 * <p>A null result is an empty one.
 *
 * <pre>{@code
 * ReactiveAdapterRegistry registry = new ReactiveAdapterRegistry();
 * SpringAdapters.register(registry);
 * }</pre>
 */
@SuppressWarnings("exports") // who uses this has Spring
public final class SpringAdapters {

    private SpringAdapters() {}

    /**
     * Registers them, unless that was done before. For the thread that prepares the registry: Spring's has no lock, so nobody may
     * use it meanwhile.
     */
    public static void register(ReactiveAdapterRegistry registry) {
        if (isRegistered(registry)) {
            return;
        }
        add(registry, ReactiveTypeDescriptor.nonDeferredAsyncValue(Task.class, SpringAdapters::emptyTask),
                SpringAdapters::monoOf, SpringAdapters::taskOf);
        add(registry, ReactiveTypeDescriptor.nonDeferredAsyncValue(Future.class, SpringAdapters::emptyTask),
                SpringAdapters::monoOf, SpringAdapters::taskOf);
        add(registry, ReactiveTypeDescriptor.singleOptionalValue(Coroutine.class, () -> coroutineOf(Mono.empty())),
                SpringAdapters::monoOf, SpringAdapters::coroutineOf);
        // Behind those that it is the supertype of.
        add(registry, ReactiveTypeDescriptor.singleOptionalValue(Awaitable.class, () -> awaitableOf(Mono.empty())),
                SpringAdapters::monoOf, SpringAdapters::awaitableOf);
        add(registry, ReactiveTypeDescriptor.multiValue(Generator.class, () -> generatorOf(Flux.empty())),
                source -> ReactorBridge.toFlux((Generator<?>) source), SpringAdapters::generatorOf);
    }

    private static boolean isRegistered(ReactiveAdapterRegistry registry) {
        var known = registry.getAdapter(Generator.class);
        return known != null && known.getReactiveType() == Generator.class;
    }

    private static void add(
            ReactiveAdapterRegistry registry,
            ReactiveTypeDescriptor descriptor,
            Function<Object, Publisher<?>> toPublisher,
            Function<Publisher<?>, Object> fromPublisher) {
        registry.registerReactiveType(descriptor, toPublisher, fromPublisher);
    }

    private static Mono<?> monoOf(Object awaitable) {
        return ReactorBridge.toMono((Awaitable<?>) awaitable);
    }

    private static Awaitable<?> awaitableOf(Publisher<?> publisher) {
        return ReactorBridge.toAwaitable(Mono.from(publisher));
    }

    private static Coroutine<?> coroutineOf(Publisher<?> publisher) {
        Mono<?> mono = Mono.from(publisher);
        return Asyncio.coroutine(() -> ReactorBridge.await(mono));
    }

    private static Task<?> taskOf(Publisher<?> publisher) {
        if (EventLoop.current() == null) {
            throw new IllegalStateException("a Task belongs to the loop that it runs on, and none runs in this thread, "
                    + Thread.currentThread() + "; take an Awaitable, a Coroutine or a Mono");
        }
        return ReactorBridge.toTask(Mono.from(publisher));
    }

    /** What a method has given that returned null instead of a task. */
    private static Task<?> emptyTask() {
        return EventLoop.current() == null ? Asyncio.<Task<?>>run(SpringAdapters::endedTask) : taskOf(Mono.empty());
    }

    private static Task<?> endedTask() {
        Task<@Nullable Void> task = Asyncio.createTask(() -> null);
        task.await();
        return task;
    }

    private static Generator<?> generatorOf(Publisher<?> publisher) {
        return Generator.generator(g -> {
            try (Each<?> items = ReactorBridge.each(Flux.from(publisher))) {
                for (Object item : items) {
                    g.yield(item);
                }
            }
        });
    }
}
