package dev.eddy.internal.reactive;

import dev.eddy.Asyncio;
import dev.eddy.CancelledError;
import dev.eddy.EventLoop;
import dev.eddy.Future;
import dev.eddy.Task;
import dev.eddy.internal.AwaitTrace;
import dev.eddy.internal.Fatal;
import dev.eddy.internal.Sneaky;
import dev.eddy.reactive.Each;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.Objects;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Subscriber;
import org.reactivestreams.Subscription;

/**
 * Feeds the items of a publisher to a coroutine that iterates.
 *
 * <p>The emitting thread puts items into a queue as large as what was requested, so it never waits; the coroutine takes
 * them, and when three quarters are consumed requests as many again. A coroutine that finds the queue empty waits in
 * {@link #waiter}.
 *
 * @param <T> the type of the items
 */
public class StreamSubscriber<T> implements Subscriber<T>, Each<T> {

    private static final String WAIT_CANCELLED = "a cancellation, or a timeout, came while an item was waited for";
    private static final VarHandle FAILURE;

    static {
        try {
            FAILURE = MethodHandles.lookup().findVarHandle(StreamSubscriber.class, "failure", Throwable.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private final Consumer<? super Subscriber<T>> subscribe;
    private final Upstream upstream;
    /** Replaced at the most once, by the coroutine that subscribes. */
    private ItemQueue<T> queue;
    private final DropHooks hooks;
    private final int prefetch;
    private final int refill;
    private final Waiter waiter = new Waiter();
    private final BooleanSupplier hasSignal = this::hasSignal;
    private volatile boolean closed;

    // The emitter's; `terminated` publishes `failure`, which is taken by the one that tells of it.
    @SuppressWarnings("unused") // through FAILURE
    private @Nullable Throwable failure;

    private volatile boolean terminated;

    // The coroutine's.
    private @Nullable EventLoop loop;
    private @Nullable Task<?> owner;
    private final Consumer<Future<?>> onOwnerDone = this::ownerDone;
    private @Nullable T nextItem;
    private int consumed;
    /** Why it was closed, if neither the publisher nor {@link #close} has ended it. */
    private @Nullable String cutOff;

    public StreamSubscriber(Consumer<? super Subscriber<T>> subscribe, int prefetch, DropHooks hooks) {
        this(subscribe, prefetch, ItemQueue.ofCapacity(requirePositive(prefetch)), hooks);
    }

    /** One that requests without bound, for a source that does not wait to be asked; the queue sees to what is too much. */
    protected StreamSubscriber(Consumer<? super Subscriber<T>> subscribe, ItemQueue<T> queue, DropHooks hooks) {
        this(subscribe, Integer.MAX_VALUE, queue, hooks);
    }

    private StreamSubscriber(
            Consumer<? super Subscriber<T>> subscribe, int prefetch, ItemQueue<T> queue, DropHooks hooks) {
        this.subscribe = subscribe;
        this.prefetch = prefetch;
        this.refill = prefetch - (prefetch >> 2);
        this.queue = queue;
        this.hooks = hooks;
        this.upstream = new Upstream(hooks);
    }

    private static int requirePositive(int prefetch) {
        if (prefetch < 1) {
            throw new IllegalArgumentException("prefetch must be positive, is " + prefetch);
        }
        return prefetch;
    }

    // ---- the coroutine's side ---------------------------------------------------------------------------------------

    @Override
    public final Iterator<T> iterator() {
        if (owner != null || closed) {
            throw new IllegalStateException("each(..) can be iterated once; call it again to subscribe again");
        }
        loop = Asyncio.getRunningLoop();
        Task<?> current = Asyncio.currentTask();
        if (current == null) {
            throw new IllegalStateException("each(..) is iterated outside a coroutine: a callback cannot suspend");
        }
        owner = current;
        current.addDoneCallback(onOwnerDone);
        try {
            subscribe.accept(this);
        } catch (Throwable e) {
            Fatal.rethrow(e);
            abort(e);
        }
        return new Items();
    }

    private final class Items implements Iterator<T> {
        @Override
        public boolean hasNext() {
            return awaitItem();
        }

        @Override
        public T next() {
            if (!awaitItem()) {
                throw new NoSuchElementException("the publisher has completed");
            }
            T item = Objects.requireNonNull(nextItem);
            nextItem = null;
            return item;
        }
    }

    /** Whether there is a next item, which is in {@link #nextItem} then. */
    private boolean awaitItem() {
        while (nextItem == null) {
            if (closed) {
                if (cutOff != null) {
                    throw new IllegalStateException(
                            "the subscription was cancelled before the publisher ended: " + cutOff);
                }
                return false;
            }
            boolean ended = terminated; // read before the queue: what was emitted before the end is there then
            T item = poll();
            if (item != null) {
                nextItem = item;
                consumedOne();
            } else if (ended) {
                end();
                Throwable error = takeFailure();
                if (error != null) {
                    AwaitTrace.leave(error);
                    throw Sneaky.<RuntimeException>raise(error);
                }
                return false;
            } else {
                awaitSignal();
            }
        }
        return true;
    }

    /** What a source that is a queue throws is its failure. */
    private @Nullable T poll() {
        try {
            return queue.poll();
        } catch (CancelledError e) {
            cutOff(WAIT_CANCELLED);
            throw e;
        } catch (Throwable e) {
            close();
            AwaitTrace.leave(e);
            throw e;
        }
    }

    @Override
    public final void close() {
        if (closed) {
            return;
        }
        end();
        upstream.cancel();
        T item = nextItem;
        nextItem = null;
        if (item != null) {
            hooks.discarded(item);
        }
        discardQueue();
        dropFailure();
        waiter.wake();
    }

    private void ownerDone(Future<?> task) {
        cutOff("the task that subscribed has ended");
    }

    private void cutOff(String reason) {
        if (!closed) {
            cutOff = reason;
            close();
        }
    }

    private void end() {
        closed = true;
        if (owner != null) {
            owner.removeDoneCallback(onOwnerDone);
        }
    }

    private void consumedOne() {
        if (prefetch != Integer.MAX_VALUE && ++consumed == refill && !terminated) {
            consumed = 0;
            request(refill);
        }
    }

    private boolean hasSignal() {
        return !queue.isEmpty() || terminated;
    }

    private void awaitSignal() {
        if (waiter.isWaiting()) {
            throw new IllegalStateException("two coroutines iterate the same each(..); call it once for each of them");
        }
        try {
            waiter.await(Objects.requireNonNull(loop), hasSignal);
        } catch (CancelledError e) {
            cutOff(WAIT_CANCELLED);
            throw e;
        }
    }

    // ---- the emitter's side -----------------------------------------------------------------------------------------

    @Override
    public final void onSubscribe(Subscription subscription) {
        Objects.requireNonNull(subscription, "subscription");
        if (!upstream.set(subscription)) {
            return;
        }
        ItemQueue<T> source = loop != null && loop.isCurrent() ? queueOf(subscription) : null;
        if (source != null) {
            queue = source;
            terminated = true; // when it is empty, it has ended
        } else {
            request(prefetch == Integer.MAX_VALUE ? Long.MAX_VALUE : prefetch);
        }
    }

    /** The subscription as a queue, if it is one that has all its items ready, or makes them when they are polled; else null. */
    protected @Nullable ItemQueue<T> queueOf(@SuppressWarnings("unused") Subscription subscription) {
        return null;
    }

    private void request(long n) {
        try {
            upstream.request(n);
        } catch (Throwable e) {
            Fatal.rethrow(e);
            abort(e);
        }
    }

    /** The publisher breaks off by throwing where it must not: that is its failure. */
    private void abort(Throwable thrown) {
        upstream.cancel();
        onError(thrown);
    }

    @Override
    public final void onNext(T item) {
        Objects.requireNonNull(item, "a publisher must not emit null");
        if (terminated || !upstream.isSet()) {
            hooks.nextDropped(item);
        } else if (closed) {
            upstream.cancel(); // it may have been put off, for this is within a request
            hooks.discarded(item);
        } else if (queue.offer(item)) {
            if (closed) {
                discardQueue(); // it was closed between the two looks
            } else {
                waiter.wake();
            }
        } else {
            upstream.cancel();
            hooks.discarded(item);
            terminate(overflow());
        }
    }

    /** The failure of a stream whose item found no room in the queue. */
    protected Throwable overflow() {
        return new IllegalStateException("the publisher emitted more than the " + prefetch
                + " items that were requested (Reactive Streams rule 1.1)");
    }

    @Override
    public final void onError(Throwable error) {
        Objects.requireNonNull(error, "a publisher must not fail with null");
        if (terminated || closed) {
            hooks.errorDropped(error);
        } else {
            terminate(error);
        }
    }

    @Override
    public final void onComplete() {
        if (!terminated) {
            terminate(null);
        }
    }

    private void terminate(@Nullable Throwable error) {
        failure = error;
        terminated = true;
        if (closed) {
            dropFailure();
        } else {
            waiter.wake();
        }
    }

    private @Nullable Throwable takeFailure() {
        return (Throwable) FAILURE.getAndSet(this, (Throwable) null);
    }

    /** By the coroutine when it has closed, or by the emitter that finds it closed: whoever comes second finds it. */
    private void dropFailure() {
        Throwable dropped = takeFailure();
        if (dropped != null) {
            hooks.errorDropped(dropped);
        }
    }

    /** By the coroutine when it closes, or by the emitter that saw it too late: never by both at once. */
    private synchronized void discardQueue() {
        queue.clear(hooks::discarded);
    }
}
