package dev.eddy.gevent;

import dev.eddy.Asyncio;
import dev.eddy.EventLoop;
import dev.eddy.Future;
import dev.eddy.TimerHandle;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * What greenlets can wait for: gevent's wait protocol. See {@link Gevent#wait(java.util.Collection) Gevent.wait} and {@link
 * Gevent#iwait}.
 *
 * <pre>{@code
 * for (Waitable first : Gevent.iwait(List.of(greenlet, event))) { ... }
 * }</pre>
 */
public abstract sealed class Waitable permits Greenlet, Event, AsyncResult {

    private List<Runnable> links = new ArrayList<>();

    Waitable() {}

    /** Whether there is nothing to wait for: it has ended, is set, or has a value. */
    public abstract boolean ready();

    /** Fails where this cannot be waited for. */
    abstract void requireWaitable();

    /** Has the link called, once, when this becomes ready; the caller has seen that it is not. */
    final void addLink(Runnable link) {
        links.add(link);
    }

    final void removeLink(Runnable link) {
        links.removeIf(added -> added == link);
    }

    final void removeFirstLink(Predicate<Runnable> condition) {
        links.stream().filter(condition).findFirst().ifPresent(links::remove);
    }

    /** Calls the links, in the order in which they were added. */
    final void notifyLinks() {
        List<Runnable> called = links;
        links = new ArrayList<>();
        called.forEach(Runnable::run);
    }

    /**
     * Waits until this is ready.
     *
     * @param timeout null for no limit
     * @return whether it was in time
     */
    final boolean waitUntilReady(@Nullable Duration timeout) {
        return ready() || Hub.<Boolean>block(() -> ready() || suspendUntilReady(timeout));
    }

    private boolean suspendUntilReady(@Nullable Duration timeout) {
        requireWaitable();
        EventLoop loop = Asyncio.getRunningLoop();
        Future<Boolean> outcome = loop.createFuture();
        TimerHandle timer = timeout == null ? null : loop.callLater(timeout, () -> complete(outcome, false));
        Runnable link = () -> complete(outcome, true);
        addLink(link);
        try {
            return outcome.await();
        } finally {
            removeLink(link);
            if (timer != null) {
                timer.cancel();
            }
        }
    }

    private static void complete(Future<Boolean> outcome, boolean ready) {
        if (!outcome.done()) {
            outcome.setResult(ready);
        }
    }
}
