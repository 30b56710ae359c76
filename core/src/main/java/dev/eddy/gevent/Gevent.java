package dev.eddy.gevent;

import dev.eddy.Action;
import dev.eddy.Asyncio;
import dev.eddy.greenlet.GreenletExit;
import dev.eddy.internal.Sneaky;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;

/**
 * The functions of the {@code gevent} module, made for static import. They work in a thread without a loop, where the {@link Hub}
 * runs as long as a call waits, and in any event loop, among its tasks.
 *
 * <pre>{@code
 * import static dev.eddy.gevent.Gevent.*;
 *
 * public static void main(String... args) {
 *     List<Greenlet<Page>> pages = urls.stream().map(url -> spawn(() -> fetch(url))).toList();
 *     joinAll(pages, Duration.ofSeconds(2));
 * }
 * }</pre>
 */
public final class Gevent {

    private Gevent() {}

    // ---- starting ---------------------------------------------------------------------------------------------------

    /** Starts a greenlet, which begins in the next pass of the loop, in a copy of the current context: {@code gevent.spawn()}. */
    public static <T extends @Nullable Object> Greenlet<T> spawn(Callable<? extends T> body) {
        Greenlet<T> greenlet = new Greenlet<>(body);
        greenlet.start();
        return greenlet;
    }

    /** As {@link #spawn(Callable)}, for a body without a result. */
    public static Greenlet<@Nullable Void> spawn(Action body) {
        return spawn(Objects.requireNonNull(body, "body").toCallable());
    }

    /** As {@link #spawn(Callable)}, after a time, not negative: {@code gevent.spawn_later()}. */
    public static <T extends @Nullable Object> Greenlet<T> spawnLater(Duration delay, Callable<? extends T> body) {
        Greenlet<T> greenlet = new Greenlet<>(body);
        greenlet.startLater(delay);
        return greenlet;
    }

    /** As {@link #spawnLater(Duration, Callable)}, for a body without a result. */
    public static Greenlet<@Nullable Void> spawnLater(Duration delay, Action body) {
        return spawnLater(delay, Objects.requireNonNull(body, "body").toCallable());
    }

    /** The greenlet that runs, or null in other tasks, in callbacks, and in the main program. */
    public static @Nullable Greenlet<?> getCurrent() {
        return Hub.get().currentGreenlet();
    }

    // ---- waiting ----------------------------------------------------------------------------------------------------

    /** Lets the others have their turn: {@code gevent.sleep(0)}. */
    public static void sleep() {
        sleep(Duration.ZERO);
    }

    /** Suspends the current greenlet, or the main program while the hub runs, for a time, not negative: {@code gevent.sleep()}. */
    public static void sleep(Duration delay) {
        Hub.<@Nullable Object>block(() -> {
            Asyncio.sleep(delay);
            return null;
        });
    }

    /** Waits until all have ended: {@code gevent.joinall()}. Their errors are not raised. */
    public static <G extends Greenlet<?>> List<G> joinAll(Collection<? extends G> greenlets) {
        return joinAll(greenlets, null);
    }

    /** As {@link #joinAll(Collection)}. */
    @SafeVarargs
    @SuppressWarnings("varargs")
    public static <G extends Greenlet<?>> List<G> joinAll(G... greenlets) {
        return joinAll(Arrays.asList(greenlets));
    }

    /**
     * As {@link #joinAll(Collection)}, for a time at the most.
     *
     * @param timeout null for no limit
     * @return those that have ended, in that order
     */
    public static <G extends Greenlet<?>> List<G> joinAll(
            Collection<? extends G> greenlets, @Nullable Duration timeout) {
        return joinAll(greenlets, timeout, Integer.MAX_VALUE, false);
    }

    /**
     * Waits until so many have ended.
     *
     * @param timeout for how long at the most, or null
     * @param count for how many at the most
     * @param raiseError whether to throw the first error of one of them, as soon as it is there
     * @return those that have ended, in that order
     * @throws Throwable undeclared, that error
     */
    public static <G extends Greenlet<?>> List<G> joinAll(
            Collection<? extends G> greenlets, @Nullable Duration timeout, int count, boolean raiseError) {
        List<G> ended = new ArrayList<>();
        try (Iwait<G> all = iwait(greenlets, timeout, count)) {
            for (G greenlet : all) {
                if (raiseError) {
                    raiseErrorOf(greenlet);
                }
                ended.add(greenlet);
            }
        }
        return ended;
    }

    static void raiseErrorOf(Greenlet<?> greenlet) {
        Throwable error = greenlet.exception();
        if (error != null) {
            throw Sneaky.<RuntimeException>raise(error);
        }
    }

    /** Waits until all are ready; gives them in that order: {@code gevent.wait()}. */
    public static <W extends Waitable> List<W> wait(Collection<? extends W> objects) {
        return wait(objects, null, Integer.MAX_VALUE);
    }

    /**
     * As {@link #wait(Collection)}, for so many, and a time, at the most.
     *
     * @param timeout null for no limit
     */
    public static <W extends Waitable> List<W> wait(
            Collection<? extends W> objects, @Nullable Duration timeout, int count) {
        List<W> ready = new ArrayList<>();
        try (Iwait<W> all = iwait(objects, timeout, count)) {
            all.forEach(ready::add);
        }
        return ready;
    }

    /** Gives objects as they become ready: {@code gevent.iwait()}. */
    public static <W extends Waitable> Iwait<W> iwait(Collection<? extends W> objects) {
        return iwait(objects, null, Integer.MAX_VALUE);
    }

    /**
     * As {@link #iwait(Collection)}, so many, and in a time, at the most.
     *
     * @param timeout from the first step on; null for no limit
     */
    public static <W extends Waitable> Iwait<W> iwait(
            Collection<? extends W> objects, @Nullable Duration timeout, int count) {
        return new Iwait<>(objects, timeout, count);
    }

    // ---- ending -----------------------------------------------------------------------------------------------------

    /** Kills all, and waits until they have ended: {@code gevent.killall()}. Those that have not begun never will. */
    public static void killAll(Collection<? extends Greenlet<?>> greenlets) {
        killAll(greenlets, new GreenletExit(), true, null);
    }

    /**
     * As {@link #killAll(Collection)}, by another exception.
     *
     * @param block whether to wait until they have ended
     * @param timeout for how long at the most, or null
     * @throws Timeout if that is over
     */
    public static void killAll(
            Collection<? extends Greenlet<?>> greenlets,
            Throwable exception,
            boolean block,
            @Nullable Duration timeout) {
        List<Greenlet<?>> all = List.copyOf(greenlets);
        killEach(all, exception, block);
        if (block && joinAll(all, timeout).size() < all.size()) {
            throw new Timeout(timeout);
        }
    }

    /** Kills all, and waits for none. But if the current one is among them, and would wait, that is where it is thrown out. */
    static void killEach(Collection<? extends Greenlet<?>> greenlets, Throwable exception, boolean block) {
        Greenlet<?> current = getCurrent();
        for (Greenlet<?> greenlet : greenlets) {
            if (greenlet != current) {
                greenlet.kill(exception, false, null);
            }
        }
        if (current != null && greenlets.contains(current)) {
            current.kill(exception, block, null);
        }
    }

    /**
     * Runs a block with a limit: {@code gevent.with_timeout()}.
     *
     * @return what the block gives, or {@code otherwise} when the time is over
     */
    public static <T extends @Nullable Object> T withTimeout(
            @Nullable Duration delay, Callable<? extends T> body, T otherwise) {
        Timeout limit = Timeout.startNew(delay);
        try (limit) {
            return Sneaky.call(body);
        } catch (Timeout e) {
            if (e != limit) {
                throw e;
            }
            return otherwise;
        }
    }
}
