package dev.eddy.gevent;

import dev.eddy.internal.Sneaky;
import dev.eddy.internal.sync.Binding;
import java.time.Duration;
import java.util.Objects;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A value, or an exception, that will be there later: {@code gevent.event.AsyncResult}. For the greenlets of one hub. As a
 * callback for {@link Greenlet#link} it takes over how that one ends.
 *
 * <pre>{@code
 * AsyncResult<Integer> answer = new AsyncResult<>();
 * spawn(() -> answer.set(42));
 * answer.get(); // 42
 * }</pre>
 *
 * @param <T> the type of the value; null is a value
 */
public final class AsyncResult<T extends @Nullable Object> extends Waitable
        implements Consumer<Greenlet<? extends T>> {

    private final Binding binding = new Binding("AsyncResult");
    private boolean ready;
    private @Nullable Object value;
    private @Nullable Throwable exception;

    /** One without a value yet. */
    public AsyncResult() {}

    /** Whether there is a value or an exception. */
    @Override
    public boolean ready() {
        return ready;
    }

    /** Whether there is a value. */
    public boolean successful() {
        return ready && exception == null;
    }

    /** The value, or null if there is none. */
    @SuppressWarnings("unchecked") // what was set
    public @Nullable T value() {
        return (T) value;
    }

    /** The exception, or null. */
    public @Nullable Throwable exception() {
        return exception;
    }

    /** Sets the value and wakes all who wait. Another call replaces it. */
    public void set(T value) {
        complete(value, null);
    }

    /** Sets the exception and wakes all who wait. Another call replaces it. */
    public void setException(Throwable exception) {
        complete(null, Objects.requireNonNull(exception, "exception"));
    }

    private void complete(@Nullable Object newValue, @Nullable Throwable newException) {
        binding.requireLocal("AsyncResult.set");
        ready = true;
        value = newValue;
        exception = newException;
        notifyLinks();
    }

    /**
     * Waits for the value.
     *
     * @throws Throwable undeclared, the exception
     */
    public T get() {
        return get(null);
    }

    /**
     * As {@link #get()}, for a time at the most; null for no limit.
     *
     * @throws Timeout if that is over
     */
    public T get(@Nullable Duration timeout) {
        if (!waitUntilReady(timeout)) {
            throw new Timeout(timeout);
        }
        return getNow();
    }

    /**
     * The value: {@code get_nowait()}.
     *
     * @throws Timeout if there is none yet
     * @throws Throwable undeclared, the exception
     */
    @SuppressWarnings({"unchecked", "NullAway"}) // what was set
    public T getNow() {
        if (!ready) {
            throw new Timeout(Duration.ZERO);
        }
        if (exception != null) {
            throw Sneaky.<RuntimeException>raise(exception);
        }
        return (T) value;
    }

    /**
     * Waits until there is a value or an exception: {@code AsyncResult.wait()}.
     *
     * @param timeout null for no limit
     * @return the value; null if there is none
     */
    public @Nullable T await(@Nullable Duration timeout) {
        waitUntilReady(timeout);
        return value();
    }

    /** Takes over how a greenlet has ended. */
    @Override
    @SuppressWarnings({"unchecked", "NullAway"}) // a killed one's value is null
    public void accept(Greenlet<? extends T> ended) {
        Throwable failure = ended.exception();
        if (failure != null) {
            setException(failure);
        } else {
            set((T) ended.value());
        }
    }

    @Override
    void requireWaitable() {
        binding.bind();
    }

    @Override
    public String toString() {
        return "AsyncResult[" + (!ready ? "unset" : exception != null ? "exception: " + exception : "value: " + value)
                + "]";
    }
}
