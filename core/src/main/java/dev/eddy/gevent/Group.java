package dev.eddy.gevent;

import dev.eddy.Action;
import dev.eddy.internal.Sneaky;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Greenlets that have not ended, to be joined or killed together: {@code gevent.pool.Group}. One that ends leaves by itself.
 *
 * <pre>{@code
 * Group workers = new Group();
 * for (Job job : jobs) workers.spawn(() -> work(job));
 * workers.join();
 * }</pre>
 */
public sealed class Group implements Iterable<Greenlet<?>> permits Pool {

    private final Set<Greenlet<?>> greenlets = new LinkedHashSet<>();
    private final Map<Greenlet<?>, Runnable> links = new HashMap<>();
    private final Set<Greenlet<?>> dying = new LinkedHashSet<>();
    private final Event empty = new Event();

    /** A group of none. */
    public Group() {
        empty.set();
    }

    /** How many are in it. */
    public final int size() {
        return greenlets.size();
    }

    /** Whether it is in the group. */
    public final boolean contains(@Nullable Greenlet<?> greenlet) {
        return greenlets.contains(greenlet);
    }

    /** Those in it now, in the order in which they came. */
    @Override
    public final Iterator<Greenlet<?>> iterator() {
        return List.copyOf(greenlets).iterator();
    }

    /** Whether {@link #add} would wait; a group never does. */
    public boolean full() {
        return false;
    }

    /** Takes one in that has not ended, and better is not started. */
    public void add(Greenlet<?> greenlet) {
        takeIn(greenlet);
    }

    /** Adds a greenlet; false if it has ended or is in this already. */
    final boolean takeIn(Greenlet<?> greenlet) {
        if (greenlet.ready() || !greenlets.add(greenlet)) {
            return false;
        }
        Runnable link = () -> remove(greenlet);
        links.put(greenlet, link);
        greenlet.addLink(link);
        empty.clear();
        return true;
    }

    /** Has one leave. */
    public final void discard(Greenlet<?> greenlet) {
        Runnable link = links.get(greenlet);
        if (link != null) {
            greenlet.removeLink(link);
            remove(greenlet);
        }
    }

    /** Gives whether it was in the group. */
    boolean remove(Greenlet<?> greenlet) {
        links.remove(greenlet);
        dying.remove(greenlet);
        boolean removed = greenlets.remove(greenlet);
        if (greenlets.isEmpty()) {
            empty.set();
        }
        return removed;
    }

    /** {@link #add} and start. */
    public final void start(Greenlet<?> greenlet) {
        add(greenlet);
        greenlet.start();
    }

    /** Starts a new greenlet in this group. */
    public final <T extends @Nullable Object> Greenlet<T> spawn(Callable<? extends T> body) {
        Greenlet<T> greenlet = new Greenlet<>(body);
        start(greenlet);
        return greenlet;
    }

    /** As {@link #spawn(Callable)}, for a body without a result. */
    public final Greenlet<@Nullable Void> spawn(Action body) {
        return spawn(Objects.requireNonNull(body, "body").toCallable());
    }

    // ---- together ---------------------------------------------------------------------------------------------------

    /** Waits until this is empty. */
    public final void join() {
        join(null, false);
    }

    /**
     * Waits until this is empty, once.
     *
     * @param timeout for how long at the most, or null
     * @param raiseError whether to throw the error of one that was in it when this was called
     * @return whether it was empty in time
     */
    public final boolean join(@Nullable Duration timeout, boolean raiseError) {
        List<Greenlet<?>> members = List.copyOf(greenlets);
        boolean emptied = empty.await(timeout);
        if (raiseError) {
            members.forEach(Gevent::raiseErrorOf);
        }
        return emptied;
    }

    /** Kills all, those that come meanwhile too, and waits until they have ended. */
    public final void kill() {
        kill(new dev.eddy.greenlet.GreenletExit(), true, null);
    }

    /**
     * Throws an exception in all, once in each.
     *
     * @param block whether to wait until they have ended, and deal with those that come meanwhile
     * @param timeout for how long at the most, or null
     */
    public final void kill(Throwable exception, boolean block, @Nullable Duration timeout) {
        Timeout.silent(block ? timeout : null).run(() -> {
            while (!greenlets.isEmpty()) {
                List<Greenlet<?>> living = new ArrayList<>(greenlets);
                living.removeIf(greenlet -> !dying.add(greenlet));
                Gevent.killEach(living, exception, block);
                dying.retainAll(greenlets);
                if (!block) {
                    return;
                }
                Gevent.joinAll(List.copyOf(greenlets));
            }
        });
    }

    /** Kills one, if it is in this group and was not killed by it before; waits until it has ended. */
    public final void killOne(Greenlet<?> greenlet) {
        if (contains(greenlet) && dying.add(greenlet)) {
            greenlet.kill();
        }
    }

    // ---- calls ------------------------------------------------------------------------------------------------------

    /** Runs the body in a new greenlet of this group and waits for it; in one of this group's greenlets directly. */
    public final <T extends @Nullable Object> T apply(Callable<? extends T> body) {
        return contains(Gevent.getCurrent()) ? Sneaky.call(body) : this.<T>spawn(body).get();
    }

    /** As {@link #apply}, without waiting, not even for room. */
    public final <T extends @Nullable Object> Greenlet<T> applyAsync(Callable<? extends T> body) {
        return full() ? Gevent.<T>spawn(() -> this.<T>apply(body)) : this.<T>spawn(body);
    }

    /**
     * Applies a function to all items, each in a greenlet of this group; gives the results in the items' order.
     *
     * @throws Throwable undeclared, the first error in that order
     */
    public final <A extends @Nullable Object, R extends @Nullable Object> List<R> map(
            Function<? super A, ? extends R> function, Iterable<? extends A> items) {
        return this.<A, R>mapAsync(function, items).get();
    }

    /** As {@link #map}, without waiting. */
    public final <A extends @Nullable Object, R extends @Nullable Object> Greenlet<List<R>> mapAsync(
            Function<? super A, ? extends R> function, Iterable<? extends A> items) {
        Objects.requireNonNull(function, "function");
        Objects.requireNonNull(items, "items");
        return Gevent.spawn(() -> {
            List<Greenlet<R>> all = new ArrayList<>();
            for (A item : items) {
                all.add(spawn(() -> function.apply(item)));
            }
            List<R> results = new ArrayList<>(all.size());
            for (Greenlet<R> one : all) {
                results.add(one.get());
            }
            return results;
        });
    }

    /** As {@link #map}, giving each result as soon as it is there and those before it were taken. */
    public final <A extends @Nullable Object, R extends @Nullable Object> Iterator<R> imap(
            Function<? super A, ? extends R> function, Iterable<? extends A> items) {
        return Imap.inOrder(this, function, items);
    }

    /** As {@link #map}, giving the results in the order in which they come. */
    public final <A extends @Nullable Object, R extends @Nullable Object> Iterator<R> imapUnordered(
            Function<? super A, ? extends R> function, Iterable<? extends A> items) {
        return Imap.asTheyCome(this, function, items);
    }

    @Override
    public String toString() {
        return getClass().getSimpleName() + greenlets;
    }
}
