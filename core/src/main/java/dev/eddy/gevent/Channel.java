package dev.eddy.gevent;

import dev.eddy.Asyncio;
import dev.eddy.Future;
import dev.eddy.internal.sync.Binding;
import dev.eddy.queue.QueueEmptyException;
import dev.eddy.queue.QueueFullException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Iterator;
import org.jspecify.annotations.Nullable;

/**
 * Hands items from greenlet to greenlet of one hub, without room for any: who puts waits until somebody gets. {@code
 * gevent.queue.Channel}.
 *
 * <pre>{@code
 * Channel<String> channel = new Channel<>();
 * spawn(() -> channel.put("ball")); // waits
 * channel.get();                    // ball
 * }</pre>
 *
 * @param <T> the type of the items; null is one
 */
public final class Channel<T extends @Nullable Object> {

    private final Binding binding = new Binding("Channel");
    private final ArrayDeque<Offer<T>> offers = new ArrayDeque<>();
    private final ArrayDeque<Future<Offer<T>>> getters = new ArrayDeque<>();

    /** A channel where nobody waits. */
    public Channel() {}

    /** An item, and who is to be told that it was taken; nobody, if who should have got it was killed. */
    private record Offer<T extends @Nullable Object>(T item, @Nullable Future<@Nullable Void> taken) {
        boolean accept() {
            if (taken == null) {
                return true;
            }
            if (taken.done()) {
                return false; // who put it was killed
            }
            taken.setResult(null);
            return true;
        }
    }

    /** How many greenlets wait to put, less how many wait to get: {@code Channel.balance}. */
    public int balance() {
        return offers.size() - getters.size();
    }

    /** Hands over an item; waits until somebody takes it. */
    public void put(T item) {
        put(item, null);
    }

    /**
     * As {@link #put(Object)}, for a time at the most; null for no limit.
     *
     * @throws QueueFullException if that is over
     */
    public void put(T item, @Nullable Duration timeout) {
        binding.requireLocal("Channel.put");
        if (handToGetter(new Offer<>(item, null))) {
            return;
        }
        Hub.<@Nullable Object>block(timeout, QueueFullException::new, () -> offer(item));
    }

    private @Nullable Object offer(T item) {
        Future<@Nullable Void> taken = binding.bind().createFuture();
        Offer<T> offer = new Offer<>(item, taken);
        if (handToGetter(new Offer<>(item, null))) { // who came while the hub began to run
            return null;
        }
        offers.add(offer);
        try {
            return taken.await();
        } catch (QueueFullException e) { // the time is over
            if (taken.done() && !taken.cancelled()) {
                return null; // but somebody was faster
            }
            throw e;
        } finally {
            offers.remove(offer);
        }
    }

    private boolean handToGetter(Offer<T> offer) {
        for (Future<Offer<T>> getter = getters.poll(); getter != null; getter = getters.poll()) {
            if (!getter.done()) {
                getter.setResult(offer);
                return true;
            }
        }
        return false;
    }

    /** Takes an item; waits until somebody puts one. */
    public T get() {
        return get(null);
    }

    /**
     * As {@link #get()}, for a time at the most; null for no limit.
     *
     * @throws QueueEmptyException if that is over
     */
    public T get(@Nullable Duration timeout) {
        binding.requireLocal("Channel.get");
        return Hub.<T>block(timeout, QueueEmptyException::new, this::take);
    }

    private T take() {
        binding.bind();
        for (Offer<T> first = offers.poll(); first != null; first = offers.poll()) {
            if (first.accept()) {
                return first.item();
            }
        }
        Future<Offer<T>> turn = Asyncio.getRunningLoop().createFuture();
        getters.add(turn);
        try {
            return turn.await().item();
        } catch (Throwable e) {
            getters.remove(turn);
            if (turn.done() && !turn.cancelled() && !handToGetter(turn.result())) {
                offers.addFirst(turn.result()); // whoever comes next gets it
            }
            throw e;
        }
    }

    /** Takes one item after the other, for ever. */
    public Iterator<T> iterator() {
        return new Iterator<>() {
            @Override
            public boolean hasNext() {
                return true;
            }

            @Override
            public T next() {
                return get();
            }
        };
    }
}
