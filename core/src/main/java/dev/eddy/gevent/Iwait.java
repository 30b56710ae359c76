package dev.eddy.gevent;

import dev.eddy.Asyncio;
import dev.eddy.EventLoop;
import dev.eddy.Future;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import org.jspecify.annotations.Nullable;

/**
 * Gives objects in the order in which they become ready: what {@link Gevent#iwait} returns. Waiting begins with the first step.
 * Who does not take all closes it.
 *
 * <pre>{@code
 * try (var ready = Gevent.iwait(greenlets)) {
 *     for (var first : ready) { System.out.println(first.get()); break; } // the fastest one's
 * }
 * }</pre>
 *
 * @param <W> what is waited for
 */
public final class Iwait<W extends Waitable> implements Iterable<W>, AutoCloseable {

    private final List<W> objects;
    private final List<Runnable> unlinking = new ArrayList<>();
    private final ArrayDeque<W> ready = new ArrayDeque<>();
    private final @Nullable Duration timeout;
    private int left;
    private boolean begun;
    private @Nullable Duration deadline; // on the loop's clock
    private @Nullable Future<Boolean> wakeUp;

    Iwait(Collection<? extends W> objects, @Nullable Duration timeout, int count) {
        if (count < 0) {
            throw new IllegalArgumentException("cannot wait for " + count + " objects");
        }
        this.objects = List.copyOf(objects);
        this.timeout = timeout;
        this.left = Math.min(count, this.objects.size());
    }

    /** The objects that are left; a second iterator goes on where the first has stopped. {@code hasNext} waits. */
    @Override
    public Iterator<W> iterator() {
        return new Iterator<>() {
            @Override
            public boolean hasNext() {
                return Iwait.this.hasNext();
            }

            @Override
            public W next() {
                return Iwait.this.next();
            }
        };
    }

    private boolean hasNext() {
        if (left > 0 && ready.isEmpty() && !Hub.<Boolean>block(this::waitForOne)) {
            left = 0;
        }
        if (left > 0) {
            return true;
        }
        close();
        return false;
    }

    private W next() {
        if (!hasNext()) {
            throw new NoSuchElementException("no more objects, or not in time");
        }
        W first = ready.remove();
        if (--left == 0) {
            close();
        }
        return first;
    }

    private boolean waitForOne() {
        EventLoop loop = Asyncio.getRunningLoop();
        if (!begun) {
            begun = true;
            deadline = timeout == null ? null : loop.time().plus(timeout);
            objects.forEach(this::link);
        }
        if (!ready.isEmpty()) {
            return true;
        }
        Future<Boolean> outcome = loop.createFuture();
        wakeUp = outcome;
        var timer = deadline == null ? null : loop.callAt(deadline, () -> wake(false));
        try {
            return outcome.await();
        } finally {
            wakeUp = null;
            if (timer != null) {
                timer.cancel();
            }
        }
    }

    private void link(W object) {
        if (object.ready()) {
            ready.add(object);
            return;
        }
        object.requireWaitable();
        Runnable link = () -> {
            ready.add(object);
            wake(true);
        };
        object.addLink(link);
        unlinking.add(() -> object.removeLink(link));
    }

    private void wake(boolean one) {
        Future<Boolean> outcome = wakeUp;
        if (outcome != null && !outcome.done()) {
            outcome.setResult(one);
        }
    }

    /** Waits for nothing any more. */
    @Override
    public void close() {
        left = 0;
        unlinking.forEach(Runnable::run);
        unlinking.clear();
    }
}
