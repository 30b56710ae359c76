package dev.eddy.generator;

import dev.eddy.EventLoop;
import dev.eddy.StopIteration;
import java.lang.ref.Reference;
import java.util.Iterator;
import java.util.Objects;
import java.util.Spliterator;
import java.util.Spliterators;
import java.util.function.Consumer;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;

/**
 * A body that gives values one at a time and is suspended in between: Python's generators, and its asynchronous generators too.
 * Nothing runs before the first step.
 *
 * <p>Outside of an event loop it needs none: any thread may take the next step when the last one has ended; with the
 * engine {@code continuation} only the one that took the first. First stepped inside
 * of a loop, it belongs to that loop: the body may await while a task drives it, and that task is suspended then; a step by
 * another task meanwhile fails. Each step runs in the context ({@link dev.eddy.context.Context}) of its driver.
 *
 * <p>A generator is closed by its scope, {@code try (var g = ..)}; leaving a {@code for} loop early does not close it. What
 * is suspended at the end of its loop's run is closed there, in the order of the first steps. One that nobody refers to any more is
 * closed some time after: in its loop, else on a virtual thread, or with the engine {@code continuation} when
 * its thread begins another one.
 *
 * <pre>{@code
 * Generator<Integer> squares = generator(g -> {
 *     for (int i = 0; ; i++) g.yield(i * i);
 * });
 * int first = squares.next();
 * for (int square : squares) { if (square > 50) break; }
 * }</pre>
 *
 * @param <T> the type of the values; null is a value
 */
public final class Generator<T extends @Nullable Object> implements Iterable<T>, AutoCloseable {

    /** Where a generator stands: {@code inspect.getgeneratorstate()}. */
    public enum State {
        /** Nothing has run. */
        CREATED,
        /** A step is under way, and maybe awaits something; or another generator delegates to this one. */
        RUNNING,
        /** In a {@code yield}. */
        SUSPENDED,
        /** It has ended. */
        CLOSED
    }

    /**
     * The body of a generator: what stands in a {@code def} with {@code yield}.
     *
     * @param <T> the type of the values
     */
    @FunctionalInterface
    public interface Body<T extends @Nullable Object> {
        /**
         * Runs once, a step at a time.
         *
         * @param generator the generator itself, to yield with
         */
        void run(Generator<T> generator) throws Exception;
    }

    /**
     * A body that returns something, see {@link StopIteration#value} and {@link #yieldFrom}.
     *
     * @param <T> the type of the values
     */
    @FunctionalInterface
    public interface ReturningBody<T extends @Nullable Object> {
        /**
         * Runs once, a step at a time.
         *
         * @param generator the generator itself, to yield with
         */
        @Nullable Object run(Generator<T> generator) throws Exception;
    }

    private final BodyRun<T> run;

    /** Another reference to the run, for the body. */
    Generator(BodyRun<T> run) {
        this.run = run;
    }

    /** A generator with this body: what calling a generator function gives. */
    public static <T extends @Nullable Object> Generator<T> generator(Body<T> body) {
        Objects.requireNonNull(body, "body");
        return returning(g -> {
            body.run(g);
            return null;
        });
    }

    /** As {@link #generator}, with a body that returns something. */
    public static <T extends @Nullable Object> Generator<T> returning(ReturningBody<T> body) {
        return new Generator<>(new BodyRun<>(body));
    }

    // ---- for the driver ---------------------------------------------------------------------------------------------

    /**
     * The next value: {@code next(g)}, {@code await anext(g)}. Suspends the current coroutine while the body awaits.
     *
     * @throws StopIteration if the body has ended; the first time with what it has returned
     * @throws IllegalStateException if a step is under way, or this belongs to another loop
     * @throws Throwable undeclared, what the body throws; it has ended then
     */
    public T next() {
        return send(null);
    }

    /**
     * As {@link #next}, making {@code value} the result of the {@code yield} where the body is suspended: {@code g.send()}.
     *
     * @throws IllegalArgumentException if the body has not begun and the value is not null: no yield would take it
     */
    public T send(@Nullable Object value) {
        return step(value, null);
    }

    /**
     * As {@link #next}, throwing an exception where the body is suspended: {@code g.throw()}. A body that has not begun never
     * will, and the exception is thrown here.
     */
    public T raise(Throwable exception) {
        return step(null, Objects.requireNonNull(exception, "exception"));
    }

    private T step(@Nullable Object sent, @Nullable Throwable thrown) {
        if (advance(sent, thrown)) {
            return run.take();
        }
        throw new StopIteration(run.<@Nullable Object>take());
    }

    private boolean advance(@Nullable Object sent, @Nullable Throwable thrown) {
        boolean fresh = run.state() == State.CREATED;
        try {
            return run.step(sent, thrown);
        } finally {
            if (fresh && run.state() == State.SUSPENDED) {
                Abandoned.watch(this, run);
            }
            Reference.reachabilityFence(this);
        }
    }

    /**
     * Ends the body by a {@link GeneratorExit}, thrown where it is suspended: {@code g.close()}, {@code await g.aclose()}. Does
     * nothing if it has not begun, and never will then, or has ended.
     *
     * @throws IllegalStateException if the body yields in answer, or a step is under way
     * @throws Throwable undeclared, what else the body throws
     */
    @Override
    public void close() {
        closeReturning();
    }

    /** As {@link #close}; gives what the body returns in answer, as {@code g.close()} does from Python 3.13 on, else null. */
    public @Nullable Object closeReturning() {
        try {
            return run.finish();
        } finally {
            Reference.reachabilityFence(this);
        }
    }

    /** Where this generator stands. May be asked by any thread. */
    public State state() {
        return run.state();
    }

    /** The loop that this belongs to, having begun in it, or null. May be asked by any thread. */
    public @Nullable EventLoop getLoop() {
        return run.loop();
    }

    // ---- for the body -----------------------------------------------------------------------------------------------

    /**
     * Gives a value to the driver and suspends the body until the next step: {@code yield value}.
     *
     * @return what {@link #send} sends in, null for {@link #next}
     * @throws GeneratorExit if the generator is being closed
     * @throws Throwable undeclared, what {@link #raise} throws in
     * @throws IllegalStateException if called from elsewhere than the body, or inside of {@code Context.run}
     */
    @SuppressWarnings("NamedLikeContextualKeyword") // the field's word; it is always called on the generator
    public @Nullable Object yield(T value) {
        return run.give(value);
    }

    /**
     * As {@link #yield(Object)}, with the type of what is sent in.
     *
     * @throws ClassCastException if it is not of that type
     */
    @SuppressWarnings("NamedLikeContextualKeyword")
    public <S> @Nullable S yield(T value, Class<S> sent) {
        return sent.cast(run.give(value));
    }

    /**
     * Yields all that another generator yields: {@code yield from other}. What is sent or raised meanwhile goes to it, and closing
     * closes it first. Delegation to one that has not begun costs nothing per value, however deep it goes.
     *
     * @return what its body returns; null if it had ended before
     */
    public @Nullable Object yieldFrom(Generator<? extends T> other) {
        try {
            return run.yieldFrom(other.run);
        } finally {
            Reference.reachabilityFence(other);
        }
    }

    /**
     * Yields all items: {@code yield from items}.
     *
     * @throws UnsupportedOperationException if something is sent in meanwhile, which the items cannot take
     */
    public void yieldFrom(Iterable<? extends T> items) {
        for (T item : items) {
            Object sent = run.give(item);
            if (sent != null) {
                throw new UnsupportedOperationException("an Iterable cannot take what is sent in, a "
                        + sent.getClass().getName() + "; yield from a generator, or yield its items one by one");
            }
        }
    }

    // ---- iteration --------------------------------------------------------------------------------------------------

    /**
     * The values that are left, for {@code for} and {@code async for}. {@code hasNext} takes the step. Does not close the
     * generator: a second iterator goes on where the first has stopped.
     */
    @Override
    public Iterator<T> iterator() {
        return new Iterator<>() {
            private boolean looked;
            private @Nullable T ahead;

            @Override
            public boolean hasNext() {
                if (!looked && advance(null, null)) {
                    ahead = run.take();
                    looked = true;
                }
                return looked;
            }

            @Override
            @SuppressWarnings("NullAway") // what was looked at is a T
            public T next() {
                if (!hasNext()) {
                    throw new StopIteration(run.<@Nullable Object>take());
                }
                T value = ahead;
                ahead = null;
                looked = false;
                return value;
            }
        };
    }

    @Override
    public Spliterator<T> spliterator() {
        return new Spliterators.AbstractSpliterator<>(Long.MAX_VALUE, Spliterator.ORDERED) {
            @Override
            public boolean tryAdvance(Consumer<? super T> action) {
                if (!advance(null, null)) {
                    return false;
                }
                action.accept(run.take());
                return true;
            }
        };
    }

    /** The values that are left, as a sequential stream; closing it closes this. */
    public Stream<T> stream() {
        return StreamSupport.stream(spliterator(), false).onClose(this::close);
    }

    @Override
    public String toString() {
        return "Generator[" + state() + "]";
    }
}
